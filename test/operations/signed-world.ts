import { type Signer, withSignature } from "../support/signing.ts";
import { BYPASS_A, BYPASS_B, lifeUntil, ordinaryWorld, registryCommitsOf, type World } from "./audit-world.ts";
import type { ImportedCommit } from "./fast-import.ts";
import { gitBytes, gitIn } from "./fast-import.ts";

/** Who signs a commit; null: nobody. */
export type SignerOf = (commit: {
  readonly index: number;
  readonly oid: string;
  readonly payload: string;
}) => Signer | null;

/** A commit object as text, one character for one byte. */
export function readCommit(folder: string, oid: string): string {
  return gitBytes(folder, ["cat-file", "commit", oid]).toString("latin1");
}

export function writeCommit(folder: string, commit: string | Buffer): string {
  const bytes = typeof commit === "string" ? Buffer.from(commit, "latin1") : commit;
  return gitIn(folder, ["hash-object", "-t", "commit", "-w", "--stdin"], bytes);
}

export function signText(payload: string, signer: Signer | null): Buffer {
  const bytes = Buffer.from(payload, "latin1");
  return signer === null ? bytes : Buffer.from(withSignature(payload, signer.sign(bytes)).toString("utf8"), "utf8");
}

/** Writes a whole branch anew, each commit signed by whom it says. Returns the new ids, oldest first. */
export function signBranch(folder: string, branch: string, signerOf: SignerOf): string[] {
  const olds = gitIn(folder, ["rev-list", "--topo-order", "--reverse", branch]).split("\n");
  const news = new Map<string, string>();
  for (const [index, oid] of olds.entries()) {
    const payload = readCommit(folder, oid).replace(
      /^parent ([0-9a-f]+)$/gm,
      (_, parent: string) => `parent ${news.get(parent) ?? parent}`,
    );
    news.set(oid, writeCommit(folder, signText(payload, signerOf({ index, oid, payload }))));
  }
  gitIn(folder, ["update-ref", `refs/heads/${branch}`, news.get(olds.at(-1) ?? "") ?? ""]);
  return [...news.values()];
}

/** Adds one commit with these files on top of a branch, signed or not; `date`: seconds since 1970, the commit's own claim. */
export function addSigned(
  folder: string,
  branch: string,
  files: Readonly<Record<string, string | null>>,
  signer: Signer | null,
  { date = 1_772_450_000, parents }: { readonly date?: number; readonly parents?: readonly string[] } = {},
): string {
  const heads = parents ?? [gitIn(folder, ["rev-parse", `refs/heads/${branch}`])];
  const index = `${folder}/.git/signed-index`;
  const env = { GIT_INDEX_FILE: index };
  gitIn(folder, ["read-tree", heads[0] ?? "--empty"], "", env);
  const lines = Object.entries(files).map(([path, text]) =>
    text === null
      ? `0 ${"0".repeat(40)}\t${path}`
      : `100644 ${gitIn(folder, ["hash-object", "-w", "--stdin"], text)}\t${path}`,
  );
  if (lines.length > 0) gitIn(folder, ["update-index", "--add", "--index-info"], `${lines.join("\n")}\n`, env);
  const tree = gitIn(folder, ["write-tree"], "", env);
  const who = `Somebody <some@example.com> ${date} +0000`;
  const payload = `tree ${tree}\n${heads.map((oid) => `parent ${oid}\n`).join("")}author ${who}\ncommitter ${who}\n\nMore\n`;
  const oid = writeCommit(folder, signText(payload, signer));
  gitIn(folder, ["update-ref", `refs/heads/${branch}`, oid]);
  return oid;
}

/** The ordinary world whose registry names trusted keys from its first commit on, and whose branches are signed by whom it says. */
export function signedWorld(
  trust: Readonly<Record<string, string>>,
  signers: { readonly ledger: SignerOf; readonly registry: SignerOf },
  more: Parameters<typeof ordinaryWorld>[0] = {},
): World & { readonly ledgerCommits: readonly string[]; readonly registryCommits: readonly string[] } {
  const files = Object.fromEntries(Object.entries(trust).map(([name, text]) => [`.qms/trust/${name}`, text]));
  const registry = registryCommitsOf([{ id: BYPASS_A }, { id: BYPASS_B, kind: "squash" }]).map(
    (commit): ImportedCommit => (commit.name === "R0" ? { ...commit, files: { ...commit.files, ...files } } : commit),
  );
  let registryCommits: readonly string[] = [];
  const rewrite = (folder: string): string | undefined => {
    registryCommits = signBranch(folder, "qms", signers.registry);
    return registryCommits[0];
  };
  const world = ordinaryWorld({ registry, ...more, rewrite });
  const ledgerCommits = signBranch(world.folder, "qms-ledger", signers.ledger);
  return { ...world, ledgerCommits, registryCommits };
}

export { BYPASS_A, BYPASS_B, lifeUntil };
