import { paginate } from "../server/pagination.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { deliverIssue, deliverPull } from "../state/deliveries.ts";
import { addIssue, attachLabels, editText } from "../state/issues.ts";
import { closePull } from "../state/pulls.ts";
import type { Issue } from "../state/records.ts";
import { sameLogin } from "../state/world.ts";
import { assigneesOf, maySort } from "./assignees.ts";
import { assertIssuesEnabled, assertNotTransferred, issueOf } from "./issue-of.ts";
import { assertBody, assertTitle } from "./limits.ts";
import { milestoneOf } from "./milestones.ts";
import { reopenPull } from "./pulls.ts";
import { issueShape } from "./shapes/issue.ts";

const names = (value: unknown): string[] =>
  ((value as (string | { name: string })[] | undefined) ?? []).map((label) =>
    typeof label === "string" ? label : label.name,
  );

/** `*`: to anybody; `none`: to nobody. */
function isAssigned(issue: Issue, assignee: string): boolean {
  if (assignee === "*" || assignee === "none") return issue.assignees.length > 0 === (assignee === "*");
  return issue.assignees.some((user) => sameLogin(user.login, assignee));
}

const sortKeys: Readonly<Record<string, (issue: Issue) => number>> = {
  created: (issue) => issue.createdAt,
  updated: (issue) => issue.updatedAt,
  comments: (issue) => issue.comments.length,
};

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
    (assignee === null || isAssigned(issue, assignee)) &&
    (creator === null || sameLogin(issue.user.login, creator)) &&
    (since === null || issue.updatedAt >= Date.parse(since))
  );
}

/** Title and text; true where something changed. */
function editIssue({ world, token, body }: RepoCall, issue: Issue): boolean {
  assertTitle("Issue", body.title);
  assertBody("Issue", body.body);
  const title = text(body.title) ?? issue.title;
  const words = body.body === undefined ? issue.body : (text(body.body) ?? null);
  if (title === issue.title && words === issue.body) return false;
  if (title !== issue.title)
    issue.renames.push({ id: world.nextId(), by: token.user, at: world.now(), from: issue.title, to: title });
  issue.title = title;
  if (words !== issue.body) editText(world, token.user, issue, words);
  return true;
}

export const issueRoutes: readonly Route[] = [
  repoRoute(
    "issues/list-for-repo",
    read("issues"),
    (call) => {
      const key = sortKeys[call.query.get("sort") ?? "created"] ?? ((issue: Issue) => issue.createdAt);
      const sign = call.query.get("direction") === "asc" ? 1 : -1;
      const found = [...call.repo.issues.values()]
        // With issues switched off the list is still answered: pull requests are issues, too.
        .filter((issue) => call.repo.hasIssues || call.repo.pulls.has(issue.number))
        .filter((issue) => matchesList(call, issue))
        .sort((a, b) => sign * (key(a) - key(b) || a.number - b.number));
      return paginate(found, call.page, (issue) => issueShape(call.world, call.repo, issue));
    },
    { query: ["state", "labels", "assignee", "creator", "since", "sort", "direction"] },
  ),
  repoRoute(
    "issues/create",
    { ...write("issues"), role: "read" },
    (call) => {
      const { world, repo, token, body } = call;
      assertIssuesEnabled(call);
      assertTitle("Issue", String(body.title));
      assertBody("Issue", body.body);
      const assignees = maySort(call) ? assigneesOf(call, body.assignees) : [];
      const milestone = maySort(call) ? milestoneOf(call, body.milestone) : null;
      const issue = addIssue(world, repo, token, String(body.title), text(body.body) ?? null);
      Object.assign(issue, { assignees, milestone });
      if (maySort(call)) attachLabels(world, repo, issue, names(body.labels));
      deliverIssue(world, repo, issue, "opened", token.user);
      return created(issueShape(world, repo, issue));
    },
    { body: ["title", "body", "labels", "assignees", "milestone"] },
  ),
  repoRoute("issues/get", read("issues", "pull_requests"), (call) => {
    assertNotTransferred(call);
    return ok(issueShape(call.world, call.repo, issueOf(call)));
  }),
  repoRoute(
    "issues/update",
    { ...write("issues", "pull_requests"), role: "triage" },
    async (call) => {
      const { world, repo, token, body } = call;
      const issue = issueOf(call);
      if (body.assignees !== undefined) issue.assignees = assigneesOf(call, body.assignees);
      if (body.milestone !== undefined) issue.milestone = milestoneOf(call, body.milestone);
      if (body.labels !== undefined) {
        issue.labels.length = 0;
        attachLabels(world, repo, issue, names(body.labels));
      }
      const pull = repo.pulls.get(issue.number);
      issue.updatedAt = world.now();
      if (editIssue(call, issue)) {
        if (pull === undefined) deliverIssue(world, repo, issue, "edited", token.user);
        else await deliverPull(world, repo, pull, "edited", token.user);
      }
      const reason = body.state_reason as Issue["stateReason"] | undefined;
      if (body.state === "closed" && issue.state === "open") {
        issue.stateReason = reason ?? "completed";
        if (pull !== undefined) await closePull(world, repo, pull, token.user);
        else {
          Object.assign(issue, { state: "closed", closedAt: world.now(), closedBy: token.user });
          deliverIssue(world, repo, issue, "closed", token.user);
        }
      } else if (body.state === "open" && issue.state === "closed") {
        if (pull !== undefined) await reopenPull(world, repo, pull, token.user);
        else {
          Object.assign(issue, { state: "open", closedAt: null, closedBy: null, stateReason: "reopened" });
          deliverIssue(world, repo, issue, "reopened", token.user);
        }
      }
      return ok(issueShape(world, repo, issue));
    },
    { body: ["title", "body", "state", "state_reason", "labels", "assignees", "milestone"] },
  ),
];
