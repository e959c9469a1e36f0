import { type DailyOptions, gatherFacts } from "./build-daily.ts";
import { calendarEntries } from "./calendar-entries.ts";
import { describeDuties } from "./describe-duties.ts";
import { renderCalendar } from "./render/calendar.ts";

/** What was due at the report's instant, as an iCalendar file (RFC 5545): the entries of `status --format ics`, by the same ids. */
export function reportCalendar(options: DailyOptions): string {
  const { policy, asOf, manifestOf } = options;
  const { bypasses } = gatherFacts(options);
  const entries = bypasses.flatMap((item) =>
    calendarEntries(item, describeDuties(item.fold, manifestOf(item.fold), policy, asOf), policy),
  );
  const domain = bypasses.map(({ identity }) => identity.repository).find((name) => name !== null) ?? "qms-bypass";
  return renderCalendar(entries, asOf, domain);
}
