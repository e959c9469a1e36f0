import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type DefaultBranches, defaultBranchOf, hasAnywhere, hasSeenHead, writerOf } from "./default-branches.ts";

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
 * @param entries all records, in order.
 */
export function checkDefaultBranch(
  entries: readonly LedgerEntry[],
  anchors: readonly Anchor[],
  branches: DefaultBranches,
): DefaultBranchAudit {
  const seen = new Map<string, number>();
  for (const [index, { event }] of entries.entries()) if (!seen.has(event.main_head)) seen.set(event.main_head, index);
  const isThere = (entry: LedgerEntry | undefined): boolean => entry !== undefined && hasSeenHead(entry, branches);
  const isGone = (entry: LedgerEntry): boolean => !hasSeenHead(entry, branches);
  const branchOf = (entry: LedgerEntry): string => defaultBranchOf(entry, branches.name, branches.former);
  // The last of those that were seen for the first time, and that are here.
  const newest = [...seen.values()].findLast((index) => isThere(entries[index])) ?? -1;
  const lost = entries.slice(0, newest + 1).filter(isGone);
  const later = entries[newest];
  const findings: AuditFinding[] = [];
  const [first] = lost;
  if (first !== undefined && later !== undefined) {
    const commit = first.event.main_head;
    const others = lost.length === 1 ? "" : `; ${lost.length - 1} more records name heads that are gone`;
    const params = { who: `Record ${first.seq}`, commit, branch: branchOf(first), proof: proofOf(later.seq, others) };
    findings.push(auditFinding(finding("HISTORY_REWRITTEN", params, { path: first.path }), aboutOf(first)));
  }
  const ahead = entries.slice(newest + 1).find(isGone);
  if (ahead !== undefined) findings.push(behind(ahead, branchOf(ahead)));
  // Something outside has seen the head of an anchor when its record was the last: no run of ours was slow.
  const last = entries.findLast(isThere);
  for (const { source, mainHead, record } of anchors) {
    if (mainHead === undefined || hasAnywhere(mainHead, branches)) continue;
    // The anchor is older than a record whose head is here, so the head that it saw has to be here as well.
    const isOlder = record !== undefined && last !== undefined && record.seq <= last.seq;
    const params = { who: source, commit: mainHead, branch: branches.name, proof: proofOf(last?.seq ?? 0) };
    const item = isOlder
      ? finding("HISTORY_REWRITTEN", params)
      : finding("CLONE_BEHIND", { who: source, commit: mainHead, branch: branches.name });
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

/** A branch from which records were written, and which is gone. */
export function renamedFinding(name: string, entry: LedgerEntry, branch: string): AuditFinding {
  const params = { seq: entry.seq, name, branch };
  return auditFinding(finding("REF_RENAMED", params, { path: entry.path }), aboutOf(entry));
}

/**
 * Each branch that was the default one before another. Whoever may switch it can leave out what was merged into the old one: so what the
 * new one does not have of the heads that were seen is told, and where it has all of them that is for information only.
 * @param entries all records, in order
 */
export function checkSwitched(
  entries: readonly LedgerEntry[],
  { name, commits, former }: DefaultBranches,
): AuditFinding[] {
  if (former.size === 0) return [];
  const now = entries.find((entry) => writerOf(entry) === name);
  return [...former.keys()].flatMap((other) => {
    const own = entries.filter((entry) => writerOf(entry) === other);
    const [first] = own;
    const last = own.at(-1);
    if (first === undefined || last === undefined) return [];
    const lost = own.filter(({ event }) => !commits.has(event.main_head));
    const [unknown = first] = lost;
    const [heads, gone] = [own, lost].map((some) => new Set(some.map(({ event }) => event.main_head)).size);
    const which = `the first one ${unknown.event.main_head} (record ${unknown.seq})`;
    const what =
      gone === 0
        ? `${name} has every head that they saw`
        : `Of ${heads} heads that they saw ${name} lacks ${gone}, ${which}`;
    const since = now === undefined ? "no record was written from it" : `the first record from it is ${now.seq}`;
    const params = { first: first.seq, last: last.seq, name: other, branch: name, since, what };
    const item = finding("DEFAULT_BRANCH_SWITCHED", params, { path: unknown.path });
    return [auditFinding({ ...item, ...(lost.length === 0 ? { severity: "info" as const } : {}) }, aboutOf(unknown))];
  });
}
