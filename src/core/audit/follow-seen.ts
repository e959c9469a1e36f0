import type { HistoryCommit } from "./history.ts";

/**
 * Answers whether one commit is behind another, both seen, for the merges that the way of a branch meets from its head back. The later
 * commit of a question is the newest one seen behind that merge, so it only gets older.
 *
 * While the answer is yes, the later commits are a chain: each is the newest one seen behind the one before. What the chain has behind it
 * is walked once, for all of them. After a no the way goes on at the earlier commit, so the walk for that answer, which ended there, is
 * not repeated. So a commit is walked a few times for each contradiction between heads, and not for each merge.
 * @param commits of the branch, parents first
 * @param index of each commit in them
 * @param before of each commit, the index of the newest one behind it that was seen; -1: none
 */
export function followSeen(
  commits: readonly HistoryCommit[],
  index: ReadonlyMap<string, number>,
  before: Int32Array,
): (early: number, late: number) => boolean {
  let last = -1;
  let lowest: Int32Array | null = null;
  const parentsOf = (at: number): number[] => (commits[at]?.parents ?? []).map((parent) => index.get(parent) ?? -1);
  return (early, late) => {
    let reached = last;
    while (reached > late) reached = before[reached] ?? -1;
    const isChain = last >= 0 && reached === late;
    last = late;
    if (!isChain) {
      lowest = null;
      return isReached(early, late, parentsOf);
    }
    lowest ??= lowestOf(late, before, parentsOf);
    const found = lowest[early] ?? -1;
    return found >= 0 && found <= late;
  };
}

/** Walks from the later one down to the earlier one, and no further. */
function isReached(early: number, late: number, parentsOf: (at: number) => number[]): boolean {
  const reached = new Set([late]);
  for (let at = late; at > early; at--) {
    if (reached.delete(at)) for (const parent of parentsOf(at)) reached.add(parent);
  }
  return reached.has(early);
}

/** By commit, the lowest of a chain that is it or has it behind it; -1: none. */
function lowestOf(top: number, before: Int32Array, parentsOf: (at: number) => number[]): Int32Array {
  const chain: number[] = [];
  for (let at = top; at >= 0; at = before[at] ?? -1) chain.push(at);
  const lowest = new Int32Array(before.length).fill(-1);
  for (const link of chain.reverse()) {
    const open = [link];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at < 0 || (lowest[at] ?? -1) >= 0) continue;
      lowest[at] = link;
      open.push(...parentsOf(at));
    }
  }
  return lowest;
}
