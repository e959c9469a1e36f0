import { availableParallelism } from "node:os";
import type { TreeChange } from "../../core/audit/history.ts";
import type { HistoryReading } from "../../ports.ts";
import { eachPart } from "./each-part.ts";
import type { RawCommit } from "./read-commits.ts";
import { feedGit, startGit } from "./run-git.ts";

const kinds: Readonly<Record<string, TreeChange["kind"]>> = { A: "added", D: "deleted" };
const utf8 = new TextDecoder("utf-8", { fatal: true });
const beyondAscii = /[\u0080-\u00ff]/;

/** So many commits are worth a process of their own. */
const SHARE = 5000;
/** More of them would only take turns. */
const MOST_PROCESSES = 4;

/**
 * The changes of every commit against every parent. Each pair is asked for by name and answered even where nothing changed (`--always`),
 * so no answer can be taken for another one: `log -m` leaves empty comparisons out without a word. Git compares on one processor: a
 * long history is shared out among a few processes.
 */
export async function readChanges(
  repo: string,
  commits: readonly RawCommit[],
  under: readonly string[],
): Promise<HistoryReading> {
  const processes = Math.min(availableParallelism(), MOST_PROCESSES, Math.ceil(commits.length / SHARE));
  const share = Math.ceil(commits.length / Math.max(processes, 1));
  const shares = Array.from({ length: processes }, (_, index) => commits.slice(index * share, (index + 1) * share));
  const problems = await Promise.all(shares.map((part) => readShare(repo, part, under)));
  const problem = problems.find((text) => text !== null) ?? null;
  return problem === null ? { outcome: "read", commits } : { outcome: "unreadable", problem };
}

/** Fills the changes of some commits in; answers why that could not be done, or null. */
async function readShare(repo: string, oldest: readonly RawCommit[], under: readonly string[]): Promise<string | null> {
  // Packs keep what is older as differences from what is newer: asked for in this order git needs a fifth less time.
  const commits = oldest.toReversed();
  const args = "diff-tree --stdin --always --root -m -r -z --raw --no-renames --no-abbrev --ignore-submodules=none";
  const git = startGit(repo, [
    ...args.split(" "),
    "-O/dev/null",
    "--",
    ...under.map((path) => `:(top,literal)${path}`),
  ]);
  const feeding = feedGit(git, linesOf(commits));
  // Filled in where they are: a second list of 100,000 commits is memory for nothing.
  let read = 0;
  /** Of the commit at hand: what it changed, and with which of its parents it is being compared. */
  let changes: TreeChange[] = [];
  let parent = 0;
  let meta: string | null = null;
  let strange: string | null = null;
  await eachPart(git.stdout, "\0", (part) => {
    if (strange !== null) return;
    const commit = commits[read - 1];
    if (meta !== null) {
      changes.push(parseChange(meta, decodePath(part), commit?.parents[parent] ?? null));
      meta = null;
    } else if (part.startsWith(":") && commit !== undefined) {
      meta = part;
      // Most commits change nothing here and share one empty list.
      if (changes.length === 0) {
        changes = [];
        commit.changes = changes;
      }
    } else if (commit !== undefined && parent + 1 < commit.parents.length) {
      parent++;
      if (commit.oid !== part) strange = `git answered about ${part}, which was not asked for`;
    } else {
      if (commits[read]?.oid !== part) strange = `git answered about ${part}, which was not asked for`;
      else read++;
      changes = [];
      parent = 0;
    }
  });
  const { status, stderr } = await git.ended;
  await feeding;
  if (status !== 0) return stderr.trim();
  const isWhole = read === commits.length && parent >= (commits.at(-1)?.parents.length ?? 0) - 1;
  return strange ?? (isWhole ? null : "git left commits out");
}

function* linesOf(commits: readonly RawCommit[]): Generator<string> {
  let text = "";
  for (const { oid, parents } of commits) {
    if (parents.length === 0) text += `${oid}\n`;
    for (const parent of parents) text += `${oid} ${parent}\n`;
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

/** A path is bytes. What is no UTF-8 keeps its identity, and so does a name that spells such a byte out: two names never become one. */
function decodePath(latin1: string): string {
  const escaped = latin1.includes("\\") ? latin1.replaceAll("\\", "\\\\") : latin1;
  if (!beyondAscii.test(latin1)) return escaped;
  try {
    return utf8.decode(Buffer.from(escaped, "latin1"));
  } catch {
    return escaped.replace(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  }
}
