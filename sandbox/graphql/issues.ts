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
    updatedAt: toIso(issue.updatedAt),
    viewerDidAuthor: issue.user.id === context.token.user.id,
    comments: commentsOf(context, repo, issue),
    labels: labelsOf(context, issue),
    assignees: (args: PageArguments) =>
      connect(context, issue.assignees, args, (user) => actorNode(context.world, user)),
  };
}

const orders = {
  COMMENTS: (issue: Issue) => issue.comments.length,
  CREATED_AT: (issue: Issue) => issue.createdAt,
  UPDATED_AT: (issue: Issue) => issue.updatedAt,
} as const;

export interface IssuesArguments extends PageArguments {
  readonly filterBy?: { readonly since?: string | null } | null;
  readonly orderBy?: { readonly field: keyof typeof orders; readonly direction: "ASC" | "DESC" } | null;
  readonly states?: readonly string[] | null;
}

/** Issues without the pull requests that GitHub's REST lists among them; `since` is about the last change. */
export function issuesOf(context: GraphqlContext, repo: Repo, args: IssuesArguments) {
  const since = args.filterBy?.since == null ? null : Date.parse(args.filterBy.since);
  const rank = orders[args.orderBy?.field ?? "CREATED_AT"];
  const sign = args.orderBy?.direction === "DESC" ? -1 : 1;
  const found = [...repo.issues.values()]
    .filter(
      (issue) =>
        !repo.pulls.has(issue.number) &&
        (args.states == null || args.states.includes(issue.state.toUpperCase())) &&
        (since === null || issue.updatedAt >= since),
    )
    .sort((one, other) => sign * (rank(one) - rank(other) || one.number - other.number));
  return connect(context, found, args, (issue) => issueNode(context, repo, issue));
}
