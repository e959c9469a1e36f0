import type { Comment, Issue, Label } from "../../state/records.ts";
import { type Repo, roleAtLeast, roleOf, toIso, type User, type World } from "../../state/world.ts";
import { milestoneShape } from "./milestone.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { appShape, simpleUser } from "./user.ts";

/** GitHub's author_association. Bots of apps have none. */
export function associationOf(repo: Repo, user: User): string {
  if (repo.owner.id === user.id) return "OWNER";
  return roleAtLeast(roleOf(repo, user), "read") ? "COLLABORATOR" : "NONE";
}

export function labelShape(world: World, repo: Repo, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: `${repoApi(world, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  };
}

export function issueShape(world: World, repo: Repo, issue: Issue): Record<string, unknown> {
  const url = `${repoApi(world, repo)}/issues/${issue.number}`;
  const isPull = repo.pulls.has(issue.number);
  const html = `${repoHtml(world, repo)}/${isPull ? "pull" : "issues"}/${issue.number}`;
  const assignees = issue.assignees.map((user) => simpleUser(world, user));
  return {
    id: issue.id,
    node_id: nodeId(isPull ? "PullRequest" : "Issue", issue.id),
    url,
    repository_url: repoApi(world, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: simpleUser(world, issue.user),
    labels: issue.labels.map((label) => labelShape(world, repo, label)),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: issue.milestone === null ? null : milestoneShape(world, repo, issue.milestone),
    locked: issue.locked,
    active_lock_reason: null,
    comments: issue.comments.length,
    closed_at: issue.closedAt === null ? null : toIso(issue.closedAt),
    closed_by: issue.closedBy === null ? null : simpleUser(world, issue.closedBy),
    created_at: toIso(issue.createdAt),
    updated_at: toIso(issue.updatedAt),
    author_association: associationOf(repo, issue.user),
    performed_via_github_app: appShape(world, issue.app),
    ...(isPull
      ? {
          pull_request: {
            url: `${repoApi(world, repo)}/pulls/${issue.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
          },
        }
      : {}),
  };
}

export function commentShape(world: World, repo: Repo, issue: Issue, comment: Comment): Record<string, unknown> {
  const kind = repo.pulls.has(issue.number) ? "pull" : "issues";
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url: `${repoApi(world, repo)}/issues/comments/${comment.id}`,
    html_url: `${repoHtml(world, repo)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${repoApi(world, repo)}/issues/${issue.number}`,
    user: simpleUser(world, comment.user),
    created_at: toIso(comment.createdAt),
    updated_at: toIso(comment.updatedAt),
    body: comment.body,
    author_association: associationOf(repo, comment.user),
    performed_via_github_app: appShape(world, comment.app),
  };
}
