import { formatInstant, type Instant } from "../../core/time/instant.ts";
import type { GitHub, Issue } from "../../ports.ts";
import type { Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { type MilestonesNode, milestoneParts, numbersByTitle } from "./milestones-of.ts";

interface IssueNode {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly viewerDidAuthor: boolean;
  readonly assignees: { readonly nodes: readonly { readonly login: string }[] };
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly milestone: { readonly number: number } | null;
}

interface IssuesAnswer {
  readonly repository: { readonly issues: Connection<IssueNode> } & Partial<MilestonesNode>;
}

/** Issues updated since, newest first; the milestones come with the first page. */
export async function listIssues(
  client: Client,
  since: Instant | null,
): Promise<Awaited<ReturnType<GitHub["listIssues"]>>> {
  const issues: Issue[] = [];
  let milestones: ReadonlyMap<string, number> | null = null;
  for (let after: string | null = null; ; ) {
    const answer: IssuesAnswer = await client.graphql<IssuesAnswer>(
      `query Issues($owner: String!, $name: String!, $after: String, $filter: IssueFilters) {
        repository(owner: $owner, name: $name) {
          issues(first: 100, after: $after, filterBy: $filter, orderBy: { field: CREATED_AT, direction: DESC }) {
            nodes {
              number url title body state viewerDidAuthor
              assignees(first: 10) { nodes { login } }
              labels(first: 50) { nodes { name } }
              milestone { number }
            }
            pageInfo { hasNextPage endCursor }
          }
          ${after === null ? milestoneParts() : ""}
        }
      }`,
      {
        owner: client.owner,
        name: client.name,
        after,
        filter: since === null ? {} : { since: formatInstant(since) },
      },
    );
    if (after === null) milestones = numbersByTitle(answer.repository as MilestonesNode);
    const { nodes, pageInfo } = answer.repository.issues;
    issues.push(...nodes.map(issueOf));
    if (!pageInfo.hasNextPage) return { issues, milestones };
    after = pageInfo.endCursor;
  }
}

function issueOf(node: IssueNode): Issue {
  return {
    number: node.number,
    url: node.url,
    title: node.title,
    body: node.body,
    state: node.state === "OPEN" ? "open" : "closed",
    assignees: node.assignees.nodes.map((user) => user.login),
    labels: (node.labels?.nodes ?? []).map((label) => label.name),
    milestone: node.milestone?.number ?? null,
    own: node.viewerDidAuthor,
  };
}
