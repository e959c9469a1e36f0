import { type AuditFinding, auditFinding } from "../core/audit/audit-finding.ts";
import { checkDepth } from "../core/audit/check-clone.ts";
import type { DatedCommit } from "../core/audit/check-commit-dates.ts";
import { checkDefaultBranch, renamedFinding, writingBranches } from "../core/audit/check-default-branch.ts";
import { foreignLedger } from "../core/audit/check-foreign.ts";
import { checkMergeOrder } from "../core/audit/check-merge-order.ts";
import { type MergedHead, mergedHeads } from "../core/audit/check-merged-heads.ts";
import type { RegistryAudit } from "../core/audit/check-registry.ts";
import { checkTargets } from "../core/audit/check-targets.ts";
import type { AuditParts } from "../core/audit/conclude.ts";
import { finding } from "../core/findings/finding.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { Instant } from "../core/time/instant.ts";
import { auditMerges, datedMerges } from "./audit-merges.ts";
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
  const seen = checkDefaultBranch(entries, anchors, name, commits);
  // Nothing of it is here: the ledger of another repository, which is said once.
  const foreign =
    seen.knowsAny || registry === null || registry.knowsAny
      ? []
      : foreignLedger(entries, clone.ledger?.commits[0]?.oid ?? "", registryBranch);
  findings.push(...(foreign.length > 0 ? foreign : seen.findings));
  for (const [other, entry] of writingBranches(entries)) {
    if (other !== name && (await history.branch(other)) === null) findings.push(renamedFinding(other, entry, name));
  }
  const audit = checkTargets(entries, name, commits);
  findings.push(...audit.findings);
  const unrecorded = await auditMerges(ledger.folds.values(), name, commits, history);
  // A record that could not be read may be the one that says so.
  if (ledger.blindFrom === null) findings.push(...unrecorded.findings);
  notChecked.push(...audit.notChecked, ...unrecorded.notChecked);
  const mainBranch = { name, commits: commits.size, merges: audit.merges };
  const isForeign = foreign.length > 0;
  const merged = mergedHeads(ledger.folds.values(), commits);
  const line = await history.lineOf(name);
  const odd = checkMergeOrder(ledger.folds.values(), name, line, commits);
  const made = odd.length === 0 ? new Map() : await history.lines(odd.flatMap((item) => item.commits));
  findings.push(...(odd.length === 0 ? odd : checkMergeOrder(ledger.folds.values(), name, line, commits, made)));
  return { mainBranch, dated: datedMerges(entries, commits), merged, since: unrecorded.since, isForeign };
}

export interface MainBranchAudit {
  readonly mainBranch: AuditParts["mainBranch"];
  readonly dated: readonly DatedCommit[];
  readonly merged: readonly MergedHead[];
  readonly since: ReadonlyMap<string, Instant>;
  /** The ledger is that of another repository. */
  readonly isForeign: boolean;
}

export const nothingOfMain: MainBranchAudit = {
  mainBranch: null,
  dated: [],
  merged: [],
  since: new Map(),
  isForeign: false,
};
