import { expect, test } from "vitest";
import { checkCorrected } from "../../../src/core/audit/check-corrected.ts";
import { identifyEvent } from "../../../src/core/ledger/event-id.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, lifeOf, REPOSITORY } from "../ledger/fixture.ts";

// What stood and stands no more is told once, with both records, who changed it and what became different.

const life = lifeOf();
const of = (type: string): LedgerEvent => life.find((event) => event.type === type) ?? eventOf("decision.logged");
const use = of("bypass.used");
const takingBack = (event: LedgerEvent, minute: number): LedgerEvent =>
  eventOf("correction", minute, { supersedes: event.id, key: `c${minute}`, data: { reason: "It was none." } });
const better = (event: LedgerEvent, key: string, changes: Partial<LedgerEvent>): LedgerEvent => {
  const { id: supersedes, ...draft } = event;
  return identifyEvent({ ...draft, supersedes, ...changes, key } as Parameters<typeof identifyEvent>[0], REPOSITORY);
};
const eve = { id: 666, login: "eve", role: null, kind: "human" } as const;
const lateUse = better(use, "late", { at: "2026-03-02T09:59:00.000Z", data: { ...use.data, base: "other" } });
const laterUse = better(lateUse, "later", { at: "2026-03-02T10:00:00.000Z", actor: eve, supersedes: lateUse.id });
const before = life.slice(0, life.indexOf(use) + 1);
const notice = eventOf("notification.sent", 90);
const approval = of("bypass.approved");

function told(events: readonly LedgerEvent[]): string[] {
  const { fold, findings } = foldBypass(BYPASS, entriesOf(events));
  expect(findings).toEqual([]);
  return checkCorrected([fold]).map(({ code, severity, commits, message }) =>
    [code, severity, ...commits, message].join(" | "),
  );
}

test.each<[string, readonly LedgerEvent[]]>([
  ["nothing", life],
  ["a correction that was itself taken back", [...before, takingBack(use, 50), takingBack(takingBack(use, 50), 51)]],
  ["a better one that was taken back", [...before, lateUse, takingBack(lateUse, 51)]],
  ["a notice", [...life, notice, takingBack(notice, 91)]],
])("%s leaves nothing different", (_, events) => expect(told(events)).toEqual([]));

test("what did not hold for a while, in which something was recorded, is told by the record that gave it back", () => {
  const sha = String(use.data.merge_sha);
  const taken = takingBack(use, 50);
  const line = `about ${BYPASS}: It was none.; it had not held from record 8 on, and 1 record was written meanwhile`;
  expect(told([...before, taken, eventOf("decision.logged", 51), takingBack(taken, 52)])).toEqual([
    `RECORD_CORRECTED | warning | ${sha} | Record 10 by lea gives back record 7 (bypass.used ${sha}) ${line}`,
  ]);
  expect(told([...before, lateUse, eventOf("decision.logged", 51), takingBack(lateUse, 52)])).toEqual([
    `RECORD_CORRECTED | warning | ${sha} | Record 10 by lea gives back record 7 (bypass.used ${sha}) ${line}`,
  ]);
});

test("a notice that failed, and is taken back, is told as what was recorded against somebody", () => {
  const failed = eventOf("notification.failed", 90);
  expect(told([...life, failed, takingBack(failed, 91)]).map((line) => line.split(" | ")[0])).toEqual([
    "VIOLATION_WITHDRAWN",
  ]);
});

test("another notice in the place of one is told: limits are met by it", () => {
  const sooner = better(notice, "sooner", { at: "2026-03-02T09:30:00.000Z" });
  expect(told([...life, notice, sooner])[0]).toMatch(/^RECORD_CORRECTED \| .* at 2026-03-02T09:30:00\.000Z, not at /);
});

test("a use that is taken back is told with its merge, whatever kind of merge it is", () => {
  const sha = String(use.data.merge_sha);
  expect(told([...before, takingBack(use, 50)])).toEqual([
    `RECORD_CORRECTED | warning | ${sha} | Record 8 by lea takes back record 7 (bypass.used ${sha}) about ${BYPASS}: It was none.`,
  ]);
});

test("a use that is replaced twice is told once, by the last record, against the first", () => {
  const sha = String(use.data.merge_sha);
  expect(told([...before, lateUse, laterUse])).toEqual([
    `RECORD_CORRECTED | warning | ${sha} | Record 9 by eve takes the place of record 7 (bypass.used ${sha}) about ${BYPASS}: now it is bypass.used ${sha}; by eve (666), not by lea (101, lead-devops); at 2026-03-02T10:00:00.000Z, not at ${use.at}; other data.base`,
  ]);
});

test("a permission that changed after its end is told as that, and not twice", () => {
  const events = [...life, better(approval, "better", { actor: eve })];
  const [line = "", ...more] = told(events);
  expect(more).toEqual([]);
  expect(line).toMatch(/^RETROACTIVE_CHANGE \| warning/);
  expect(line).toContain("bypass.approved of record 3 (replaced by eve; by eve (666), not by lea (101, lead-devops))");
});

test("a permission that is taken back after its end is told with who did it, and why", () => {
  expect(told([...life, takingBack(of("review.completed"), 50)])).toEqual([
    expect.stringContaining("review.completed of record 2 (taken back by lea: It was none.)"),
  ]);
});

test("a permission that is given back after its end is told as that", () => {
  const taken = takingBack(of("review.completed"), 2);
  const events = [...life.slice(0, 2), taken, ...life.slice(2), takingBack(taken, 50)];
  expect(told(events)).toEqual([
    expect.stringContaining("review.completed of record 2 (given back by lea: It was none.)"),
  ]);
});

test("a permission that changed before its end is told as every other record", () => {
  const events = [...life.slice(0, 3), better(approval, "better", { actor: eve })];
  expect(told(events).map((line) => line.split(" | ")[0])).toEqual(["RECORD_CORRECTED"]);
});
