import type { ClassicChecks, ClassicProtection, ClassicReviews, PeopleList } from "../../state/rules.ts";
import type { Repo, World } from "../../state/world.ts";
import { repoApi } from "./urls.ts";
import { appShape, simpleUser } from "./user.ts";

export const protectionUrl = (world: World, repo: Repo, branch: string): string =>
  `${repoApi(world, repo)}/branches/${branch}/protection`;

export function checksShape(url: string, { strict, checks }: ClassicChecks) {
  return {
    url: `${url}/required_status_checks`,
    strict,
    contexts: checks.map((check) => check.context),
    contexts_url: `${url}/required_status_checks/contexts`,
    checks,
  };
}

const people = (world: World, list: PeopleList) => ({
  users: list.users.map((user) => simpleUser(world, user)),
  teams: [],
  apps: list.apps.map((app) => appShape(world, app)),
});

export function reviewsShape(world: World, url: string, reviews: ClassicReviews) {
  const dismissal = `${url}/dismissal_restrictions`;
  return {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: reviews.dismissStale,
    require_code_owner_reviews: reviews.codeOwner,
    required_approving_review_count: reviews.count,
    require_last_push_approval: reviews.lastPush,
    ...(reviews.dismissal === null
      ? {}
      : {
          dismissal_restrictions: {
            url: dismissal,
            users_url: `${dismissal}/users`,
            teams_url: `${dismissal}/teams`,
            ...people(world, reviews.dismissal),
          },
        }),
    ...(reviews.allowances === null ? {} : { bypass_pull_request_allowances: people(world, reviews.allowances) }),
  };
}

export const switchShape = (url: string, name: string, enabled: boolean) => ({ url: `${url}/${name}`, enabled });

/** What GET and PUT answer: objects with `enabled`, never the form that PUT takes. What is off is absent, or `enabled: false`. */
export function protectionShape(world: World, repo: Repo, branch: string, of: ClassicProtection) {
  const url = protectionUrl(world, repo, branch);
  const restrictions = `${url}/restrictions`;
  return {
    url,
    ...(of.statusChecks === null ? {} : { required_status_checks: checksShape(url, of.statusChecks) }),
    ...(of.reviews === null ? {} : { required_pull_request_reviews: reviewsShape(world, url, of.reviews) }),
    ...(of.restrictions === null
      ? {}
      : {
          restrictions: {
            url: restrictions,
            users_url: `${restrictions}/users`,
            teams_url: `${restrictions}/teams`,
            apps_url: `${restrictions}/apps`,
            ...people(world, of.restrictions),
            // Here, unlike everywhere else, the description of an app is a text.
            apps: of.restrictions.apps.map((app) => ({ ...appShape(world, app), description: "" })),
          },
        }),
    required_signatures: switchShape(url, "required_signatures", of.signatures),
    enforce_admins: switchShape(url, "enforce_admins", of.enforceAdmins),
    required_linear_history: { enabled: of.linearHistory },
    allow_force_pushes: { enabled: of.allowForcePushes },
    allow_deletions: { enabled: of.allowDeletions },
    block_creations: { enabled: of.blockCreations },
    required_conversation_resolution: { enabled: of.conversations },
    lock_branch: { enabled: of.lock },
    allow_fork_syncing: { enabled: of.allowForkSyncing },
  };
}
