import { describe, expect, test } from "vitest";
import { buildDaily } from "../../../src/core/reporting/build-daily.ts";
import { csvText } from "../../../src/core/reporting/exports/csv-text.ts";
import { exportTables } from "../../../src/core/reporting/exports/export-tables.ts";
import { reportCalendar } from "../../../src/core/reporting/report-calendar.ts";
import { reportFiles } from "../../../src/core/reporting/report-files.ts";
import { parsePeriod } from "../../../src/core/reporting/report-period.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { audit, busyDay, foldsOf, LATE, policyIn } from "./daily-fixture.ts";
import { event, kpisOf, october, story } from "./kpi-fixture.ts";

const policy = policyIn("UTC");

function optionsOf(name: string, events: readonly LedgerEvent[]) {
  const period = parsePeriod(name.startsWith("daily") ? "daily" : "monthly", name, policy.calendar);
  if (period === null) throw new Error(name);
  return { period, asOf: period.end, policy, folds: foldsOf(events), manifestOf: () => null, audit };
}

function tablesOf(name: string, events: readonly LedgerEvent[]) {
  return Object.fromEntries(exportTables(optionsOf(name, events)).map((table) => [table.name, table]));
}

/** Rows as objects, so that a test says which column it means. */
function rowsOf(table: ReturnType<typeof tablesOf>[string] | undefined): Record<string, unknown>[] {
  if (table === undefined) throw new Error("no table");
  return table.rows.map((row) => {
    expect(row).toHaveLength(table.columns.length);
    return Object.fromEntries(table.columns.map((column, index) => [column, row[index]]));
  });
}

describe("the population of a day", () => {
  const tables = tablesOf("daily-2026-03-02", busyDay());

  test("bypasses with an event in it, drills marked as such", () => {
    const rows = rowsOf(tables.bypasses);
    expect(rows.map(({ bypass, state, drill }) => [bypass, state, drill])).toEqual([
      ["BYPASS-L1-20260302-090000", "active", false],
      ["BYPASS-L1-20260302-110000", "requested", true],
      ["BYPASS-L2-20260220-080000", "remediating", false],
      ["BYPASS-L2-20260302-101500", "requested", false],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ level: "L1", severity: "S4", approvers: "lea (lead)", checks: "docs/coverage" },
      ...{ requested_at: "2026-03-02T09:00:00.000Z", activated_at: "2026-03-02T11:31:00.000Z", used_at: null },
    });
  });

  test("remediations that are open, with what is late", () => {
    expect(rowsOf(tables.remediations)).toMatchObject([
      { bypass: LATE, owner: "dev", state: "open", due_date: "2026-02-26", overdue: true, on_time: null },
    ]);
  });

  test("violations", () => {
    expect(rowsOf(tables.violations).map(({ bypass, kind }) => [bypass, kind])).toEqual([
      [LATE, "remediation_deadline_missed"],
    ]);
  });
});

test("who approved is told of the approval that took effect, not of what was changed and approved again", () => {
  const { id, events } = story(1, { asked: "2026-10-05T09:00", activated: "2026-10-05T10:00" });
  const before = event("bypass.approved", id, "2026-10-05T09:30", {
    approvers: [{ slot: "lead", id: 102, login: "lou", review_id: 3 }],
  });
  const tables = tablesOf("monthly-2026-10", [...events.slice(0, 1), before, ...events.slice(1)]);
  const told = { approvers: "lea (lead)", approved_at: "2026-10-05T10:00:00.000Z" };
  expect(rowsOf(tables.bypasses)).toMatchObject([told]);
});

test("a month has what moved in it, and what is open; what was done before is not there", () => {
  const done = story(1, {
    ...{ asked: "2026-09-01", activated: "2026-09-01", used: "2026-09-01", deadline: "2026-09-08" },
    ...{ completed: "2026-09-02", verified: "2026-09-03" },
  });
  const late = story(2, {
    ...{ asked: "2026-09-20", activated: "2026-09-20", used: "2026-09-20", deadline: "2026-09-25" },
    ...{ completed: "2026-10-02", verified: "2026-10-03" },
  });
  const tables = tablesOf("monthly-2026-10", [...done.events, ...late.events]);
  expect(rowsOf(tables.bypasses).map(({ bypass }) => bypass)).toEqual([late.id]);
  expect(rowsOf(tables.remediations)).toMatchObject([
    { bypass: late.id, state: "verified", on_time: false, overdue: false, business_days_late: null },
  ]);
  expect(rowsOf(tables.violations)).toEqual([]);
});

test("violations are as many as the figure counts: what nobody registered is one, and what is told twice, too", () => {
  const merge_sha = "c".repeat(40);
  const late = { kind: "remediation_deadline_missed", occurrence: "2026-10-05T00:00:00.000Z" };
  const events = [
    event("unregistered.detected", "PROCEDURE", "2026-10-02", { kind: "rule_suite", merge_sha }),
    event("violation.recorded", "PROCEDURE", "2026-10-02", { kind: "UNREGISTERED_BYPASS", occurrence: merge_sha }),
    event("violation.recorded", "BYPASS-L1-20260101-000001", "2026-10-05", late),
    event("violation.recorded", "BYPASS-L1-20260101-000001", "2026-10-06", late),
  ];
  const rows = rowsOf(tablesOf("monthly-2026-10", events).violations);
  expect(rows.map(({ kind }) => kind)).toEqual(["UNREGISTERED_BYPASS", "remediation_deadline_missed"]);
  const figure = kpisOf(events, october).compliance_violation_frequency;
  expect(figure?.numerator).toBe(rows.length);
});

test("as CSV: a header, CRLF, and no cell that a spreadsheet would run", () => {
  const hostile = event("notification.failed", "PROCEDURE", "2026-10-02", { audience: "x" });
  const { violations } = tablesOf("monthly-2026-10", [hostile]);
  expect(csvText(violations ?? { name: "", columns: [], rows: [] })).toBe(
    "at,bypass,kind,occurrence,limit_at,event,source\r\n",
  );
  const rows = [["=1+1", "plain", -5, null, true, 'say "hi", now']];
  expect(csvText({ name: "x", columns: ["a", "b", "c", "d", "e", "f"], rows })).toBe(
    'a,b,c,d,e,f\r\n\'=1+1,plain,-5,,true,"say ""hi"", now"\r\n',
  );
});

describe("the calendar of a report", () => {
  const options = optionsOf("daily-2026-03-02", busyDay());
  const calendar = reportCalendar(options);

  test("holds what was due at its instant, stamped with it, and nothing of drills that only asked", () => {
    expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(calendar).toContain("UID:BYPASS-L1-20260302-090000-expiry@");
    expect(calendar).toContain("UID:BYPASS-L2-20260220-080000-remediation@");
    expect(calendar).not.toContain("BYPASS-L1-20260302-110000");
    const stamp = new Date(options.asOf).toISOString().replace(/[-:]|\.\d{3}/g, "");
    expect(new Set(calendar.match(/DTSTAMP:.*/g))).toEqual(new Set([`DTSTAMP:${stamp}`]));
    expect(reportCalendar(options)).toBe(calendar);
  });

  test("is a file of its own beside the report", () => {
    const report = buildDaily(options);
    const files = reportFiles(report, ["md", "ics"], { tables: [], calendar: () => calendar });
    expect(files.map(({ name }) => name)).toEqual([`${report.period}.md`, `${report.period}.ics`]);
    expect(files[1]?.text).toBe(calendar);
  });
});
