import type { Pull } from "../state/records.ts";
import type { RuleEvaluation } from "../state/rule-suites.ts";
import type { Repo, World } from "../state/world.ts";
import { activeRulesets, fromRuleset, type RuleSource, type Who } from "./effective-rules.ts";
import { missingForMerge } from "./merge-state.ts";
import { missingForPush, type RefChange } from "./push.ts";

const nothing: RuleSource = {
  from: "ruleset",
  checks: [],
  strict: false,
  reviews: null,
  noDeletion: false,
  noForcePush: false,
  noCreation: false,
  noUpdate: false,
};

/** A ruleset rule by rule, so that each is judged by itself. */
function rulesOf(source: RuleSource): readonly (readonly [string, RuleSource])[] {
  return [
    ...(source.checks.length === 0
      ? []
      : [["required_status_checks", { ...nothing, checks: source.checks, strict: source.strict }] as const]),
    ...(source.reviews === null ? [] : [["pull_request", { ...nothing, reviews: source.reviews }] as const]),
    ...(source.noDeletion ? [["deletion", { ...nothing, noDeletion: true }] as const] : []),
    ...(source.noForcePush ? [["non_fast_forward", { ...nothing, noForcePush: true }] as const] : []),
    ...(source.noCreation ? [["creation", { ...nothing, noCreation: true }] as const] : []),
    ...(source.noUpdate ? [["update", { ...nothing, noUpdate: true }] as const] : []),
  ];
}

async function evaluate(
  repo: Repo,
  ref: string,
  judge: (source: RuleSource) => Promise<readonly string[]>,
): Promise<RuleEvaluation[]> {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const evaluations: RuleEvaluation[] = [];
  for (const ruleset of branch === undefined ? [] : activeRulesets(repo, branch)) {
    for (const [rule, source] of rulesOf(fromRuleset(ruleset))) {
      const missing = await judge(source);
      evaluations.push({
        ruleset: { id: ruleset.id, name: ruleset.name },
        rule,
        result: missing.length === 0 ? "pass" : "fail",
        details: missing.length === 0 ? null : missing.join(" "),
      });
    }
  }
  return evaluations;
}

/** What the rulesets of the base make of a merge, whoever may bypass them. */
export function evaluateMerge(world: World, repo: Repo, pull: Pull, sha: string): Promise<RuleEvaluation[]> {
  const judge = (source: RuleSource) => missingForMerge(world, repo, pull, sha, [source]);
  return evaluate(repo, `refs/heads/${pull.base}`, judge);
}

/** The same for a direct update of a ref. */
export function evaluatePush(
  world: World,
  repo: Repo,
  change: RefChange,
  env?: Readonly<Record<string, string>>,
): Promise<RuleEvaluation[]> {
  return evaluate(repo, change.ref, (source) => missingForPush(world, repo, [source], change, env));
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
