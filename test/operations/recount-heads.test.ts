import { expect, test } from "vitest";
import { pinHeads } from "../../src/operations/recount-published.ts";

const [ledger, registry] = [["qms-ledger", "l"] as const, ["qms", "r"] as const];

test("a report is made again from the branches as it had seen them", () => {
  expect([...pinHeads(ledger, registry, ["main", "m"])].sort()).toEqual([["main", "m"], registry, ledger]);
  expect([...pinHeads(ledger, registry, null)].sort()).toEqual([registry, ledger]);
});

test("where the registry is the default branch, it is at the commit that the report names", () => {
  expect([...pinHeads(ledger, ["main", "r"], ["main", "m"])].sort()).toEqual([["main", "r"], ledger]);
});
