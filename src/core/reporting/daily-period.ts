import { endOfLocalDay, localDateOf, startOfLocalDay } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { type Instant, type LocalDate, parseLocalDate } from "../time/instant.ts";

/** A local day of the policy's calendar: 23, 24 or 25 hours. */
export interface ReportPeriod {
  /** e.g. `daily-2026-11-22` */
  readonly id: string;
  readonly date: LocalDate;
  /** First instant. */
  readonly start: Instant;
  /** First instant after it. */
  readonly end: Instant;
}

/** The period of a date. */
export function dailyPeriod(date: LocalDate, calendar: Calendar): ReportPeriod {
  return { id: `daily-${date}`, date, start: startOfLocalDay(date, calendar), end: endOfLocalDay(date, calendar) };
}

/** The day that is running at an instant. */
export function dayContaining(instant: Instant, calendar: Calendar): ReportPeriod {
  return dailyPeriod(localDateOf(instant, calendar), calendar);
}

/** Reads `2026-11-22` or `daily-2026-11-22`; null for anything else and for days that do not exist. */
export function parseDailyPeriod(text: string): LocalDate | null {
  return parseLocalDate(text.replace(/^daily-/, ""));
}
