import { nearestOf } from "../text/nearest.ts";
import { type Day, dayOf } from "./civil.ts";
import { parseLocalDate } from "./instant.ts";
import { canonicalZoneName, openZone, type Zone } from "./zone.ts";

/** The policy's `calendar` section. Dates are `YYYY-MM-DD` in the zone; weekdays are `monday` … `sunday`. */
export interface CalendarSpec {
  readonly time_zone: string;
  readonly weekend: readonly string[];
  readonly holidays: readonly string[];
  /** Make-up days: worked although weekend or holiday (rule 2). */
  readonly workdays: readonly string[];
  /** Last day for which the lists were reviewed (rule 8); without it they never expire. */
  readonly valid_through?: string;
}

/** A checked calendar, ready to count with. Build it with `compileCalendar` once and keep it: it remembers midnights. */
export interface Calendar {
  readonly zone: Zone;
  /** Weekday numbers, Monday = 0. */
  readonly weekend: ReadonlySet<number>;
  readonly holidays: ReadonlySet<Day>;
  readonly workdays: ReadonlySet<Day>;
  readonly validThrough: Day | null;
}

/** What is wrong with one value of a calendar. */
export interface CalendarProblem {
  /** JSON pointer below the calendar, without the leading slash: `time_zone`, `holidays/3`. */
  readonly key: string;
  /** One sentence with the value at hand, quoted and cut. */
  readonly problem: string;
  /** What to write instead. */
  readonly hint: string;
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Checks a calendar and prepares it for counting, or names everything that is wrong with it at once (rules 2, 8, 10, 11). */
export function compileCalendar(
  spec: CalendarSpec,
): { readonly calendar: Calendar } | { readonly problems: readonly CalendarProblem[] } {
  const problems: CalendarProblem[] = [];
  checkZone(spec.time_zone, problems);
  const weekend = readWeekend(spec.weekend, problems);
  const holidays = readDates("holidays", spec.holidays, problems);
  const workdays = readDates("workdays", spec.workdays, problems);
  const validThrough =
    spec.valid_through === undefined ? null : readDate("valid_through", spec.valid_through, problems);
  if (problems.length > 0) return { problems };
  return { calendar: { zone: openZone(spec.time_zone), weekend, holidays, workdays, validThrough } };
}

/**
 * Another letter case is refused although `Intl` would take it: the name travels into reports, `calendar.ics` and other programs
 * that are strict about it, and one zone should have one spelling in the ledger. Aliases of the IANA list (US/Eastern) are names too.
 */
function checkZone(name: string, problems: CalendarProblem[]): void {
  const canonical = canonicalZoneName(name);
  if (canonical === name) return;
  const key = "time_zone";
  if (canonical !== null) {
    problems.push({ key, problem: `The time zone ${quote(name)} is misspelt.`, hint: `Write ${canonical}.` });
  } else if (/^(?:UTC|GMT|Z)?[+-]?\d/i.test(name)) {
    const problem = `${quote(name)} is an offset, not a time zone; an offset knows no summer time.`;
    problems.push({ key, problem, hint: "Name the place: Europe/Berlin, America/New_York, or UTC." });
  } else {
    const near = nearestOf(name, ["UTC", ...Intl.supportedValuesOf("timeZone")]);
    const hint =
      near === null ? "Use a name of the IANA list: Europe/Berlin, America/New_York, UTC." : `Did you mean ${near}?`;
    problems.push({ key, problem: `${quote(name)} is not a time zone of the IANA list.`, hint });
  }
}

function readWeekend(names: readonly string[], problems: CalendarProblem[]): ReadonlySet<number> {
  const days = new Set<number>();
  names.forEach((name, index) => {
    const key = `weekend/${index}`;
    const weekday = WEEKDAYS.indexOf(name);
    if (weekday < 0) {
      const near = nearestOf(name, WEEKDAYS);
      const hint = near === null ? `Use ${WEEKDAYS.join(", ")}.` : `Did you mean ${near}?`;
      problems.push({ key, problem: `${quote(name)} is not a weekday.`, hint });
    } else if (days.has(weekday)) {
      problems.push({ key, problem: `${name} stands in the weekend twice.`, hint: "Remove one of the two." });
    }
    days.add(weekday);
  });
  if (WEEKDAYS.every((_, weekday) => days.has(weekday))) {
    const hint = "Leave at least one weekday out of the weekend.";
    problems.push({ key: "weekend", problem: "All seven weekdays are weekend, so the work week is empty.", hint });
  }
  return days;
}

function readDates(list: string, texts: readonly string[], problems: CalendarProblem[]): ReadonlySet<Day> {
  const days = new Set<Day>();
  texts.forEach((text, index) => {
    const key = `${list}/${index}`;
    const day = readDate(key, text, problems);
    if (day === null) return;
    if (days.has(day))
      problems.push({ key, problem: `${text} stands in ${list} twice.`, hint: "Remove one of the two." });
    days.add(day);
  });
  return days;
}

function readDate(key: string, text: string, problems: CalendarProblem[]): Day | null {
  const date = parseLocalDate(text);
  if (date !== null) return dayOf(date);
  const hint = "Write a date that exists as YYYY-MM-DD, from the year 1970 on.";
  problems.push({ key, problem: `${quote(text)} is not a date.`, hint });
  return null;
}

/** Foreign text in a sentence: quoted, control characters escaped, cut to what a reader recognises. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
