import { expect, test } from "vitest";
import { contentsAt } from "../../../src/core/audit/contents-at.ts";
import type { HistoryCommit, TreeChange } from "../../../src/core/audit/history.ts";

const path = ".qms/policy.yml";
const change = (parent: string | null, blob: string | null, file = path): TreeChange => ({
  ...{ path: file, parent, blob, previous: null, mode: blob === null ? null : "100644" },
  kind: blob === null ? "deleted" : "modified",
});
const commit = (oid: string, parents: readonly string[], ...changes: readonly TreeChange[]): HistoryCommit => ({
  ...{ oid, parents, changes },
});

/** A policy that a side branch changes while the line has another one; the merge takes the line's, and it is deleted at last. */
const history = [
  commit("root", []),
  commit("one", ["root"], change("root", "p1")),
  commit("side", ["one"], change("one", "p2")),
  commit("on side", ["side"], change("side", "x", "README.md")),
  commit("two", ["one"], change("one", "p3")),
  commit("merge", ["two", "on side"], change("on side", "p3")),
  commit("gone", ["merge"], change("merge", null)),
];

test("a file at commits of the line; what lies beside it, or is not in the history, is left out", () => {
  const asked = ["root", "one", "side", "on side", "two", "merge", "gone", "elsewhere"];
  expect([...contentsAt(history, path, new Set(asked))].sort()).toEqual(
    [
      ["root", null],
      ["one", "p1"],
      ["two", "p3"],
      ["merge", "p3"],
      ["gone", null],
    ].sort(),
  );
  expect([...contentsAt(history, path, new Set(["two"]))]).toEqual([["two", "p3"]]);
});
