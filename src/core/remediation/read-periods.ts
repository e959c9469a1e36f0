import type { Clock } from "../../generated/types/policy.ts";
import { isBusinessDay } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { DAY_MS, type Day, dayOf, dayOfCivil, formatDay, weekdayOf } from "../time/civil.ts";
import { addDuration, parseDuration } from "../time/duration.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { type ClockEvent, matchesEvent, mayStop, requesterOf } from "./evaluate-clock.ts";

/** A period of a recurring clock that is over. */
export interface ClosedPeriod {
  /** `2026-11-24`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`; of a duration the local date of its first instant, or that instant. */
  readonly period: string;
  readonly start: Instant;
  /** First instant that is too late. */
  readonly end: Instant;
  /** What the clock expects was done in it. */
  readonly met: boolean;
}

/** A policy can ask for seconds; nobody reports so often for so long. */
const mostPeriods = 10_000;

interface Span {
  readonly from: Instant;
  readonly to: Instant | null;
}

/**
 * The periods of a recurring clock that ended while it was owed, oldest first: each business day or day after the day of the start, which
 * never counts (business-day rule 3), each other period that the open time touches. One that was completed in it owes nothing any more.
 * A remediation that is opened again owes again. Nothing: of a clock that does not recur, or recurs with every run.
 * @param from instant of the clock's anchor
 */
export function readPeriods(
  clock: Clock,
  from: Instant,
  events: readonly ClockEvent[],
  calendar: Calendar,
  asOf: Instant,
): ClosedPeriod[] {
  const { every, expect } = clock;
  if (every === undefined || expect === undefined) return [];
  const requester = requesterOf(events);
  const acts = events.filter((event) => matchesEvent(expect, event) && mayStop(clock, event, requester));
  const spans = spansOf(clock, from, events);
  const isDaily = every === "day" || every === "business_day";
  const closed: ClosedPeriod[] = [];
  let count = 0;
  for (const { period, start, end } of walk(every, from, calendar)) {
    // What is over owes nothing any more, however long ago that was.
    const isOver = spans.every(({ to }) => to !== null && to <= start);
    if (end > asOf || isOver || count++ >= mostPeriods) break;
    const isOwed = spans.some(
      (span) => (isDaily ? span.from < start : span.from < end) && (span.to === null || span.to >= end),
    );
    if (isOwed) closed.push({ period, start, end, met: acts.some(({ at }) => at >= start && at < end) });
  }
  return closed;
}

/** When something is owed: until the event that the clock names, or nothing is owed at all, and again from a reopening. */
function spansOf({ until }: Clock, from: Instant, events: readonly ClockEvent[]): Span[] {
  const spans: Span[] = [];
  let open: Instant | null = from;
  for (const event of [...events].sort((one, other) => one.at - other.at)) {
    if (event.at < from) continue;
    const isEnd = event.type === "remediation.cancelled" || (until !== undefined && matchesEvent(until, event));
    if (isEnd && open !== null) {
      spans.push({ from: open, to: event.at });
      open = null;
    } else if (event.type === "remediation.reopened" && open === null) open = event.at;
  }
  return open === null ? spans : [...spans, { from: open, to: null }];
}

interface Period {
  readonly period: string;
  readonly start: Instant;
  readonly end: Instant;
}

/** Period after period from the one that holds an instant, without end. */
function* walk(every: string, from: Instant, calendar: Calendar): Generator<Period> {
  const { zone } = calendar;
  const step = stepOf(every);
  if (step === null) {
    const duration = parseDuration(every);
    if (duration === null) return;
    for (let start = from; ; ) {
      const end = addDuration(start, duration, calendar);
      if (end <= start) return;
      // Several of one day need more than its name.
      yield { period: end - start < DAY_MS ? formatInstant(start) : formatDay(zone.dayOf(start)), start, end };
      start = end;
    }
  }
  for (let day = step.first(zone.dayOf(from)); ; day = step.next(day)) {
    const [start, end] = [zone.startOfDay(day), zone.startOfDay(step.next(day))];
    // A day that the zone skipped is empty.
    const isOne = start < end && (every !== "business_day" || isBusinessDay(formatDay(day), calendar));
    if (isOne) yield { period: step.name(day), start, end };
  }
}

/** Periods of the calendar as numbers of days: the first day of the one that holds a day, the first of the next, and its name. */
function stepOf(
  every: string,
): { readonly first: (day: Day) => Day; readonly next: (day: Day) => Day; readonly name: (day: Day) => string } | null {
  const ofMonths = (months: number, name: (year: number, month: number) => string) => {
    const begin = (day: Day, more: number): Day => {
      const date = new Date(day * DAY_MS);
      const index = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months) * months + more;
      return dayOfCivil(Math.floor(index / 12), (index % 12) + 1, 1);
    };
    const named = (day: Day): string => {
      const date = new Date(day * DAY_MS);
      return name(date.getUTCFullYear(), date.getUTCMonth());
    };
    return { first: (day: Day) => begin(day, 0), next: (day: Day) => begin(day, months), name: named };
  };
  switch (every) {
    case "day":
    case "business_day":
      return { first: (day) => day, next: (day) => day + 1, name: formatDay };
    case "week":
      return { first: (day) => day - weekdayOf(day), next: (day) => day + 7, name: weekName };
    case "month":
      return ofMonths(1, (year, month) => `${year}-${String(month + 1).padStart(2, "0")}`);
    case "quarter":
      return ofMonths(3, (year, month) => `${year}-Q${month / 3 + 1}`);
    case "year":
      return ofMonths(12, (year) => String(year));
    default:
      return null;
  }
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function weekName(monday: Day): string {
  const thursday = monday + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const week = Math.floor((thursday - dayOf(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}
