import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { computeKpis } from "../../../src/core/reporting/kpis/compute-kpis.ts";
import { ratio, shares } from "../../../src/core/reporting/kpis/figures.ts";
import { gatherPopulation, type Population, populationsOf } from "../../../src/core/reporting/kpis/population.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { Kpi } from "../../../src/generated/types/report.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";
import { foldsOf, policyIn } from "./daily-fixture.ts";
import { at, clock, event, kpisOf, october, populationOf, type Story, span, story } from "./kpi-fixture.ts";

const told = (...stories: readonly Story[]): LedgerEvent[] =>
  stories.flatMap((each, index) => story(index + 1, each).events);
const id = (number: number, level = "L1") => `BYPASS-${level}-20260101-${clock(number)}`;
const active = (when: string, more: Partial<Story> = {}): Story => ({ asked: when, activated: when, ...more });
const brief = ({ value, numerator, denominator }: Kpi) => [value, numerator, denominator];
const rows = (list: Kpi["groups"][string] | undefined) =>
  Object.fromEntries((list ?? []).map((row) => [row.key, row.count]));

test("an empty ledger and an empty span: no figure is made up, ratios are null and never 0", () => {
  const all = kpisOf([]);
  expect(Object.keys(all)).toHaveLength(12);
  expect(brief(all.bypasses_per_repository_per_month)).toEqual([0, 0, 1]);
  expect(rows(all.bypasses_per_repository_per_month.groups.repository_month)).toEqual({ "acme/payments 2026-10": 0 });
  for (const name of [
    "bypass_level_distribution",
    "repeat_bypass_patterns",
    "post_bypass_defect_rates",
    "average_remediation_time",
    "remediation_completion_rate",
    "re_occurrence_prevention_success",
    "process_improvement_adoption",
  ] as const)
    expect(brief(all[name]), name).toEqual([null, 0, 0]);
  expect(brief(all.compliance_violation_frequency)).toEqual([0, 0, 1]);
  expect(all.seasonal_bypass_trends).toMatchObject({ value: null, excluded: [{ reason: "insufficient_data" }] });
});

