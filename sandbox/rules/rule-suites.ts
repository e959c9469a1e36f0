import type { Pull } from "../state/records.ts";
import type { RuleEvaluation } from "../state/rule-suites.ts";
import type { Repo, World } from "../state/world.ts";
import { bypassRight } from "./bypass.ts";
import { fromRuleset, type RuleSource, rulesetsOn, type Who } from "./effective-rules.ts";
import { missingForMerge } from "./missing-for-merge.ts";
import { missingForPush, type RefChange } from "./push.ts";

/** Rule by rule, whoever may bypass them; rules are not run at all for an exempt actor, who so leaves nothing (documented). */
async function evaluate(
  repo: Repo,
  ref: string,
  who: Who,
  judge: (source: RuleSource) => Promise<readonly string[]>,
): Promise<RuleEvaluation[]> {
  const evaluations: RuleEvaluation[] = [];
  for (const ruleset of rulesetsOn(repo, ref)) {
    if (bypassRight(ruleset, repo, who) === "exempt") continue;
    for (const rule of ruleset.rules) {
      const missing = await judge(fromRuleset({ ...ruleset, rules: [rule] }));
      evaluations.push({
        ruleset: { id: ruleset.id, name: ruleset.name },
        rule: rule.type,
        result: missing.length === 0 ? "pass" : "fail",
        details: missing.length === 0 ? null : missing.join(" "),
      });
    }
  }
  return evaluations;
}

/** What the rulesets of the base make of a merge. */
export function evaluateMerge(world: World, repo: Repo, who: Who, pull: Pull, sha: string): Promise<RuleEvaluation[]> {
  const judge = (source: RuleSource) => missingForMerge(world, repo, pull, sha, [source]);
  return evaluate(repo, `refs/heads/${pull.base}`, who, judge);
}

/** The same for a direct update of a ref. */
export function evaluatePush(
  world: World,
  repo: Repo,
  who: Who,
  change: RefChange,
  env?: Readonly<Record<string, string>>,
): Promise<RuleEvaluation[]> {
  return evaluate(repo, change.ref, who, (source) => missingForPush(world, repo, [source], change, env));
}

/** Keeps the record; none where no ruleset binds the branch. */
export function recordRuleSuite(
  world: World,
  repo: Repo,
  who: Who,
  change: RefChange,
  evaluations: readonly RuleEvaluation[],
  refused: boolean,
): void {
  if (evaluations.length === 0) return;
  const failed = evaluations.some(({ result }) => result === "fail");
  repo.ruleSuites.push({
    id: world.nextId(),
    actor: who.user,
    app: who.app,
    ...change,
    at: world.now(),
    result: refused ? "fail" : failed ? "bypass" : "pass",
    evaluations,
  });
}
