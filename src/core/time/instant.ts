import { DAY_MS, dayOfCivil, isRealDate } from "./civil.ts";

/** Epoch milliseconds, UTC. Always an integer; negative before 1970. */
export type Instant = number;

/** A calendar date without a zone, `YYYY-MM-DD`. What it means as a span of time only a calendar's zone says. */
export type LocalDate = string;

const MINUTE_MS = 60_000;
const FIRST_INSTANT = dayOfCivil(0, 1, 1) * DAY_MS;
const END_OF_INSTANTS = dayOfCivil(10_000, 1, 1) * DAY_MS;

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Reads an RFC 3339 date-time; null when it is not exactly one.
 *
 * An offset is mandatory (R211): a time without one means something else on every machine. Upper-case `T` and `Z` only; RFC 3339
 * (5.6) lets a program limit itself to them, and the ledger knows one spelling. `-00:00` is UTC, as RFC 3339 says (4.3). Refused:
 * dates that do not exist, hour 24, and leap seconds, which no epoch count can hold. Up to nine decimals, cut to milliseconds.
 * Years 0000–9999 after conversion to UTC, so that `formatInstant` can write whatever this reads.
 */
export function parseInstant(text: string): Instant | null {
  const fixed = readFixed(text);
  if (fixed !== null) return fixed;
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (!isRealDate(year, month, day)) return null;
  const minutes = Number(match[4]) * 60 + Number(match[5]);
  const milliseconds = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, "0"));
  const offset = match[8] === undefined ? 0 : Number(`${match[8]}1`) * (Number(match[9]) * 60 + Number(match[10]));
  const instant =
    dayOfCivil(year, month, day) * DAY_MS + (minutes - offset) * MINUTE_MS + Number(match[6]) * 1000 + milliseconds;
  return instant >= FIRST_INSTANT && instant < END_OF_INSTANTS ? instant : null;
}

/**
 * Reads `2026-11-23T09:15:00.000Z`, the ledger's one spelling, place by place: a report over 50,000 events reads instants a million
 * times. Null says nothing: every other spelling, and everything wrong, is left to the long way.
 */
function readFixed(text: string): Instant | null {
  if (text.length !== 24 || text[10] !== "T" || text[19] !== "." || text[23] !== "Z") return null;
  if (text[4] !== "-" || text[7] !== "-" || text[13] !== ":" || text[16] !== ":") return null;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 7), digitsAt(text, 8, 10)];
  const [hour, minute, second] = [digitsAt(text, 11, 13), digitsAt(text, 14, 16), digitsAt(text, 17, 19)];
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + digitsAt(text, 20, 23);
  const isTime = hour <= 23 && minute <= 59 && second <= 59;
  if (!isTime || Number.isNaN(time) || Number.isNaN(year) || !isRealDate(year, month, day)) return null;
  return dayOfCivil(year, month, day) * DAY_MS + time;
}

/** NaN where one of them is no digit. */
function digitsAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

/**
 * Writes an instant as `YYYY-MM-DDTHH:MM:SSZ`, with `.sss` only where the milliseconds are not 0: one text for one instant.
 * Years beyond 9999 get ISO's sign and six digits, so that a deadline far away prints instead of throwing; `parseInstant` refuses them.
 * @throws RangeError when the number is no time at all (NaN, beyond ±8.64e15).
 */
export function formatInstant(instant: Instant): string {
  const text = new Date(instant).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}

/** Reads a `YYYY-MM-DD` that exists, years 1970–9999; null otherwise. Nothing this program knows happened before 1970. */
export function parseLocalDate(text: string): LocalDate | null {
  const match = LOCAL_DATE.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  return year >= 1970 && isRealDate(year, Number(match[2]), Number(match[3])) ? text : null;
}
