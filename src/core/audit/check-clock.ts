import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { dayOfRecord } from "../ledger/record-path.ts";
import { dayOf } from "../time/civil.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** Whoever verifies may have a clock that is wrong by this much; records take a server's time. */
const CLOCK_MS = 3_600_000;
/** A run may look at the time, and write a while later, after others: it retries for minutes, and its job may hang before. */
export const writingTime = 3_600_000;
/** What is recorded later than this after it happened is told: comments and merges are looked for every hour. */
const MOST_LATE_MS = 366 * 86_400_000;
/** Types whose `at` is the time of the run that writes them, never that of an earlier fact. */
export const writtenNow: ReadonlySet<string> = new Set([
  "checkpoint",
  "request.accepted",
  "bypass.activated",
  "report.published",
]);

/**
 * Records of a time, or in the folder of a day, that has not come: by the clock of whoever verifies, or by that of a record which says when
 * it was written (a day is allowed for runs that hang). One finding, with the number of the others: what is written behind such a folder
 * lies in it, too.
 * @param now null: no clock was given
 */
export function checkFuture(entries: readonly LedgerEntry[], now: Instant | null): AuditFinding[] {
  const byClock = now === null ? [] : checkByClock(entries, now);
  return byClock.length > 0 ? byClock : checkByWriting(entries);
}

function checkByClock(entries: readonly LedgerEntry[], now: Instant): AuditFinding[] {
  const limit = futureFrom(now);
  const lastDay = limit.slice(0, 10);
  const why = `it is only ${formatEventInstant(now)} where this is verified`;
  return firstAhead(
    entries.filter(({ event, path }) => event.at > limit || dayOfRecord(path) > lastDay),
    ({ event, path }) => ({ at: event.at > limit ? event.at : writtenOn(path), why }),
  );
}

function checkByWriting(entries: readonly LedgerEntry[]): AuditFinding[] {
  const ahead = entries.filter(
    ({ event: { type, at, supersedes }, path }) =>
      (writtenNow.has(type) || stepsOfRuns.has(type)) &&
      supersedes === undefined &&
      dayOf(dayOfRecord(path)) > dayOf(at.slice(0, 10)) + 1,
  );
  return firstAhead(ahead, ({ event: { type, at }, path }) => ({
    at: writtenOn(path),
    why: `a record of ${type} is of the time when it is written, and that is ${at}`,
  }));
}

function writtenOn(path: string): string {
  return `that it was written on ${dayOfRecord(path)}`;
}

function firstAhead(
  ahead: readonly LedgerEntry[],
  told: (entry: LedgerEntry) => { readonly at: string; readonly why: string },
): AuditFinding[] {
  const [first] = ahead;
  if (first === undefined) return [];
  const { seq, path, event } = first;
  const others = ahead.length === 1 ? "" : `, and ${ahead.length - 1} more records are of such a time`;
  const { at, why } = told(first);
  const about = { seq, bypass: event.bypass, actor: event.actor, commits: [] };
  return [auditFinding(finding("DATE_IN_FUTURE", { seq, at, why: `${why}${others}` }, { path }), about)];
}

/** From when on a time has not come, by the clock of whoever verifies. */
export function futureFrom(now: Instant): string {
  return formatEventInstant(now + CLOCK_MS);
}

/**
 * Records whose time is that of their writing, and which say that they are older than a fact that was on record before them. Facts of
 * earlier times are recorded late every day, so of the other types only more than a year is told, as a warning.
 * @param before the newest record before these
 */
export function checkBackdated(entries: readonly LedgerEntry[], before: Newest | null = null): AuditFinding[] {
  const findings: AuditFinding[] = [];
  let newest = before;
  for (const entry of entries) {
    const { type, supersedes } = entry.event;
    if (writtenNow.has(type)) findings.push(...olderThan(entry, newest));
    else if (supersedes === undefined && !stepsOfRuns.has(type)) {
      findings.push(
        ...olderThan(entry, newest, MOST_LATE_MS).map((item) => ({ ...item, severity: "warning" as const })),
      );
    }
    newest = newerOf(newest, entry);
  }
  return findings;
}

/** The steps of a bypass that the program takes, or looks at, itself: their `at` is the time of its run, too. */
const stepsOfRuns: ReadonlySet<string> = new Set([
  ...[
    "request.accepted",
    "bypass.approved",
    "bypass.amended",
    "bypass.refused",
    "bypass.registered",
    "bypass.activated",
  ],
  ...["override.posted", "override.verified", "override.ineffective", "override.restored", "restore.failed"],
  ...["bypass.deactivated", "bypass.expired", "bypass.revoked", "bypass.voided", "violation.recorded"],
  ...["remediation.opened", "remediation.completed", "remediation.reopened"],
  // What told somebody: limits are met by it.
  ...["notification.sent", "notification.failed", "escalation.raised", "escalation.resolved"],
]);

/**
 * The same of the steps that runs take, within each bypass: one of them is no older than those that were on record before it. Reviews,
 * merges and comments may be recorded late, and count on neither side; of a correction the time is its own word.
 */
export function checkSteps(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap(({ entries }) => {
    const findings: AuditFinding[] = [];
    let newest: Newest | null = null;
    for (const entry of entries) {
      const { type, supersedes } = entry.event;
      if (!stepsOfRuns.has(type) || supersedes !== undefined) continue;
      if (!writtenNow.has(type)) findings.push(...olderThan(entry, newest));
      newest = newerOf(newest, entry);
    }
    return findings;
  });
}

type Newest = { readonly seq: number; readonly at: string };

function newerOf(newest: Newest | null, { seq, event: { at } }: LedgerEntry): Newest {
  return newest === null || at > newest.at ? { seq, at } : newest;
}

function olderThan({ event, seq, path }: LedgerEntry, newest: Newest | null, allowed = writingTime): AuditFinding[] {
  if (newest === null || event.at >= newest.at) return [];
  const latest = parseInstant(newest.at) ?? 0;
  if (latest - (parseInstant(event.at) ?? latest) <= allowed) return [];
  const how = "which was there before it";
  const params = { seq, type: event.type, at: event.at, before: newest.seq, how, latest: newest.at };
  return [
    auditFinding(finding("BACKDATED_RECORD", params, { path }), { seq, bypass: event.bypass, actor: event.actor }),
  ];
}
