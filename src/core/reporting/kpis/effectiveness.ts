import type { LedgerEvent } from "../../../generated/types/event.ts";
import type { Kpi } from "../../../generated/types/report.ts";
import { businessDaysBetween, localDateOf } from "../../time/business-days.ts";
import { figure, isDue, isIn, leftOut, median, nearestRank, percent, ratio, type Span } from "./figures.ts";
import { fingerprintsOf } from "./frequency.ts";
import { type CountedBypass, DAY, instantOf, observation, type Population } from "./population.ts";
import type { RemediationLife } from "./remediation-life.ts";

const HOUR = 3_600_000;

interface Remediated {
  readonly item: CountedBypass;
  readonly life: RemediationLife;
}

function remediated({ bypasses }: Population): Remediated[] {
  return bypasses.flatMap((item) => (item.remediation === null ? [] : [{ item, life: item.remediation }]));
}

function idsOf(list: readonly Remediated[]): string[] {
  return list.map(({ item }) => item.id);
}

/** value = mean hours from the merge to the last completion, over remediations that were verified in the span. */
export function averageRemediationTime(population: Population, span: Span): Kpi {
  const { calendar } = population.policy;
  const verified = remediated(population).filter(({ life }) => isIn(span, life.verifiedAt));
  const timed = verified.flatMap(({ item, life }) =>
    item.usedAt === null || life.completedAt === null ? [] : [{ item, life, from: item.usedAt, to: life.completedAt }],
  );
  const times = timed.map(({ from, to }) => Math.max(0, to - from)).sort((one, other) => one - other);
  const days = timed
    .map(({ from, to }) => businessDaysBetween(localDateOf(from, calendar), localDateOf(to, calendar), calendar))
    .reduce((sum, count) => sum + count, 0);
  const open = remediated(population).filter(({ life }) => life.state === "open" || life.state === "completed");
  const ages = open.map(({ item, life }) => population.asOf - (item.usedAt ?? life.openedAt));
  const unused = verified.filter(({ item }) => item.usedAt === null);
  const total = times.reduce((sum, time) => sum + time, 0);
  const hours = (time: number | null): number | null => (time === null ? null : ratio(time, HOUR));
  return figure(
    span,
    // In hours of the exact sum, so that a reader who divides gets the same value.
    {
      value: ratio(total, times.length * HOUR),
      numerator: total / HOUR,
      denominator: times.length,
      unit: "hours",
    },
    {
      ids: timed.map(({ item }) => item.id),
      cohort: timed.map(({ item }) => item.id),
      excluded: [
        ...leftOut("drill", population.drills),
        ...leftOut("never_used", idsOf(unused)),
        ...leftOut("open", idsOf(open)),
      ],
      figures: {
        median: hours(median(times)),
        p90: hours(nearestRank(times, 90)),
        mean_business_days: ratio(days, times.length),
        open: open.length,
        open_mean_age_hours: ratio(
          ages.reduce((sum, age) => sum + age, 0),
          open.length * HOUR,
        ),
      },
    },
  );
}

/** value = verified by as_of, of all that were due in the span by their first deadline. */
export function completionRate(population: Population, { start, end }: Span): Kpi {
  const until = Math.min(end, population.asOf);
  const all = remediated(population).filter(({ life }) => isDue({ start, end: until }, life.originalDeadline));
  const due = all.filter(({ life }) => life.state !== "cancelled");
  const verified = due.filter(({ life }) => life.state === "verified");
  const onTime = verified.filter(({ life }) => (life.completedAt ?? until) < (life.originalDeadline ?? start));
  const unverified = due.filter(({ life }) => life.state === "completed");
  const open = due.filter(({ life }) => life.state === "open");
  const later = remediated(population).filter(({ life }) => isDue({ start: until, end }, life.originalDeadline));
  const rows = { open, completed_unverified: unverified, on_time: onTime };
  return figure(
    { start, end },
    {
      value: percent(verified.length, due.length),
      numerator: verified.length,
      denominator: due.length,
      unit: "percent",
    },
    {
      ids: idsOf(verified),
      cohort: idsOf(due),
      excluded: [
        ...leftOut("drill", population.drills),
        ...leftOut("cancelled", idsOf(all.filter(({ life }) => life.state === "cancelled"))),
        ...leftOut("not_due_yet", idsOf(later)),
      ],
      figures: {
        on_time: onTime.length,
        on_time_rate: percent(onTime.length, due.length),
        completed_unverified: unverified.length,
        open: open.length,
      },
      groups: {
        state: Object.entries(rows).map(([key, list]) => ({ key, count: list.length, value: null, ids: idsOf(list) })),
      },
    },
  );
}

