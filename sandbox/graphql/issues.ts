import { fullName, nodeId, repoHtml } from "../rest/shapes/urls.ts";
import type { Comment, Issue } from "../state/records.ts";
import { type Repo, sameLogin, toIso } from "../state/world.ts";
import { actorNode, editorNode } from "./actors.ts";
import { connect, type PageArguments } from "./connection.ts";
import { type GraphqlContext, GraphqlRefusal } from "./context.ts";
import { milestoneNode } from "./milestones.ts";

const moment = (at: number | null): string | null => (at === null ? null : toIso(at));

/** What every text of somebody has: who wrote it, who changed it, is it the asking credential's own. */
export function authorship(
  { world, token }: GraphqlContext,
  of: Pick<Issue, "user" | "editor" | "lastEditedAt" | "createdAt">,
) {
  return {
    author: actorNode(world, of.user),
    createdAt: toIso(of.createdAt),
    editor: editorNode(world, of.editor),
    lastEditedAt: moment(of.lastEditedAt),
    viewerDidAuthor: of.user.id === token.user.id,
  };
}

export function commentsOf(context: GraphqlContext, repo: Repo, issue: Issue) {
  const kind = repo.pulls.has(issue.number) ? "pull" : "issues";
  const node = (comment: Comment) => ({
    id: nodeId("IssueComment", comment.id),
    fullDatabaseId: String(comment.id),
    ...authorship(context, comment),
    body: comment.body,
    updatedAt: toIso(comment.updatedAt),
    url: `${repoHtml(context.world, repo)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
  });
  return (args: PageArguments) => connect(context, issue.comments, args, node);
}

export function labelsOf(context: GraphqlContext, issue: Issue) {
  return (args: PageArguments) =>
    connect(context, issue.labels, args, (label) => ({ id: nodeId("Label", label.id), name: label.name }));
}

export function assigneesOf(context: GraphqlContext, issue: Issue) {
  return (args: PageArguments) => connect(context, issue.assignees, args, (user) => actorNode(context.world, user));
}

export function issueNode(context: GraphqlContext, repo: Repo, issue: Issue) {
  return {
    id: nodeId("Issue", issue.id),
    fullDatabaseId: String(issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: issue.state.toUpperCase(),
    stateReason: ({ enableDuplicate }: { enableDuplicate?: boolean | null }) =>
      // Old clients do not know the word.
      issue.stateReason === "duplicate" && enableDuplicate !== true
        ? "NOT_PLANNED"
        : (issue.stateReason?.toUpperCase() ?? null),
    isPinned: repo.pinned.includes(issue.number),
    closed: issue.state === "closed",
    locked: issue.locked,
    closedAt: moment(issue.closedAt),
    repository: { nameWithOwner: fullName(repo) },
    updatedAt: toIso(issue.updatedAt),
    ...authorship(context, issue),
    url: `${repoHtml(context.world, repo)}/issues/${issue.number}`,
    comments: commentsOf(context, repo, issue),
    labels: labelsOf(context, issue),
    assignees: assigneesOf(context, issue),
    milestone: issue.milestone === null ? null : milestoneNode(issue.milestone),
    timelineItems: (args: PageArguments & { readonly itemTypes?: readonly string[] | null }) => {
      if (String(args.itemTypes) !== "RENAMED_TITLE_EVENT")
        throw new GraphqlRefusal("UNLISTED", "The sandbox has no other items of the timeline.");
      return connect(context, issue.renames, args, renameNode(context));
    },
  };
}

/** The only items of the timeline that are there. */
function renameNode({ world }: GraphqlContext) {
  return ({ id, by, at, from, to }: Issue["renames"][number]) => ({
    __typename: "RenamedTitleEvent",
    id: nodeId("RenamedTitleEvent", id),
    actor: actorNode(world, by),
    createdAt: toIso(at),
    previousTitle: from,
    currentTitle: to,
  });
}

interface IssueFilters {
  readonly createdBy?: string | null;
  readonly labels?: readonly string[] | null;
  readonly since?: string | null;
  readonly states?: readonly string[] | null;
}

export interface IssuesArguments extends PageArguments {
  readonly filterBy?: IssueFilters | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
  readonly states?: readonly string[] | null;
}

/** Unlike labels of the REST list, any of these is enough. */
const hasLabel = (issue: Issue, names: readonly string[] | null | undefined): boolean =>
  names == null || issue.labels.some((label) => names.some((name) => sameLogin(name, label.name)));

/** `name[bot]` is how GitHub.com knows a bot here, though it is shown without; by variant it finds none. */
function createdBy({ world }: GraphqlContext, issue: Issue, login: string): boolean {
  return sameLogin(issue.user.login, login) && (issue.user.type !== "Bot" || world.variants.createdByFindsBots);
}

const orders: Readonly<Record<string, (issue: Issue) => number>> = {
  COMMENTS: (issue) => issue.comments.length,
  CREATED_AT: (issue) => issue.createdAt,
  UPDATED_AT: (issue) => issue.updatedAt,
};

/** Issues without pull requests, oldest first unless ordered. */
export function listIssues(context: GraphqlContext, repo: Repo, args: IssuesArguments) {
  const { filterBy, orderBy } = args;
  const matches = (issue: Issue, states: readonly string[] | null | undefined) =>
    states == null || states.includes(issue.state.toUpperCase());
  const key = orders[orderBy?.field ?? "CREATED_AT"] ?? ((issue: Issue) => issue.createdAt);
  const sign = orderBy?.direction === "DESC" ? -1 : 1;
  const found = [...repo.issues.values()]
    .filter((issue) => repo.hasIssues && !repo.pulls.has(issue.number))
    .filter((issue) => matches(issue, args.states) && matches(issue, filterBy?.states))
    .filter((issue) => hasLabel(issue, args.labels) && hasLabel(issue, filterBy?.labels))
    .filter((issue) => filterBy?.createdBy == null || createdBy(context, issue, filterBy.createdBy))
    .filter((issue) => filterBy?.since == null || issue.updatedAt >= Date.parse(filterBy.since))
    .sort((a, b) => sign * (key(a) - key(b) || a.number - b.number));
  return connect(context, found, args, (issue) => issueNode(context, repo, issue));
}
