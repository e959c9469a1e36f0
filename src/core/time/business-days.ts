import type { Calendar } from "./calendar.ts";
import { type Day, dayOf, formatDay, weekdayOf } from "./civil.ts";
import type { Instant, LocalDate } from "./instant.ts";

/** Days looked at before a count is given up (rule 11). */
const GUARD_DAYS = 366;

/** When something counted in business days is due. */
export interface BusinessDeadline {
  /** The N-th business day, in the calendar's zone. */
  readonly dueDate: LocalDate;
  /** Exclusive end of that local day (rule 4): on time is `t < deadline`. */
  readonly deadline: Instant;
  /** The due date lies beyond the calendar's `valid_through`: warn `CALENDAR_EXPIRED` (rule 8). */
  readonly calendarExpired: boolean;
}

/** The local date at an instant in the calendar's zone (rule 1). */
export function localDateOf(instant: Instant, calendar: Calendar): LocalDate {
  return formatDay(calendar.zone.dayOf(instant));
}

/** First instant of a local day: its midnight, or what comes first where the zone has none. */
export function startOfLocalDay(date: LocalDate, calendar: Calendar): Instant {
  return calendar.zone.startOfDay(dayOf(date));
}

/** Exclusive end of a local day, which is the first instant of the next (rule 4). A day is 23 to 25 hours long, or empty. */
export function endOfLocalDay(date: LocalDate, calendar: Calendar): Instant {
  return calendar.zone.startOfDay(dayOf(date) + 1);
}

/** Exclusive end of something valid *through* a date, such as a certification (people.yml): valid is `t < validThroughEndOf(…)`. */
export function validThroughEndOf(date: LocalDate, calendar: Calendar): Instant {
  return endOfLocalDay(date, calendar);
}

/** Whether a date is worked (rule 2): make-up days win over weekend and holidays. A date that the zone skipped never is. */
export function isBusinessDay(date: LocalDate, calendar: Calendar): boolean {
  return isWorked(dayOf(date), calendar);
}

/**
 * The end of the `count`-th business day after the local date of `start` (rules 1–6). The day of the start never counts, whatever
 * the hour; 0 is the end of the same local day, even on a weekend. Null when 366 days do not hold that many (rule 11).
 * @throws RangeError when `count` is not a whole number from 0 on: the policy's schema has seen to that.
 */
export function addBusinessDays(start: Instant, count: number, calendar: Calendar): BusinessDeadline | null {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`Not a number of business days: ${count}`);
  const first = calendar.zone.dayOf(start);
  let due = first;
  for (let left = count; left > 0; ) {
    due++;
    if (due - first > GUARD_DAYS) return null;
    if (isWorked(due, calendar)) left--;
  }
  return {
    dueDate: formatDay(due),
    deadline: calendar.zone.startOfDay(due + 1),
    calendarExpired: calendar.validThrough !== null && due > calendar.validThrough,
  };
}

/** Business days `d` with `from < d ≤ to`; 0 when `to` is not after `from`. */
export function businessDaysBetween(from: LocalDate, to: LocalDate, calendar: Calendar): number {
  const last = dayOf(to);
  let count = 0;
  for (let day = dayOf(from) + 1; day <= last; day++) {
    if (isWorked(day, calendar)) count++;
  }
  return count;
}

/** Days late (rule 9): business days `d` with `due < d ≤ today`. 0 does not mean on time: a deadline of Friday is breached on Saturday. */
export function businessDaysLate(dueDate: LocalDate, now: Instant, calendar: Calendar): number {
  return businessDaysBetween(dueDate, localDateOf(now, calendar), calendar);
}

function isWorked(day: Day, calendar: Calendar): boolean {
  if (calendar.zone.missingDays().has(day)) return false;
  if (calendar.workdays.has(day)) return true;
  return !calendar.weekend.has(weekdayOf(day)) && !calendar.holidays.has(day);
}
