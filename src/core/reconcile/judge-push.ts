import { judgeRequired, type MergeContext, type MergeJudgement } from "./judge-merge.ts";
import type { BranchRules, DirectPush } from "./merge-evidence.ts";
import type { HowFound, UndecidedMerge } from "./unregistered-merge.ts";

/** Whether a push that is no merge of a pull request went past the rules of its branch as they are now. */
export function judgePush(
  push: DirectPush,
  branch: string,
  rules: BranchRules,
  { suite, history, usualOf }: Pick<MergeContext, "suite" | "history" | "usualOf">,
): MergeJudgement {
  const { after, at, actor } = push;
  const why: string[] = [];
  const since = rules.pullRequest?.since ?? null;
  const past = rules.pullRequest !== null && (since === null || since <= at);
  if (rules.pullRequest !== null && !past) {
    why.push("it came by a push; the rule that asks for a pull request, or its ruleset, is newer");
  }
  // Where a pull request is asked for, the push is the bypass, whatever its checks say.
  const checks = past ? [] : rules.required.flatMap((one) => judgeRequired(one, [], at, { history, usualOf }, why));
  const found: HowFound[] = [
    ...(suite === null ? [] : ["rule_suite" as const]),
    ...(checks.some(({ by }) => by === null) ? ["check_not_green" as const] : []),
    ...(checks.some(({ by }) => by !== null) ? ["foreign_producer" as const] : []),
    ...(past || suite !== null || checks.length > 0 ? ["direct_push" as const] : []),
  ];
  const undecided: UndecidedMerge[] = why.map((reason) => ({ pull: null, base: branch, mergeSha: after, why: reason }));
  if (found.length === 0) return { found: null, undecided };
  return {
    found: {
      ...{ pull: null, url: null, base: branch, headSha: null, mergeSha: after, mergedAt: at, mergedBy: actor },
      ...{ found, checks, suite: suite?.id ?? null, rules: suite?.failed ?? [], bypass: null },
    },
    undecided,
  };
}