/** value = remediations after which no check of theirs was set aside again in the observation time, of all watched for it. */
export function recurrencePrevention(population: Population, { start, end }: Span): Kpi {
  const time = observation(population, "recurrence");
  const until = Math.min(end, population.asOf);
  const window = { start: start - time, end: Math.max(start - time, until - time) };
  const cohort = remediated(population).filter(({ life }) => isIn(window, life.verifiedAt));
  const pending = remediated(population).filter(({ life }) =>
    isIn({ start: until - time, end: until }, life.verifiedAt),
  );
  const failed = cohort.filter(({ item, life }) => {
    const prints = new Set(fingerprintsOf(item));
    const from = life.verifiedAt ?? Number.NaN;
    return population.bypasses.some(
      (other) =>
        other.id !== item.id &&
        other.activatedAt > from &&
        other.activatedAt <= from + time &&
        fingerprintsOf(other).some((print) => prints.has(print)),
    );
  });
  const good = cohort.filter((each) => !failed.includes(each));
  return figure(
    window,
    { value: percent(good.length, cohort.length), numerator: good.length, denominator: cohort.length, unit: "percent" },
    {
      ids: idsOf(good),
      cohort: idsOf(cohort),
      excluded: [...leftOut("drill", population.drills), ...leftOut("pending_observation", idsOf(pending))],
      figures: { recurred: failed.length },
    },
  );
}

/** What an event about an improvement calls it. */
function improvementOf({ key, data }: LedgerEvent): string {
  return typeof data.improvement === "string" ? data.improvement : key;
}

/** value = adopted by as_of with a commit or pull request as evidence, of all that were proposed in the span. Rejected ones stay in. */
export function improvementAdoption(population: Population, span: Span): Kpi {
  const { eventsOf: of } = population;
  const rejected = of("improvement.rejected").filter(({ data }) => data.reason === "duplicate");
  const duplicates = new Set(rejected.map(improvementOf));
  const all = of("improvement.proposed").filter((event) => isIn(span, instantOf(event)));
  const proposed = all.filter((event) => !duplicates.has(improvementOf(event)));
  const adoptions = of("improvement.adopted").filter(
    ({ data }) => data.commit !== undefined || data.pull_request !== undefined || data.evidence !== undefined,
  );
  const adopted = proposed.flatMap((event) => {
    const by = adoptions.find((other) => improvementOf(other) === improvementOf(event));
    return by === undefined ? [] : [{ event, days: Math.max(0, instantOf(by) - instantOf(event)) }];
  });
  const middle = median(adopted.map(({ days }) => days).sort((one, other) => one - other));
  return figure(
    span,
    {
      value: percent(adopted.length, proposed.length),
      numerator: adopted.length,
      denominator: proposed.length,
      unit: "percent",
    },
    {
      ids: adopted.map(({ event }) => event.id),
      cohort: proposed.map(({ id }) => id),
      excluded: leftOut(
        "duplicate",
        all.filter((event) => !proposed.includes(event)).map(({ id }) => id),
      ),
      figures: { median_days_to_adopt: middle === null ? null : ratio(middle, DAY) },
    },
  );
}
