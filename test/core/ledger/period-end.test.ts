import { expect, test } from "vitest";
import { earliestEnd } from "../../../src/core/ledger/period-end.ts";

test.each([
  ["daily-2026-11-22", "2026-11-22T10:00:00.000Z"],
  ["daily-2028-02-28", "2028-02-28T10:00:00.000Z"],
  ["weekly-2026-W47", "2026-11-22T10:00:00.000Z"],
  ["weekly-2026-W53", "2027-01-03T10:00:00.000Z"],
  ["monthly-2026-02", "2026-02-28T10:00:00.000Z"],
  ["monthly-2026-12", "2026-12-31T10:00:00.000Z"],
  ["monthly-2026-W10", null],
  ["weekly-2026-10", null],
  ["daily-2026-02-30", null],
  ["reconcile-2026-11-22", null],
])("the period %s has ended at %s at the earliest", (period, end) => {
  expect(earliestEnd(period)).toBe(end === null ? null : Date.parse(end));
});
