import { strictBase64 } from "../signatures/note-key.ts";
import { withoutYear } from "./without-year.ts";

/** What the text of a checkpoint says (https://c2sp.org/tlog-checkpoint): a log, how many records it has, and the root over them. */
export interface CheckpointText {
  readonly origin: string;
  readonly size: number;
  /** 64 lower-case hex digits, as the ledger writes digests; the text has Base64. */
  readonly root: string;
}

/**
 * What a ledger is called in its notes. Its branch goes on under other names when a year begins, and its repository can be renamed: both
 * stay one log, so its number and the name with which it began say which.
 */
export function originOf(repositoryId: number, branch: string): string {
  return `${originsOf(repositoryId)}${withoutYear(branch)}`;
}

/** What the origin of every ledger of a repository begins with. */
export function originsOf(repositoryId: number): string {
  return `qms-bypass/${repositoryId}/`;
}

export function writeCheckpointText({ origin, size, root }: CheckpointText): string {
  return `${origin}\n${size}\n${Buffer.from(root, "hex").toString("base64")}\n`;
}

/** Reads the text of a note as a checkpoint; lines behind the third are opaque and passed over. */
export function readCheckpointText(text: string): CheckpointText | { readonly problem: string } {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) {
    return { problem: "its text is not three lines and more, none of them empty" };
  }
  const [origin = "", size = "", packed = ""] = lines;
  if (!/^(?:0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    return { problem: "the second line of its text is no number of records" };
  }
  const root = strictBase64(packed);
  if (root?.length !== 32) return { problem: "the third line of its text is no SHA-256 in Base64" };
  return { origin, size: Number(size), root: root.toString("hex") };
}
