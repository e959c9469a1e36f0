import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BypassFold } from "../../../src/core/ledger/fold-bypass.ts";
import { dailyPeriod, dayContaining, parseDailyPeriod } from "../../../src/core/reporting/daily-period.ts";
import { renderReportMarkdown } from "../../../src/core/reporting/render/markdown.ts";
import { renderReportText } from "../../../src/core/reporting/render/text.ts";
import { reportFiles } from "../../../src/core/reporting/report-files.ts";
import { plain } from "../../../src/core/text/layout.ts";
import { eventOf } from "../ledger/fixture.ts";
import { ACTIVE, audit, busyDay, DRILL, dailyOf, LATE, manifestWith, NEW, policyIn } from "./daily-fixture.ts";

const afternoon = Date.UTC(2026, 2, 2, 12, 30);

describe("a busy day", () => {
  const policy = policyIn("UTC");
  const manifestOf = (fold: BypassFold) =>
    fold.bypass === ACTIVE ? manifestWith("Docs coverage is 78 %", policy) : null;
  const report = dailyOf(busyDay(), { asOf: afternoon, manifestOf });

  test("as Markdown, JSON and text, byte for byte", async () => {
    const [md, json] = reportFiles(report, ["md", "json"]);
    expect(md?.name).toBe("daily-2026-03-02.md");
    await expect(md?.text).toMatchFileSnapshot("golden/busy-day.md");
    await expect(`${JSON.stringify(JSON.parse(json?.text ?? ""), null, 1)}\n`).toMatchFileSnapshot(
      "golden/busy-day.json",
    );
    await expect(renderReportText(report, plain)).toMatchFileSnapshot("golden/busy-day.txt");
  });

  test("names what is in force, what is late and what is new", () => {
    const { sections } = report;
    expect(sections.active).toMatchObject([
      { bypass: ACTIVE, age_minutes: 59, expires_in_minutes: 4110, severity: "S4" },
    ]);
    expect(sections.overdue_remediations).toMatchObject([
      { bypass: LATE, days_late: 2, rung: "4", due_date: "2026-02-26" },
    ]);
    expect(sections.new_requests.map(({ bypass }) => bypass)).toEqual([ACTIVE, NEW]);
    expect(sections.new_requests[1]?.clocks).toMatchObject([
      { clock: "L2-ARCH", limit_at: "2026-03-02T14:15:00.000Z", left_minutes: 105 },
      { clock: "RESP-S3", left_minutes: 105 },
    ]);
    expect(sections.critical_escalations).toMatchObject([
      { bypass: LATE, rule: "remediation", rung: "4", resolved: false },
    ]);
    expect(sections.failed_notifications).toMatchObject([{ bypass: ACTIVE, reason: "no_channel" }]);
    expect(sections.unregistered).toMatchObject([{ url: "https://github.com/acme/payments/pull/499" }]);
  });

  test("a limit that ran out counts on the day on which it did, with the late answer", () => {
    const rows = report.sections.sla_breaches.filter(({ kind }) => kind === "clock");
    expect(rows).toMatchObject([
      { bypass: ACTIVE, rule: "L1-APPROVE", at: "2026-03-02T11:00:00.000Z", answered_at: "2026-03-02T11:30:00.000Z" },
    ]);
    expect(
      dailyOf(busyDay(), { date: "2026-03-03" }).sections.sla_breaches.filter(({ rule }) => rule === "L1-APPROVE"),
    ).toEqual([]);
  });

  test("drills stand apart and nowhere else", () => {
    expect(report.sections.drills).toEqual([{ bypass: DRILL, state: "requested" }]);
    const { drills: _, ...others } = report.sections;
    expect(JSON.stringify(others)).not.toContain(DRILL);
  });

  test("a title that looks like markup, a mention or an escape sequence stays dead", () => {
    const hostile = dailyOf(busyDay(), { asOf: afternoon });
    const row = {
      ...hostile.sections.active[0],
      repository: "@acme/<b>|\n# x\u001b[31m",
    } as (typeof hostile.sections.active)[0];
    const damaged = { ...hostile, sections: { ...hostile.sections, active: [row] } };
    expect(renderReportMarkdown(damaged)).not.toMatch(/[^\\]@acme|<b>|\n# x/);
    expect(renderReportMarkdown(damaged)).not.toContain("\u001b");
    expect(renderReportText(damaged, plain)).not.toContain("\u001b");
  });
});

test("whatever wants somebody takes the green mark away", () => {
  expect(
    renderReportMarkdown(dailyOf([eventOf("request.accepted", 0)], { asOf: afternoon - 3_600_000 * 2 })),
  ).toContain("\n✅ ");
  expect(renderReportMarkdown(dailyOf(busyDay(), { asOf: afternoon }))).toContain("\n⚠️ ");
});

describe("what counts", () => {
  const asked = (at: string) => eventOf("request.accepted", 0, { at });

  test("an event at the first instant is in, at the end is out", () => {
    expect(dailyOf([asked("2026-03-02T00:00:00.000Z")]).sections.new_requests).toHaveLength(1);
    expect(dailyOf([asked("2026-03-03T00:00:00.000Z")]).sections.new_requests).toEqual([]);
    expect(dailyOf([asked("2026-03-01T23:59:59.999Z")]).sections.new_requests).toEqual([]);
  });

  test("nothing at or after as_of counts, and data_cutoff is the newest event that does", () => {
    const report = dailyOf(busyDay(), { asOf: Date.UTC(2026, 2, 2, 9, 0, 0, 1) });
    expect(report.data_cutoff).toBe("2026-03-02T09:00:00.000Z");
    expect(report.sections.active).toEqual([]);
    expect(report.sections.integrity).toMatchObject({ events: 20, counted: 8 });
  });

  test("later events change nothing in the report of an earlier day", () => {
    const early = dailyOf(busyDay().slice(0, 7), { date: "2026-02-27" });
    expect(dailyOf(busyDay(), { date: "2026-02-27" })).toEqual(early);
  });

  test("an empty day still says so", () => {
    const report = dailyOf([]);
    expect(report).toMatchObject({
      data_cutoff: null,
      summary: "No active bypasses, no overdue remediation, no new request.",
    });
    expect(renderReportMarkdown(report)).toContain("No active bypasses.");
  });

  test("before the ledger began nothing was recorded, and the day says so; not so from its first record on", () => {
    const said = "Nothing was recorded then, because the ledger begins at 2026-03-03T00:00:00.000Z. No active bypasses";
    const startingAt = (first_at: string) => {
      const { ledger } = audit.covered;
      if (ledger === null) throw new Error("no ledger");
      return { audit: { ...audit, covered: { ...audit.covered, ledger: { ...ledger, first_at } } } };
    };
    const report = dailyOf([], startingAt("2026-03-03T00:00:00.000Z"));
    expect(report.summary.startsWith(said)).toBe(true);
    const text = renderReportText(report, (_, text) => text, 400);
    expect(text.split("\n")[1]).toContain(said);
    expect(dailyOf([], startingAt("2026-03-02T23:59:59.999Z")).summary).toMatch(/^No active/);
    const first = asked("2026-03-02T09:00:00.000Z");
    expect(dailyOf([first], startingAt(first.at)).summary).toMatch(/^No active/);
  });

  test("limits of clocks and violations are counted apart, as in the week's evidence", () => {
    const late = (hour: number) =>
      eventOf("violation.recorded", hour, { data: { kind: "obligation_overdue:monitoring_active" } });
    const { summary } = dailyOf([asked("2026-03-02T09:00:00.000Z"), late(10), late(11)]);
    expect(summary).toMatch(/, 1 limit missed, 2 violations\.$/);
  });

  test("a record that does not verify is said in the first line", () => {
    const report = dailyOf([], { audit: { ...audit, verdict: "fail" } });
    expect(report.summary).toContain("Verification found errors");
    expect(renderReportMarkdown(report)).toMatch(/^## Daily report 2026-03-02\n\n⚠️/);
  });

  test("a withdrawn event does not count", () => {
    const failed = eventOf("notification.failed", 5);
    const taken = eventOf("correction", 6, { supersedes: failed.id });
    const report = dailyOf([asked("2026-03-02T09:00:00.000Z"), failed, taken]);
    expect(report.sections.failed_notifications).toEqual([]);
  });

  test("an override past its end that nobody ended shows as such", () => {
    const report = dailyOf(busyDay(), { date: "2026-03-06" });
    expect(report.sections.active[0]?.expires_in_minutes).toBeLessThan(0);
    expect(renderReportMarkdown(report)).toContain("not ended");
  });

  test("a refused request has no clock that goes on", () => {
    const events = [
      eventOf("request.accepted", 0, { data: { severity: "S4" } }),
      eventOf("bypass.refused", 10, { data: { reason: "withdrawn" } }),
    ];
    expect(dailyOf(events).sections).toMatchObject({
      new_requests: [{ state: "refused", clocks: [] }],
      sla_breaches: [],
    });
  });

  test("the title of a confidential request is not told", () => {
    const policy = policyIn("UTC");
    const manifestOf = () => manifestWith("Leaked key in payments", policy, "confidential: true\n");
    expect(JSON.stringify(dailyOf(busyDay(), { asOf: afternoon, manifestOf }))).not.toContain("Leaked key");
  });
});

describe("the period is a local day", () => {
  test.each([
    ["UTC", "2026-03-29", 24],
    ["Europe/Berlin", "2026-03-29", 23],
    ["Europe/Berlin", "2026-10-25", 25],
    ["America/New_York", "2026-11-01", 25],
  ])("%s %s has %i hours", (zone, date, hours) => {
    const { start, end } = dailyPeriod(date, policyIn(zone).calendar);
    expect((end - start) / 3_600_000).toBe(hours);
  });

  test("late in the evening UTC it is tomorrow in Berlin", () => {
    const { calendar } = policyIn("Europe/Berlin");
    expect(dayContaining(Date.UTC(2026, 10, 22, 23, 30), calendar).id).toBe("daily-2026-11-23");
    const report = dailyOf([eventOf("request.accepted", 0, { at: "2026-11-22T23:30:00.000Z" })], {
      zone: "Europe/Berlin",
      date: "2026-11-23",
    });
    expect(report.sections.new_requests).toHaveLength(1);
    expect(report.window.time_zone).toBe("Europe/Berlin");
  });

  test.each([
    ["2026-11-22", "2026-11-22"],
    ["daily-2026-11-22", "2026-11-22"],
    ["2026-02-30", null],
    ["2026-W47", null],
    ["daily-daily-2026-11-22", null],
    ["", null],
  ])("reads %j as %j", (text, date) => {
    expect(parseDailyPeriod(text)).toBe(date);
  });
});

test("the order in which bypasses come never changes a byte", () => {
  const events = busyDay();
  const wanted = reportFiles(dailyOf(events, { asOf: afternoon }), ["md", "json"]);
  const byBypass = [...new Set(events.map(({ bypass }) => bypass))];
  fc.assert(
    fc.property(fc.shuffledSubarray(byBypass, { minLength: byBypass.length }), (order) => {
      const shuffled = order.flatMap((bypass) => events.filter((event) => event.bypass === bypass));
      // Only the ledger's numbers differ then, and no report names them.
      expect(reportFiles(dailyOf(shuffled, { asOf: afternoon }), ["md", "json"])).toEqual(wanted);
    }),
    { numRuns: 20 },
  );
});
