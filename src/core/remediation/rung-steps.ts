import type { Escalation } from "../../generated/types/policy.ts";
import { addBusinessDays, endOfLocalDay, isBusinessDay, localDateOf } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { dayOf, formatDay } from "../time/civil.ts";
import { addDuration, parseDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";

/** One rung of a ladder at its instant. */
export interface RungStep {
  /** `5`; its repeats are `5.1`, `5.2` … */
  readonly id: string;
  readonly rung: number;
  readonly repeat: number;
  readonly at: Instant;
  readonly to: readonly string[];
  readonly label: string | null;
}

/** More repeats than fit into a year of business days. */
const mostRepeats = 12;

/**
 * The rungs of a row, counted from a limit, in the order of their instants. A row without rungs has one, at the limit. Business days end
 * with their local day: `-1` is the end of the business day before that of the limit, `1` the end of the one after it.
 * @param limit first instant that is too late
 */
export function rungSteps(row: Escalation, limit: Instant, calendar: Calendar): RungStep[] {
  const rungs = row.rungs ?? { 1: { to: row.to ?? [] } };
  const steps = Object.entries(rungs).flatMap(([key, { at: offset, to, label, repeat }]) => {
    const rung = Number(key);
    const found: RungStep[] = [];
    for (let count = 0; count <= (repeat === "double" ? mostRepeats : 0); count++) {
      const at = offsetFrom(limit, offset, 2 ** count, calendar);
      // A rung at the deadline itself has no distance to double.
      if (at === null || (count > 0 && at <= (found.at(-1)?.at ?? at))) break;
      const id = count === 0 ? key : `${key}.${count}`;
      found.push({ id, rung, repeat: count, at, to, label: label ?? null });
    }
    return found;
  });
  return steps.sort((one, other) => one.at - other.at || one.rung - other.rung);
}

function offsetFrom(
  limit: Instant,
  offset: string | { readonly business_days: number } | undefined,
  times: number,
  calendar: Calendar,
): Instant | null {
  if (typeof offset === "string") {
    const duration = parseDuration(offset);
    if (duration === null) return null;
    return addDuration(
      limit,
      duration.kind === "elapsed"
        ? { ...duration, ms: duration.ms * times }
        : { ...duration, months: duration.months * times },
      calendar,
    );
  }
  const days = (offset?.business_days ?? 0) * times;
  if (days === 0) return limit;
  // The limit is the first instant that is too late: the day before it is the one that counts.
  if (days > 0) return addBusinessDays(limit - 1, days, calendar)?.deadline ?? null;
  let day = dayOf(localDateOf(limit - 1, calendar));
  for (let left = -days, guard = 0; left > 0; guard++) {
    if (guard > 366) return null;
    day -= 1;
    if (isBusinessDay(formatDay(day), calendar)) left -= 1;
  }
  return endOfLocalDay(formatDay(day), calendar);
}
