import type { NoteSigner } from "../signatures/note-key.ts";
import { signNote } from "../signatures/signed-note.ts";
import type { Instant } from "../time/instant.ts";
import { originOf, writeCheckpointText } from "./checkpoint-note.ts";
import type { EventContent } from "./draft-event.ts";
import { entriesInOrder } from "./entries-in-order.ts";
import { utcDayOf } from "./event-instant.ts";
import { addLeaf, rootOf, startTree } from "./merkle-tree.ts";
import type { LedgerVerification } from "./verify-ledger.ts";

/** Who signs a checkpoint, and for which log. */
export interface CheckpointSigning {
  readonly signer: NoteSigner;
  /** GitHub's number of the repository. */
  readonly repositoryId: number;
  /** The ledger branch, with or without the year of a roll-over. */
  readonly branch: string;
}

/**
 * The checkpoint of a day: root and head of a ledger as it was read just now. Null where that cannot be said (no record, one that could
 * not be read, one that stands twice) and where the day has one already. A checkpoint without any event since the last
 * one is written all the same: it shows that somebody looked.
 * @param now server time; its UTC day is the key
 * @param signing null: it bears no note. The id of its event does not hang on that.
 */
export function planCheckpoint(
  ledger: LedgerVerification,
  now: Instant,
  signing: CheckpointSigning | null = null,
): EventContent | null {
  const { head, headCommit } = ledger.covered;
  if (ledger.blindFrom !== null || head === null || headCommit === null) return null;
  const key = utcDayOf(now);
  const entries = entriesInOrder(ledger.folds.values());
  if (entries.length !== head.seq) return null;
  if (entries.some(({ event }) => event.type === "checkpoint" && event.key === key)) return null;
  const tree = startTree();
  for (const { event_sha256 } of entries) addLeaf(tree, Buffer.from(event_sha256, "hex"));
  const said = { size: head.seq, event_sha256: head.event_sha256, root: rootOf(tree), ledger_commit: headCommit };
  const data = signing === null ? said : { ...said, note: noteOf(said, signing) };
  return { type: "checkpoint", bypass: "PROCEDURE", key, data };
}

function noteOf(
  { size, root }: { readonly size: number; readonly root: string },
  { signer, repositoryId, branch }: CheckpointSigning,
): string {
  return signNote(writeCheckpointText({ origin: originOf(repositoryId, branch), size, root }), signer);
}