describe("frequency", () => {
  test.each([
    ["the first instant is in", "2026-10-01T00:00:00.000Z", "UTC", 1],
    ["the last millisecond is in", "2026-10-31T23:59:59.999Z", "UTC", 1],
    ["the end is out", "2026-11-01T00:00:00.000Z", "UTC", 0],
    ["before is out", "2026-09-30T23:59:59.999Z", "UTC", 0],
  ])("%s", (_, when, zone, count) => {
    expect(
      kpisOf(told(active(when)), october, at("2026-12-01"), zone).bypasses_per_repository_per_month.numerator,
    ).toBe(count);
  });

  test("a month with a 25-hour day is one month, and its extra hour belongs to it", () => {
    const berlin = { start: at("2026-09-30T22:00"), end: at("2026-10-31T23:00") };
    const kpi = kpisOf(
      told(active("2026-10-31T22:59")),
      berlin,
      berlin.end,
      "Europe/Berlin",
    ).bypasses_per_repository_per_month;
    expect(brief(kpi)).toEqual([1, 1, 1]);
    expect(rows(kpi.groups.repository_month)).toEqual({ "acme/payments 2026-10": 1 });
  });

  test("drills, requests that were never in force and other repositories stand where they belong", () => {
    const events = told(
      active("2026-10-05", { drill: true }),
      { asked: "2026-10-05" },
      active("2026-10-06", { repository: 5 }),
      active("2026-10-07"),
    );
    const kpi = kpisOf(events).bypasses_per_repository_per_month;
    // Two activations over two repositories in one month.
    expect(brief(kpi)).toEqual([1, 2, 2]);
    expect(kpi.ids).toEqual([id(3), id(4)]);
    expect(kpi.excluded).toEqual([
      { reason: "drill", ids: [id(1)] },
      { reason: "never_in_force", ids: [id(2)] },
      { reason: "merges_unknown", ids: [] },
    ]);
  });

  test("bypasses per hundred merges: the first-parent commits of the span, where the clone tells them and one repository is counted", () => {
    const events = told(active("2026-10-05"), active("2026-10-06"), active("2026-10-07"));
    const { start, end } = october;
    const landings = [start - 1, ...Array.from({ length: 40 }, (_, index) => start + index), end - 1, end];
    const figuresOf = (list: readonly number[] | null) =>
      computeKpis({ ...populationOf(events, { asOf: end }), landings: list }, october)
        .bypasses_per_repository_per_month;
    expect(figuresOf(landings).figures).toMatchObject({ merges: 41, per_100_merges: 7.3 });
    expect(figuresOf(landings).excluded).toEqual([]);
    expect(figuresOf([]).figures).toMatchObject({ merges: 0, per_100_merges: null });
    expect(figuresOf(null)).toMatchObject({
      figures: { merges: null, per_100_merges: null },
      excluded: [{ reason: "merges_unknown", ids: [] }],
    });
  });

  test("an event that a correction withdrew counts no more", () => {
    const events = told(active("2026-10-05"), active("2026-10-06"));
    const last = events.at(-1) as LedgerEvent;
    const taken = eventOf("correction", 0, {
      bypass: last.bypass,
      at: "2026-10-07T00:00:00.000Z",
      supersedes: last.id,
      data: {},
    });
    expect(kpisOf(events).bypasses_per_repository_per_month.ids).toEqual([id(1), id(2)]);
    expect(kpisOf([...events, taken]).bypasses_per_repository_per_month.ids).toEqual([id(1)]);
    // It was not known yet before it was written.
    expect(kpisOf([...events, taken], october, at("2026-10-07")).bypasses_per_repository_per_month.numerator).toBe(2);
  });

  test("levels: 1 of 3 each sums to 100.0 by the largest remainder", () => {
    const kpi = kpisOf(
      told(active("2026-10-05"), active("2026-10-06", { level: "L2" }), active("2026-10-07", { level: "EMERGENCY" })),
    ).bypass_level_distribution;
    expect(brief(kpi)).toEqual([33.3, 1, 3]);
    expect(kpi.groups.level?.map(({ value }) => value)).toEqual([33.4, 33.3, 0, 33.3]);
    expect(kpi.ids).toEqual([id(3, "EM")]);
  });

  test("a repeat shares a check of the same repository with an earlier one of 90 days; three make a pattern", () => {
    const kpi = kpisOf(
      told(
        active("2026-07-05"), // 92 days before the next
        active("2026-10-05"),
        active("2026-10-06"), // repeats
        active("2026-10-07", { checks: ["lint", "docs/coverage"] }), // repeats
        active("2026-10-08", { checks: ["lint"], repository: 5 }), // elsewhere
      ),
    ).repeat_bypass_patterns;
    expect(brief(kpi)).toEqual([50, 2, 4]);
    expect(kpi.ids).toEqual([id(3), id(4)]);
    expect(kpi.groups.pattern).toMatchObject([
      { key: "acme/payments · docs/coverage", count: 3, ids: [id(2), id(3), id(4)] },
    ]);
  });

  test("seasons: two whole years give an index, the running month never does", () => {
    const months = Array.from(
      { length: 24 },
      (_, n) => `20${25 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}-15`,
    );
    // One each month, and two more each January: 3 of 14 against a twelfth is 36/14.
    const list = months.flatMap((when) => (when.includes("-01-") ? [when, when, when] : [when]));
    const events = told(...[...list, "2027-01-05"].map((when) => active(when)));
    const january = span("2027-01-01", "2027-02-01");
    const kpi = kpisOf(events, january, at("2027-01-20")).seasonal_bypass_trends;
    expect(brief(kpi)).toEqual([2.57, 1, null]);
    expect(kpi.figures).toMatchObject({
      complete_months: 24,
      month_over_month: 0,
      year_over_year: -2,
      moving_average_3: 1,
    });
    expect(kpi.excluded).toEqual([{ reason: "partial_month", ids: ["2027-01"] }]);
    expect(rows(kpi.groups.weekday_hour)).toEqual({ "tue 00": 1 });
    expect(kpisOf(events, span("2026-12-01", "2027-01-01"), at("2026-12-20")).seasonal_bypass_trends.value).toBeNull();
  });
});

