import type { LedgerEntry, LedgerHead } from "./build-record.ts";
import { addLeaf, type MerkleTree, startTree } from "./merkle-tree.ts";

/** Where a walk begins that goes on behind records which somebody vouches for: what its checks need to know of them. */
export interface WalkSeed {
  /** The commit before the first one that is walked; null: the first one begins a history of its own. */
  readonly headCommit: string | null;
  /** The last record before it. */
  readonly head: LedgerHead;
  /** The tree over the events of all records before it. The walk grows a copy. */
  readonly tree: MerkleTree;
  /** The record of the newest time among them; the first one of that time. */
  readonly newest: NewestRecord;
}

/** A record by its number, and its time as the ledger writes instants. */
export interface NewestRecord {
  readonly seq: number;
  readonly at: string;
}

/**
 * What a walk over more commits would begin with. Null where that cannot be said: no record, or one that is missing, stands twice or
 * could not be read.
 * @param walked the seed that the records followed, if any; all records behind it in their order; head and commit at their end
 */
export function seedAfter(walked: {
  readonly seed: WalkSeed | null;
  readonly entries: readonly LedgerEntry[];
  readonly head: LedgerHead | null;
  readonly headCommit: string | null;
}): WalkSeed | null {
  const { seed, entries, head, headCommit } = walked;
  if (head === null) return null;
  const tree = copyTree(seed?.tree ?? startTree());
  let newest = seed?.newest ?? null;
  for (const { seq, event_sha256, event } of entries) {
    if (seq !== tree.size + 1) return null;
    addLeaf(tree, Buffer.from(event_sha256, "hex"));
    if (newest === null || event.at > newest.at) newest = { seq, at: event.at };
  }
  return newest === null || tree.size !== head.seq ? null : { headCommit, head, tree, newest };
}

export function copyTree({ size, peaks }: MerkleTree): MerkleTree {
  return { size, peaks: [...peaks] };
}
