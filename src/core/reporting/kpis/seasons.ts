import type { Kpi, KpiRow } from "../../../generated/types/report.ts";
import { weekdayOf } from "../../time/civil.ts";
import { wallHour } from "../../time/zone.ts";
import { type Month, monthContaining, monthsOf } from "./calendar-months.ts";
import { figure, groupBy, leftOut, notKnown, ratio, type Span } from "./figures.ts";
import { activatedIn, neverCounted, rowOf } from "./frequency.ts";
import type { CountedBypass, Population } from "./population.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * value = seasonal index of the span's last month: the mean over complete years of its share against a twelfth. It needs 24 complete
 * months, and a bypass in each year. Months are counted from the one of the ledger's first event; a running one never counts in an index.
 */
export function seasonalTrends(population: Population, span: Span): Kpi {
  const { calendar } = population.policy;
  const end = Math.min(span.end, population.asOf);
  const first = population.since === null ? null : monthContaining(population.since, calendar);
  const months = first === null ? [] : monthsOf({ start: first.start, end }, calendar);
  const counts = months.map((month) => activatedIn(population, month));
  const complete = months.filter((month) => month.end <= population.asOf && month.end <= span.end);
  const countOf = new Map(months.map(({ key }, index) => [key, counts[index]?.length ?? 0]));
  const last = monthContaining(end - 1, calendar);
  const years = completeYears(complete, countOf);
  const index = (month: number): number | null => (years.length < 2 ? null : seasonalIndex(month, years, countOf));
  const shown = activatedIn(population, { start: span.start, end });
  const count = countOf.get(last.key) ?? 0;
  const delta = (months: number): number | null => {
    const other = countOf.get(shift(last.key, -months));
    return other === undefined ? null : count - other;
  };
  const three = [0, 1, 2].map((back) => countOf.get(shift(last.key, -back)));
  return figure(
    span,
    { value: index(last.month), numerator: count, denominator: null, unit: "index" },
    {
      ids: (counts[months.findIndex(({ key }) => key === last.key)] ?? []).map(({ id }) => id),
      excluded: [
        ...neverCounted(population),
        ...(years.length < 2 ? [notKnown("insufficient_data")] : []),
        ...leftOut(
          "partial_month",
          months.filter((month) => !complete.includes(month)).map(({ key }) => key),
        ),
      ],
      figures: {
        complete_months: complete.length,
        month_over_month: delta(1),
        year_over_year: delta(12),
        moving_average_3: three.some((each) => each === undefined)
          ? null
          : ratio(
              three.reduce<number>((sum, each) => sum + (each ?? 0), 0),
              3,
            ),
      },
      groups: {
        month: months.map(({ key, month }, at) => rowOf(key, counts[at] ?? [], index(month))),
        weekday_hour: byHour(shown, population),
      },
    },
  );
}

/** `2026-01` and −1 give `2025-12`. */
function shift(key: string, by: number): string {
  const [year = 0, month = 1] = key.split("-").map(Number);
  const index = year * 12 + month - 1 + by;
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** Years of which all twelve months are complete; none where one of them had no bypass, because nothing can be said of its seasons. */
function completeYears(complete: readonly Month[], countOf: ReadonlyMap<string, number>): readonly Month[][] {
  const years = groupBy(complete, ({ year }) => String(year)).map(([, months]) => months);
  const whole = years.filter((months) => months.length === 12);
  return whole.every((months) => totalOf(months, countOf) > 0) ? whole : [];
}

function totalOf(months: readonly Month[], countOf: ReadonlyMap<string, number>): number {
  return months.reduce((sum, { key }) => sum + (countOf.get(key) ?? 0), 0);
}

function seasonalIndex(month: number, years: readonly Month[][], countOf: ReadonlyMap<string, number>): number | null {
  const parts = years.map((months) => {
    const count = countOf.get(months[month - 1]?.key ?? "") ?? 0;
    return (12 * count) / totalOf(months, countOf);
  });
  // Two decimals: an index of 1.0 is a month like any other, and a tenth would hide most seasons.
  return Math.floor((100 * parts.reduce((sum, part) => sum + part, 0)) / parts.length + 0.5 + 1e-9) / 100;
}

function byHour(list: readonly CountedBypass[], { policy }: Population): KpiRow[] {
  const { zone } = policy.calendar;
  const hourOf = ({ activatedAt }: CountedBypass): string => {
    const day = zone.dayOf(activatedAt);
    const hour = wallHour(activatedAt, zone);
    return `${weekdays[weekdayOf(day)]} ${String(hour).padStart(2, "0")}`;
  };
  return groupBy(list, hourOf)
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([key, group]) => rowOf(key, group));
}

function rank(key: string): number {
  return weekdays.indexOf(key.slice(0, 3)) * 24 + Number(key.slice(4));
}
