import type { IssueTracker, TrackedIssue } from "../../ports.ts";
import { accountOf, type Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { type CommentNode, commentParts } from "./request/pull-query.ts";
import { GitHubRefusal, isTooMuch } from "./request-failure.ts";

interface IssueNode {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: "OPEN" | "CLOSED";
  readonly viewerDidAuthor: boolean;
  readonly assignees: { readonly nodes: readonly { readonly login: string }[] };
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly milestone: { readonly title: string } | null;
  readonly comments: Connection<CommentNode>;
}

/**
 * So many issues in one request: with 161 nodes each, 16,100 of the 500,000 that GitHub allows. What is too much for it all the same is
 * asked in halves, and further comments of one are read for themselves.
 */
const batchSize = 100;
const page = "pageInfo { hasNextPage endCursor }";
const issueParts = `number title body state viewerDidAuthor assignees(first: 10) { nodes { login } } labels(first: 100) { nodes { name } } milestone { title } comments(first: 50) { nodes { ${commentParts} } ${page} }`;

/** A comment as its reader judges it. */
export function saidOf(comment: CommentNode): TrackedIssue["comments"][number] {
  const author = accountOf(comment.author);
  return {
    id: Number(comment.fullDatabaseId),
    body: comment.body,
    url: comment.url,
    createdAt: comment.createdAt,
    edited: comment.lastEditedAt !== null,
    author: author === null ? null : { login: author.login, id: author.id, type: author.type ?? "" },
    own: comment.viewerDidAuthor,
  };
}

/** Tracking issues through one token. */
export function issueTracker(client: Client): IssueTracker {
  const names = { owner: client.owner, name: client.name };

  async function readBatch(numbers: readonly number[]): Promise<readonly IssueNode[]> {
    const declared = numbers.map((_, index) => `, $n${index}: Int!`).join("");
    const wanted = numbers.map((_, index) => `i${index}: issue(number: $n${index}) { ${issueParts} }`).join("\n");
    const variables = Object.fromEntries(numbers.map((number, index) => [`n${index}`, number]));
    try {
      const { repository } = await client.graphql<{ repository: Record<string, IssueNode | null> }>(
        `query TrackingIssues($owner: String!, $name: String!${declared}) {
          repository(owner: $owner, name: $name) { ${wanted} }
        }`,
        { ...names, ...variables },
      );
      return Object.values(repository).filter((node) => node !== null);
    } catch (error) {
      const isLarge = isTooMuch(error, numbers.length);
      if (!isLarge && (!(error instanceof GitHubRefusal) || error.type !== "NOT_FOUND")) throw error;
      // A repository that the token cannot see says nothing about its issues.
      if (error instanceof Error && /to a Repository/i.test(error.message)) throw error;
      // One that is gone fails the whole query: in halves, the others are still there, and it costs about a dozen requests, not a hundred.
      if (numbers.length === 1 && isLarge) throw error;
      if (numbers.length === 1) return [];
      const half = Math.ceil(numbers.length / 2);
      return [...(await readBatch(numbers.slice(0, half))), ...(await readBatch(numbers.slice(half)))];
    }
  }

  async function allComments(node: IssueNode): Promise<readonly CommentNode[]> {
    const found = [...node.comments.nodes];
    let { pageInfo } = node.comments;
    while (pageInfo.hasNextPage) {
      const { repository } = await client.graphql<{ repository: { issue: Pick<IssueNode, "comments"> } }>(
        `query IssueComments($owner: String!, $name: String!, $number: Int!, $after: String) {
          repository(owner: $owner, name: $name) {
            issue(number: $number) { comments(first: 100, after: $after) { nodes { ${commentParts} } ${page} } }
          }
        }`,
        { ...names, number: node.number, after: pageInfo.endCursor },
      );
      found.push(...repository.issue.comments.nodes);
      pageInfo = repository.issue.comments.pageInfo;
    }
    return found;
  }

  return {
    async read(numbers) {
      const issues = new Map<number, TrackedIssue>();
      for (let from = 0; from < numbers.length; from += batchSize) {
        for (const node of await readBatch(numbers.slice(from, from + batchSize))) {
          const comments = await allComments(node);
          issues.set(node.number, {
            number: node.number,
            title: node.title,
            body: node.body,
            open: node.state === "OPEN",
            own: node.viewerDidAuthor,
            assignees: node.assignees.nodes.map((user) => user.login),
            labels: (node.labels?.nodes ?? []).map(({ name }) => name),
            milestone: node.milestone?.title ?? null,
            comments: comments.map(saidOf),
          });
        }
      }
      return issues;
    },

    async update(issue, { state, ...change }) {
      await client.rest("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
        issue_number: issue,
        ...change,
        ...(state === undefined ? {} : { state, state_reason: state === "closed" ? "completed" : "reopened" }),
      });
    },
  };
}
