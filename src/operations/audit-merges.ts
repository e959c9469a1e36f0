import type { AuditFinding } from "../core/audit/audit-finding.ts";
import type { DatedCommit } from "../core/audit/check-commit-dates.ts";
import { checkMerges, findUnusedTargets } from "../core/audit/check-merges.ts";
import { checkSharedMerges } from "../core/audit/check-shared-merges.ts";
import { type DefaultBranches, notCompared } from "../core/audit/default-branches.ts";
import { unusedTarget } from "../core/audit/note/watched.ts";
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

/**
 * Reads the merges only where an approved commit is there without a record: mostly none is. What was meant for a branch that was the
 * default one before is looked for in that one, as long as the clone has it.
 */
export async function auditMerges(
  folds: readonly BypassFold[],
  { name, commits, former }: DefaultBranches,
  history: RepositoryHistory,
): Promise<UnrecordedMerges> {
  const branchOf = (fold: BypassFold): string => {
    const meant = unusedTarget(fold)?.ref.replace(/^refs\/heads\//, "") ?? name;
    return former.has(meant) ? meant : name;
  };
  const all = new Map([[name, commits], ...former]);
  const parts: UnrecordedMerges[] = [];
  for (const [branch, own] of all) {
    const meant = folds.filter((fold) => branchOf(fold) === branch);
    parts.push(await auditMergesInto({ branch, commits: own, names: [...all.keys()] }, meant, history));
  }
  const known = new Map(parts.flatMap(({ since }) => [...since]));
  const shared = checkSharedMerges(folds);
  const others = shared.findings.filter(({ bypass }) => !known.has(bypass ?? ""));
  return {
    findings: [...parts.flatMap(({ findings }) => findings), ...others],
    since: new Map([...shared.since, ...known]),
    notChecked: parts.flatMap(({ notChecked }) => notChecked),
  };
}

async function auditMergesInto(
  {
    branch,
    commits,
    names,
  }: { readonly branch: string; readonly commits: ReadonlySet<string>; readonly names: readonly string[] },
  all: readonly BypassFold[],
  history: RepositoryHistory,
): Promise<UnrecordedMerges> {
  const { merged, elsewhere, others } = findUnusedTargets(all, branch, commits, await goneRefs(all, branch, history));
  const mergeOf =
    merged.length === 0 ? new Map() : await history.mergesOf(branch, new Set(merged.map(({ commit }) => commit)));
  const { findings, undecided, ended, since } = checkMerges(merged, branch, mergeOf);
  const notChecked = [
    ...[...others].map(([ref, count]) => {
      const what = count === 1 ? "a bypass that no record calls used" : `${count} bypasses that no record calls used`;
      return notCompared(`merges into ${ref.replace(/^refs\/heads\//, "")} of ${what}`, names);
    }),
    ...(elsewhere === 0
      ? []
      : [
          `squash and rebase merges into ${branch} of ${elsewhere} unused bypasses: only GitHub knows (reconcile asks it)`,
        ]),
    ...(ended === 0
      ? []
      : [
          `whether everything was green when ${ended} approved commits were merged into ${branch} after their bypasses had ended, of which no record calls them used: only GitHub knows`,
        ]),
    ...(undecided === 0
      ? []
      : [`whether ${undecided} commits came to ${branch} while their bypasses were in force: no merge brought them`]),
  ];
  return { findings, since, notChecked };
}

/** Refs of unused targets that the clone does not have. */
export async function goneRefs(
  folds: readonly BypassFold[],
  branch: string,
  history: Pick<RepositoryHistory, "branch">,
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  for (const ref of new Set(folds.flatMap((fold) => unusedTarget(fold)?.ref ?? []))) {
    const name = ref.replace(/^refs\/heads\//, "");
    if (name !== branch && (await history.branch(name)) === null) gone.add(ref);
  }
  return gone;
}

/** What a record names that was there at its time, by the type of the record. */
const namedCommits: ReadonlyMap<string, string> = new Map([
  ["bypass.used", "merge_sha"],
  ["remediation.completed", "commit"],
  ["remediation.reopened", "commit"],
]);

/** The merges, and the commits at which checks were looked at, that records name, to compare their dates. */
export function datedCommits(
  entries: readonly LedgerEntry[],
  commits: Pick<ReadonlySet<string>, "has">,
): DatedCommit[] {
  return entries.flatMap(({ event, seq, path }) => {
    const commit = String(event.data[namedCommits.get(event.type) ?? ""]);
    return commits.has(commit) ? [{ commit, bypass: event.bypass, seq, path, at: event.at }] : [];
  });
}
