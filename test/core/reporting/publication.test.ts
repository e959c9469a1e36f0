import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../../src/core/document/read-document.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { buildDaily } from "../../../src/core/reporting/build-daily.ts";
import { buildSummary } from "../../../src/core/reporting/build-summary.ts";
import { compareReports } from "../../../src/core/reporting/publication/compare-reports.ts";
import { duePeriods, lateEntries, stalePeriods } from "../../../src/core/reporting/publication/due-periods.ts";
import {
  isPublished,
  planPublication,
  publishedFolder,
} from "../../../src/core/reporting/publication/plan-publication.ts";
import { publishedReports } from "../../../src/core/reporting/publication/published-reports.ts";
import { readReport } from "../../../src/core/reporting/publication/read-report.ts";
import { renderReportMarkdown } from "../../../src/core/reporting/render/markdown.ts";
import { parsePeriod, type ReportKind } from "../../../src/core/reporting/report-period.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { Report } from "../../../src/generated/types/report.ts";
import { validate } from "../../../src/generated/validators/report.ts";
import { entriesOf } from "../ledger/fixture.ts";
import { audit, foldsOf, judgedBy, policyIn } from "./daily-fixture.ts";
import { at, event, story } from "./kpi-fixture.ts";

const policy = policyIn("UTC");
const { calendar } = policy;
const first = story(1, { asked: "2026-10-12", activated: "2026-10-12" }).events;

function reportOf(name: string, events: readonly LedgerEvent[]): Report {
  const kind = name.split("-")[0] as ReportKind;
  const period = parsePeriod(kind, name, calendar);
  if (period === null) throw new Error(name);
  const build = kind === "daily" ? buildDaily : buildSummary;
  return build({ period, asOf: period.end, policy, folds: foldsOf(events), manifestOf: () => null, audit });
}

/** What the ledger says once a report is in it. */
function publication(report: Report, day: string): LedgerEvent {
  const { content } = planPublication(report, "https://github.com/acme/payments/actions/runs/1");
  return event("report.published", "PROCEDURE", day, content.data, { key: content.key });
}

function due(kind: ReportKind, now: string, events: readonly LedgerEvent[], by = policy): string[] {
  const entries = entriesOf(events);
  const published = publishedReports([foldBypass("PROCEDURE", entries).fold]);
  return duePeriods({ kind, now: at(now), policy: by, published, entries }).map(({ id }) => id);
}

function stale(kind: ReportKind, now: string, events: readonly LedgerEvent[]): string[] {
  const entries = entriesOf(events);
  const published = publishedReports([foldBypass("PROCEDURE", entries).fold]);
  return stalePeriods({ kind, now: at(now), policy, published, entries });
}

describe("which periods are due", () => {
  test("every one that has ended since the ledger began, the oldest first; the running one is not", () => {
    expect(due("daily", "2026-10-15T05:17", first)).toEqual([
      "daily-2026-10-12",
      "daily-2026-10-13",
      "daily-2026-10-14",
    ]);
    expect(due("weekly", "2026-10-26T00:00", first)).toEqual(["weekly-2026-W42", "weekly-2026-W43"]);
    expect(due("monthly", "2026-11-01T00:00", first)).toEqual(["monthly-2026-10"]);
    expect(due("monthly", "2026-10-31T23:59", first)).toEqual([]);
  });

  test("nothing is due before the first event, and nothing of an empty ledger", () => {
    expect(due("daily", "2026-10-12T23:00", first)).toEqual([]);
    expect(due("daily", "2026-10-12T23:00", [])).toEqual([]);
  });

  test("35 days back and no further: a run after a long silence is bounded", () => {
    const days = due("daily", "2026-12-31T05:17", first);
    expect(days).toHaveLength(35);
    expect([days[0], days.at(-1)]).toEqual(["daily-2026-11-26", "daily-2026-12-30"]);
    expect(due("weekly", "2026-12-31T05:17", first)).toHaveLength(5);
    expect(due("monthly", "2026-12-31T05:17", first)).toEqual(["monthly-2026-11"]);
  });

  test("as far back as the policy says", () => {
    const { reports } = policy.policy;
    const by = { ...policy, policy: { ...policy.policy, reports: { ...reports, catch_up: "P7D" } } };
    expect(due("daily", "2026-12-31T05:17", first, by)).toHaveLength(7);
  });

  test("what is too old for a revision by itself, and was changed by a late record, is named", () => {
    const done = [
      ...first,
      publication({ ...reportOf("daily-2026-10-12", first), anchor: anchorAt(first.length) }, "2026-10-13T05:17"),
    ];
    const late = event("violation.recorded", "PROCEDURE", "2026-10-12T20:00", { kind: "late", occurrence: "1" });
    expect(stale("daily", "2026-12-31T05:17", done)).toEqual([]);
    expect(stale("daily", "2026-12-31T05:17", [...done, late])).toEqual(["daily-2026-10-12"]);
    expect(stale("weekly", "2026-12-31T05:17", [...done, late])).toEqual([]);
    // While it is young enough it is made again.
    expect(stale("daily", "2026-10-14T05:17", [...done, late])).toEqual([]);
  });

  test("a published one is not due again, unless something that happened in it was recorded later", () => {
    const done = [
      ...first,
      publication({ ...reportOf("daily-2026-10-12", first), anchor: anchorAt(first.length) }, "2026-10-13T05:17"),
    ];
    expect(due("daily", "2026-10-13T06:00", done)).toEqual([]);
    const late = event("violation.recorded", "PROCEDURE", "2026-10-12T20:00", { kind: "late", occurrence: "1" });
    expect(due("daily", "2026-10-13T06:00", [...done, late])).toEqual(["daily-2026-10-12"]);
    const after = event("violation.recorded", "PROCEDURE", "2026-10-13T00:00", { kind: "late", occurrence: "1" });
    expect(due("daily", "2026-10-13T06:00", [...done, after])).toEqual([]);
  });
});

