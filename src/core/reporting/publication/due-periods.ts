import type { LedgerEntry } from "../../ledger/build-record.ts";
import type { Calendar } from "../../time/calendar.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import type { ReportPeriod } from "../daily-period.ts";
import { periodContaining, type ReportKind } from "../report-period.ts";
import type { PublishedReport } from "./published-reports.ts";

/** How far back a run looks for periods without a report: 35 days of 24 hours (70-reports.md, "Reports"). */
const REACH = 35 * 86_400_000;

export interface DueInputs {
  readonly kind: ReportKind;
  readonly now: Instant;
  readonly calendar: Calendar;
  readonly published: ReadonlyMap<string, PublishedReport>;
  /** Every record of the ledger. */
  readonly entries: readonly LedgerEntry[];
}

/**
 * The periods that have ended and want a report, the oldest first: those without one, and those of which something was recorded late.
 * Nothing before the first event of the ledger; an empty period is due like any other.
 */
export function duePeriods({ kind, now, calendar, published, entries }: DueInputs): ReportPeriod[] {
  const since = entries.reduce((first, { event }) => Math.min(first, parseInstant(event.at) ?? first), now);
  const due: ReportPeriod[] = [];
  let period = periodContaining(kind, periodContaining(kind, now, calendar).start - 1, calendar);
  while (period.end > now - REACH && period.end > since) {
    const known = published.get(period.id);
    if (known === undefined || lateEntries(entries, known, period).length > 0) due.unshift(period);
    period = periodContaining(kind, period.start - 1, calendar);
  }
  return due;
}

/** Records that a published report of the period had not seen, of what happened before its end. */
export function lateEntries(
  entries: readonly LedgerEntry[],
  { seq: seen }: Pick<PublishedReport, "seq">,
  { end }: Pick<ReportPeriod, "end">,
): LedgerEntry[] {
  return entries.filter(({ seq, event }) => seq > seen && (parseInstant(event.at) ?? end) < end);
}
