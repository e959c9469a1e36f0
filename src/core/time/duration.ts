import { addBusinessDays } from "./business-days.ts";
import type { Calendar } from "./calendar.ts";
import { DAY_MS } from "./civil.ts";
import type { Instant, LocalDate } from "./instant.ts";
import { addMonths } from "./zone.ts";

/** A span of the policy: elapsed time, which no time zone touches (rule 7), or calendar months in the calendar's zone. */
export type Duration =
  | { readonly kind: "elapsed"; readonly ms: number }
  | { readonly kind: "calendar"; readonly months: number };

/** A limit as the policy writes it: an ISO 8601 duration or business days. */
export type Limit = string | { readonly business_days: number };

/** A limit applied to a start. */
export interface ResolvedLimit {
  readonly kind: Duration["kind"] | "business_days";
  readonly deadline: Instant;
  /** Whether the deadline itself is in time: a clock is met at `stop − start ≤ limit`, a business day ends before its midnight. */
  readonly inclusive: boolean;
  /** The last local day in time; null unless the limit counts business days. */
  readonly dueDate: LocalDate | null;
  /** See `BusinessDeadline`; false unless the limit counts business days. */
  readonly calendarExpired: boolean;
}

const ELAPSED = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const CALENDAR = /^P(?:(\d+)Y)?(?:(\d+)M)?$/;
/** Longer limits are typing errors, and shorter ones keep every sum far inside the range of instants. */
const MAX_YEARS = 100;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Reads an ISO 8601 duration of the policy; null when it is none. Weeks (alone, as ISO has it), days, hours, minutes and seconds
 * are elapsed time, a day being 24 h; years and months are calendar time. Refused: the two mixed, fractions, signs, nothing
 * (`P`, `P1DT`), zero, and more than 100 years.
 */
export function parseDuration(text: string): Duration | null {
  const calendar = CALENDAR.exec(text);
  if (calendar !== null) {
    const months = Number(calendar[1] ?? 0) * 12 + Number(calendar[2] ?? 0);
    return months > 0 && months <= MAX_YEARS * 12 ? { kind: "calendar", months } : null;
  }
  const elapsed = ELAPSED.exec(text);
  if (elapsed === null) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = elapsed.slice(1).map((part) => Number(part ?? 0));
  const ms = (weeks * 7 + days) * DAY_MS + hours * HOUR + minutes * MINUTE + seconds * SECOND;
  return ms > 0 && ms <= MAX_YEARS * 365.25 * DAY_MS ? { kind: "elapsed", ms } : null;
}

/** The end of a duration that begins at an instant. Months keep the local time of day, and end on the month's last day if need be. */
export function addDuration(instant: Instant, duration: Duration, calendar: Calendar): Instant {
  return duration.kind === "elapsed" ? instant + duration.ms : addMonths(instant, duration.months, calendar.zone);
}

/**
 * Applies a limit to a start. Null when the text is no duration, the business days are no whole number from 0 on, or rule 11's
 * guard is hit. Compare with `isWithinLimit`: whether the deadline itself is in time depends on the kind.
 */
export function resolveLimit(start: Instant, limit: Limit, calendar: Calendar): ResolvedLimit | null {
  if (typeof limit === "string") {
    const duration = parseDuration(limit);
    if (duration === null) return null;
    const deadline = addDuration(start, duration, calendar);
    return { kind: duration.kind, deadline, inclusive: true, dueDate: null, calendarExpired: false };
  }
  if (!Number.isSafeInteger(limit.business_days) || limit.business_days < 0) return null;
  const due = addBusinessDays(start, limit.business_days, calendar);
  return due && { kind: "business_days", inclusive: false, ...due };
}

/** Whether something that stopped (or still runs) at `at` kept its limit (60-remediation, Clocks; rule 5). */
export function isWithinLimit(at: Instant, limit: ResolvedLimit): boolean {
  return limit.inclusive ? at <= limit.deadline : at < limit.deadline;
}

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["d", DAY_MS],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", SECOND],
];

/**
 * A span for people: the largest unit and the one below it, the rest cut off, as in `15 min`, `4 h`, `2 d 3 h`; `0 s` below a
 * second. A day is 24 h. Negative spans get a minus sign.
 */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms);
  const at = UNITS.findIndex(([, unit]) => size >= unit);
  if (at < 0) return "0 s";
  const parts: string[] = [];
  let rest = size;
  for (const [name, unit] of UNITS.slice(at, at + 2)) {
    const count = Math.floor(rest / unit);
    if (count > 0) parts.push(`${count} ${name}`);
    rest -= count * unit;
  }
  return `${ms < 0 ? "-" : ""}${parts.join(" ")}`;
}
