import { DAY_MS, dayOf, dayOfCivil, weekdayOf } from "../time/civil.ts";
import { type Instant, parseLocalDate } from "../time/instant.ts";

/** No time zone is further ahead of UTC. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * The earliest instant at which the period of a published report can have ended, in whatever time zone, e.g. of `daily-2026-11-22`,
 * `weekly-2026-W47` or `monthly-2026-10`; null: it is none that this version knows.
 */
export function earliestEnd(period: string): Instant | null {
  const [, kind, text = ""] = /^(daily|weekly|monthly)-(.+)$/.exec(period) ?? [];
  const end = kind === undefined ? null : dayAfter(kind, text);
  return end === null ? null : end * DAY_MS - FURTHEST_ZONE_MS;
}

/** The first day behind it, as days since 1970. */
function dayAfter(kind: string, text: string): number | null {
  if (kind === "daily") {
    const date = parseLocalDate(text);
    return date === null ? null : dayOf(date) + 1;
  }
  const [, year, week, number] = /^(\d{4})-(W?)(\d{2})$/.exec(text) ?? [];
  if (number === undefined || (week === "W") !== (kind === "weekly")) return null;
  if (kind === "monthly") return dayOfCivil(Number(year), Number(number) + 1, 1);
  const fourth = dayOfCivil(Number(year), 1, 4);
  return fourth - weekdayOf(fourth) + 7 * Number(number);
}
