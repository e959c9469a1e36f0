import { notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import type { Need } from "../server/permissions.ts";
import { ok, type RepoCall, type Route, repoRoute, write } from "../server/route.ts";
import type { RuleSuite } from "../state/rule-suites.ts";
import { sameLogin, toIso } from "../state/world.ts";

const zero = "0".repeat(40);
const hour = 3_600_000;
/** GitHub's default is a day, and nothing goes further back than a month. */
const periods: Readonly<Record<string, number>> = { hour, day: 24 * hour, week: 168 * hour, month: 31 * 24 * hour };
/** The documentation says read in one place and write in another (reference-github.md, section 8): the stricter one holds here. */
const need: Need = { ...write("administration"), role: "admin" };

function listed({ world, query }: RepoCall, suite: RuleSuite): boolean {
  const [ref, actor, result] = ["ref", "actor_name", "rule_suite_result"].map((key) => query.get(key));
  const since = world.now() - (periods[query.get("time_period") ?? "day"] ?? 0);
  return (
    suite.at >= since &&
    (ref == null || suite.ref === ref || suite.ref === `refs/heads/${ref}`) &&
    (actor == null || sameLogin(suite.actor.login, actor)) &&
    (result == null || result === "all" || suite.result === result)
  );
}

function shape({ repo }: RepoCall, suite: RuleSuite) {
  return {
    id: suite.id,
    actor_id: suite.actor.id,
    actor_name: suite.actor.login,
    before_sha: suite.before ?? zero,
    after_sha: suite.after ?? zero,
    ref: suite.ref,
    repository_id: repo.id,
    repository_name: repo.name,
    pushed_at: toIso(suite.at),
    result: suite.result,
    evaluation_result: suite.result,
  };
}

export const ruleSuiteRoutes: readonly Route[] = [
  repoRoute(
    "repos/get-repo-rule-suites",
    need,
    (call) => {
      const found = call.repo.ruleSuites.filter((suite) => listed(call, suite)).reverse();
      return paginate(found, call.page, (suite) => shape(call, suite));
    },
    { query: ["ref", "time_period", "actor_name", "rule_suite_result"] },
  ),
  repoRoute("repos/get-repo-rule-suite", need, (call) => {
    const found = call.repo.ruleSuites.find(({ id }) => String(id) === call.params.rule_suite_id);
    if (found === undefined) throw notFound();
    return ok({
      ...shape(call, found),
      evaluation_result: null,
      rule_evaluations: found.evaluations.map(({ ruleset, rule, result, details }) => ({
        rule_source: { type: "ruleset", id: ruleset.id, name: ruleset.name },
        enforcement: "active",
        result,
        rule_type: rule,
        details,
      })),
    });
  }),
];
