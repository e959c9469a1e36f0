import type { AuditFinding } from "../core/audit/audit-finding.ts";
import type { DatedCommit } from "../core/audit/check-commit-dates.ts";
import { checkMerges, findUnusedTargets } from "../core/audit/check-merges.ts";
import type { LedgerEntry } from "../core/ledger/build-record.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { Instant } from "../core/time/instant.ts";
import type { RepositoryHistory } from "../ports.ts";

/** What the merges of the default branch say about bypasses that no record calls used. */
export interface UnrecordedMerges {
  readonly findings: readonly AuditFinding[];
  /** Since when each of them is owed a record, by bypass. */
  readonly since: ReadonlyMap<string, Instant>;
  readonly notChecked: readonly string[];
}

/** Reads the merges only where an approved commit is there without a record: mostly none is. */
export async function auditMerges(
  folds: Iterable<BypassFold>,
  branch: string,
  commits: ReadonlySet<string>,
  history: RepositoryHistory,
): Promise<UnrecordedMerges> {
  const { merged, elsewhere } = findUnusedTargets(folds, branch, commits);
  const mergeOf =
    merged.length === 0 ? new Map() : await history.mergesOf(branch, new Set(merged.map(({ commit }) => commit)));
  const { findings, undecided, since } = checkMerges(merged, branch, mergeOf);
  const notChecked = [
    ...(elsewhere === 0
      ? []
      : [
          `squash and rebase merges into ${branch} of ${elsewhere} unused bypasses: only GitHub knows (reconcile asks it)`,
        ]),
    ...(undecided === 0
      ? []
      : [`whether ${undecided} commits came to ${branch} while their bypasses were in force: no merge brought them`]),
  ];
  return { findings, since, notChecked };
}

/** The merges that records name, to compare their dates. */
export function datedMerges(entries: readonly LedgerEntry[], commits: ReadonlySet<string>): DatedCommit[] {
  return entries.flatMap(({ event, seq, path }) => {
    const commit = String(event.data.merge_sha);
    if (event.type !== "bypass.used" || !commits.has(commit)) return [];
    return [{ commit, bypass: event.bypass, seq, path, at: event.at }];
  });
}
