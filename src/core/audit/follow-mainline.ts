import type { BranchWay } from "./branch-way.ts";
import type { HistoryCommit, TreeChange } from "./history.ts";

const noTurns: BranchWay["turns"] = new Map();

/** What a commit of the main line did to one path. */
export type Step =
  | { readonly kind: "version"; readonly commit: HistoryCommit; readonly blob: string | null; readonly mode: string }
  | {
      readonly kind: "gone";
      readonly commit: HistoryCommit;
      /** The same content under another name, added by the same commit. */
      readonly movedTo: string | null;
      /** The commit is a merge that left out what one of its other parents has. */
      readonly dropped: boolean;
    };

/** A path that a merge of the main line left out although another of its parents had it; the main line never did. */
export interface LeftOut {
  readonly path: string;
  readonly commit: HistoryCommit;
  readonly blob: string | null;
}

/** The registry as its branch went on: what each path was, commit by commit, and what happened to it elsewhere. */
export interface Mainline {
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  readonly leftOut: ReadonlyMap<string, readonly LeftOut[]>;
  /** Changes by commits off the main line: drafts in pull requests, and where a bad merge came from. Oldest first. */
  readonly aside: ReadonlyMap<string, readonly { readonly commit: HistoryCommit; readonly change: TreeChange }[]>;
  readonly split: SplitHistory;
}

/** The commits that changed something, oldest first. */
export interface SplitHistory {
  readonly line: readonly HistoryCommit[];
  /** Off the main line. */
  readonly others: readonly HistoryCommit[];
}

/**
 * Follows the way of the branch back from the head: the states that it had. What happened off this line is a draft until a merge brings
 * it in; but a merge is compared with every parent, because what it leaves out of another one no usual view of git shows.
 * @param commits of the branch, parents first, the head last.
 * @param turns where the way is not that of the first parents (`branchWay`)
 */
export function followMainline(
  commits: readonly HistoryCommit[],
  isManifest: (path: string) => boolean,
  turns: BranchWay["turns"] = noTurns,
): Mainline {
  const steps = new Map<string, Step[]>();
  const leftOut = new Map<string, LeftOut[]>();
  const split = splitAtMainline(commits, turns);
  const { line, others } = split;
  for (const commit of line) {
    const first = commit.parents[0] ?? null;
    const changes = commit.changes.filter((change) => isManifest(change.path));
    const own = changes.filter((change) => change.parent === first);
    const lost = changes.filter((change) => change.parent !== first && change.kind === "deleted");
    for (const change of own) addTo(steps, change.path, stepOf(commit, change, own, lost));
    for (const { path, previous } of lost) {
      if (!own.some((change) => change.path === path)) addTo(leftOut, path, { path, commit, blob: previous });
    }
  }
  const aside = new Map<string, { commit: HistoryCommit; change: TreeChange }[]>();
  for (const commit of others) {
    for (const change of commit.changes) if (isManifest(change.path)) addTo(aside, change.path, { commit, change });
  }
  return { steps, leftOut, aside, split };
}

/**
 * The commits that changed something, on the main line and off it. Of a long history they are few. On the line the first parent is
 * always the commit before, whichever it was when the merge was made.
 */
export function splitAtMainline(commits: readonly HistoryCommit[], turns: BranchWay["turns"] = noTurns): SplitHistory {
  const line: HistoryCommit[] = [];
  const others: HistoryCommit[] = [];
  let next = commits.at(-1)?.oid;
  // Parents come before their children: going back, the next one of the line is always still ahead.
  for (let index = commits.length - 1; index >= 0; index--) {
    const commit = commits[index];
    if (commit === undefined) continue;
    const isOnLine = commit.oid === next;
    const turn = isOnLine ? turns.get(commit.oid) : undefined;
    if (isOnLine) next = turn ?? commit.parents[0];
    if (commit.changes.length === 0) continue;
    if (!isOnLine) others.push(commit);
    else line.push(turn === undefined ? commit : { ...commit, parents: [turn, ...without(commit.parents, turn)] });
  }
  return { line: line.reverse(), others: others.reverse() };
}

function without(parents: readonly string[], one: string): string[] {
  return parents.filter((parent) => parent !== one);
}

function addTo<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function stepOf(
  commit: HistoryCommit,
  change: TreeChange,
  own: readonly TreeChange[],
  lost: readonly TreeChange[],
): Step {
  if (change.kind !== "deleted") return { kind: "version", commit, blob: change.blob, mode: change.mode ?? "" };
  const twin = own.find(({ path, kind, blob }) => kind === "added" && blob === change.previous && path !== change.path);
  const dropped = lost.some((other) => other.path === change.path);
  return { kind: "gone", commit, movedTo: twin?.path ?? null, dropped };
}
