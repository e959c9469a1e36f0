import { notFound, validationFailed } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { isGranted } from "../server/permissions.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { addIssue, attachLabels } from "../state/issues.ts";
import { closePull } from "../state/pulls.ts";
import type { Issue } from "../state/records.ts";
import { findUser, roleAtLeast, roleOf, sameLogin, type User } from "../state/world.ts";
import { issueShape } from "./shapes/issue.ts";

export function issueOf(call: RepoCall): Issue {
  const issue = call.repo.issues.get(Number(call.params.issue_number));
  if (issue === undefined) throw notFound();
  return issue;
}

const names = (value: unknown): string[] =>
  ((value as (string | { name: string })[] | undefined) ?? []).map((label) =>
    typeof label === "string" ? label : label.name,
  );

/** Only who can work on the repository can be assigned; GitHub answers 422 for others. */
function assigneesOf(call: RepoCall, logins: unknown): User[] {
  return ((logins as string[] | undefined) ?? []).map((login) => {
    const user = findUser(call.world, login);
    if (user === undefined || !roleAtLeast(roleOf(call.repo, user), "read"))
      throw validationFailed("Issue", "assignees", "invalid");
    return user;
  });
}

/** Labels and assignees of people without triage rights are silently dropped, as GitHub does. */
const maySort = (call: RepoCall): boolean =>
  isGranted(call.token, call.repo, { ...write("issues", "pull_requests"), role: "triage" });

function matchesList(call: RepoCall, issue: Issue): boolean {
  const { query } = call;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((name) => name !== "");
  const assignee = query.get("assignee");
  const creator = query.get("creator");
  const since = query.get("since");
  return (
    (state === "all" || issue.state === state) &&
    labels.every((name) => issue.labels.some((label) => sameLogin(label.name, name))) &&
    (assignee === null || assignee === "*" ? true : issue.assignees.some((user) => sameLogin(user.login, assignee))) &&
    (creator === null || sameLogin(issue.user.login, creator)) &&
    (since === null || issue.updatedAt >= Date.parse(since))
  );
}

export const issueRoutes: readonly Route[] = [
  repoRoute(
    "issues/list-for-repo",
    read("issues"),
    (call) => {
      const key = call.query.get("sort") === "updated" ? "updatedAt" : "createdAt";
      const sign = call.query.get("direction") === "asc" ? 1 : -1;
      const found = [...call.repo.issues.values()]
        .filter((issue) => matchesList(call, issue))
        .sort((a, b) => sign * (a[key] - b[key] || a.number - b.number));
      return paginate(found, call.page, (issue) => issueShape(call.world, call.repo, issue));
    },
    { query: ["state", "labels", "assignee", "creator", "since", "sort", "direction"] },
  ),
  repoRoute(
    "issues/create",
    { ...write("issues"), role: "read" },
    (call) => {
      const { world, repo, token, body } = call;
      const assignees = maySort(call) ? assigneesOf(call, body.assignees) : [];
      const issue = addIssue(world, repo, token, String(body.title), text(body.body) ?? null);
      issue.assignees = assignees;
      if (maySort(call)) attachLabels(world, repo, issue, names(body.labels));
      return created(issueShape(world, repo, issue));
    },
    { body: ["title", "body", "labels", "assignees"] },
  ),
  repoRoute("issues/get", read("issues", "pull_requests"), (call) =>
    ok(issueShape(call.world, call.repo, issueOf(call))),
  ),
  repoRoute(
    "issues/update",
    { ...write("issues", "pull_requests"), role: "triage" },
    async (call) => {
      const { world, repo, token, body } = call;
      const issue = issueOf(call);
      if (typeof body.title === "string") issue.title = body.title;
      if (body.body !== undefined) issue.body = text(body.body) ?? null;
      if (body.assignees !== undefined) issue.assignees = assigneesOf(call, body.assignees);
      if (body.labels !== undefined) {
        issue.labels.length = 0;
        attachLabels(world, repo, issue, names(body.labels));
      }
      const pull = repo.pulls.get(issue.number);
      if (body.state === "closed" && issue.state === "open") {
        if (pull !== undefined) await closePull(repo, pull, token.user, world.now());
        else Object.assign(issue, { state: "closed", closedAt: world.now(), closedBy: token.user });
        issue.stateReason = (body.state_reason as Issue["stateReason"] | undefined) ?? "completed";
      } else if (body.state === "open" && issue.state === "closed") {
        if (pull !== undefined)
          throw validationFailed("PullRequest", "state", "invalid", "the sandbox does not reopen pull requests");
        Object.assign(issue, { state: "open", closedAt: null, closedBy: null, stateReason: "reopened" });
      }
      issue.updatedAt = world.now();
      return ok(issueShape(world, repo, issue));
    },
    { body: ["title", "body", "state", "state_reason", "labels", "assignees"] },
  ),
];
