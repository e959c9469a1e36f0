import type { ClassicProtection, PeopleList, ReviewRule, Ruleset, RulesetRule } from "../state/rules.ts";
import type { Repo, World } from "../state/world.ts";
import { bypassRight, isAdministrator, mayBypass } from "./bypass.ts";
import { matchesName } from "./ref-pattern.ts";
import type { Who } from "./who.ts";

export type { Who } from "./who.ts";

export interface RequiredCheck {
  readonly context: string;
  /** Null: any source. */
  readonly app: number | null;
}

/** What binds a branch, from one source. Sources layer: the most restrictive wins, so each is judged by itself. */
export interface RuleSource {
  readonly from: "classic" | "ruleset";
  readonly checks: readonly RequiredCheck[];
  /** Without a required check it has no effect (documented). */
  readonly strict: boolean;
  readonly reviews: ReviewRule | null;
  /** Changes come by pull request, whatever reviews it needs. */
  readonly pullRequestOnly: boolean;
  readonly conversations: boolean;
  readonly signatures: boolean;
  readonly linearHistory: boolean;
  /** Null: those of the repository. */
  readonly mergeMethods: readonly string[] | null;
  readonly mergeQueue: boolean;
  readonly noDeletion: boolean;
  readonly noForcePush: boolean;
  readonly noCreation: boolean;
  readonly noUpdate: boolean;
  readonly locked: boolean;
  /** Classic restriction of who may push and merge, and `who` is not among them. */
  readonly notAmongPushers: boolean;
  /** What nothing in the sandbox can meet, in GitHub's words. */
  readonly unmet: readonly string[];
}

