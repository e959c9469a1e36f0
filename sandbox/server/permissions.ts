import { type Repo, type Role, roleAtLeast, roleOf, type Token } from "../state/world.ts";
import { HttpError, notFound } from "./http-error.ts";

/** What a call needs: one of `anyOf` for an app's token, a role for a person. */
export interface Need {
  /** Permission names as in a workflow's `permissions:`, with underscores, e.g. `pull_requests`. */
  readonly anyOf: readonly string[];
  readonly level: "read" | "write";
  /** Default: the level itself. GitHub lets every reader open issues, comment and review. */
  readonly role?: Role;
  /** A person without the role is told that there is nothing (404). GitHub does so with settings; an app is refused in plain words. */
  readonly hidden?: true;
}

export function isGranted(token: Token, repo: Repo, need: Need): boolean {
  if (token.app === null) return roleAtLeast(roleOf(repo, token.user), need.role ?? need.level);
  return need.anyOf.some((scope) => {
    if (scope === "metadata") return true; // every installation has it
    const granted = token.permissions[scope];
    return granted === "write" || granted === need.level;
  });
}

/** GitHub's header of that name: what the call would have needed. Alternatives stand between semicolons. */
export function acceptedPermissions(need: Need): Readonly<Record<string, string>> {
  return { "x-accepted-github-permissions": need.anyOf.map((scope) => `${scope}=${need.level}`).join("; ") };
}

/** A repository that the token cannot see does not exist for it. */
export function isVisible(token: Token, repo: Repo): boolean {
  if (token.repositories !== null && !token.repositories.has(repo.id)) return false;
  return token.app !== null ? token.repositories !== null : !repo.private || roleOf(repo, token.user) !== null;
}

export function denied(token: Token): HttpError {
  return new HttpError(
    403,
    token.app === null ? "Resource not accessible by personal access token" : "Resource not accessible by integration",
  );
}

export function assertGranted(token: Token, repo: Repo, need: Need): void {
  if (!isVisible(token, repo)) throw notFound();
  if (isGranted(token, repo, need)) return;
  throw need.hidden === true && token.app === null ? notFound() : denied(token);
}
