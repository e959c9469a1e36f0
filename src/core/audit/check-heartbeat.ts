import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** A checkpoint is due every day; a scheduled job may be two hours late. */
const LIMIT_MS = 26 * 3_600_000;
/** Each gap is a finding of its own, so that it can be acknowledged; a job that was off for a year makes no list of a year. */
const MOST = 20;

/** A checkpoint by its number, instant and path. */
export interface CheckpointRecord {
  readonly seq: number;
  readonly at: string;
  readonly path: string;
}

/** The checkpoint from which the next one is due, by the rules of `checkHeartbeat`. */
export function lastCheckpoint(
  entries: readonly LedgerEntry[],
  asOf: Instant,
  before: CheckpointRecord | null,
): CheckpointRecord | null {
  const end = formatEventInstant(asOf);
  let last = before;
  for (const { seq, path, event } of entries) {
    const { at, type } = event;
    if (type === "checkpoint" && at <= end && (last === null || at > last.at)) last = { seq, at, path };
  }
  return last;
}

/**
 * The times without a checkpoint, from the first one on: before it nobody had promised one (50-ledger.md, "Anchors"). Other records fill
 * no gap: they show that somebody was there, not that all records before them still were. A gap is named by the checkpoint before it.
 * @param entries in the order of the ledger
 * @param asOf records of later times do not count, as if they were not there
 * @param before the last checkpoint before these entries
 */
export function checkHeartbeat(
  entries: readonly LedgerEntry[],
  asOf: Instant,
  before: CheckpointRecord | null = null,
): AuditFinding[] {
  const gaps: { readonly from: CheckpointRecord; readonly until: string; readonly isOver: boolean }[] = [];
  const end = formatEventInstant(asOf);
  let last = before;
  for (const { seq, path, event } of entries) {
    const { at, type } = event;
    if (type !== "checkpoint" || at > end || (last !== null && at <= last.at)) continue;
    if (last !== null && isGap(last.at, at)) gaps.push({ from: last, until: at, isOver: true });
    last = { seq, at, path };
  }
  if (last !== null && isGap(last.at, end)) gaps.push({ from: last, until: end, isOver: false });
  const listed = gaps.slice(-MOST);
  return listed.map(({ from, until, isOver }, index) => {
    const earlier = index === 0 && gaps.length > MOST ? `; ${gaps.length - MOST} gaps before that are not listed` : "";
    const params = { seq: from.seq, from: from.at, until, before: earlier };
    const about = { seq: from.seq, until: isOver ? until : null };
    return auditFinding(finding("HEARTBEAT_GAP", params, { path: from.path }), about);
  });
}

function isGap(from: string, until: string): boolean {
  // Times of one day are never that far apart, and reading every one costs.
  if (from.slice(0, 10) === until.slice(0, 10)) return false;
  return (parseInstant(until) ?? 0) - (parseInstant(from) ?? 0) > LIMIT_MS;
}
