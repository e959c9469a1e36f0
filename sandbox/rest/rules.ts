import { activeRulesets } from "../rules/effective-rules.ts";
import { notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { isGranted } from "../server/permissions.ts";
import { ok, type RepoCall, type Route, read, repoRoute, write } from "../server/route.ts";
import type { Ruleset, RulesetRule } from "../state/rules.ts";
import { toIso } from "../state/world.ts";
import { fullName, nodeId, repoApi, repoHtml } from "./shapes/urls.ts";

function ruleShape(rule: RulesetRule) {
  if (rule.type === "required_status_checks")
    return { type: rule.type, parameters: { do_not_enforce_on_create: false, ...rule.parameters } };
  if (rule.type === "update") return { type: rule.type, parameters: { update_allows_fetch_and_merge: false } };
  return rule;
}

function rulesetShape(call: RepoCall, ruleset: Ruleset, whole: boolean) {
  const { world, repo } = call;
  const self = `${repoApi(world, repo)}/rulesets/${ruleset.id}`;
  return {
    id: ruleset.id,
    node_id: nodeId("RepositoryRuleset", ruleset.id),
    name: ruleset.name,
    target: "branch",
    source_type: "Repository",
    source: fullName(repo),
    enforcement: ruleset.enforcement,
    created_at: toIso(ruleset.createdAt),
    updated_at: toIso(ruleset.createdAt),
    _links: { self: { href: self }, html: { href: `${repoHtml(world, repo)}/rules/${ruleset.id}` } },
    ...(whole
      ? {
          conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
          rules: ruleset.rules.map(ruleShape),
          // Only who may write the ruleset sees who may bypass it.
          ...(isGranted(call.token, repo, { ...write("administration"), role: "admin" })
            ? { bypass_actors: ruleset.bypassActors }
            : {}),
        }
      : {}),
  };
}

export const ruleRoutes: readonly Route[] = [
  repoRoute("repos/get-branch-rules", read("metadata"), (call) => {
    const rules = activeRulesets(call.repo, call.params.branch ?? "").flatMap((ruleset) =>
      ruleset.rules.map((rule) => ({ rule, ruleset })),
    );
    return paginate(rules, call.page, ({ rule, ruleset }) => ({
      ...ruleShape(rule),
      ruleset_source_type: "Repository",
      ruleset_source: fullName(call.repo),
      ruleset_id: ruleset.id,
    }));
  }),
  repoRoute("repos/get-repo-rulesets", read("metadata"), (call) =>
    paginate(call.repo.rulesets, call.page, (ruleset) => rulesetShape(call, ruleset, false)),
  ),
  repoRoute("repos/get-repo-ruleset", read("metadata"), (call) => {
    const found = call.repo.rulesets.find((ruleset) => String(ruleset.id) === call.params.ruleset_id);
    if (found === undefined) throw notFound();
    return ok(rulesetShape(call, found, true));
  }),
];
