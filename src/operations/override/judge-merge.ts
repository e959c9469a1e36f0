import { type Finding, finding } from "../../core/findings/finding.ts";
import { factsWanted, judgeOtherRules, type MergeMethod } from "../../core/override/judge-other-rules.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { RuleKeeper, TargetReading } from "../../ports.ts";
import { judgeWindow } from "./judge-window.ts";
import type { Session } from "./open-session.ts";
import { wantsUpToDate } from "./wants-up-to-date.ts";

export interface MergeJudgement {
  /** Why the target is not merged as it stands; null: it may be. */
  readonly refusal: Finding | null;
  /** Ways to merge that no rule forbids, the best first. */
  readonly methods: readonly MergeMethod[];
}

/** Whether the App may merge the target as it was read: every rule but the named checks is met, and nobody else would use the window. */
export async function judgeMerge(
  session: Session,
  keeper: RuleKeeper,
  target: TargetReading,
  registryBranch: string,
  checks: readonly ActivatedCheck[],
  snapshot: ProtectionSnapshot | null,
): Promise<MergeJudgement> {
  const { number } = target;
  const relaxes = checks.some(({ mode }) => mode === "protection");
  // Protection that is to be changed can be read, and what was left of it by a run that died says less than it itself.
  const classicStrict = relaxes
    ? (await keeper.readClassic(target.base))?.strict === true
    : await wantsUpToDate(keeper, target);
  const { unmet, methods } = judgeOtherRules({
    branch: target.rules,
    required: target.required,
    results: target.results,
    reviewDecision: target.mergeState.reviewDecision,
    excused: new Set(checks.map(({ name }) => name)),
    classicStrict,
    facts: await keeper.readFacts(target, factsWanted(target.rules, classicStrict)),
  });
  const refusal =
    unmet.length > 0
      ? finding("RULE_UNMET", { number, rules: unmet.join(", ") })
      : await judgeWindow(session, keeper, target, registryBranch, checks, snapshot);
  return { refusal, methods };
}
