import { expect, test } from "vitest";
import { planTrustRecords } from "../../../src/core/audit/plan-trust-records.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerVerification } from "../../../src/core/ledger/verify-ledger.ts";
import type { TrustedKey } from "../../../src/core/signatures/trust-roots.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

const at = (day: number) => Date.UTC(2026, 2, day, 9);
const iso = (day: number) => new Date(at(day)).toISOString();
const key = (id: string, periods: TrustedKey["periods"] = [{ from: null, until: null }]): TrustedKey =>
  ({ id, name: "mia", file: "keys", key: {}, periods, ended: "", isServer: false }) as unknown as TrustedKey;

/** A ledger that says these things of keys, in this order. */
function ledgerOf(...said: readonly Record<string, string>[]): LedgerVerification {
  const events = said.map((data, minute) => eventOf("trust.changed", minute, { bypass: "PROCEDURE", data }));
  const { fold } = foldBypass("PROCEDURE", entriesOf(events));
  return { folds: new Map([["PROCEDURE", fold]]), blindFrom: null } as unknown as LedgerVerification;
}

const added = (id: string, more: Record<string, string> = {}) => ({ kind: "added", key: id, ...more });
const removed = (id: string) => ({ kind: "removed", key: id });

test.each([
  ["no key, and none known", [], [], []],
  ["the first keys", [key("A"), key("B")], [], [added("A"), added("B")]],
  ["known ones", [key("A")], [added("A")], []],
  ["one that went", [key("B")], [added("A"), added("B")], [removed("A")]],
  ["one that went and is known to", [], [added("A"), removed("A")], []],
  ["one that came back", [key("A")], [added("A"), removed("A")], [added("A")]],
  ["one that never counts", [key("A", [])], [], []],
  ["one that was revoked", [key("A", [])], [added("A")], [removed("A")]],
  [
    "one that got an end",
    [key("A", [{ from: null, until: at(5) }])],
    [added("A")],
    [added("A", { valid_until_at: iso(5) })],
  ],
  [
    "one of two spans, known as one",
    [
      key("A", [
        { from: at(1), until: at(2) },
        { from: at(3), until: at(5) },
      ]),
    ],
    [added("A", { valid_from_at: iso(1), valid_until_at: iso(5) })],
    [],
  ],
])("%s", (_, keys, said, wanted) => {
  const planned = planTrustRecords(keys, ledgerOf(...said));
  expect(planned.map(({ data }) => data)).toEqual(wanted);
  expect(new Set(planned.map((content) => content.key)).size).toBe(planned.length);
});

test("what is said again of a key is another fact, with a name of its own", () => {
  const [first] = planTrustRecords([key("A")], ledgerOf());
  const [again] = planTrustRecords([key("A")], ledgerOf(added("A"), removed("A")));
  expect([first?.key, again?.key]).toEqual(["A:1", "A:3"]);
});

test("where a record could not be read, nothing is said", () => {
  expect(planTrustRecords([key("A")], { ...ledgerOf(), blindFrom: 3 })).toEqual([]);
});
