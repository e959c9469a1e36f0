import { bypassRight } from "../../rules/bypass.ts";
import { isGranted } from "../../server/permissions.ts";
import { administer, type RepoCall } from "../../server/route.ts";
import type { Ruleset, RulesetRule } from "../../state/rules.ts";
import { toIso } from "../../state/world.ts";
import { apiBase, fullName, nodeId, repoApi, repoHtml } from "./urls.ts";

export function ruleShape(rule: RulesetRule) {
  if (rule.type === "required_status_checks")
    return { type: rule.type, parameters: { do_not_enforce_on_create: false, ...rule.parameters } };
  if (rule.type === "pull_request")
    return {
      type: rule.type,
      parameters: { allowed_merge_methods: ["merge", "squash", "rebase"], ...rule.parameters },
    };
  if (rule.type === "update") return { type: rule.type, parameters: { update_allows_fetch_and_merge: false } };
  return rule;
}

/** Level and name of what a ruleset belongs to. */
export const sourceOf = (call: RepoCall, ruleset: Ruleset): { type: "Repository" | "Organization"; name: string } =>
  ruleset.organization === null
    ? { type: "Repository", name: fullName(call.repo) }
    : { type: "Organization", name: ruleset.organization };

/** Who may write a ruleset: an organization's is for its own administration, which no call to a repository needs. */
function mayWrite(call: RepoCall, ruleset: Ruleset): boolean {
  if (ruleset.organization === null) return isGranted(call.token, call.repo, administer("write"));
  return call.token.app !== null && call.token.permissions.organization_administration === "write";
}

export function rulesetSummary(call: RepoCall, ruleset: Ruleset) {
  const { world, repo } = call;
  const source = sourceOf(call, ruleset);
  const [self, html] =
    ruleset.organization === null
      ? [`${repoApi(world, repo)}/rulesets/${ruleset.id}`, `${repoHtml(world, repo)}/rules/${ruleset.id}`]
      : [
          `${apiBase(world)}/orgs/${ruleset.organization}/rulesets/${ruleset.id}`,
          `${world.url}/organizations/${ruleset.organization}/settings/rules/${ruleset.id}`,
        ];
  return {
    id: ruleset.id,
    node_id: nodeId("RepositoryRuleset", ruleset.id),
    name: ruleset.name,
    target: ruleset.target,
    source_type: source.type,
    source: source.name,
    enforcement: ruleset.enforcement,
    created_at: toIso(ruleset.createdAt),
    updated_at: toIso(ruleset.updatedAt),
    _links: { self: { href: self }, html: { href: html } },
  };
}

export function rulesetShape(call: RepoCall, ruleset: Ruleset) {
  const ref_name = { include: ruleset.include, exclude: ruleset.exclude };
  return {
    ...rulesetSummary(call, ruleset),
    conditions:
      ruleset.organization === null
        ? { ref_name }
        : { ref_name, repository_name: { include: ruleset.repositories, exclude: [], protected: false } },
    rules: ruleset.rules.map(ruleShape),
    current_user_can_bypass: bypassRight(ruleset, call.repo, call.token),
    // Only who may write the ruleset sees who may bypass it.
    ...(mayWrite(call, ruleset) ? { bypass_actors: ruleset.bypassActors } : {}),
  };
}
