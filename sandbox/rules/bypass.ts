import type { BypassActor, Ruleset } from "../state/rules.ts";
import type { Repo, Role, World } from "../state/world.ts";
import { roleOf } from "../state/world.ts";
import type { Who } from "./who.ts";

/** GitHub's fixed numbers of the repository roles among bypass actors. */
export const roleIds: Readonly<Record<number, Role>> = {
  1: "read",
  2: "maintain",
  3: "triage",
  4: "write",
  5: "admin",
};

/** GitHub's words for what an actor may do past a ruleset (`current_user_can_bypass`). */
export type BypassRight = "never" | "pull_requests_only" | "always" | "exempt";

const strength: readonly BypassRight[] = ["never", "pull_requests_only", "always", "exempt"];

const rightOf = (mode: BypassActor["bypass_mode"]): BypassRight =>
  mode === "pull_request" ? "pull_requests_only" : mode;

function isActor(actor: BypassActor, repo: Repo, who: Who): boolean {
  if (actor.actor_type === "Integration") return who.app?.id === actor.actor_id;
  // An app's token is nobody's role; a deploy key is none of the sandbox's credentials.
  if (who.app !== null || actor.actor_type === "DeployKey") return false;
  if (actor.actor_type === "User") return actor.actor_id === who.user.id;
  return roleIds[actor.actor_id ?? 0] === roleOf(repo, who.user);
}

export function bypassRight(ruleset: Ruleset, repo: Repo, who: Who): BypassRight {
  const rights = ruleset.bypassActors
    .filter((actor) => isActor(actor, repo, who))
    .map((actor) => rightOf(actor.bypass_mode));
  return rights.sort((a, b) => strength.indexOf(b) - strength.indexOf(a))[0] ?? "never";
}

/** By push only `always` and `exempt` get through; a merge of a pull request lets every mode through. */
export function mayBypass(ruleset: Ruleset, repo: Repo, who: Who, way: "push" | "merge"): boolean {
  const right = bypassRight(ruleset, repo, who);
  return right !== "never" && (way === "merge" || right !== "pull_requests_only");
}

/** Does classic protection take who acts for an administrator? People with that role; an App by variant only. */
export function isAdministrator(world: World, repo: Repo, who: Who): boolean {
  if (who.app === null) return roleOf(repo, who.user) === "admin";
  return world.variants.adminAppCountsAsAdmin && who.permissions.administration === "write";
}
