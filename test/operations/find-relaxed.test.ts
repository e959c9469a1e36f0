import { expect, test } from "vitest";
import { statePath } from "../../src/core/ledger/projections.ts";
import type { ProtectionSnapshot } from "../../src/core/override/protection-snapshot.ts";
import { findRelaxed } from "../../src/operations/override/find-relaxed.ts";
import type { Session } from "../../src/operations/override/open-session.ts";
import { BYPASS, entriesOf, eventOf } from "../core/ledger/fixture.ts";

const own = "BYPASS-L1-20260302-101500";
const rulesets = (...ids: number[]): ProtectionSnapshot => ({
  branch: "main",
  classic: null,
  rulesets: ids.map((id) => ({ id, name: `rules ${id}`, rules: [] })),
});

/** A ledger on which another bypass has changed the protection of `release`. */
function look(mine: ProtectionSnapshot | null, theirs: ProtectionSnapshot | null, change: object = {}) {
  const activated = eventOf("bypass.activated", 2);
  const data = { ...activated.data, activation: 1, ...(theirs === null ? {} : { protection: theirs }) };
  const entries = entriesOf([eventOf("request.accepted", 0), eventOf("bypass.approved", 1), { ...activated, data }]);
  const state = {
    bypass: BYPASS,
    state: "active",
    activation: { number: 1, target: { ref: "refs/heads/release" }, checks: [{ name: "unit", mode: "protection" }] },
    unrestored: ["unit"],
    ...change,
  };
  const path = statePath(BYPASS);
  const ports = {
    reader: {
      overview: async () => ({ ledgerHead: "a".repeat(40), states: [path, statePath(own)] }),
      files: async () => new Map([[path, { path, blob: "b".repeat(40), bytes: Buffer.from(JSON.stringify(state)) }]]),
    },
    github: { serverTime: () => Date.parse("2026-03-02T10:30:00Z") },
    ledger: { read: async () => ({ entries }) },
  };
  return findRelaxed({ ports, bypass: own } as unknown as Session, "qms", "refs/heads/main", mine);
}

test("another branch, another ruleset: nobody is in the way", async () => {
  expect(await look(rulesets(7), rulesets(8))).toBeNull();
  expect(await look(null, rulesets(7))).toBeNull();
});

test("another branch, the same ruleset: they would take each other's change for how it was", async () => {
  expect(await look(rulesets(6, 7), rulesets(7, 8))).toBe(BYPASS);
});

test("whose record cannot be read may have changed anything", async () => {
  expect(await look(rulesets(7), null)).toBe(BYPASS);
});

test("what is put back is in nobody's way", async () => {
  expect(await look(rulesets(7), rulesets(7), { unrestored: [] })).toBeNull();
});