function anchorAt(seq: number): NonNullable<Report["anchor"]> {
  if (audit.anchor === null) throw new Error("no anchor");
  return { ...audit.anchor, seq };
}

describe("a publication", () => {
  const report = reportOf("weekly-2026-W42", first);
  const plan = planPublication(report, "https://github.com/acme/payments/actions/runs/1");

  test("one event names period, revision, instant, the last record seen, and the digest of every file", () => {
    expect(plan.files.map(({ path }) => path)).toEqual([
      "reports/2026/weekly-2026-W42.r1.md",
      "reports/2026/weekly-2026-W42.r1.json",
      "anchors/weekly-2026-W42.json",
    ]);
    expect(plan.content).toMatchObject({
      ...{ type: "report.published", bypass: "PROCEDURE", key: "weekly-2026-W42.r1" },
      data: { period: "weekly-2026-W42", rev: 1, as_of: "2026-10-19T00:00:00.000Z", seq: 20 },
    });
    const files = plan.content.data.files as readonly { path: string; sha256: string }[];
    expect(files).toEqual(
      plan.files.map(({ path, text }) => ({ path, sha256: sha256Hex(new TextEncoder().encode(text ?? "")) })),
    );
    expect(plan.content.data.sha256).toBe(files[1]?.sha256);
    expect(() => publication(report, "2026-10-19T05:17")).not.toThrow();
  });

  test("a ledger without a readable record still gets its report, and no anchor", () => {
    const { files, content } = planPublication({ ...report, anchor: null }, "https://example.com");
    expect(files).toHaveLength(2);
    expect(content.data).not.toHaveProperty("seq");
  });

  test.each([
    [["weekly-2026-W42.r1.json"], true],
    [["weekly-2026-W42.r2.json"], true],
    [["weekly-2026-W42.r1.md"], false],
    [["weekly-2026-W4.r1.json", "weekly-2026-W421.r1.json", "daily-2026-10-12.r1.json"], false],
    [[], false],
  ])("%j: there already is %s", (names, there) => expect(isPublished(plan, names)).toBe(there));

  test("a week of the turn of the year lies in the folder of its ISO year", () => {
    expect(publishedFolder("weekly-2027-W01")).toBe("reports/2027");
    expect(publishedFolder("daily-2026-12-28")).toBe("reports/2026");
  });

  test("a published report is read back only with its own bytes, and only in a form that is known", () => {
    const json = plan.files[1]?.text ?? "";
    const bytes = new TextEncoder().encode(json);
    expect(readReport(bytes, sha256Hex(bytes))).toEqual(report);
    expect(readReport(bytes, sha256Hex(new Uint8Array()))).toBeNull();
    for (const text of ["{}", "{", '{"schema":"qms.report/v1"}']) {
      const other = new TextEncoder().encode(text);
      expect(readReport(other, sha256Hex(other))).toBeNull();
    }
  });
});

