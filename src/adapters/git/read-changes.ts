import type { HistoryCommit, TreeChange } from "../../core/audit/history.ts";
import type { HistoryReading } from "../../ports.ts";
import { type RawCommit, splitAtNul } from "./read-commits.ts";
import { feedGit, startGit } from "./run-git.ts";

const kinds: Readonly<Record<string, TreeChange["kind"]>> = { A: "added", D: "deleted" };
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The changes of every commit against every parent, in one process. Each pair is asked for by name and answered even where nothing
 * changed (`--always`), so no answer can be taken for another one: `log -m` leaves empty comparisons out without a word.
 */
export async function readChanges(
  repo: string,
  commits: readonly RawCommit[],
  under: readonly string[],
): Promise<HistoryReading> {
  const args = "diff-tree --stdin --always --root -m -r -z --raw --no-renames --no-abbrev --ignore-submodules=none";
  const git = startGit(repo, [
    ...args.split(" "),
    "-O/dev/null",
    "--",
    ...under.map((path) => `:(top,literal)${path}`),
  ]);
  const feeding = feedGit(git, linesOf(commits));
  const pairs = pairsOf(commits);
  const changes = new Map<string, TreeChange[]>(commits.map(({ oid }) => [oid, []]));
  let pair: { commit: RawCommit; parent: string | null } | null = null;
  let meta: string | null = null;
  let strange: string | null = null;
  for await (const piece of splitAtNul(git.stdout)) {
    if (strange !== null) continue;
    if (meta !== null && pair !== null) {
      changes.get(pair.commit.oid)?.push(parseChange(meta, decodePath(piece), pair.parent));
      meta = null;
      continue;
    }
    const text = piece.toString();
    if (text.startsWith(":")) {
      meta = text;
      continue;
    }
    pair = pairs.next().value ?? null;
    if (pair === null || pair.commit.oid !== text) strange = `git answered about ${text}, which was not asked for`;
  }
  const { status, stderr } = await git.ended;
  await feeding;
  if (status !== 0) return { outcome: "unreadable", problem: stderr.trim() };
  if (strange !== null || pairs.next().done !== true) {
    return { outcome: "unreadable", problem: strange ?? "git left commits out" };
  }
  const read = commits.map((commit): HistoryCommit => ({ ...commit, changes: changes.get(commit.oid) ?? [] }));
  return { outcome: "read", commits: read };
}

function* pairsOf(commits: readonly RawCommit[]): Generator<{ commit: RawCommit; parent: string | null }> {
  for (const commit of commits) {
    if (commit.parents.length === 0) yield { commit, parent: null };
    for (const parent of commit.parents) yield { commit, parent };
  }
}

function* linesOf(commits: readonly RawCommit[]): Generator<string> {
  let text = "";
  for (const { commit, parent } of pairsOf(commits)) {
    text += parent === null ? `${commit.oid}\n` : `${commit.oid} ${parent}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** `:<mode> <mode> <oid> <oid> <status>` */
function parseChange(meta: string, path: string, parent: string | null): TreeChange {
  const [before = "", mode = "", previous = "", blob = "", status = ""] = meta.slice(1).split(" ");
  const kind = kinds[status] ?? "modified";
  const isFile = (value: string) => value.startsWith("100") || value === "120000";
  return {
    path,
    kind,
    mode: kind === "deleted" ? null : mode,
    blob: kind !== "deleted" && isFile(mode) ? blob : null,
    previous: kind !== "added" && isFile(before) ? previous : null,
    parent,
  };
}

/** A path is bytes. What is no UTF-8 keeps its identity: two odd names never become one. */
function decodePath(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString("latin1").replace(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  }
}
