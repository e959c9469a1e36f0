import { isBusinessDay } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { dayOf, formatDay } from "../time/civil.ts";
import type { LocalDate } from "../time/instant.ts";

/** One business day before the deadline (R70); where 366 days hold none, the deadline's own day. */
export function reviewDayOf(dueDate: LocalDate, calendar: Calendar): LocalDate {
  for (let back = 1; back <= 366; back++) {
    const date = formatDay(dayOf(dueDate) - back);
    if (isBusinessDay(date, calendar)) return date;
  }
  return dueDate;
}
