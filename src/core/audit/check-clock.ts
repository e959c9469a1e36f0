import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** Whoever verifies may have a clock that is wrong by this much; records take a server's time. */
const CLOCK_MS = 3_600_000;
/** A run may look at the time, and write a while later, after others: it retries for minutes, and its job may hang before. */
export const writingTime = 3_600_000;
/** Types whose `at` is the time of the run that writes them, never that of an earlier fact. */
export const writtenNow: ReadonlySet<string> = new Set(["checkpoint", "bypass.activated", "report.published"]);

/** Records of a time that has not come, by the clock of whoever verifies: one finding, with the number of the others. */
export function checkFuture(entries: readonly LedgerEntry[], now: Instant): AuditFinding[] {
  const limit = futureFrom(now);
  const future = entries.filter(({ event }) => event.at > limit);
  const [first] = future;
  if (first === undefined) return [];
  const { seq, path, event } = first;
  const others = future.length === 1 ? "" : `, and ${future.length - 1} more records are of such a time`;
  const params = { seq, at: event.at, why: `it is only ${formatEventInstant(now)} where this is verified${others}` };
  const about = { seq, bypass: event.bypass, actor: event.actor, commits: [] };
  return [auditFinding(finding("DATE_IN_FUTURE", params, { path }), about)];
}

/** From when on a time has not come, by the clock of whoever verifies. */
export function futureFrom(now: Instant): string {
  return formatEventInstant(now + CLOCK_MS);
}

/**
 * Records whose time is that of their writing, and which say that they are older than a fact that was on record before them. Facts of
 * earlier times are recorded late every day, so the other types are bound by the folder of the day alone.
 * @param before the newest record before these
 */
export function checkBackdated(
  entries: readonly LedgerEntry[],
  before: { readonly seq: number; readonly at: string } | null = null,
): AuditFinding[] {
  const findings: AuditFinding[] = [];
  let newest = before;
  for (const entry of entries) {
    const { event, seq, path } = entry;
    if (newest !== null && event.at < newest.at && writtenNow.has(event.type)) {
      const latest = parseInstant(newest.at) ?? 0;
      if (latest - (parseInstant(event.at) ?? latest) > writingTime) {
        const how = "which was there before it";
        const params = { seq, type: event.type, at: event.at, before: newest.seq, how, latest: newest.at };
        const about = { seq, bypass: event.bypass, actor: event.actor };
        findings.push(auditFinding(finding("BACKDATED_RECORD", params, { path }), about));
      }
    }
    if (newest === null || event.at > newest.at) newest = { seq, at: event.at };
  }
  return findings;
}
