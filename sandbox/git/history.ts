import { readLoose } from "./loose.ts";
import { readCommit } from "./objects.ts";
import { git, tryGit } from "./run-git.ts";

/** `env`: where objects in quarantine are; only git itself looks there. */
export async function isAncestor(
  dir: string,
  ancestor: string,
  descendant: string,
  env?: Readonly<Record<string, string>>,
): Promise<boolean> {
  if (ancestor === descendant) return true;
  if (env === undefined) {
    const parents = readLoose(dir, descendant) === null ? [] : (await readCommit(dir, descendant)).parents;
    if (parents.includes(ancestor)) return true;
  }
  const { status } = await tryGit(
    dir,
    ["merge-base", "--is-ancestor", ancestor, descendant],
    env === undefined ? {} : { env },
  );
  return status === 0;
}

/** Answers about commits never change: each is asked of git once. */
const answers = new Map<string, Promise<unknown>>();

function once<T>(work: () => Promise<T>, ...key: readonly (string | null)[]): Promise<T> {
  const name = key.join(" ");
  const known = (answers.get(name) as Promise<T> | undefined) ?? work();
  answers.set(name, known);
  return known;
}

/** All arguments of this and the following are full commit names. */
export function mergeBase(dir: string, one: string, other: string): Promise<string | null> {
  return once(() => findMergeBase(dir, one, other), "base", dir, one, other);
}

async function findMergeBase(dir: string, one: string, other: string): Promise<string | null> {
  const { status, stdout } = await tryGit(dir, ["merge-base", one, other]);
  return status === 0 ? stdout.toString().trim() : null;
}

/** Commits reachable from `to` and not from `from`, oldest first. */
export function commitsBetween(dir: string, from: string | null, to: string): Promise<string[]> {
  return once(() => listCommits(dir, from, to), "commits", dir, from, to);
}

async function listCommits(dir: string, from: string | null, to: string): Promise<string[]> {
  const out = await git(dir, ["rev-list", "--reverse", "--topo-order", to, ...(from === null ? [] : [`^${from}`])]);
  return out === "" ? [] : out.split("\n");
}

/** Like commitsBetween for a push, whose objects may still be in quarantine (`env`); or only its merge commits. */
export async function pushedCommits(
  dir: string,
  range: { readonly from: string; readonly to: string; readonly mergesOnly?: boolean },
  env?: Readonly<Record<string, string>>,
): Promise<string[]> {
  const args = ["rev-list", ...(range.mergesOnly === true ? ["--merges"] : []), range.to, `^${range.from}`];
  const { stdout } = await tryGit(dir, args, env === undefined ? {} : { env });
  return stdout
    .toString()
    .split("\n")
    .filter((sha) => sha !== "");
}

/** Tree of the merge, or null where the two conflict. */
export function mergeTrees(dir: string, base: string, head: string): Promise<string | null> {
  return once(() => runMergeTree(dir, base, head), "merge", dir, base, head);
}

async function runMergeTree(dir: string, base: string, head: string): Promise<string | null> {
  const { status, stdout, stderr } = await tryGit(dir, ["merge-tree", "--write-tree", "--no-messages", base, head]);
  // A branch replaced by another history: nothing to merge, like a conflict.
  if (status === 128 && stderr.includes("unrelated histories")) return null;
  if (status !== 0 && status !== 1) throw new Error(`git merge-tree: ${stderr}`);
  return status === 0 ? stdout.toString().trim() : null;
}

export interface FileChange {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  readonly sha: string;
  readonly mode: string;
  readonly additions: number;
  readonly deletions: number;
}

const statusOf = (letter: string): FileChange["status"] =>
  letter === "A"
    ? "added"
    : letter === "D"
      ? "removed"
      : letter === "R"
        ? "renamed"
        : letter === "T"
          ? "changed"
          : "modified";

/** Files that differ between two commits, as GitHub lists them (renames followed). */
export function diffFiles(dir: string, from: string, to: string): Promise<FileChange[]> {
  return once(() => runDiff(dir, from, to), "diff", dir, from, to);
}

async function runDiff(dir: string, from: string, to: string): Promise<FileChange[]> {
  const raw = (await git(dir, ["diff-tree", "-r", "-M", "-z", "--raw", "--numstat", "--no-abbrev", from, to])).split(
    "\0",
  );
  const changes: { path: string; previous: string | null; letter: string; sha: string; mode: string }[] = [];
  const counts = new Map<string, [number, number]>();
  for (let at = 0; at < raw.length; at += 1) {
    const field = raw[at] ?? "";
    if (field.startsWith(":")) {
      const [oldMode = "", newMode = "", oldSha = "", newSha = "", letter = ""] = field.slice(1).split(" ");
      const renamed = letter.startsWith("R");
      const first = raw[at + 1] ?? "";
      const path = renamed ? (raw[at + 2] ?? "") : first;
      at += renamed ? 2 : 1;
      const gone = letter === "D";
      changes.push({
        path,
        previous: renamed ? first : null,
        letter: letter.charAt(0),
        sha: gone ? oldSha : newSha,
        mode: gone ? oldMode : newMode,
      });
    } else if (field !== "") {
      const [added = "", deleted = "", name = ""] = field.split("\t");
      const path = name === "" ? (raw[at + 2] ?? "") : name;
      if (name === "") at += 2;
      counts.set(path, [Number(added) || 0, Number(deleted) || 0]);
    }
  }
  return changes.map(({ path, previous, letter, sha, mode }) => {
    const [additions, deletions] = counts.get(path) ?? [0, 0];
    return { path, previousPath: previous, status: statusOf(letter), sha, mode, additions, deletions };
  });
}

/** The hunks of one file, as GitHub's `patch`; null for binary files and pure renames. */
export async function readPatch(dir: string, from: string, to: string, file: FileChange): Promise<string | null> {
  const paths = [file.path, ...(file.previousPath === null ? [] : [file.previousPath])];
  const text = await git(dir, ["diff-tree", "-r", "-M", "-p", from, to, "--", ...paths]);
  const hunk = text.indexOf("\n@@ ");
  return hunk < 0 ? null : text.slice(hunk + 1);
}