describe("a further revision", () => {
  const before = reportOf("weekly-2026-W43", first);
  const more = story(3, { asked: "2026-10-20", activated: "2026-10-20" }).events;
  const after = reportOf("weekly-2026-W43", [...first, ...more]);
  const known = { period: before.period, rev: 1, sha256: "5".repeat(64), seq: first.length, path: "x" };
  const period = parsePeriod("weekly", "2026-W43", calendar);
  if (period === null) throw new Error("period");
  const late = lateEntries(entriesOf([...first, ...more]), known, period);
  const revision = compareReports(known, before, after, late);

  test("names the late records, and what they changed, by ids", () => {
    expect(revision).toMatchObject({ rev: 2, previous_sha256: known.sha256 });
    expect(revision.late_events.map(({ type }) => type)).toEqual(more.map(({ type }) => type));
    expect(revision.late_events[0]).toMatchObject({ seq: first.length + 1, event: more[0]?.id });
    const id = more[0]?.bypass ?? "";
    const count = revision.changes?.find(({ what }) => what === "kpis.bypasses_per_repository_per_month");
    expect(count).toMatchObject({ added: [id], removed: [] });
    expect(count?.after).toBeGreaterThan(count?.before ?? 0);
    // Two weeks: the ledger begins in the one before.
    expect(revision.changes?.find(({ what }) => what === "sections.trend")).toMatchObject({ before: 2, after: 2 });
    expect(compareReports(known, before, before, [])).toMatchObject({ late_events: [], changes: [] });
  });

  test("names the rules that are others by now; where the one before names none, it says that it does not know", () => {
    const stricter = {
      ...judgedBy,
      policy_file_sha256: "e".repeat(64),
      policy_sha256: "d".repeat(64),
      people_sha256: null,
    };
    const [old, now] = [
      { ...before, judged_by: judgedBy },
      { ...after, judged_by: stricter },
    ];
    const other = compareReports(known, old, now, late);
    expect(other.judged_otherwise).toEqual([
      { what: "policy", before: judgedBy.policy_sha256, after: "d".repeat(64) },
      { what: "people", before: judgedBy.people_sha256, after: null },
    ]);
    const said = { ...now, revision: other };
    expect(validate(said)).toBe(true);
    expect(renderReportMarkdown(said)).toContain("| policy | aaaaaaaaaaaa | dddddddddddd |");
    // Another commit of the registry is no other rule.
    const newer = { ...judgedBy, version: "0.2.0" };
    expect(
      compareReports(known, { ...before, judged_by: judgedBy }, { ...after, judged_by: newer }, late),
    ).toMatchObject({
      judged_otherwise: [{ what: "version", before: null, after: "0.2.0" }],
    });
    const moved = { ...judgedBy, registry_commit: "8".repeat(40) };
    expect(compareReports(known, old, { ...after, judged_by: moved }, late).judged_otherwise).toEqual([]);
    expect(revision).not.toHaveProperty("judged_otherwise");
    expect(renderReportMarkdown({ ...after, revision })).toContain("does not say what it was judged by");
  });

  test("where the one before cannot be read, says that it could not be compared", () => {
    const blind = compareReports(known, null, after, late);
    expect(blind).not.toHaveProperty("changes");
    expect(validate({ ...after, revision: blind })).toBe(true);
    const text = renderReportMarkdown({ ...after, revision: blind });
    expect(text).toContain("could not be compared");
    expect(text).not.toContain("No section and no key figure.");
  });

  test("is a valid report that says so at its top, and is published as r2 without a second anchor", () => {
    const again = { ...after, revision };
    expect(validate(again)).toBe(true);
    const text = renderReportMarkdown(again);
    expect(text).toMatch(/^## Weekly report 2026-W43, revision 2\n/);
    expect(text.indexOf("### What that changed")).toBeLessThan(text.indexOf("### Trend"));
    const { files, content } = planPublication(again, "https://example.com");
    expect(content.key).toBe("weekly-2026-W43.r2");
    expect(files.map(({ path }) => path)).toEqual([
      "reports/2026/weekly-2026-W43.r2.md",
      "reports/2026/weekly-2026-W43.r2.json",
    ]);
  });
});
