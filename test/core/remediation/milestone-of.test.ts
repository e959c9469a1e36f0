import { expect, test } from "vitest";
import { isMisplaced, milestoneOf } from "../../../src/core/remediation/milestone-of.ts";

test.each([
  ["2026-03-06", "qms-bypass remediation 2026-03", "2026-03-31"],
  ["2026-03-31", "qms-bypass remediation 2026-03", "2026-03-31"],
  ["2028-02-01", "qms-bypass remediation 2028-02", "2028-02-29"],
  ["2026-12-31", "qms-bypass remediation 2026-12", "2026-12-31"],
])("what is due on %s is in %s, which ends on %s", (dueDate, title, last) => {
  expect(milestoneOf(dueDate)).toMatchObject({ title, dueDate: last });
});

test("a day beyond the year 9999 has none", () => {
  expect(milestoneOf("+010000-01-01")).toBeNull();
});

test.each([
  [null, true],
  ["qms-bypass remediation 2026-03", false],
  ["qms-bypass remediation 2026-02", true],
  ["Release 2.0", false],
  // Somebody's own, though it begins like ours.
  ["qms-bypass remediation 2026-02 (late)", false],
])("an issue in %j is to be moved to March: %s", (current, moves) => {
  const march = milestoneOf("2026-03-06");
  expect(march !== null && isMisplaced(current, march)).toBe(moves);
});
