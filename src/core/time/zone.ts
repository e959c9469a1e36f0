// `implementation`, not the package's root: the root switches to the runtime's own Temporal where there is one. Bundled, both are
// the same size and load equally fast, and with this one every runtime runs the same algorithm.
import { Temporal } from "temporal-polyfill/implementation";
import { DAY_MS, type Day, dayOfCivil } from "./civil.ts";
import type { Instant } from "./instant.ts";

/**
 * A time zone seen as a row of local days, each `[startOfDay(d), startOfDay(d + 1))`. The days partition time: every instant is in
 * exactly one, and a day that the zone skipped is empty. Answers are remembered, since finding a midnight costs about 10 µs.
 */
export interface Zone {
  /** IANA name in the spelling of the IANA list. */
  readonly id: string;
  /** The first instant of a local day: midnight, or where the clocks jump over midnight the instant of the jump. */
  startOfDay(day: Day): Instant;
  /** The local day that contains an instant. */
  dayOf(instant: Instant): Day;
  /** Days that never happened here, because the zone moved over the date line (Apia had no 2011-12-30). */
  missingDays(): ReadonlySet<Day>;
}

/** Offsets, and names that are ICU's own, are no zones here, though some engine or other accepts them. */
const IANA_NAME = /^(?!systemv\/)[a-z][a-z0-9_+-]*(?:\/[a-z0-9_+-]+)*$/i;

const FIRST_DAY = dayOfCivil(1970, 1, 1);
const LAST_DAY = dayOfCivil(9999, 12, 31);

/** The spelling that the IANA list has for a zone named in any letter case; null for what is no IANA zone. */
export function canonicalZoneName(name: string): string | null {
  if (!IANA_NAME.test(name)) return null;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Opens a zone by its canonical name (`canonicalZoneName`). UTC needs neither Temporal nor `Intl`, whose first use costs 12 ms. */
export function openZone(id: string): Zone {
  const startOfDay = id === "UTC" ? (day: Day) => day * DAY_MS : memoize((day) => findStartOfDay(id, day));
  let missing: ReadonlySet<Day> | null = null;
  return {
    id,
    startOfDay,
    dayOf: (instant) => findDay(instant, startOfDay),
    missingDays: () => {
      missing ??= new Set(findMissingDays(FIRST_DAY, LAST_DAY, startOfDay));
      return missing;
    },
  };
}

/** The same local date and time some calendar months later; a day that the month lacks becomes its last (29 Feb + P12M = 28 Feb). */
export function addMonths(instant: Instant, months: number, zone: Zone): Instant {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone.id).add({ months }).epochMilliseconds;
}

function findStartOfDay(id: string, day: Day): Instant {
  const date = new Date(day * DAY_MS);
  return new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()).toZonedDateTime(id)
    .epochMilliseconds;
}

/**
 * Steps from the UTC day to the local one: one step at most, two where a day is missing. Where a zone turns its clocks back over
 * midnight (St John's until 2010: 00:01 to 23:01), the repeated hour counts to the new day. The wall clock would go back a day,
 * and a later start could then have the earlier deadline.
 */
function findDay(instant: Instant, startOfDay: (day: Day) => Instant): Day {
  let day = Math.floor(instant / DAY_MS);
  while (startOfDay(day) > instant) day--;
  while (startOfDay(day + 1) <= instant) day++;
  return day;
}

/**
 * A skipped day shortens the span between two midnights by some 24 hours for good. Nothing else comes near 12: so halve the span
 * until the day is found. Two midnights settle the matter for nearly every zone, and no list of zones has to be kept here.
 */
function findMissingDays(first: Day, last: Day, startOfDay: (day: Day) => Instant): Day[] {
  const shortfall = (last - first) * DAY_MS - (startOfDay(last) - startOfDay(first));
  if (shortfall < DAY_MS / 2) return [];
  if (last - first === 1) return [first];
  const middle = Math.floor((first + last) / 2);
  return [...findMissingDays(first, middle, startOfDay), ...findMissingDays(middle, last, startOfDay)];
}

function memoize(find: (day: Day) => Instant): (day: Day) => Instant {
  const known = new Map<Day, Instant>();
  return (day) => {
    let instant = known.get(day);
    if (instant === undefined) {
      instant = find(day);
      known.set(day, instant);
    }
    return instant;
  };
}

/** The hour, 0–23, that a clock on the wall shows at an instant. */
export function wallHour(instant: Instant, zone: Zone): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone.id).hour;
}
