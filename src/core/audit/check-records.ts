import { finding } from "../findings/finding.ts";
import type { LedgerVerification } from "../ledger/verify-ledger.ts";
import type { Instant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { checkApprovals } from "./check-approvals.ts";
import { checkApprovers } from "./check-approvers.ts";
import { checkCalledOff } from "./check-called-off.ts";
import { checkBackdated, checkFuture, checkSteps } from "./check-clock.ts";
import { checkClosings, unnamedClosings } from "./check-closings.ts";
import { checkCorrected } from "./check-corrected.ts";
import { checkDecided } from "./check-decided.ts";
import { checkEffects } from "./check-effects.ts";
import { checkNamedTimes, checkSeenMerges } from "./check-named-times.ts";
import { checkToldTimes } from "./check-told-times.ts";
import { mergedWhileStopped } from "./merged-while-stopped.ts";

/** What is not checked without a clock. */
export const noClock = "whether a record is dated in the future: no clock was given";

/** The ref of a branch of the ledger that was read, and the one that has gone another way. */
export interface LedgerTip {
  readonly ref: string;
  readonly commit: string;
  readonly diverged: string | null;
  readonly common: string | null;
  /** How many anchor tags name commits that only that one has. */
  readonly tagsOfOrigin: number;
}

/**
 * What the records say against each other, beyond their chain: approvals, times, changes afterwards; and whether this clone holds two
 * ledgers.
 * @param main the default branch, null where it is not known, and those that were it before
 * @param now the clock of whoever verifies; null: none was given, which `notChecked` is told
 */
export function checkRecords(
  { entries, folds }: LedgerVerification,
  tips: readonly LedgerTip[],
  now: Instant | null,
  notChecked: string[],
  main: { readonly name: string | null; readonly former: ReadonlySet<string> },
): AuditFinding[] {
  if (now === null) notChecked.push(noClock);
  notChecked.push(...[unnamedClosings(entries), mergedWhileStopped(folds.values())].filter((line) => line !== null));
  return [
    ...tips.flatMap(checkDiverged),
    ...checkApprovals(folds.values()),
    ...checkApprovers(folds.values()),
    ...checkEffects(folds.values()),
    ...checkClosings(folds.values()),
    ...checkDecided(folds.values()),
    ...checkCorrected(folds.values()),
    ...checkCalledOff(folds.values()),
    ...checkBackdated(entries),
    ...checkSteps(folds.values()),
    ...checkNamedTimes(folds.values()),
    ...checkToldTimes(folds.values()),
    ...checkSeenMerges(entries, main.name, main.former),
    ...checkFuture(entries, now),
  ];
}

/**
 * Nobody commits to a ledger in a clone: where two went different ways, somebody did, or the remote one was written anew since the last
 * fetch. The local one is judged, because only it can tell that something was taken away.
 */
function checkDiverged({ ref, commit, diverged, common, tagsOfOrigin }: LedgerTip): AuditFinding[] {
  if (diverged === null) return [];
  const tags =
    tagsOfOrigin === 0
      ? ""
      : `; ${tagsOfOrigin === 1 ? "one anchor tag names a commit" : `${tagsOfOrigin} anchor tags name commits`} that only ${diverged} has`;
  const since =
    common === null
      ? `it has no commit in common with ${diverged}`
      : `the two have gone different ways since commit ${common}`;
  const problem = `judged is the local branch ${ref}, and ${since}${tags}`;
  const fix = `git log ${diverged}..${ref} shows what only the local branch has. If somebody committed here, put it aside (git branch --move ${ref} aside) and verify again; else ${diverged} was written anew since it was last fetched: compare both with another clone.`;
  if (common === null) {
    return [auditFinding({ ...finding("LEDGER_REPLACED", { problem }), fix }, { commits: [commit] })];
  }
  const item = { ...finding("LEDGER_REWRITTEN", { anchor: diverged, problem }), fix };
  return [auditFinding(item, { commits: [commit, common] })];
}