describe("impact", () => {
  const used = (when: string): Story => ({ asked: when, activated: when, used: when });

  test("defects count in their 30 days; the youngest bypasses are pending, not good", () => {
    const events = [
      ...told(used("2026-09-01"), used("2026-09-02"), used("2026-10-02"), used("2026-08-31")),
      event("defect.attributed", id(1), "2026-10-20", { detected_at: "2026-10-01T00:00:00.000Z" }), // the last instant
      event("defect.attributed", id(2), "2026-10-02T00:00:01Z"), // a second too late
      event("defect.attributed", id(3), "2026-10-03"),
    ];
    // Shifted by 30 days: 1 September to 2 October.
    const kpi = kpisOf(events).post_bypass_defect_rates;
    expect(kpi.window).toEqual({ start: "2026-09-01T00:00:00.000Z", end: "2026-10-02T00:00:00.000Z" });
    expect(brief(kpi)).toEqual([50, 1, 2]);
    expect(kpi.cohort).toEqual([id(1), id(2)]);
    expect(kpi.excluded).toContainEqual({ reason: "pending_observation", ids: [id(3)] });
  });

  test("only a link makes a cause; what is only near in time stands apart, and there is no risk to compare with", () => {
    const events = [
      ...told(used("2026-09-10"), used("2026-09-11")),
      event("incident.caused", id(1), "2026-09-12", { incident_id: "INC-1", security: true }),
      event("incident.declared", "PROCEDURE", "2026-09-11T05:00", { incident_id: "INC-2" }),
    ];
    const kpi = kpisOf(events).security_incident_correlation;
    expect(brief(kpi)).toEqual([50, 1, 2]);
    expect(kpi.figures).toEqual({ a: 1, b: 1, c: null, d: null, relative_risk: null, phi: null });
    expect(rows(kpi.groups.temporal_not_causal)).toEqual({ [id(2)]: 1 });
  });

  test("violations count once per bypass, rule and occurrence", () => {
    const violation = (when: string, occurrence?: string) =>
      event("violation.recorded", id(1), when, { kind: "late", ...(occurrence === undefined ? {} : { occurrence }) });
    const events = [
      ...told(active("2026-10-01")),
      violation("2026-10-02"),
      violation("2026-10-03"),
      violation("2026-10-04", "2"),
    ];
    const kpi = kpisOf(events).compliance_violation_frequency;
    expect(brief(kpi)).toEqual([2, 2, 1]);
    expect(kpi.figures).toEqual({ bypasses: 1, per_100_bypasses: 200 });
    expect(rows(kpi.groups.rule)).toEqual({ late: 2 });
  });

  test("a merge that is registered counts once, also where the record of its use was left out", () => {
    const asked = told({ asked: "2026-10-05" });
    const sha = "c".repeat(40);
    const registered = event("bypass.registered", id(1), "2026-10-06", {
      merge_sha: sha,
      merged_at: "2026-10-04T08:00:00.000Z",
    });
    const found = event("unregistered.detected", "PROCEDURE", "2026-10-05", { merge_sha: sha });
    const kpis = kpisOf([...asked, registered, found]);
    expect(kpis.bypasses_per_repository_per_month).toMatchObject({ numerator: 1, ids: [id(1)] });
    expect(kpis.compliance_violation_frequency.figures).toMatchObject({ bypasses: 1 });
  });

  test("a merge that was found unregistered and then registered is one bypass, not two", () => {
    const merge_sha = "c".repeat(40);
    const registered = told(used("2026-10-01")).map((one) =>
      one.type === "bypass.used" ? { ...one, data: { ...one.data, merge_sha } } : one,
    );
    const found = (sha: string) => event("unregistered.detected", "PROCEDURE", "2026-10-02", { merge_sha: sha });
    const violation = event("violation.recorded", "PROCEDURE", "2026-10-02", { kind: "UNREGISTERED_BYPASS" });
    const figures = (shas: readonly string[]) =>
      kpisOf([...registered, ...shas.map(found), violation]).compliance_violation_frequency?.figures;
    expect(figures([merge_sha])).toEqual({ bypasses: 1, per_100_bypasses: 100 });
    expect(figures(["d".repeat(40)])).toEqual({ bypasses: 2, per_100_bypasses: 50 });
  });

  test("an open incident with customer impact runs to as_of", () => {
    const caused = (when: string, data: object) =>
      event("incident.caused", id(1), when, { customer_impact: true, ...data });
    const events = [
      ...told(used("2026-10-01")),
      caused("2026-10-02T10:00", { incident_id: "A", users: 40, stabilized_at: "2026-10-02T11:00:00.000Z" }),
      caused("2026-10-31T23:00", { incident_id: "B", users: 2 }),
    ];
    const kpi = kpisOf(events).customer_impact_incidents;
    expect(brief(kpi)).toEqual([2, 2, null]);
    expect(kpi.figures).toEqual({ users: 42, minutes: 120, used: 1, per_100_used: 200 });
  });
});

