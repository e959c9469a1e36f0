import { countBefore } from "../count-before.ts";
import { idsOf, lineOf } from "./branch-line.ts";
import { followSeen } from "./follow-seen.ts";
import type { HistoryCommit } from "./history.ts";

/** The way that a branch went: the states that it had, one after the other. */
export interface BranchWay {
  /** By merge: the parent at which the branch had been before it, where that is not the first one. */
  readonly turns: ReadonlyMap<string, string>;
  /** Place of a commit on the way, the first one 0; undefined: it is off the way. */
  readonly placeOf: (oid: string) => number | undefined;
  /** Place of the first commit of the way that has this one behind it, or is it. */
  readonly joinedAt: (oid: string) => number;
  /** Place of the last commit of the way behind this one; -1: none. */
  readonly leftAt: (oid: string) => number;
  /** A commit off the way, and those that lie between it and the way. */
  readonly sideOf: (oid: string) => ReadonlySet<string>;
  /** Whether something saw the branch at one of these places, the first included, the last not. */
  readonly wasSeen: (from: number, to: number) => boolean;
  /** Whether one of them is a merge; both ends included. */
  readonly hasMerge: (from: number, to: number) => boolean;
}

/**
 * Follows a branch back from its head: at a merge to the first parent, unless what was seen of the branch shows that it had been at
 * another one. Whoever makes his own branch the first parent hides what the branch had on the way of the second; a branch only ever goes
 * forward, so the commit at which a record saw it is on its way. Where something seen is behind either parent and not behind the
 * other, the branch was set back once, and the first parent counts as everywhere.
 * Places are looked up when they are asked for: of an honest history hardly one is.
 * @param commits of the branch, parents first, the head last
 * @param heads commits at which something saw the branch; those that it does not have are nobody's
 */
export function branchWay(commits: readonly HistoryCommit[], heads: readonly string[]): BranchWay {
  const seen = new Set(heads);
  const turns = turnsOf(commits, seen);
  let known: ReturnType<typeof placesOf> | null = null;
  const places = () => {
    known ??= placesOf(commits, turns, seen);
    return known;
  };
  const sides = new Map<string, ReadonlySet<string>>();
  return {
    turns,
    placeOf: (oid) => places().place.get(oid),
    joinedAt: (oid) => places().joined.get(oid) ?? Number.POSITIVE_INFINITY,
    leftAt: (oid) => places().left.get(oid) ?? -1,
    sideOf(oid) {
      const side = sides.get(oid) ?? sideFrom(oid, places().parents, places().place);
      sides.set(oid, side);
      return side;
    },
    wasSeen: (from, to) => hasAny(places().seen, from, to),
    hasMerge: (from, to) => hasAny(places().merges, from, to + 1),
  };
}

function turnsOf(commits: readonly HistoryCommit[], heads: ReadonlySet<string>): Map<string, string> {
  const turns = new Map<string, string>();
  if (isOnFirstParents(commits, heads)) return turns;
  const index = new Map(commits.map(({ oid }, at) => [oid, at]));
  // Of each commit the newest one that was seen and is behind it, and the same where it may be itself.
  const before = new Int32Array(commits.length).fill(-1);
  const newest = new Int32Array(commits.length).fill(-1);
  const newestOf = (oid: string): number => newest[index.get(oid) ?? -1] ?? -1;
  for (const [at, { oid, parents }] of commits.entries()) {
    before[at] = Math.max(-1, ...parents.map(newestOf));
    newest[at] = heads.has(oid) ? at : (before[at] ?? -1);
  }
  const isBehind = followSeen(commits, index, before);
  let next = commits.at(-1)?.oid;
  for (let at = commits.length - 1; at >= 0; at--) {
    const commit = commits[at];
    if (commit === undefined || commit.oid !== next) continue;
    next = commit.parents[0];
    const reached = commit.parents.map(newestOf);
    const [own = -1, best] = [reached[0], Math.max(-1, ...reached)];
    if (best <= own || (own >= 0 && !isBehind(own, best))) continue;
    next = commit.parents[reached.indexOf(best)];
    if (next !== undefined) turns.set(commit.oid, next);
  }
  return turns;
}

/** Whether everything seen that the branch has lies on the way of the first parents, so that no merge has to be asked. */
function isOnFirstParents(commits: readonly HistoryCommit[], heads: ReadonlySet<string>): boolean {
  const [{ placeOf }, ids] = [lineOf(commits), idsOf(commits)];
  return [...heads].every((head) => placeOf(head) !== undefined || !ids.has(head));
}

interface Places {
  readonly place: ReadonlyMap<string, number>;
  readonly joined: ReadonlyMap<string, number>;
  readonly left: ReadonlyMap<string, number>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly seen: readonly number[];
  readonly merges: readonly number[];
}

function placesOf(
  commits: readonly HistoryCommit[],
  turns: ReadonlyMap<string, string>,
  heads: ReadonlySet<string>,
): Places {
  const parents = new Map(commits.map((commit) => [commit.oid, commit.parents]));
  const line: string[] = [];
  for (let next = commits.at(-1)?.oid; next !== undefined && parents.has(next); ) {
    line.push(next);
    next = turns.get(next) ?? parents.get(next)?.[0];
  }
  line.reverse();
  const place = new Map(line.map((oid, at) => [oid, at]));
  const joined = new Map(place);
  for (const [at, oid] of line.entries()) {
    for (const behind of sideFrom(oid, parents, joined)) joined.set(behind, at);
  }
  const left = new Map<string, number>();
  for (const { oid, parents: before } of commits) {
    left.set(oid, place.get(oid) ?? Math.max(-1, ...before.map((parent) => left.get(parent) ?? -1)));
  }
  const seen = line.flatMap((oid, at) => (heads.has(oid) ? [at] : []));
  const merges = line.flatMap((oid, at) => ((parents.get(oid)?.length ?? 0) > 1 ? [at] : []));
  return { place, joined, left, parents, seen, merges };
}

/** A commit off the way, or what a commit of the way has beside it, as far as it is not known yet. */
function sideFrom(start: string, parents: Places["parents"], known: ReadonlyMap<string, number>): ReadonlySet<string> {
  const side = new Set<string>();
  const open = known.has(start) ? [...(parents.get(start) ?? [])] : [start];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (side.has(oid) || known.has(oid) || !parents.has(oid)) continue;
    side.add(oid);
    open.push(...(parents.get(oid) ?? []));
  }
  return side;
}

/** Whether an ascending list has a number of a span, its end not included. */
function hasAny(sorted: readonly number[], from: number, to: number): boolean {
  const next = sorted[countBefore(sorted, from, (place) => place)];
  return next !== undefined && next < to;
}
