import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** What the records saw of the default branch, compared with the clone's. */
export interface DefaultBranchAudit {
  readonly findings: readonly AuditFinding[];
  /** Whether the clone has at least one head that a record saw; true where no record was read. */
  readonly knowsAny: boolean;
}

/**
 * Every record names the head that the default branch had when it was written, so a branch that was written anew shows. A head that is
 * not there was taken away only if the clone is newer than the record; that it is, a later head proves, which it has. A head that had
 * been seen before proves nothing: a run that began earlier than another one may record after it.
 * @param entries all records, in order. @param commits of the default branch.
 */
export function checkDefaultBranch(
  entries: readonly LedgerEntry[],
  anchors: readonly Anchor[],
  branch: string,
  commits: ReadonlySet<string>,
): DefaultBranchAudit {
  const seen = new Map<string, number>();
  for (const [index, { event }] of entries.entries()) if (!seen.has(event.main_head)) seen.set(event.main_head, index);
  // The last of those that were seen for the first time, and that are here.
  const newest = [...seen].findLast(([head]) => commits.has(head))?.[1] ?? -1;
  const isGone = ({ event }: LedgerEntry): boolean => !commits.has(event.main_head);
  const lost = entries.slice(0, newest + 1).filter(isGone);
  const later = entries[newest];
  const findings: AuditFinding[] = [];
  const [first] = lost;
  if (first !== undefined && later !== undefined) {
    const commit = first.event.main_head;
    const others = lost.length === 1 ? "" : `; ${lost.length - 1} more records name heads that are gone`;
    const params = { who: `Record ${first.seq}`, commit, branch, proof: proofOf(later.seq, others) };
    findings.push(auditFinding(finding("HISTORY_REWRITTEN", params, { path: first.path }), aboutOf(first)));
  }
  const ahead = entries.slice(newest + 1).find(isGone);
  if (ahead !== undefined) findings.push(behind(ahead, branch));
  // Something outside has seen the head of an anchor when its record was the last: no run of ours was slow.
  const last = entries.findLast(({ event }) => commits.has(event.main_head));
  for (const { source, mainHead, record } of anchors) {
    if (mainHead === undefined || commits.has(mainHead)) continue;
    // The anchor is older than a record whose head is here, so the head that it saw has to be here as well.
    const isOlder = record !== undefined && last !== undefined && record.seq <= last.seq;
    const params = { who: source, commit: mainHead, branch, proof: proofOf(last?.seq ?? 0) };
    const item = isOlder
      ? finding("HISTORY_REWRITTEN", params)
      : finding("CLONE_BEHIND", { who: source, commit: mainHead, branch });
    findings.push(auditFinding(item, { seq: record?.seq ?? null, commits: [mainHead] }));
  }
  return { findings, knowsAny: entries.length === 0 || newest >= 0 };
}

function proofOf(later: number, others = ""): string {
  return `but what record ${later} saw later is${others}`;
}

function behind(entry: LedgerEntry, branch: string): AuditFinding {
  const params = { who: `Record ${entry.seq}`, commit: entry.event.main_head, branch };
  return auditFinding(finding("CLONE_BEHIND", params, { path: entry.path }), aboutOf(entry));
}

function aboutOf({ seq, event }: LedgerEntry): Partial<AuditFinding> {
  return { seq, bypass: event.bypass, actor: event.actor, commits: [event.main_head] };
}

/**
 * Branches whose workflows wrote records, with the first record of each: the trusted workflow runs from the default branch alone, so one
 * that this clone does not have was that branch under another name.
 */
export function writingBranches(entries: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry> {
  const branches = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const { run } = entry.event;
    const name = run === undefined ? undefined : /@refs\/heads\/(.+)$/.exec(run.workflow_ref)?.[1];
    if (name !== undefined && !branches.has(name)) branches.set(name, entry);
  }
  return branches;
}

/** A branch from which records were written, and which is gone. */
export function renamedFinding(name: string, entry: LedgerEntry, branch: string): AuditFinding {
  const params = { seq: entry.seq, name, branch };
  return auditFinding(finding("REF_RENAMED", params, { path: entry.path }), aboutOf(entry));
}
