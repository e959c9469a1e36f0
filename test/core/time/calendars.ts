import { type Calendar, type CalendarSpec, compileCalendar } from "../../../src/core/time/calendar.ts";
import { type Instant, parseInstant } from "../../../src/core/time/instant.ts";

/** A compiled calendar for a test: UTC, Saturday and Sunday off, unless said otherwise. */
export function calendarOf(changes: Partial<CalendarSpec> = {}): Calendar {
  const spec = { time_zone: "UTC", weekend: ["saturday", "sunday"], holidays: [], workdays: [], ...changes };
  const result = compileCalendar(spec);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.calendar;
}

/** An instant of a test, from RFC 3339; seconds may be left out as in the spec's tables. */
export function instantOf(text: string): Instant {
  const instant = parseInstant(text.replace(/T(\d\d:\d\d)Z$/, "T$1:00Z"));
  if (instant === null) throw new Error(`not an instant: ${text}`);
  return instant;
}
