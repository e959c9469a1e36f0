import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildRecords } from "../../../src/core/ledger/build-record.ts";
import { parseRecordPath, recordPath } from "../../../src/core/ledger/record-path.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import {
  appendTo,
  BYPASS,
  commitPlan,
  emptyLedger,
  eventOf,
  HEAD_SHA,
  ledgerOf,
  lifeOf,
  type MemoryLedger,
  planOn,
} from "./fixture.ts";
import { verify } from "./tampered.ts";

const activePath = `active/${HEAD_SHA}.json`;
const OTHER = "BYPASS-L2-20260302-101500";

function filesOf(ledger: MemoryLedger, wanted: readonly LedgerEvent[], day?: string): string[] {
  const plan = planOn(ledger, wanted, day);
  return plan.outcome === "append"
    ? plan.files.map(({ path, text }) => (text === null ? `-${path}` : path))
    : [plan.outcome];
}

test("one commit holds the records, the state files of their bypasses and the active files that change", () => {
  const [accepted, review, approved, activated] = lifeOf() as [LedgerEvent, LedgerEvent, LedgerEvent, LedgerEvent];
  expect(filesOf(emptyLedger, [accepted, review, approved, activated])).toEqual([
    recordPath("2026-03-02", 1, accepted),
    recordPath("2026-03-02", 2, review),
    recordPath("2026-03-02", 3, approved),
    recordPath("2026-03-02", 4, activated),
    `state/2026/03/${BYPASS}.json`,
    activePath,
  ]);
});

test("events about no bypass have no state file", () => {
  const event = eventOf("trust.changed", 0, { bypass: "PROCEDURE" });
  expect(filesOf(emptyLedger, [event])).toEqual([recordPath("2026-03-02", 1, event)]);
});

test("the active file names who is active on the SHA, and goes when nobody is any more", () => {
  const activeOne = ledgerOf(lifeOf().slice(0, 4));
  const both = appendTo(activeOne, lifeOf(OTHER).slice(0, 4));
  const named = (ledger: MemoryLedger) =>
    JSON.parse(ledger.files.get(activePath) ?? '{"bypasses":[]}').bypasses.map(
      (entry: { bypass: string }) => entry.bypass,
    );
  expect(named(activeOne)).toEqual([BYPASS]);
  expect(named(both)).toEqual([BYPASS, OTHER]);
  expect(JSON.parse(both.files.get(activePath) ?? "")).toMatchObject({
    schema: "qms.active/v1",
    head_sha: HEAD_SHA,
    bypasses: [
      {
        activation: 1,
        checks: [{ name: "docs/coverage", kind: "status", mode: "check" }],
        expires_at: "2026-03-05T09:00:00.000Z",
      },
      {},
    ],
  });
  const one = appendTo(both, [eventOf("bypass.used", 6)]);
  expect(named(one)).toEqual([OTHER]);
  expect(filesOf(one, [eventOf("bypass.expired", 7, { bypass: OTHER })])).toContain(`-${activePath}`);
  expect(filesOf(activeOne, [eventOf("override.posted", 5)])).not.toContain(activePath);
  expect(verify(appendTo(one, [eventOf("bypass.expired", 7, { bypass: OTHER })]).commits).verdict).toBe("pass");
});

test("an event whose id is in the ledger is done, whatever run, time or head of main sees it again", () => {
  const ledger = ledgerOf(lifeOf());
  const [first] = lifeOf() as [LedgerEvent];
  const again = {
    ...first,
    at: "2026-03-02T10:00:00.000Z",
    main_head: "7".repeat(40),
    source: { ...first.source, kind: "schedule" as const },
  };
  expect(planOn(ledger, [again])).toEqual({ outcome: "done" });
  expect(planOn(ledger, [])).toEqual({ outcome: "done" });
  expect(planOn(emptyLedger, [first, first])).toMatchObject({ outcome: "append", records: [{ seq: 1 }] });
});

describe("the same id with other content is a conflict", () => {
  const [first] = lifeOf() as [LedgerEvent];
  const approved = lifeOf()[2] as LedgerEvent;
  test.each([
    ["other data", { ...first, data: { ...first.data, level: "L2" } }],
    ["another manifest", { ...approved, manifest: { ...approved.manifest, sha256: "6".repeat(64) } }],
    ["another target", { ...approved, target: { ...approved.target, commit: "6".repeat(40) } }],
    ["another correction", { ...first, supersedes: "6".repeat(64) }],
  ])("%s", (_, event) => {
    const conflict = { outcome: "refused", findings: [{ code: "DUPLICATE_EVENT_CONFLICT" }] };
    expect(planOn(ledgerOf(lifeOf()), [event as LedgerEvent])).toMatchObject(conflict);
    const same = lifeOf().find((known) => known.id === event.id) as LedgerEvent;
    expect(planOn(ledgerOf(lifeOf().slice(0, 1)), [...lifeOf().slice(1, 3), same, event as LedgerEvent])).toMatchObject(
      conflict,
    );
  });
});

