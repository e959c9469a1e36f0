import { describe, expect, test } from "vitest";
import { buildSummary } from "../../../src/core/reporting/build-summary.ts";
import { renderReportMarkdown } from "../../../src/core/reporting/render/markdown.ts";
import { renderReportText } from "../../../src/core/reporting/render/text.ts";
import { reportFiles } from "../../../src/core/reporting/report-files.ts";
import { parsePeriod, periodContaining, type ReportKind } from "../../../src/core/reporting/report-period.ts";
import { plain } from "../../../src/core/text/layout.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { SummarySections } from "../../../src/generated/types/report.ts";
import { validate as validateKpi } from "../../../src/generated/validators/kpi.ts";
import { validate } from "../../../src/generated/validators/report.ts";
import { audit, foldsOf, policyIn } from "./daily-fixture.ts";
import { at, event, story } from "./kpi-fixture.ts";

const { calendar } = policyIn("UTC");
const berlin = policyIn("Europe/Berlin").calendar;

describe("periods", () => {
  test.each([
    ["weekly", "2026-W47", "2026-11-16T00:00:00.000Z", "2026-11-23T00:00:00.000Z"],
    ["weekly", "weekly-2026-W01", "2025-12-29T00:00:00.000Z", "2026-01-05T00:00:00.000Z"],
    ["weekly", "2026-W53", "2026-12-28T00:00:00.000Z", "2027-01-04T00:00:00.000Z"],
    ["monthly", "2026-10", "2026-10-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"],
    ["monthly", "monthly-2028-02", "2028-02-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
  ] as const)("%s %s", (kind, text, start, end) => {
    const period = parsePeriod(kind, text, calendar);
    expect([period?.start, period?.end]).toEqual([Date.parse(start), Date.parse(end)]);
    expect(period?.id).toBe(`${kind}-${text.replace(`${kind}-`, "")}`);
  });

  test.each([
    ["weekly", "2027-W53"],
    ["weekly", "2026-W00"],
    ["weekly", "2026-10"],
    ["weekly", "monthly-2026-W10"],
    ["monthly", "2026-13"],
    ["monthly", "2026-00"],
    ["monthly", "2026-W10"],
    ["monthly", "2026-10-01"],
    ["daily", "2026-10"],
  ] as const)("%s %s is none", (kind, text) => expect(parsePeriod(kind, text, calendar)).toBeNull());

  test("the week in which clocks go back has 169 hours, and its Sunday night belongs to it", () => {
    const week = periodContaining("weekly", Date.UTC(2026, 9, 25, 22, 59), berlin);
    expect(week).toMatchObject({ id: "weekly-2026-W43", end: Date.UTC(2026, 9, 25, 23) });
    expect((week.end - week.start) / 3_600_000).toBe(169);
  });

  test("every week of twenty years begins where the one before ends, and reads itself back", () => {
    let week = periodContaining("weekly", Date.UTC(2020, 0, 1), berlin);
    for (let n = 0; n < 1100; n++) {
      const next = periodContaining("weekly", week.end, berlin);
      expect(next.start).toBe(week.end);
      expect(parsePeriod("weekly", next.id, berlin)).toEqual(next);
      week = next;
    }
  });
});

function optionsOf(kind: ReportKind, name: string, events: readonly LedgerEvent[], policy = policyIn("UTC")) {
  const period = parsePeriod(kind, name, policy.calendar);
  if (period === null) throw new Error(name);
  return { period, asOf: period.end, policy, folds: foldsOf(events), manifestOf: () => null, audit };
}

function reportOf(...about: Parameters<typeof optionsOf>) {
  const report = buildSummary(optionsOf(...about));
  const check = validate as unknown as ((value: unknown) => boolean) & { errors?: unknown };
  if (!check(report)) throw new Error(JSON.stringify(check.errors, null, 1));
  return { report, sections: report.sections as SummarySections };
}

const events = [
  ...story(1, { asked: "2026-10-12", activated: "2026-10-12" }).events,
  ...story(2, {
    ...{ asked: "2026-10-20", activated: "2026-10-20", used: "2026-10-20", deadline: "2026-10-27" },
    ...{ completed: "2026-10-21", verified: "2026-10-22" },
  }).events,
  ...story(3, {
    asked: "2026-10-21",
    level: "EMERGENCY",
    activated: "2026-10-21",
    used: "2026-10-21",
    deadline: "2026-10-28",
  }).events,
  ...story(4, { asked: "2026-10-21", activated: "2026-10-21", drill: true }).events,
  event("notification.sent", story(2, { asked: "2026-10-20" }).id, "2026-10-20T01:00", {
    audience: "@here|<b>",
    rule: "r",
    channel: "c",
  }),
  event("notification.failed", story(2, { asked: "2026-10-20" }).id, "2026-10-20T02:00", { audience: "@here|<b>" }),
].sort((one, other) => at(one.at) - at(other.at));

describe("a week", () => {
  const { report, sections } = reportOf("weekly", "2026-W43", events);

  test("eight weeks with their changes, drills left out", () => {
    const older = [...story(6, { asked: "2026-08-03" }).events, ...events];
    const { trend } = reportOf("weekly", "2026-W43", older).sections;
    expect(trend).toHaveLength(8);
    expect(trend.slice(-3)).toMatchObject([
      { period: "weekly-2026-W41", bypasses: 0, change: 0, open_at_end: 0 },
      { period: "weekly-2026-W42", bypasses: 1, change: 1, open_at_end: 0 },
      { period: "weekly-2026-W43", bypasses: 2, change: 1, emergencies: 1, open_at_end: 1 },
    ]);
    // What was verified in the week was open while it lasted.
    const cut = Date.parse("2026-10-21T12:00:00Z");
    const early = buildSummary({ ...optionsOf("weekly", "2026-W43", events), asOf: cut }).sections as SummarySections;
    expect(early.trend.at(-1)).toMatchObject({ open_at_end: 2 });
    expect(report.summary).toBe("2 bypasses (+1 against the period before), 1 open remediation.");
  });

  test("the trend begins with the ledger: before it nobody counted, and that is not 0", () => {
    expect(sections.trend.map(({ period, change }) => [period, change])).toEqual([
      ["weekly-2026-W42", null],
      ["weekly-2026-W43", 1],
    ]);
    const first = reportOf("weekly", "2026-W42", events);
    expect(first.sections.trend).toMatchObject([{ period: "weekly-2026-W42", bypasses: 1, change: null }]);
    expect(first.report.summary).toBe("1 bypass, 0 open remediations.");
  });

  test("a key figure's last six weeks, each as known at its end; before the ledger began there is none", () => {
    const row = sections.dashboard.find(({ kpi }) => kpi === "bypasses_per_repository_per_month");
    const completion = sections.dashboard.find(({ kpi }) => kpi === "remediation_completion_rate");
    expect(row?.history?.map(({ period, value }) => [period.slice(-3), value])).toEqual([
      ...["W38", "W39", "W40", "W41"].map((week) => [week, null]),
      ["W42", 4.4],
      ["W43", 8.8],
    ]);
    expect(row).toMatchObject({ value: 8.8, previous: 4.4 });
    // Due in the week after, and one of the two verified in time: what the next report says of its own week, the one after repeats.
    const later = reportOf("weekly", "2026-W45", events).sections.dashboard.find(({ kpi }) => kpi === completion?.kpi);
    const next = reportOf("weekly", "2026-W44", events).sections.dashboard.find(({ kpi }) => kpi === completion?.kpi);
    expect(next?.value).toBe(50);
    expect(later?.history?.at(-2)).toEqual({ period: "weekly-2026-W44", value: next?.value });
    expect(renderReportMarkdown(report)).toContain("····▁█");
  });

  test("one of something is one, in Markdown as in the terminal", () => {
    const integrity = { ...sections.integrity, events: 2, manifests: 1, counted: 1 };
    const one = { ...report, sections: { ...sections, integrity } };
    expect(renderReportMarkdown(one)).toContain("over 2 records and 1 manifest; 1 record counted here.");
  });

  test("what is not known says why, beside the n/a", () => {
    const lines = renderReportMarkdown(report).split("\n");
    const shownFor = (figure: string) => lines.find((row) => row.startsWith(`| \`${figure}\``))?.split(" | ")[2];
    expect(shownFor("seasonal_bypass_trends")).toBe("n/a \\(too few complete months\\)");
    expect(shownFor("post_bypass_defect_rates")).toBe("n/a \\(still observed: 2\\)");
    expect(shownFor("process_improvement_adoption")).toBe("n/a \\(no case\\)");
  });

  test("a rate per month says that it is extrapolated, and from how many; a month's own is plain", () => {
    const lineOf = ({ report }: ReturnType<typeof reportOf>, figure: string) =>
      renderReportMarkdown(report)
        .split("\n")
        .find((row) => row.startsWith(`| \`${figure}\``));
    const week = { report, sections };
    expect(lineOf(week, "bypasses_per_repository_per_month")).toContain(
      "8.8 (extrapolated to a month; counted: 2)".replace(/[()]/g, "\\$&"),
    );
    const month = reportOf("monthly", "2026-10", events);
    expect(lineOf(month, "bypasses_per_repository_per_month")).toContain("| 3 |");
    for (const of of [week, month]) expect(lineOf(of, "customer_impact_incidents")).not.toContain("extrapolated");
  });

  test("progress and notices are the events of the week", () => {
    expect(Object.fromEntries(sections.remediation_progress.map(({ step, count }) => [step, count]))).toEqual({
      ...{ opened: 2, completed: 1, verified: 1, reopened: 0, cancelled: 0, open_at_end: 1 },
    });
    const going = sections.remediation_progress.find(({ step }) => step === "open_at_end")?.ids ?? [];
    const opened = events.filter(({ type, bypass }) => type === "remediation.opened" && going.includes(bypass));
    const again = opened.map(({ bypass, data }) =>
      event("remediation.opened", bypass, "2026-10-21T03:00", { ...data, reason: "replaced" }),
    );
    expect(again).toHaveLength(1);
    const later = reportOf("weekly", "2026-W43", [...events, ...again]);
    expect(later.sections.remediation_progress).toEqual(sections.remediation_progress);
    expect(sections.notifications).toMatchObject([
      { audience: "@here|<b>", sent: 1, failed: 1, pending: 0 },
      { audience: "qms_coordinator", sent: 0, failed: 0 },
    ]);
  });

  test("a message that told several things counts as often, sent or not, and each can be recounted", () => {
    const of = (type: string, count: number) =>
      event(type, "PROCEDURE", `2026-10-21T04:0${count}`, {
        ...{ audience: "board", channel: "top", rule: `rule_${type}_${count}`, reason: "unreachable" },
        ...(count === 1 ? {} : { also: Array.from({ length: count - 1 }, (_, index) => `${index}`.padStart(12, "a")) }),
      });
    const more = [of("notification.sent", 3), of("notification.sent", 1), of("notification.failed", 2)];
    const { sections: weekly } = reportOf("weekly", "2026-W43", [...events, ...more]);
    const failed = more[2]?.id;
    const row = weekly.notifications.find(({ audience }) => audience === "board");
    expect(row).toMatchObject({ sent: 4, failed: 2, ids: [failed, `${failed}:aaaaaaaaaaa0`] });
    const delivered = (rows: typeof weekly) => rows.evidence.find(({ evidence }) => evidence === "notices_delivered");
    const [before, now] = [delivered(sections), delivered(weekly)];
    expect((now?.expected ?? 0) - (before?.expected ?? 0)).toBe(6);
    expect((now?.present ?? 0) - (before?.present ?? 0)).toBe(4);
    expect(now?.missing).toEqual(expect.arrayContaining([...(row?.ids ?? [""])]));
  });

  test("what is due and was not delivered is pending, as long as it is news", () => {
    const pending = (name: string) =>
      reportOf("weekly", name, events).sections.notifications.flatMap(({ audience, pending: owed = 0 }) =>
        owed > 0 ? [[audience, owed]] : [],
      );
    expect(pending("2026-W43")).toEqual([["qms_coordinator", 1]]);
    expect(pending("2026-W45")).toEqual([]);
  });

  test("as files: the same inputs, the same bytes; hostile names stay dead", () => {
    const [md, json] = reportFiles(report, ["md", "json"]);
    expect(reportFiles(reportOf("weekly", "2026-W43", events).report, ["md", "json"])).toEqual([md, json]);
    expect(md?.name).toBe("weekly-2026-W43.md");
    expect(md?.text).toMatch(/^## Weekly report 2026-W43\n\n⚠️ /);
    expect(md?.text).not.toMatch(/[^\\]@here|<b>/);
    expect(renderReportText(report, plain)).toContain("remediation_completion_rate");
  });
});

describe("golden files", () => {
  test.each([
    ["weekly", "2026-W43"],
    ["monthly", "2026-10"],
  ] as const)("a %s report, as people read it and as programs do", async (kind, name) => {
    const { report } = reportOf(kind, name, events);
    for (const { name: file, text } of reportFiles(report, ["md", "json"])) {
      await expect(text).toMatchFileSnapshot(`golden/${file}`);
    }
  });
});

describe("a month", () => {
  test("twelve figures with the month before; no target, no rating", () => {
    const { sections, report } = reportOf("monthly", "2026-10", events);
    expect(sections.dashboard).toHaveLength(12);
    expect(Object.keys(report.kpis)).toHaveLength(12);
    const { window, as_of, kpis } = report;
    const count = { schema: "qms.kpi/v1", window, as_of, verdict: "pass", kpis };
    expect(validateKpi(count)).toBe(true);
    expect(validateKpi({ ...count, kpis: { ...kpis, made_up: { value: 1 } } })).toBe(false);
    const rate = sections.dashboard.find(({ kpi }) => kpi === "remediation_completion_rate");
    expect(rate).toMatchObject({ value: 50, previous: null, target: null, rating: null });
  });

  test.each([
    [50, "green"],
    [50.1, "red"],
  ])("a target of %d is %s at 50", (target, rating) => {
    const policy = policyIn("UTC");
    const metric = policy.policy.metrics.remediation_completion_rate;
    if (metric === undefined) throw new Error("no metric");
    const metrics = { ...policy.policy.metrics, remediation_completion_rate: { ...metric, target } };
    const { sections } = reportOf("monthly", "2026-10", events, { ...policy, policy: { ...policy.policy, metrics } });
    expect(sections.dashboard.find(({ kpi }) => kpi === "remediation_completion_rate")).toMatchObject({
      target,
      rating,
    });
  });

  test("what misses its target, and is better than in the month before, is amber", () => {
    const policy = policyIn("UTC");
    const kpi = "bypasses_per_repository_per_month";
    const metrics = { ...policy.policy.metrics, [kpi]: { ...policy.policy.metrics[kpi], target: 0 } };
    const told = { ...policy, policy: { ...policy.policy, metrics } } as typeof policy;
    const more = [...events, ...story(5, { asked: "2026-11-02", activated: "2026-11-02" }).events];
    const rating = (name: string) =>
      reportOf("monthly", name, more, told).sections.dashboard.find((row) => row.kpi === kpi)?.rating;
    expect([rating("2026-09"), rating("2026-10"), rating("2026-11")]).toEqual(["green", "red", "amber"]);
  });

  test("one in which nothing happened has a report too", () => {
    const { report, sections } = reportOf("monthly", "2026-09", []);
    expect(report.summary).toBe("No bypasses, 0 open remediations.");
    expect(sections.trend.map(({ bypasses, change }) => [bypasses, change])).toEqual([[0, null]]);
    expect(report.data_cutoff).toBeNull();
  });
});

describe("effectiveness", () => {
  const many = (count: number, month = "10") =>
    Array.from({ length: count }, (_, n) => {
      const day = `2026-${month}-${String(n + 1).padStart(2, "0")}`;
      return story(n + 100 * Number(month), { asked: day, activated: day, checks: [`lint-${n}`] }).events;
    }).flat();
  const rules = (list: readonly LedgerEvent[]) =>
    reportOf("monthly", "2026-10", list).sections.recommendations.map(({ trigger, subject, value, limit }) => [
      ...[trigger, subject, value, limit],
    ]);

  test("more than five in a month fires, five do not", () => {
    expect(rules(many(6))).toEqual([["bypass_frequency_threshold_exceeded", "acme/payments", 6, 5]]);
    expect(rules(many(5))).toEqual([]);
  });

  test("the third bypass of a check names the pattern", () => {
    const day = (n: number) =>
      story(n, { asked: `2026-10-0${n}`, activated: `2026-10-0${n}`, checks: ["web/lint"] }).events;
    expect(rules([day(1), day(2), day(3)].flat())).toEqual([["repeated_pattern", "acme/payments · web/lint", 3, 3]]);
    expect(rules([day(1), day(2)].flat())).toEqual([]);
  });

  test("the third violation of a rule in 90 days fires", () => {
    const of = (day: string) => event("violation.recorded", "PROCEDURE", day, { kind: "late", occurrence: day });
    const days = ["2026-08-03", "2026-09-01", "2026-10-31"].map(of);
    expect(rules(days)).toEqual([["compliance_violation_pattern_detected", "late", 3, 3]]);
    // 92 days before the end.
    expect(rules([of("2026-08-01"), ...days.slice(1)])).toEqual([]);
  });

  test("two months with three due each and none on time fire, two due do not", () => {
    const late = (n: number, month: string) =>
      story(n, {
        ...{ asked: `${month}-02`, activated: `${month}-02`, used: `${month}-02` },
        deadline: `${month}-09`,
        checks: [`c${n}`],
      }).events;
    const all = [1, 2, 3].flatMap((n) => [late(n, "2026-09"), late(n + 10, "2026-10")]);
    expect(rules(all.flat())).toEqual([["remediation_timeline_consistently_missed", "2026-10, 2026-09", 0, 80]]);
    expect(rules(all.slice(1).flat())).toEqual([]);
  });

  test("limits and approvers of the period, with their shares", () => {
    const asked = story(7, { asked: "2026-10-05T09:00", activated: "2026-10-05T10:00" }).events;
    const slow = story(8, { asked: "2026-10-06T09:00", activated: "2026-10-06T12:00" }).events;
    const { sections } = reportOf("monthly", "2026-10", [...asked, ...slow]);
    expect(sections.sla.find(({ clock }) => clock === "L1-APPROVE")).toMatchObject({
      met: 1,
      breached: 1,
      attainment: 50,
      by_bypass: [
        { bypass: asked[0]?.bypass, met: 1, breached: 0 },
        { bypass: slow[0]?.bypass, met: 0, breached: 1 },
      ],
    });
    expect(sections.approvers).toMatchObject([{ login: "lea", id: 101, approvals: 2, share: 100 }]);
    // Changed, and changed back to what the same review approves: that is on record again, and no further approval of hers.
    const id = asked[0]?.bypass ?? "";
    const again = event("bypass.approved", id, "2026-10-05T09:50");
    const twice = reportOf("monthly", "2026-10", [...asked.slice(0, 1), again, ...asked.slice(1), ...slow]);
    expect(twice.sections.approvers).toMatchObject([{ login: "lea", approvals: 2 }]);
  });

  test("every limit can be counted again by its bypasses, also where one has many periods", () => {
    const { sections } = reportOf(
      "monthly",
      "2026-10",
      story(7, { asked: "2026-10-05T09:00", activated: "2026-10-05T10:00", used: "2026-10-05T11:00" }).events,
    );
    expect(sections.sla.find(({ clock }) => clock === "PROG-D")?.breached).toBeGreaterThan(1);
    for (const { met, breached, ids, by_bypass = [] } of sections.sla) {
      const sum = (of: "met" | "breached") => by_bypass.reduce((all, row) => all + row[of], 0);
      expect([sum("met"), sum("breached")]).toEqual([met, breached]);
      expect(by_bypass.filter((row) => row.breached > 0).map(({ bypass }) => bypass)).toEqual(ids);
    }
  });

  test("a missed limit or an undelivered notice is no calm month; a quiet one is", () => {
    const mark = (list: readonly LedgerEvent[]) =>
      renderReportMarkdown(reportOf("monthly", "2026-10", list).report)
        .split("\n")[2]
        ?.slice(0, 2);
    const fast = story(7, { asked: "2026-10-05T09:00", activated: "2026-10-05T10:00" }).events;
    const slow = story(8, { asked: "2026-10-06T09:00", activated: "2026-10-06T12:00" }).events;
    const data = { audience: "legal", rule: "legal_declared", reason: "no_channel" };
    const unsent = event("notification.failed", "PROCEDURE", "2026-10-07", data);
    expect([mark([]), mark(fast), mark(slow), mark([unsent])].map((text) => text?.trim())).toEqual([
      "✅",
      "✅",
      "⚠️",
      "⚠️",
    ]);
  });

  test("a distribution is shown as one, and as not known where there was nothing", () => {
    const { events } = story(7, { asked: "2026-10-05T09:00", activated: "2026-10-05T10:00" });
    const shown = (list: readonly LedgerEvent[]) => renderReportMarkdown(reportOf("monthly", "2026-10", list).report);
    expect(shown(events)).toContain("| `bypass_level_distribution` | Share of each level | L1 100 |");
    expect(shown([])).toContain("| `bypass_level_distribution` | Share of each level | n/a \\(no case\\) |");
  });
});
