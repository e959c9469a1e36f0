import { startOfLocalDay } from "../../time/business-days.ts";
import type { Calendar } from "../../time/calendar.ts";
import { dayOfCivil, formatDay } from "../../time/civil.ts";
import type { Instant } from "../../time/instant.ts";
import type { Span } from "./figures.ts";

/** A calendar month of the policy's zone. */
export interface Month extends Span {
  /** e.g. `2026-10` */
  readonly key: string;
  readonly year: number;
  /** 1–12 */
  readonly month: number;
}

/** A month by year and number; numbers outside of 1–12 run into the neighbouring years. */
export function monthOf(year: number, month: number, calendar: Calendar): Month {
  const index = year * 12 + month - 1;
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1];
  const [next, nextMonth] = m === 12 ? [y + 1, 1] : [y, m + 1];
  const start = startOfLocalDay(formatDay(dayOfCivil(y, m, 1)), calendar);
  const end = startOfLocalDay(formatDay(dayOfCivil(next, nextMonth, 1)), calendar);
  return { key: `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}`, year: y, month: m, start, end };
}

/** The month that is running at an instant. */
export function monthContaining(instant: Instant, calendar: Calendar): Month {
  const [year = 1970, month = 1] = formatDay(calendar.zone.dayOf(instant)).split("-").map(Number);
  return monthOf(year, month, calendar);
}

/** The months that a span touches, in order; none for an empty span. */
export function monthsOf({ start, end }: Span, calendar: Calendar): Month[] {
  const months: Month[] = [];
  for (let month = monthContaining(start, calendar); month.start < end; month = after(month, calendar)) {
    months.push(month);
  }
  return months;
}

/**
 * How many months a span is, in thousandths: 1000 for a calendar month whatever its length, a part of one by elapsed time. What a
 * rate per month is divided by.
 */
export function thousandthsOfMonths(span: Span, calendar: Calendar): number {
  const parts = monthsOf(span, calendar).map(({ start, end }) => {
    const covered = Math.min(end, span.end) - Math.max(start, span.start);
    return covered / (end - start);
  });
  return Math.round(1000 * parts.reduce((sum, part) => sum + part, 0));
}

function after({ year, month }: Month, calendar: Calendar): Month {
  return monthOf(year, month + 1, calendar);
}