describe("effectiveness", () => {
  const fixed = (
    usedOn: string,
    deadline: string,
    completed?: string,
    verified?: string,
    more: Partial<Story> = {},
  ): Story => ({
    ...{ asked: usedOn, activated: usedOn, used: usedOn, deadline },
    ...(completed === undefined ? {} : { completed }),
    ...(verified === undefined ? {} : { verified }),
    ...more,
  });

  test("time to remediate: 24 h and 49 h; one that was reopened counts with its last completion", () => {
    const events = told(
      fixed("2026-10-05", "2026-10-12", "2026-10-06", "2026-10-06"),
      fixed("2026-10-05", "2026-10-12", "2026-10-05T10:00", "2026-10-05T11:00", {
        ...{ reopened: "2026-10-06", completedAgain: "2026-10-07T01:00", verifiedAgain: "2026-10-08" },
      }),
      fixed("2026-10-05", "2026-10-12", "2026-10-06", "2026-10-06", { reopened: "2026-10-07" }),
    );
    const kpi = kpisOf(events).average_remediation_time;
    expect(brief(kpi)).toEqual([36.5, 73, 2]);
    expect(kpi.figures).toEqual({ median: 36.5, p90: 49, mean_business_days: 1.5, open: 1, open_mean_age_hours: 648 });
    expect(kpi.excluded).toContainEqual({ reason: "open", ids: [id(3)] });
  });

  test("due is (S, E]: a deadline at the start was due before, one at the end is due now", () => {
    const events = told(
      fixed("2026-09-24", "2026-10-01", "2026-09-25", "2026-09-26"),
      fixed("2026-10-05", "2026-11-01", "2026-10-06", "2026-10-07"),
      fixed("2026-10-05", "2026-10-12", "2026-10-13", "2026-10-14"), // late
      fixed("2026-10-05", "2026-10-12", "2026-10-06"), // nobody verified it
      fixed("2026-10-05", "2026-10-12"),
    );
    const kpi = kpisOf(events).remediation_completion_rate;
    expect(brief(kpi)).toEqual([50, 2, 4]);
    expect(kpi.ids).toEqual([id(2), id(3)]);
    expect(kpi.figures).toEqual({ on_time: 1, on_time_rate: 25, completed_unverified: 1, open: 1 });
  });

  test("prevention: the same check again within 90 days is a failure, on day 91 it is not", () => {
    const events = told(
      fixed("2026-07-05", "2026-07-20", "2026-07-06", "2026-07-07"),
      fixed("2026-07-05", "2026-07-20", "2026-07-06", "2026-07-07", { checks: ["lint"] }),
      active("2026-10-05T00:00", { checks: ["docs/coverage"] }), // 90 days to the instant
      active("2026-10-05T00:01", { checks: ["lint"] }),
    );
    const kpi = kpisOf(events).re_occurrence_prevention_success;
    expect(brief(kpi)).toEqual([50, 1, 2]);
    expect(kpi.ids).toEqual([id(2)]);
  });

  test("adopted needs evidence; duplicates are out, rejected ones stay in", () => {
    const about = (type: string, when: string, improvement: string, data = {}) =>
      event(type, "PROCEDURE", when, { improvement, ...data }, { key: `${type}-${improvement}` });
    const events = [
      ...["a", "b", "c", "d"].map((name) => about("improvement.proposed", "2026-10-05", name)),
      about("improvement.adopted", "2026-10-08", "a", { commit: "f".repeat(40) }),
      about("improvement.adopted", "2026-10-08", "b"),
      about("improvement.rejected", "2026-10-08", "c", { reason: "too dear" }),
      about("improvement.rejected", "2026-10-08", "d", { reason: "duplicate" }),
    ];
    const kpi = kpisOf(events).process_improvement_adoption;
    expect(brief(kpi)).toEqual([33.3, 1, 3]);
    expect(kpi.figures).toEqual({ median_days_to_adopt: 3 });
  });
});

