import type { HistoryCommit } from "./history.ts";

/** A branch by its first parents: what its head was, one after the other. */
export interface BranchLine {
  /** Oldest first. */
  readonly commits: readonly HistoryCommit[];
  /** Place of a commit on the line, the first one 0; undefined: it is not on it. */
  readonly placeOf: (oid: string) => number | undefined;
}

/** All commits of a branch, by their ids. */
export type CommitIds = Pick<ReadonlySet<string>, "has" | "size">;

/** Of a commit that is on the branch and not on its line. */
const ASIDE = -1;

interface Indexed {
  readonly line: BranchLine;
  /** Place of every commit, or `ASIDE`. */
  readonly places: ReadonlyMap<string, number>;
}

const indexed = new WeakMap<readonly HistoryCommit[], Indexed>();

/** @param commits parents first, the head last; a list that nobody changes any more, as it is looked through once */
export function lineOf(commits: readonly HistoryCommit[]): BranchLine {
  return indexOf(commits).line;
}

/** @param commits see `lineOf` */
export function idsOf(commits: readonly HistoryCommit[]): CommitIds {
  return indexOf(commits).places;
}

function indexOf(commits: readonly HistoryCommit[]): Indexed {
  const known = indexed.get(commits) ?? index(commits);
  indexed.set(commits, known);
  return known;
}

function index(commits: readonly HistoryCommit[]): Indexed {
  const line: HistoryCommit[] = [];
  let next = commits.at(-1)?.oid;
  for (let at = commits.length - 1; at >= 0; at--) {
    const commit = commits[at];
    if (commit === undefined || commit.oid !== next) continue;
    line.push(commit);
    next = commit.parents[0];
  }
  line.reverse();
  const places = new Map<string, number>();
  let place = 0;
  for (const commit of commits) places.set(commit.oid, commit === line[place] ? place++ : ASIDE);
  const placeOf = (oid: string): number | undefined => {
    const found = places.get(oid);
    return found === ASIDE ? undefined : found;
  };
  return { line: { commits: line, placeOf }, places };
}
