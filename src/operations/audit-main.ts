import { type AuditFinding, auditFinding } from "../core/audit/audit-finding.ts";
import { checkDepth } from "../core/audit/check-clone.ts";
import type { CommitLines, DatedCommit } from "../core/audit/check-commit-dates.ts";
import {
  type Completed,
  checkCompletionOrder,
  checkCompletions,
  completionsOf,
} from "../core/audit/check-completions.ts";
import { checkDefaultBranch, checkSwitched, renamedFinding } from "../core/audit/check-default-branch.ts";
import { foreignLedger } from "../core/audit/check-foreign.ts";
import { checkMergeOrder } from "../core/audit/check-merge-order.ts";
import {
  checkMergedOtherwise,
  type MergedHead,
  mergedHeads,
  mergedOtherwise,
} from "../core/audit/check-merged-heads.ts";
import type { RegistryAudit } from "../core/audit/check-registry.ts";
import { checkTargets } from "../core/audit/check-targets.ts";
import type { AuditParts } from "../core/audit/conclude.ts";
import { type DefaultBranches, hasAnywhere, writingBranches } from "../core/audit/default-branches.ts";
import { finding } from "../core/findings/finding.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { Instant } from "../core/time/instant.ts";
import type { RepositoryHistory } from "../ports.ts";
import { auditMerges, datedCommits } from "./audit-merges.ts";
import type { CloneReading } from "./read-clone.ts";
import type { VerifyOptions } from "./verify-repository.ts";

/** What records say of the default branch, against that branch: heads that they saw, merges, approved commits that came in without a record. */
export async function auditMain(
  ledger: LedgerVerification | null,
  registry: RegistryAudit | null,
  { history, defaultBranch, anchors, registryBranch, progress }: Omit<VerifyOptions, "asOf">,
  clone: CloneReading,
  findings: AuditFinding[],
  notChecked: string[],
): Promise<MainBranchAudit> {
  const entries = ledger?.entries ?? [];
  if (ledger === null || entries.length === 0) return nothingOfMain;
  const name = defaultBranch ?? (await history.defaultBranch());
  progress?.(`reading the commits of ${name ?? "the default branch"}`);
  const commits = name === null ? null : await history.commitsOf(name);
  if (name === null || commits === null) {
    const what = "whether what the records saw of it is there";
    const params = { branch: name ?? "main", what, option: "--default-branch" };
    findings.push(auditFinding(finding("BRANCH_MISSING", params)));
    return nothingOfMain;
  }
  const depth = checkDepth(name, commits, clone.state);
  findings.push(...depth);
  if (depth.length > 0) return nothingOfMain;
  const writers = writingBranches(entries);
  const former = await formerBranches([...writers.keys()], name, history);
  const shallow = [...former].flatMap(([other, own]) => checkDepth(other, own, clone.state));
  findings.push(...shallow);
  if (shallow.length > 0) return nothingOfMain;
  const branches = { name, commits, former };
  const seen = checkDefaultBranch(entries, anchors, branches);
  // Nothing of it is here: the ledger of another repository, which is said once.
  const foreign =
    seen.knowsAny || registry === null || registry.knowsAny
      ? []
      : foreignLedger(entries, clone.ledger?.commits[0]?.oid ?? "", registryBranch);
  findings.push(...(foreign.length > 0 ? foreign : seen.findings));
  for (const [other, entry] of writers) {
    if (other !== name && (await history.branch(other)) === null) findings.push(renamedFinding(other, entry, name));
  }
  findings.push(...checkSwitched(entries, branches));
  const folds = [...ledger.folds.values()];
  const completed = completionsOf(folds);
  const audit = checkTargets(entries, branches);
  const completion = checkCompletions(entries, completed, branches);
  findings.push(...audit.findings, ...completion.findings);
  const unrecorded = await auditMerges(folds, branches, history);
  // A record that could not be read may be the one that says so.
  if (ledger.blindFrom === null) findings.push(...unrecorded.findings);
  notChecked.push(...audit.notChecked, ...completion.notChecked, ...unrecorded.notChecked);
  const all = new Map([[name, commits], ...branches.former]);
  for (const [branch, own] of all) findings.push(...(await auditOrder({ folds, completed }, branch, own, history)));
  return {
    mainBranch: { name, commits: commits.size, merges: audit.merges },
    former: new Set(branches.former.keys()),
    dated: datedCommits(entries, { has: (commit) => hasAnywhere(commit, branches) }),
    merged: mergedInto(all, folds),
    since: unrecorded.since,
    isForeign: foreign.length > 0,
  };
}