test.each([
  [1, 3, 33.3],
  [2, 3, 66.7],
  [1, 2000, 0.1],
  [1, 2001, 0],
  [1, 8, 12.5],
  [0, 0, null],
])("%i of %i is %s percent, half up", (part, whole, value) => expect(ratio(part, whole, 100)).toBe(value));

test("shares always sum to 100.0", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 9 }), (counts) => {
      const parts = shares(counts);
      if (counts.every((count) => count === 0)) return parts.every((part) => part === null);
      return Math.round(10 * parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)) === 1000;
    }),
  );
});

test("one instant after the other, in whatever order, counts what each counts by itself", () => {
  const events = told(
    active("2026-09-03", {
      used: "2026-09-03",
      deadline: "2026-09-10",
      completed: "2026-10-02",
      verified: "2026-10-05",
    }),
    active("2026-10-01", { used: "2026-10-04", deadline: "2026-10-20", completed: "2026-10-21" }),
    { asked: "2026-10-07" },
  );
  const inputs = { policy: policyIn("UTC"), folds: foldsOf(events), manifestOf: () => null, home: null };
  const plain = ({ eventsOf, ...rest }: Population) => ({ ...rest, used: eventsOf("bypass.used") });
  const gather = populationsOf(inputs);
  const days = ["2026-10-08", "2026-09-01", "2026-10-04", "2026-10-03", "2026-09-04", "2026-10-08", "2026-12-01"];
  const counts = days.map((day) => {
    const population = gather(at(day));
    expect(plain(population), day).toEqual(plain(gatherPopulation({ ...inputs, asOf: at(day) })));
    return [population.bypasses.length, population.eventsOf("bypass.used").length, population.since === null];
  });
  expect(counts).toEqual([
    [2, 2, false],
    [0, 0, true],
    [2, 1, false],
    [2, 1, false],
    [1, 1, false],
    [2, 2, false],
    [2, 2, false],
  ]);
});

// What it costs is measured by bench/verify.mjs: a monthly report over 50,000 events.
test("of ten thousand events every bypass is counted once", () => {
  const policy = policyIn("UTC");
  const days = Array.from({ length: 3400 }, (_, n) => `2026-10-${String((n % 28) + 1).padStart(2, "0")}`);
  const folds = days.map((day, n) => {
    const { id: bypass, events } = story(n + 1, active(day));
    return foldBypass(bypass, entriesOf(events)).fold;
  });
  const home = { id: 700123, name: "acme/payments" };
  const population = gatherPopulation({ asOf: october.end, policy, folds, manifestOf: () => null, home });
  expect(computeKpis(population, october).bypasses_per_repository_per_month.numerator).toBe(3400);
  expect(population.events.length).toBeGreaterThan(10_000);
});
