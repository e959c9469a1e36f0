import type { ReviewRule, Ruleset, RulesetRule } from "../state/rules.ts";
import type { App, Permissions, Repo, User } from "../state/world.ts";
import { roleAtLeast, roleOf } from "../state/world.ts";

/** Role id of "admin" among bypass actors (GitHub's fixed number). */
const adminRole = 5;

export interface RequiredCheck {
  readonly context: string;
  /** Null: any source. */
  readonly app: number | null;
}

/** What binds a branch, from one source. Sources layer: the most restrictive wins, so each is judged by itself. */
export interface RuleSource {
  readonly from: "classic" | "ruleset";
  readonly checks: readonly RequiredCheck[];
  readonly strict: boolean;
  readonly reviews: ReviewRule | null;
  readonly noDeletion: boolean;
  readonly noForcePush: boolean;
  readonly noCreation: boolean;
  readonly noUpdate: boolean;
}

export interface Who {
  readonly user: User;
  readonly app: App | null;
  /** An app's. */
  readonly permissions: Permissions;
}

function matches(pattern: string, branch: string, repo: Repo): boolean {
  if (pattern === "~ALL") return true;
  if (pattern === "~DEFAULT_BRANCH") return branch === repo.defaultBranch;
  // fnmatch with FNM_PATHNAME: `*` stops at a slash, `**/` does not.
  const source = pattern.replace(/^refs\/heads\//, "").replace(/\*\*\/|\*|\?|[.+^${}()|\\]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "*") return "[^/]*";
    return token === "?" ? "[^/]" : `\\${token}`;
  });
  return new RegExp(`^${source}$`).test(branch);
}

/** Rulesets that are active on the branch (evaluate and disabled ones bind nobody). */
export function activeRulesets(repo: Repo, branch: string): Ruleset[] {
  return repo.rulesets.filter(
    (ruleset) =>
      ruleset.enforcement === "active" &&
      ruleset.include.some((pattern) => matches(pattern, branch, repo)) &&
      !ruleset.exclude.some((pattern) => matches(pattern, branch, repo)),
  );
}

function mayBypass(ruleset: Ruleset, repo: Repo, who: Who, way: "push" | "merge"): boolean {
  return ruleset.bypassActors.some(
    (actor) =>
      (way === "merge" || actor.bypass_mode === "always") &&
      (actor.actor_type === "Integration"
        ? who.app?.id === actor.actor_id
        : who.app === null && actor.actor_id === adminRole && roleOf(repo, who.user) === "admin"),
  );
}

/** What one ruleset wants, as a source of rules. */
export function fromRuleset(ruleset: Ruleset): RuleSource {
  const find = <T extends RulesetRule["type"]>(type: T) =>
    ruleset.rules.find((rule): rule is Extract<RulesetRule, { type: T }> => rule.type === type);
  const has = (type: string) => ruleset.rules.some((rule) => rule.type === type);
  const checks = find("required_status_checks")?.parameters;
  const review = find("pull_request")?.parameters;
  return {
    from: "ruleset",
    checks: (checks?.required_status_checks ?? []).map(({ context, integration_id }) => ({
      context,
      app: integration_id ?? null,
    })),
    strict: checks?.strict_required_status_checks_policy ?? false,
    reviews:
      review === undefined
        ? null
        : {
            count: review.required_approving_review_count,
            codeOwner: review.require_code_owner_review,
            dismissStale: review.dismiss_stale_reviews_on_push,
            lastPush: review.require_last_push_approval,
          },
    noDeletion: has("deletion"),
    noForcePush: has("non_fast_forward"),
    noCreation: has("creation"),
    noUpdate: has("update"),
  };
}

/**
 * Everything that binds `who` on a branch. Without `who`: everything that binds anybody (what merge state shows).
 * Classic protection spares administrators unless it is enforced for them; only rulesets know bypassing apps.
 */
export function rulesFor(repo: Repo, branch: string, who?: Who, way: "push" | "merge" = "merge"): RuleSource[] {
  const sources = activeRulesets(repo, branch)
    .filter((ruleset) => who === undefined || !mayBypass(ruleset, repo, who, way))
    .map(fromRuleset);
  const classic = repo.protections.get(branch);
  const spared =
    classic !== undefined &&
    !classic.enforceAdmins &&
    who !== undefined &&
    who.app === null &&
    roleAtLeast(roleOf(repo, who.user), "admin");
  if (classic !== undefined && !spared) {
    sources.push({
      from: "classic",
      checks: classic.checks.map(({ context, app_id }) => ({ context, app: app_id })),
      strict: classic.strict,
      reviews: classic.reviews,
      noDeletion: true,
      noForcePush: true,
      noCreation: false,
      noUpdate: false,
    });
  }
  return sources;
}
