import type { RecommendationRow } from "../../generated/types/report.ts";
import { parseDuration } from "../time/duration.ts";
import { monthContaining, monthOf } from "./kpis/calendar-months.ts";
import { completionRate } from "./kpis/effectiveness.ts";
import { groupBy, sorted } from "./kpis/figures.ts";
import { activatedIn, repeatPatterns, repeatRule } from "./kpis/frequency.ts";
import { violationsIn } from "./kpis/impact.ts";
import type { Population } from "./kpis/population.ts";

/**
 * What the policy's improvement triggers find (25-policy-sections.md, `improvement`), and repeated patterns. Months are those before
 * and at `end`. Content of stakeholders is not judged: nothing records their answers yet.
 */
export function recommend(population: Population, end: number): RecommendationRow[] {
  const repeated = repeatPatterns(population, end).map(
    ({ key, count, ids }): RecommendationRow => ({
      trigger: "repeated_pattern",
      subject: key,
      value: count,
      limit: repeatRule(population).count,
      ids,
    }),
  );
  return [...frequency(population, end), ...timeline(population, end), ...violations(population, end), ...repeated];
}

/** More in the month than the count, or than usual: the mean of twelve months and `sigma` deviations, once there are twelve. */
function frequency(population: Population, end: number): RecommendationRow[] {
  const { policy, repositories, since } = population;
  const trigger = policy.policy.improvement.triggers.bypass_frequency_threshold_exceeded;
  if (trigger === undefined) return [];
  const month = monthContaining(end - 1, policy.calendar);
  const prior = Array.from({ length: 12 }, (_, back) => monthOf(month.year, month.month - 1 - back, policy.calendar));
  const hasYear = since !== null && since < (prior.at(-1)?.end ?? 0);
  return [...repositories].sort().flatMap(([number, name]) => {
    const of = (span: typeof month) => activatedIn(population, span).filter(({ repository }) => repository === number);
    const counts = prior.map((each) => of(each).length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length);
    const usual = hasYear && mean > 0 ? Math.floor(10 * (mean + trigger.sigma * deviation)) / 10 : trigger.count;
    const limit = Math.min(trigger.count, usual);
    const list = of(month);
    const ids = sorted(list.map(({ id }) => id));
    return list.length > limit
      ? [{ trigger: "bypass_frequency_threshold_exceeded", subject: name, value: list.length, limit, ids }]
      : [];
  });
}

/** On time below the bound in each of the last whole months, with enough due in each of them. */
function timeline(population: Population, end: number): RecommendationRow[] {
  const { policy } = population;
  const trigger = policy.policy.improvement.triggers.remediation_timeline_consistently_missed;
  if (trigger === undefined) return [];
  const last = monthContaining(end, policy.calendar);
  const months = Array.from({ length: trigger.months }, (_, back) =>
    monthOf(last.year, last.month - 1 - back, policy.calendar),
  );
  const rates = months.map((month) => completionRate(population, month));
  const isMissed = rates.every(
    ({ denominator, figures }) =>
      (denominator ?? 0) >= trigger.min_due && (figures.on_time_rate ?? trigger.below) < trigger.below,
  );
  if (!isMissed) return [];
  const subject = months.map(({ key }) => key).join(", ");
  const value = Math.max(...rates.map(({ figures }) => figures.on_time_rate ?? 0));
  const ids = sorted(rates.flatMap(({ cohort }) => cohort));
  return [{ trigger: "remediation_timeline_consistently_missed", subject, value, limit: trigger.below, ids }];
}

function violations(population: Population, end: number): RecommendationRow[] {
  const trigger = population.policy.policy.improvement.triggers.compliance_violation_pattern_detected;
  const within = trigger === undefined ? null : parseDuration(trigger.within);
  if (trigger === undefined || within?.kind !== "elapsed") return [];
  return groupBy(violationsIn(population, { start: end - within.ms, end }), ({ data }) =>
    String(data.kind).slice(0, 200),
  )
    .filter(([, list]) => list.length >= trigger.count)
    .map(([subject, list]) => ({
      ...{ trigger: "compliance_violation_pattern_detected", subject, value: list.length, limit: trigger.count },
      ids: sorted(list.map(({ id }) => id)),
    }));
}
