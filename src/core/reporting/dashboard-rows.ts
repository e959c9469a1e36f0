import type { DashboardRow, Report } from "../../generated/types/report.ts";
import { own } from "../own.ts";
import type { DailyOptions } from "./build-daily.ts";
import type { ReportPeriod } from "./daily-period.ts";
import { computeKpis } from "./kpis/compute-kpis.ts";
import type { Population } from "./kpis/population.ts";
import { kindOf, periodContaining } from "./report-period.ts";

/** As many periods as a reader takes in at a glance, the report's own included. */
const PERIODS = 6;

/**
 * Every key figure against its target, the period before, and the periods before that, each as of its end by the times of the records.
 * @param gather what counted at an instant
 */
export function dashboardRows(
  { period, policy }: DailyOptions,
  kpis: Report["kpis"],
  gather: (asOf: number) => Population,
): DashboardRow[] {
  const earlier = earlierPeriods(period, policy.calendar).map((span) => {
    const population = gather(span.end);
    return { period: span.id, kpis: computeKpis(population, span), isBegun: population.since !== null };
  });
  return Object.entries(policy.policy.metrics).map(([kpi, { text, unit, target = null, better }]) => {
    const value = own(kpis, kpi)?.value ?? null;
    // Before the first record nothing was counted: that is not 0.
    const before = earlier.map(({ period, kpis, isBegun }) => ({
      period,
      value: isBegun ? (own(kpis, kpi)?.value ?? null) : null,
    }));
    const previous = before.at(-1)?.value ?? null;
    const rating = target === null || better === "none" ? null : rate(value, previous, target, better === "lower");
    const history = [...before, { period: period.id, value }];
    return { kpi, text, unit: own(kpis, kpi)?.unit ?? unit, value, previous, target, rating, history };
  });
}

/** Those before a period, the oldest first. */
function earlierPeriods(period: ReportPeriod, calendar: DailyOptions["policy"]["calendar"]): ReportPeriod[] {
  const spans: ReportPeriod[] = [];
  while (spans.length < PERIODS - 1) {
    spans.unshift(periodContaining(kindOf(period.id), (spans[0] ?? period).start - 1, calendar));
  }
  return spans;
}

/** The policy names a target and no second limit: amber is what misses it and is on its way. */
function rate(value: number | null, previous: number | null, target: number, isLow: boolean): DashboardRow["rating"] {
  if (value === null) return null;
  if (isLow ? value <= target : value >= target) return "green";
  return previous !== null && (isLow ? value < previous : value > previous) ? "amber" : "red";
}
