import { HttpError, notFound } from "../server/http-error.ts";
import { isGranted } from "../server/permissions.ts";
import { created, noContent, ok, type RepoCall, type Route, read, repoRoute, write } from "../server/route.ts";
import { findUser, type Repo, roleAtLeast, roleOf, type User, type World } from "../state/world.ts";
import { issueOf } from "./issue-of.ts";
import { issueShape } from "./shapes/issue.ts";

/** People with access to the repository; an app cannot be assigned. */
function assignable(world: World, repo: Repo, login: string): User | null {
  const user = findUser(world, login);
  return user?.type === "User" && roleAtLeast(roleOf(repo, user), "read") ? user : null;
}

/** For a new or edited issue: 422 for who cannot be assigned. */
export function assigneesOf(call: RepoCall, logins: unknown): User[] {
  return ((logins as string[] | undefined) ?? []).map((login) => {
    const user = assignable(call.world, call.repo, login);
    if (user !== null) return user;
    const error = { value: login, resource: "Issue", field: "assignees", code: "invalid" };
    throw new HttpError(422, "Validation Failed", { errors: [error] });
  });
}

/** Labels and assignees of people without triage rights are silently dropped, as GitHub does. */
export const maySort = (call: RepoCall): boolean =>
  isGranted(call.token, call.repo, { ...write("issues", "pull_requests"), role: "triage" });

const logins = (body: RepoCall["body"]): string[] =>
  ((body.assignees ?? []) as (string | { readonly login: string })[]).map((entry) =>
    typeof entry === "string" ? entry : entry.login,
  );

/** Documented, and unlike on creation: whoever cannot be assigned is left out without a word. So a caller must read the answer. */
const assigning = { ...write("issues", "pull_requests"), role: "read" } as const;
const most = 10;

export const assigneeRoutes: readonly Route[] = [
  repoRoute(
    "issues/add-assignees",
    assigning,
    (call) => {
      const issue = issueOf(call);
      const wanted = logins(call.body).flatMap((login) => assignable(call.world, call.repo, login) ?? []);
      if (maySort(call)) {
        issue.assignees = [...new Set([...issue.assignees, ...wanted])].slice(0, most);
        issue.updatedAt = call.world.now();
      }
      return created(issueShape(call.world, call.repo, issue));
    },
    { body: ["assignees"] },
  ),
  repoRoute(
    "issues/remove-assignees",
    assigning,
    (call) => {
      const issue = issueOf(call);
      const gone = new Set(logins(call.body).map((login) => login.toLowerCase()));
      if (maySort(call)) {
        issue.assignees = issue.assignees.filter((user) => !gone.has(user.login.toLowerCase()));
        issue.updatedAt = call.world.now();
      }
      return ok(issueShape(call.world, call.repo, issue));
    },
    { body: ["assignees"] },
  ),
  repoRoute("issues/check-user-can-be-assigned", read("issues", "pull_requests"), (call) => {
    if (assignable(call.world, call.repo, call.params.assignee ?? "") === null) throw notFound();
    return noContent;
  }),
];
