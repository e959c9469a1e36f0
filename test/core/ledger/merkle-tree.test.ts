import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addLeaf, rootOf, startTree } from "../../../src/core/ledger/merkle-tree.ts";

/** The leaves and roots that implementations of RFC 6962 compare themselves with; counted again by a recursion in another language. */
const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

function treeOf(data: readonly Uint8Array[]) {
  const tree = startTree();
  for (const leaf of data) addLeaf(tree, leaf);
  return tree;
}

test.each(roots.map((root, size) => ({ root, size })))("$size leaves", ({ root, size }) => {
  const tree = treeOf(leaves.slice(0, size).map((hex) => Buffer.from(hex, "hex")));
  expect(rootOf(tree)).toBe(root);
  expect(tree.size).toBe(size);
});

/** As RFC 6962, 2.1 writes it. */
function recursive(data: readonly Uint8Array[]): Buffer {
  const [first] = data;
  if (first === undefined) return createHash("sha256").digest();
  if (data.length === 1) return createHash("sha256").update(Buffer.of(0)).update(first).digest();
  let half = 1;
  while (half * 2 < data.length) half *= 2;
  const parts = [recursive(data.slice(0, half)), recursive(data.slice(half))];
  return createHash("sha256")
    .update(Buffer.concat([Buffer.of(1), ...parts]))
    .digest();
}

test("a tree that grows has the root of one that is made at once", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (data) => {
      expect(rootOf(treeOf(data))).toBe(recursive(data).toString("hex"));
    }),
    { numRuns: 60 },
  );
});
