import type { LocalDate } from "./instant.ts";

/** Days since 1970-01-01 of the proleptic Gregorian calendar. A date without a zone, as an integer: cheap to count and compare. */
export type Day = number;

/** Milliseconds of a UTC day. A local day may be shorter, longer or missing altogether. */
export const DAY_MS = 86_400_000;

const EXPANDED_DATE = /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})$/;

/** Whether a year, month (1–12) and day form a real date: 2026-02-30 does not. */
export function isRealDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Length of a month (1–12) in days. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The day number of a real date. Years count from March here, so that the leap day comes last. `Date.UTC` would take year 26 for 1926. */
export function dayOfCivil(year: number, month: number, day: number): Day {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/**
 * The day number of a local date that this program wrote or has checked with `parseLocalDate`.
 * @throws RangeError for any other text: a caller's bug, never a user's mistake.
 */
export function dayOf(date: LocalDate): Day {
  const match = EXPANDED_DATE.exec(date);
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  if (!isRealDate(year, month, day)) throw new RangeError(`Not a local date: ${JSON.stringify(date)}`);
  return dayOfCivil(year, month, day);
}

/** The date of a day number, `YYYY-MM-DD`; outside the years 0000–9999 with a sign and six digits, as in ISO 8601. */
export function formatDay(day: Day): LocalDate {
  const text = new Date(day * DAY_MS).toISOString();
  return text.slice(0, text.indexOf("T"));
}

/** Monday = 0 … Sunday = 6. Day 0, 1970-01-01, was a Thursday. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}