test("a plan is all or nothing: one event that cannot follow refuses the whole transaction", () => {
  const plan = planOn(ledgerOf(lifeOf().slice(0, 2)), [lifeOf()[2] as LedgerEvent, eventOf("bypass.used", 9)]);
  expect(plan).toMatchObject({ outcome: "refused", findings: [{ code: "ILLEGAL_TRANSITION" }] });
});

test("the folder is that of the day of writing, never an earlier one than that of the head", () => {
  const first = appendTo(emptyLedger, lifeOf().slice(0, 1), "2026-03-03");
  expect(parseRecordPath(filesOf(first, [eventOf("review.started", 5)], "2026-03-04")[0] ?? "")?.day).toBe(
    "2026-03-04",
  );
  expect(parseRecordPath(filesOf(first, [eventOf("review.started", 5)], "2026-03-02")[0] ?? "")?.day).toBe(
    "2026-03-03",
  );
  expect(verify(appendTo(first, [eventOf("review.started", 5)], "2026-03-02").commits).verdict).toBe("pass");
});

test("nothing is written behind a record in the folder of a day that has not come", () => {
  const ahead = appendTo(emptyLedger, lifeOf().slice(0, 1), "2026-03-04");
  const event = eventOf("review.started", 5);
  expect(planOn(ahead, [event], "2026-03-03").outcome).toBe("append");
  const plan = planOn(ahead, [event], "2026-03-02");
  expect(plan).toMatchObject({ outcome: "refused", findings: [{ code: "DATE_IN_FUTURE" }] });
  expect(JSON.stringify(plan)).toMatch(/Record 1 .* 2026-03-04.* set .* back to the commit before/);
  expect(planOn(ahead, lifeOf().slice(0, 1), "2026-03-02")).toEqual({ outcome: "done" });
});

test("an event keeps its bytes whatever it is chained to; only the link changes", () => {
  const [event] = lifeOf() as [LedgerEvent];
  const [alone] = buildRecords(null, [event], "2026-03-02");
  const later = buildRecords(null, [eventOf("review.started", 9), event], "2026-03-02")[1];
  expect(later?.event_sha256).toBe(alone?.event_sha256);
  expect(later?.text).not.toBe(alone?.text);
  expect(later?.text.split(',"link":')[0]).toBe(alone?.text.split(',"link":')[0]);
});

const lives = [BYPASS, OTHER].map((bypass) => lifeOf(bypass));
/** How far each of two lives has come before, and how far two writers want it to be. */
const races = fc.record({
  before: fc.tuple(fc.nat(12), fc.nat(12)),
  one: fc.tuple(fc.nat(12), fc.nat(12)),
  two: fc.tuple(fc.nat(12), fc.nat(12)),
});
const upTo = (counts: readonly number[]): LedgerEvent[] => lives.flatMap((life, index) => life.slice(0, counts[index]));

test("planning again after the append finds nothing to do", () => {
  fc.assert(
    fc.property(races, ({ before, one }) => {
      const ledger = appendTo(emptyLedger, upTo(before));
      const after = commitPlan(ledger, planOn(ledger, upTo(one)));
      expect(planOn(after, upTo(one))).toEqual({ outcome: "done" });
      expect(planOn(after, upTo(before))).toEqual({ outcome: "done" });
    }),
    { seed: 11, numRuns: 60 },
  );
});

test("of two writers at one head the loser plans again, and the ledger holds every event once and verifies", () => {
  fc.assert(
    fc.property(races, ({ before, one, two }) => {
      const ledger = appendTo(emptyLedger, upTo(before));
      // Both have read the same head; the second plan is stale once the first is written, so only a new one may be written.
      const stale = planOn(ledger, upTo(two));
      const won = commitPlan(ledger, planOn(ledger, upTo(one)));
      const end = won === ledger ? commitPlan(ledger, stale) : commitPlan(won, planOn(won, upTo(two)));
      const wanted = [...new Set([...upTo(before), ...upTo(one), ...upTo(two)].map((event) => event.id))].sort();
      expect(end.entries.map((entry) => entry.event.id).sort()).toEqual(wanted);
      const result = verify(end.commits);
      expect(result.findings).toEqual([]);
      expect(result.verdict).toBe(wanted.length === 0 ? "inconclusive" : "pass");
    }),
    { seed: 13, numRuns: 60 },
  );
});

test("a stale plan that was written after all breaks the chain, so the compare-and-swap is not optional", () => {
  const ledger = ledgerOf(lifeOf().slice(0, 2));
  const stale = planOn(ledger, [eventOf("review.started", 30)]);
  const broken = commitPlan(appendTo(ledger, [lifeOf()[2] as LedgerEvent]), stale);
  expect(verify(broken.commits).findings.map((item) => item.code)).toContain("LEDGER_LINK_BROKEN");
});
