import { createHash } from "node:crypto";

/** A Merkle tree of RFC 6962 (2.1) that grows leaf by leaf: only the roots of its complete parts are kept, log2(size) of them. */
export interface MerkleTree {
  size: number;
  /** Roots of the complete parts, the largest first. */
  readonly peaks: Buffer[];
}

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export function startTree(): MerkleTree {
  return { size: 0, peaks: [] };
}

/** Adds the next leaf; changes the tree in place. */
export function addLeaf(tree: MerkleTree, data: Uint8Array): void {
  let peak = hash(LEAF, data);
  // As many parts are completed by it as the old size has ones at its end.
  for (let size = tree.size; size % 2 === 1; size = (size - 1) / 2) peak = hash(NODE, tree.peaks.pop() ?? peak, peak);
  tree.peaks.push(peak);
  tree.size++;
}

/** The Merkle Tree Hash of the leaves so far, hex; of no leaf the digest of nothing. */
export function rootOf({ peaks }: MerkleTree): string {
  const root = peaks.reduceRight<Buffer | null>(
    (right, left) => (right === null ? left : hash(NODE, left, right)),
    null,
  );
  return (root ?? hash()).toString("hex");
}

function hash(...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest();
}