/**
 * No default branch is switched so often. Whoever may write records can name any number of branches in them, and each one that is there is
 * read whole.
 */
const MOST_FORMER = 20;

/**
 * The other branches from which records were written and that the clone has, with their commits; the first ones, where there are too
 * many: what records of the others saw is looked for in the branch of now.
 * @param writers in the order of their first records
 */
async function formerBranches(
  writers: readonly string[],
  name: string,
  history: RepositoryHistory,
): Promise<DefaultBranches["former"]> {
  const former = new Map<string, ReadonlySet<string>>();
  for (const other of writers) {
    if (former.size === MOST_FORMER) break;
    const commits = other === name ? null : await history.commitsOf(other);
    if (commits !== null) former.set(other, commits);
  }
  return former;
}

/** Each record once in the same way: several branches may have its merge. */
function mergedInto(
  branches: ReadonlyMap<string, ReadonlySet<string>>,
  folds: readonly BypassFold[],
): readonly MergedHead[] {
  const merged = [...branches].flatMap(([branch, commits]) => mergedHeads(folds, branch, commits));
  return [...new Map(merged.map((item) => [`${item.held.seq} ${item.isIn}`, item])).values()];
}

/** Approved commits that came into their branch by other merges than records name: mostly there are none, and nothing is read. */
export async function auditMergedOtherwise(
  merged: readonly MergedHead[],
  lines: ReadonlyMap<string, CommitLines>,
  history: Pick<RepositoryHistory, "mergesOf" | "lineOf">,
): Promise<readonly AuditFinding[]> {
  const findings: AuditFinding[] = [];
  const odd = mergedOtherwise(merged, lines);
  for (const branch of new Set(odd.map((item) => item.branch))) {
    const own = odd.filter((item) => item.branch === branch);
    const mergeOf = await history.mergesOf(branch, new Set(own.map(({ head }) => head)));
    findings.push(...checkMergedOtherwise(own, lines, mergeOf, await history.lineOf(branch)));
  }
  return findings;
}

/** What the order of the commits of one branch tells. */
async function auditOrder(
  { folds, completed }: { readonly folds: readonly BypassFold[]; readonly completed: readonly Completed[] },
  branch: string,
  commits: ReadonlySet<string>,
  history: RepositoryHistory,
): Promise<readonly AuditFinding[]> {
  const line = await history.lineOf(branch);
  const early = checkCompletionOrder(completed, branch, line);
  const odd = checkMergeOrder(folds, branch, line, commits);
  if (odd.length === 0) return early;
  const lines = await history.lines(odd.flatMap((item) => item.commits));
  return [...early, ...checkMergeOrder(folds, branch, line, commits, lines)];
}

export interface MainBranchAudit {
  readonly mainBranch: AuditParts["mainBranch"];
  /** Branches that were the default one before, and that the clone has. */
  readonly former: ReadonlySet<string>;
  readonly dated: readonly DatedCommit[];
  readonly merged: readonly MergedHead[];
  readonly since: ReadonlyMap<string, Instant>;
  /** The ledger is that of another repository. */
  readonly isForeign: boolean;
}

export const nothingOfMain: MainBranchAudit = {
  mainBranch: null,
  former: new Set(),
  dated: [],
  merged: [],
  since: new Map(),
  isForeign: false,
};
