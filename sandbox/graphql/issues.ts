import { nodeId, repoHtml } from "../rest/shapes/urls.ts";
import type { Comment, Issue } from "../state/records.ts";
import { type Repo, toIso } from "../state/world.ts";
import { actorNode } from "./actors.ts";
import { connect, type PageArguments } from "./connection.ts";
import type { GraphqlContext } from "./context.ts";

export function commentsOf(context: GraphqlContext, repo: Repo, issue: Issue) {
  const kind = repo.pulls.has(issue.number) ? "pull" : "issues";
  const node = (comment: Comment) => ({
    id: nodeId("IssueComment", comment.id),
    fullDatabaseId: String(comment.id),
    author: actorNode(context.world, comment.user),
    body: comment.body,
    viewerDidAuthor: comment.user.id === context.token.user.id,
    createdAt: toIso(comment.createdAt),
    url: `${repoHtml(context.world, repo)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
  });
  return (args: PageArguments) => connect(context, issue.comments, args, node);
}

export function labelsOf(context: GraphqlContext, issue: Issue) {
  return (args: PageArguments) =>
    connect(context, issue.labels, args, (label) => ({ id: nodeId("Label", label.id), name: label.name }));
}

export function issueNode(context: GraphqlContext, repo: Repo, issue: Issue) {
  return {
    id: nodeId("Issue", issue.id),
    fullDatabaseId: String(issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: issue.state.toUpperCase(),
    author: actorNode(context.world, issue.user),
    createdAt: toIso(issue.createdAt),
    url: `${repoHtml(context.world, repo)}/issues/${issue.number}`,
    comments: commentsOf(context, repo, issue),
    labels: labelsOf(context, issue),
  };
}
