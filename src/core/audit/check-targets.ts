import type { LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type DefaultBranches, hasSeenHead, notCompared } from "./default-branches.ts";

/** What was compared with the default branch, and what could not be. */
export interface TargetAudit {
  readonly findings: readonly AuditFinding[];
  /** Merges that are where the ledger says. */
  readonly merges: number;
  readonly notChecked: readonly string[];
}

/**
 * Whether the merges that the ledger records are in the default branch of the clone, or in the one that it was before. A merge that is not
 * there was taken away only if the clone is newer than the record; that it is, a later head of that branch proves, which the ledger saw and
 * the clone has. Where the clone is older, `checkDefaultBranch` says so.
 * @param entries all records, in order.
 */
export function checkTargets(entries: readonly LedgerEntry[], branches: DefaultBranches): TargetAudit {
  const { name, commits, former } = branches;
  const findings: AuditFinding[] = [];
  const elsewhere = new Set<string>();
  let merges = 0;
  const newest = newestSeen(entries, branches);
  const alone = new Set(registeredAlone(entries));
  for (const [index, entry] of entries.entries()) {
    const { event, path, seq } = entry;
    if (event.type !== "bypass.used" && !alone.has(entry)) continue;
    const [commit, base] = [String(event.data.merge_sha), baseOf(event) ?? name];
    if (commits.has(commit) || former.get(base)?.has(commit) === true) {
      merges++;
      continue;
    }
    const { bypass, actor } = event;
    const about = { bypass, seq, actor, commits: [commit] };
    if (base !== name && !former.has(base)) elsewhere.add(base);
    else if (newest >= index) {
      const params = { seq, bypass, what: "was merged as", commit, branch: base };
      findings.push(auditFinding(finding("EVENT_TARGET_UNREACHABLE", params, { path }), about));
    }
  }
  const names = [name, ...former.keys()];
  const notChecked = [...elsewhere].sort().map((base) => notCompared(`merges into ${base}`, names));
  return { findings, merges, notChecked };
}

/** A registration is followed by its use, which says the same of the merge. These stand alone, and speak for themselves. */
export function registeredAlone(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const registered = entries.filter(({ event }) => event.type === "bypass.registered");
  if (registered.length === 0) return [];
  const used = new Set(entries.flatMap(({ event }) => (event.type === "bypass.used" ? [mergeOf(event)] : [])));
  return registered.filter(({ event }) => !used.has(mergeOf(event)));
}

function mergeOf({ bypass, data }: LedgerEvent): string {
  return `${bypass} ${String(data.merge_sha)}`;
}

/** Branch that a merge went into; null: a registration that names no target. */
function baseOf({ type, data, target }: LedgerEvent): string | null {
  return type === "bypass.used" ? String(data.base) : (target?.ref.replace(/^refs\/heads\//, "") ?? null);
}

/** Place of the last record of which the clone has the head that it saw; -1: there is none. */
export function newestSeen(entries: readonly LedgerEntry[], branches: DefaultBranches): number {
  return entries.findLastIndex((entry) => hasSeenHead(entry, branches));
}