function matches(pattern: string, name: string, repo: Repo): boolean {
  if (pattern === "~ALL") return true;
  if (pattern === "~DEFAULT_BRANCH") return name === repo.defaultBranch;
  return matchesName(pattern.replace(/^refs\/(heads|tags)\//, ""), name);
}

/** Rulesets that are active on the branch (evaluate and disabled ones bind nobody), the organization's first. */
export function activeRulesets(repo: Repo, name: string, target: Ruleset["target"] = "branch"): Ruleset[] {
  return [...repo.inheritedRulesets(), ...repo.rulesets].filter(
    (ruleset) =>
      ruleset.target === target &&
      ruleset.enforcement === "active" &&
      ruleset.include.some((pattern) => matches(pattern, name, repo)) &&
      !ruleset.exclude.some((pattern) => matches(pattern, name, repo)),
  );
}

/** Those that are active on a ref, by its full name; none on what is neither branch nor tag. */
export function rulesetsOn(repo: Repo, ref: string): Ruleset[] {
  const [, kind, name = ""] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref) ?? [];
  return kind === undefined ? [] : activeRulesets(repo, name, kind === "tags" ? "tag" : "branch");
}

function unmetBy(rule: RulesetRule): string[] {
  if (rule.type === "required_deployments")
    return rule.parameters.required_deployment_environments.map(
      (name) => `Required deployment environment "${name}" has no successful deployment.`,
    );
  if (rule.type === "code_scanning")
    return rule.parameters.code_scanning_tools.map(({ tool }) => `Code scanning is waiting for results from ${tool}.`);
  return [];
}

/** What one ruleset wants, as a source of rules. */
export function fromRuleset(ruleset: Ruleset): RuleSource {
  const find = <T extends RulesetRule["type"]>(type: T) =>
    ruleset.rules.find((rule): rule is Extract<RulesetRule, { type: T }> => rule.type === type);
  const has = (type: RulesetRule["type"]) => ruleset.rules.some((rule) => rule.type === type);
  const checks = find("required_status_checks")?.parameters;
  const review = find("pull_request")?.parameters;
  return {
    from: "ruleset",
    checks: (checks?.required_status_checks ?? []).map(({ context, integration_id }) => ({
      context,
      app: integration_id ?? null,
    })),
    strict: (checks?.strict_required_status_checks_policy ?? false) && checks?.required_status_checks.length !== 0,
    reviews:
      review === undefined
        ? null
        : {
            count: review.required_approving_review_count,
            codeOwner: review.require_code_owner_review,
            dismissStale: review.dismiss_stale_reviews_on_push,
            lastPush: review.require_last_push_approval,
          },
    pullRequestOnly: review !== undefined,
    conversations: review?.required_review_thread_resolution ?? false,
    signatures: has("required_signatures"),
    linearHistory: has("required_linear_history"),
    mergeMethods: review?.allowed_merge_methods ?? null,
    mergeQueue: has("merge_queue"),
    noDeletion: has("deletion"),
    noForcePush: has("non_fast_forward"),
    noCreation: has("creation"),
    noUpdate: has("update"),
    locked: false,
    notAmongPushers: false,
    unmet: ruleset.rules.flatMap(unmetBy),
  };
}

const isNamed = (list: PeopleList, who: Who): boolean =>
  who.app === null
    ? list.users.some((user) => user.id === who.user.id)
    : list.apps.some((app) => app.id === who.app?.id);

function fromClassic(world: World, repo: Repo, classic: ClassicProtection, who: Who | undefined): RuleSource {
  const { statusChecks, reviews, restrictions } = classic;
  const spared = who !== undefined && reviews?.allowances != null && isNamed(reviews.allowances, who);
  // Enforced for administrators or not: they may always push (documented).
  const notAmongPushers =
    restrictions !== null && who !== undefined && !isNamed(restrictions, who) && !isAdministrator(world, repo, who);
  return {
    from: "classic",
    checks: (statusChecks?.checks ?? []).map(({ context, app_id }) => ({ context, app: app_id })),
    strict: statusChecks?.strict === true && statusChecks.checks.length > 0,
    reviews: spared ? null : reviews,
    pullRequestOnly: reviews !== null && !spared,
    conversations: classic.conversations,
    signatures: classic.signatures,
    linearHistory: classic.linearHistory,
    mergeMethods: null,
    mergeQueue: false,
    noDeletion: !classic.allowDeletions,
    noForcePush: !classic.allowForcePushes,
    noCreation: classic.blockCreations && notAmongPushers,
    noUpdate: false,
    locked: classic.lock,
    notAmongPushers,
    unmet: [],
  };
}

/**
 * Everything that binds `who` on a branch. Without `who`: everything that binds anybody (what merge state shows).
 * Classic protection spares administrators unless it is enforced for them; only rulesets know bypassing apps.
 */
export function rulesFor(
  world: World,
  repo: Repo,
  branch: string,
  who?: Who,
  way: "push" | "merge" = "merge",
): RuleSource[] {
  const sources = activeRulesets(repo, branch)
    .filter((ruleset) => who === undefined || !mayBypass(ruleset, repo, who, way))
    .map(fromRuleset);
  const classic = repo.protections.get(branch);
  const spared = classic?.enforceAdmins === false && who !== undefined && isAdministrator(world, repo, who);
  return classic === undefined || spared ? sources : [...sources, fromClassic(world, repo, classic, who)];
}

/** What binds `who` on a tag: rulesets alone, as classic protection knows only branches. */
export function tagRulesFor(repo: Repo, tag: string, who: Who): RuleSource[] {
  return activeRulesets(repo, tag, "tag")
    .filter((ruleset) => !mayBypass(ruleset, repo, who, "push"))
    .map(fromRuleset);
}

/**
 * What merge state shows to `viewer`: everything that binds anybody. Rules are not run for an exempt actor (documented); whether other
 * ways to bypass show is a variant.
 */
export function rulesShownTo(world: World, repo: Repo, branch: string, viewer: Who): RuleSource[] {
  if (world.variants.mergeStateForBypasser === "clean") return rulesFor(world, repo, branch, viewer);
  const exempt = activeRulesets(repo, branch).filter((ruleset) => bypassRight(ruleset, repo, viewer) === "exempt");
  const rulesets = activeRulesets(repo, branch).filter((ruleset) => !exempt.includes(ruleset));
  const sources = rulesets.map(fromRuleset);
  const classic = repo.protections.get(branch);
  if (classic === undefined) return sources;
  const { notAmongPushers } = fromClassic(world, repo, classic, viewer);
  return [...sources, { ...fromClassic(world, repo, classic, undefined), notAmongPushers }];
}
