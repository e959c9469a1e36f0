import { countBefore } from "../../count-before.ts";
import type { LedgerEntry } from "../../ledger/build-record.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { parseDuration } from "../../time/duration.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import type { ReportPeriod } from "../daily-period.ts";
import { parsePeriod, periodContaining, type ReportKind } from "../report-period.ts";
import type { PublishedReport } from "./published-reports.ts";

const DAY = 86_400_000;

export interface DueInputs {
  readonly kind: ReportKind;
  readonly now: Instant;
  readonly policy: CompiledPolicy;
  readonly published: ReadonlyMap<string, PublishedReport>;
  /** Every record of the ledger. */
  readonly entries: readonly LedgerEntry[];
}

/**
 * The periods that have ended and want a report, the oldest first: those without one, and those of which something was recorded late.
 * Nothing before the first event of the ledger; an empty period is due like any other.
 */
export function duePeriods({ kind, now, policy, published, entries }: DueInputs): ReportPeriod[] {
  const { calendar } = policy;
  const since = entries.reduce((first, { event }) => Math.min(first, parseInstant(event.at) ?? first), now);
  const due: ReportPeriod[] = [];
  let period = periodContaining(kind, periodContaining(kind, now, calendar).start - 1, calendar);
  while (period.end > now - reachOf(policy) && period.end > since) {
    const known = published.get(period.id);
    if (known === undefined || lateEntries(entries, known, period).length > 0) due.unshift(period);
    period = periodContaining(kind, period.start - 1, calendar);
  }
  return due;
}

/**
 * Ids of published reports that a record came too late for, and that lie too far back to be made again by themselves: one record can be
 * late for every report since. Somebody who wants a revision names its period.
 */
export function stalePeriods({ kind, now, policy, published, entries }: DueInputs): string[] {
  const last = now - reachOf(policy);
  const earliest = earliestFrom(entries);
  return [...published]
    .filter(([id, { seq }]) => {
      const period = id.startsWith(`${kind}-`) ? parsePeriod(kind, id, policy.calendar) : null;
      return period !== null && period.end <= last && earliest(seq + 1) < period.end;
    })
    .map(([id]) => id)
    .sort();
}

/** The earliest instant that a record of this number or a later one is of; each record is looked at once, however many reports ask. */
function earliestFrom(entries: readonly LedgerEntry[]): (seq: number) => Instant {
  const known: { readonly seq: number; readonly at: Instant }[] = [];
  for (const { seq, event } of [...entries].sort((one, other) => other.seq - one.seq)) {
    const at = parseInstant(event.at) ?? Number.POSITIVE_INFINITY;
    known.push({ seq, at: Math.min(at, known.at(-1)?.at ?? at) });
  }
  known.reverse();
  return (start) => known[countBefore(known, start, ({ seq }) => seq)]?.at ?? Number.POSITIVE_INFINITY;
}

/** How far back a run looks for periods without a report, a day being 24 h (70-reports.md: 35 days). */
function reachOf({ policy }: CompiledPolicy): number {
  const span = parseDuration(policy.reports.catch_up ?? "P35D");
  return span?.kind === "elapsed" ? span.ms : (span?.months ?? 1) * 30 * DAY;
}

/** Records that a published report of the period had not seen, of what happened before its end. */
export function lateEntries(
  entries: readonly LedgerEntry[],
  { seq: seen }: Pick<PublishedReport, "seq">,
  { end }: Pick<ReportPeriod, "end">,
): LedgerEntry[] {
  return entries.filter(({ seq, event }) => seq > seen && (parseInstant(event.at) ?? end) < end);
}
