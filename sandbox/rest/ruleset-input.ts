import { roleIds } from "../rules/bypass.ts";
import { HttpError, Unlisted } from "../server/http-error.ts";
import type { RepoCall } from "../server/route.ts";
import { type BypassActor, type Ruleset, type RulesetRule, ruleTypes } from "../state/rules.ts";

const invalid = (...errors: string[]): HttpError => new HttpError(422, "Validation Failed", { errors });

interface RuleInput {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Parameters of a rule that are implemented; another one is refused, never ignored. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  update: ["update_allows_fetch_and_merge"],
  pull_request: [
    "required_approving_review_count",
    "require_code_owner_review",
    "dismiss_stale_reviews_on_push",
    "require_last_push_approval",
    "required_review_thread_resolution",
    "allowed_merge_methods",
  ],
  required_status_checks: [
    "strict_required_status_checks_policy",
    "do_not_enforce_on_create",
    "required_status_checks",
  ],
  required_deployments: ["required_deployment_environments"],
  code_scanning: ["code_scanning_tools"],
  merge_queue: [
    "check_response_timeout_minutes",
    "grouping_strategy",
    "max_entries_to_build",
    "max_entries_to_merge",
    "merge_method",
    "min_entries_to_merge",
    "min_entries_to_merge_wait_minutes",
  ],
};

function readRule(call: RepoCall, rule: RuleInput): RulesetRule {
  if (!ruleTypes.has(rule.type)) throw new Unlisted(`the rule ${rule.type} is not implemented`);
  for (const name of Object.keys(rule.parameters ?? {}))
    if (!(parameters[rule.type] ?? []).includes(name)) throw new Unlisted(`${name} of ${rule.type} is not implemented`);
  if (rule.parameters?.update_allows_fetch_and_merge === true) throw new Unlisted("update_allows_fetch_and_merge");
  if (rule.type === "merge_queue" && call.repo.owner.type !== "Organization")
    throw invalid("Invalid rule 'merge_queue': ");
  if (rule.type === "required_status_checks") {
    const checks = (rule.parameters?.required_status_checks ?? []) as { integration_id?: number }[];
    const about = "Invalid rule 'required_status_checks': ";
    if (checks.length === 0)
      throw invalid(`${about}Invalid parameter required_status_checks: Expected at least 1 elements, got 0`);
    // -1 means "any" in classic protection only.
    for (const { integration_id: app } of checks)
      if (app !== undefined && !call.world.apps.has(app)) throw invalid(`${about}Invalid integration_id: ${app}`);
  }
  return rule as RulesetRule;
}

interface ActorInput {
  readonly actor_id?: number | null;
  readonly actor_type: string;
  readonly bypass_mode?: BypassActor["bypass_mode"];
}

function readActor(call: RepoCall, input: ActorInput): BypassActor {
  const { actor_type: type, actor_id: id = null, bypass_mode: mode = "always" } = input;
  if (type === "Team" || type === "OrganizationAdmin") throw new Unlisted(`bypass by ${type} is not implemented`);
  if (type === "Integration") {
    const app = call.world.apps.get(id ?? 0);
    // GITHUB_TOKEN belongs to an app that no organization owns.
    if (app === undefined || app.id === 15368)
      throw invalid(
        `Actor ${app?.id === 15368 ? "GitHub Actions" : id} integration must be part of the ruleset source or owner organization`,
      );
  }
  if (type === "RepositoryRole" && roleIds[id ?? 0] === undefined) throw invalid("Actor role is invalid");
  if (type === "User" && !call.world.users.has(id ?? 0)) throw invalid("Actor user is invalid");
  if (type === "DeployKey" && mode === "pull_request") throw invalid("Deploy keys cannot bypass on pull requests only");
  return {
    actor_id: type === "DeployKey" ? null : id,
    actor_type: type as BypassActor["actor_type"],
    bypass_mode: mode,
  };
}

export type RulesetFields = Pick<
  Ruleset,
  "name" | "target" | "enforcement" | "include" | "exclude" | "rules" | "bypassActors"
>;

const patterns = { branch: /^(~ALL|~DEFAULT_BRANCH|refs\/heads\/.+)$/, tag: /^(~ALL|refs\/tags\/.+)$/ };

/** The fields that the body names; arrays replace what was there, what is left out stays. */
export function readRuleset(
  call: RepoCall,
  others: readonly Ruleset[],
  before: Ruleset["target"] = "branch",
): Partial<RulesetFields> {
  const { body } = call;
  const target = body.target ?? before;
  if (target !== "branch" && target !== "tag") throw new Unlisted(`rulesets of target ${target}`);
  if (body.enforcement === "evaluate") throw new Unlisted("evaluate: GitHub Enterprise only");
  if (others.some((ruleset) => ruleset.name === body.name)) throw invalid("Name must be unique");
  const conditions = body.conditions as
    | { readonly ref_name?: { readonly include?: string[]; readonly exclude?: string[] } }
    | undefined;
  const refs = conditions?.ref_name;
  for (const pattern of [...(refs?.include ?? []), ...(refs?.exclude ?? [])])
    if (!patterns[target].test(pattern)) throw invalid(`Invalid target patterns: '${pattern}'`);
  return {
    target,
    ...(body.name === undefined ? {} : { name: String(body.name) }),
    ...(body.enforcement === undefined ? {} : { enforcement: body.enforcement as Ruleset["enforcement"] }),
    ...(conditions === undefined ? {} : { include: refs?.include ?? [], exclude: refs?.exclude ?? [] }),
    ...(body.rules === undefined ? {} : { rules: (body.rules as RuleInput[]).map((rule) => readRule(call, rule)) }),
    ...(body.bypass_actors === undefined
      ? {}
      : { bypassActors: (body.bypass_actors as ActorInput[]).map((actor) => readActor(call, actor)) }),
  };
}
