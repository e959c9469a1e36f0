import { finding } from "../findings/finding.ts";
import type { LedgerVerification } from "../ledger/verify-ledger.ts";
import type { Instant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { checkApprovals } from "./check-approvals.ts";
import { checkApprovers } from "./check-approvers.ts";
import { checkBackdated, checkFuture, checkSteps } from "./check-clock.ts";
import { checkClosings, unnamedClosings } from "./check-closings.ts";
import { checkEffects } from "./check-effects.ts";
import { checkNamedTimes, checkSeenMerges } from "./check-named-times.ts";
import { checkRetroactiveChanges } from "./check-retroactive-changes.ts";
import { checkVerifiers } from "./check-verifiers.ts";
import { checkWithdrawn } from "./check-withdrawn.ts";

/** What is not checked without a clock. */
export const noClock = "whether a record is dated in the future: no clock was given";

/** The ref of a branch of the ledger that was read, and the one that has gone another way. */
export interface LedgerTip {
  readonly ref: string;
  readonly commit: string;
  readonly diverged: string | null;
  readonly common: string | null;
}

/**
 * What the records say against each other, beyond their chain: approvals, times, changes afterwards; and whether this clone holds two
 * ledgers.
 * @param now the clock of whoever verifies; null: none was given, which `notChecked` is told
 */
export function checkRecords(
  { entries, folds }: LedgerVerification,
  tips: readonly LedgerTip[],
  now: Instant | null,
  notChecked: string[],
  mainBranch: string | null,
): AuditFinding[] {
  if (now === null) notChecked.push(noClock);
  notChecked.push(...[unnamedClosings(entries)].filter((line) => line !== null));
  return [
    ...tips.flatMap(checkDiverged),
    ...checkApprovals(folds.values()),
    ...checkApprovers(folds.values()),
    ...checkEffects(folds.values()),
    ...checkClosings(folds.values()),
    ...checkVerifiers(folds.values()),
    ...checkRetroactiveChanges(folds.values()),
    ...checkWithdrawn(folds.values()),
    ...checkBackdated(entries),
    ...checkSteps(folds.values()),

    ...checkNamedTimes(folds.values()),
    ...checkSeenMerges(entries, mainBranch),
    ...checkFuture(entries, now),
  ];
}

/** Nobody commits to a ledger in a clone: two that went different ways mean that the remote one was written anew since the last fetch. */
function checkDiverged({ ref, commit, diverged, common }: LedgerTip): AuditFinding[] {
  if (diverged === null) return [];
  if (common === null) {
    const problem = `${diverged} and the branch ${ref} of this clone have no commit in common`;
    return [auditFinding(finding("LEDGER_REPLACED", { problem }), { commits: [commit] })];
  }
  const problem = `${diverged} has gone another way since commit ${common}`;
  const params = { anchor: `the branch ${ref} of this clone`, problem };
  return [auditFinding(finding("LEDGER_REWRITTEN", params), { commits: [commit, common] })];
}
