import type { Report } from "../../generated/types/report.ts";
import { endOfLocalDay, startOfLocalDay } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { type Day, dayOf, dayOfCivil, formatDay, weekdayOf } from "../time/civil.ts";
import type { Instant } from "../time/instant.ts";
import { dailyPeriod, dayContaining, parseDailyPeriod, type ReportPeriod } from "./daily-period.ts";
import { monthContaining, monthOf } from "./kpis/calendar-months.ts";

export type ReportKind = "daily" | "weekly" | "monthly";

/** How a period of each kind is written. */
export const periodExamples: Readonly<Record<ReportKind, string>> = {
  daily: "2026-11-22",
  weekly: "2026-W47",
  monthly: "2026-10",
};

/** The period that is running at an instant: a local day, the week from Monday to Sunday, a calendar month. */
export function periodContaining(kind: ReportKind, instant: Instant, calendar: Calendar): ReportPeriod {
  if (kind === "daily") return dayContaining(instant, calendar);
  if (kind === "weekly") return weekOf(calendar.zone.dayOf(instant), calendar);
  const { key, start, end } = monthContaining(instant, calendar);
  return { id: `monthly-${key}`, date: `${key}-01`, start, end };
}

/** Reads `2026-11-22`, `2026-W47` or `2026-10`, each also behind `daily-` and so on; null for what is no period of the kind. */
export function parsePeriod(kind: ReportKind, text: string, calendar: Calendar): ReportPeriod | null {
  if (kind === "daily") {
    const date = parseDailyPeriod(text);
    return date === null ? null : dailyPeriod(date, calendar);
  }
  const match = /^(\d{4})-(W?)(\d{2})$/.exec(text.replace(`${kind}-`, ""));
  const [year, number] = [Number(match?.[1]), Number(match?.[3])];
  if (match === null || (match[2] === "W") !== (kind === "weekly") || year < 1970 || number < 1) return null;
  if (kind === "weekly") {
    // 4 January is always in week 1; a week 53 that the year lacks comes back as week 1 of the next.
    const period = weekOf(dayOfCivil(year, 1, 4) + 7 * (number - 1), calendar);
    return period.id.endsWith(`${match[1]}-W${match[3]}`) ? period : null;
  }
  return number > 12 ? null : periodContaining(kind, monthOf(year, number, calendar).start, calendar);
}

/** A week has the year of its Thursday (ISO 8601). */
function weekOf(day: Day, calendar: Calendar): ReportPeriod {
  const monday = day - weekdayOf(day);
  const year = Number(formatDay(monday + 3).slice(0, 4));
  const number = Math.floor((monday + 3 - dayOf(`${year}-01-01`)) / 7) + 1;
  const date = formatDay(monday);
  return {
    ...{ id: `weekly-${year}-W${String(number).padStart(2, "0")}`, date },
    start: startOfLocalDay(date, calendar),
    end: endOfLocalDay(formatDay(monday + 6), calendar),
  };
}

export function kindOf(period: string): ReportKind {
  return period.startsWith("daily-") ? "daily" : period.startsWith("weekly-") ? "weekly" : "monthly";
}

/** e.g. `Weekly report 2026-W47`, and `, revision 2` where it is a further one. */
export function titleOf({ period, revision }: Pick<Report, "period" | "revision">): string {
  const kind = kindOf(period);
  const name = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)} report ${period.slice(kind.length + 1)}`;
  return revision === undefined ? name : `${name}, revision ${revision.rev}`;
}
