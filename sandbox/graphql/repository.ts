import { fullName, nodeId, repoHtml } from "../rest/shapes/urls.ts";
import { isVisible } from "../server/permissions.ts";
import { read } from "../server/route.ts";
import type { Pull } from "../state/records.ts";
import { findRepo, type Repo, type Role, type User } from "../state/world.ts";
import { actorNode } from "./actors.ts";
import { connect, type PageArguments } from "./connection.ts";
import { type GraphqlContext, GraphqlRefusal, requireGrant } from "./context.ts";
import { type IssuesArguments, issueNode, listIssues } from "./issues.ts";
import { listMilestones, type MilestonesArguments } from "./milestones.ts";
import { findObject, refNode } from "./objects.ts";
import { pullNode } from "./pulls.ts";

function collaborators(context: GraphqlContext, repo: Repo, args: PageArguments & { login?: string | null }) {
  // Readers may not list collaborators.
  requireGrant(context, repo, { ...read("metadata"), role: "write" });
  const all: [User, Role][] = [[repo.owner, "admin"]];
  for (const [id, role] of repo.collaborators) {
    const user = context.world.users.get(id);
    if (user !== undefined && user.type === "User") all.push([user, role]);
  }
  const people = all.filter(
    ([user]) => user.type === "User" && (args.login == null || user.login.toLowerCase() === args.login.toLowerCase()),
  );
  const connection = connect(context, people, args, ([user]) => actorNode(context.world, user));
  return {
    ...connection,
    edges: () =>
      connection.edges().map(({ cursor, item: [user, role] }) => ({
        cursor,
        permission: role.toUpperCase(),
        node: actorNode(context.world, user),
      })),
  };
}

interface PullsArguments extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
  readonly orderBy?: { readonly field: "COMMENTS" | "CREATED_AT" | "UPDATED_AT"; readonly direction: "ASC" | "DESC" };
}

function inOrder(pulls: readonly Pull[], { orderBy }: PullsArguments): readonly Pull[] {
  if (orderBy == null) return pulls;
  if (orderBy.field === "COMMENTS") throw new Error("the sandbox does not order pull requests by comments");
  const key = orderBy.field === "CREATED_AT" ? "createdAt" : "updatedAt";
  const sign = orderBy.direction === "ASC" ? 1 : -1;
  const compare = (one: Pull, other: Pull) =>
    one.issue[key] - other.issue[key] || one.issue.number - other.issue.number;
  return [...pulls].sort((one, other) => sign * compare(one, other));
}

const stateOf = (pull: Pull): string => (pull.merged !== null ? "MERGED" : pull.issue.state.toUpperCase());

export function repositoryNode(context: GraphqlContext, repo: Repo): object {
  const pulls = read("pull_requests");
  return {
    id: nodeId("Repository", repo.id),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: fullName(repo),
    isFork: repo.parent !== null,
    isPrivate: repo.private,
    url: repoHtml(context.world, repo),
    defaultBranchRef: () => refNode(context, repo, repo.defaultBranch),
    object: (args: { expression?: string | null; oid?: string | null }) => findObject(context, repo, args),
    ref: ({ qualifiedName }: { qualifiedName: string }) => refNode(context, repo, qualifiedName),
    collaborators: (args: PageArguments & { login?: string | null }) => collaborators(context, repo, args),
    hasIssuesEnabled: repo.hasIssues,
    issues: (args: IssuesArguments) => {
      requireGrant(context, repo, read("issues"));
      return listIssues(context, repo, args);
    },
    milestones: (args: MilestonesArguments) => {
      requireGrant(context, repo, read("issues", "pull_requests"));
      return listMilestones(context, repo, args);
    },
    pinnedIssues: (args: PageArguments) => {
      requireGrant(context, repo, read("issues"));
      const found = repo.pinned.flatMap((number) => repo.issues.get(number) ?? []);
      return connect(context, found, args, (issue) => ({ issue: issueNode(context, repo, issue) }));
    },
    pullRequest: ({ number }: { number: number }) => {
      requireGrant(context, repo, pulls);
      const pull = repo.pulls.get(number);
      if (pull === undefined)
        throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
      return pullNode(context, repo, pull);
    },
    pullRequests: (args: PullsArguments) => {
      requireGrant(context, repo, pulls);
      const found = [...repo.pulls.values()].filter(
        (pull) =>
          (args.states == null || args.states.includes(stateOf(pull))) &&
          (args.baseRefName == null || args.baseRefName === pull.base) &&
          (args.headRefName == null || args.headRefName === pull.headRef),
      );
      return connect(context, inOrder(found, args), args, (pull) => pullNode(context, repo, pull));
    },
    issue: ({ number }: { number: number }) => {
      requireGrant(context, repo, read("issues"));
      const moved = context.world.variants.graphqlFollowsTransfer ? repo.gone.get(number) : undefined;
      if (moved != null && isVisible(context.token, moved.repo)) {
        const there = moved.repo.issues.get(moved.number);
        if (there !== undefined) return issueNode(context, moved.repo, there);
      }
      const issue = !repo.hasIssues || repo.pulls.has(number) ? undefined : repo.issues.get(number);
      if (issue === undefined)
        throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to an Issue with the number of ${number}.`);
      return issueNode(context, repo, issue);
    },
  };
}

/** A repository that the token cannot see is not there. */
export function visibleRepository(context: GraphqlContext, owner: string, name: string): Repo {
  const repo = findRepo(context.world, owner, name);
  if (repo === undefined || !isVisible(context.token, repo))
    throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  return repo;
}
