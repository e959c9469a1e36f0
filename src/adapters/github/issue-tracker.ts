import type { IssueTracker, TrackedIssue } from "../../ports.ts";
import { accountOf, type Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { type CommentNode, commentParts } from "./request/pull-query.ts";
import { GitHubRefusal, isTooMuch, PermissionMissing } from "./request-failure.ts";

interface IssueNode {
  readonly number: number;
  readonly repository: { readonly nameWithOwner: string };
  readonly title: string;
  readonly body: string;
  readonly state: "OPEN" | "CLOSED";
  readonly stateReason: string | null;
  readonly locked: boolean;
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
const issueParts = `number repository { nameWithOwner } title body state stateReason locked viewerDidAuthor assignees(first: 10) { nodes { login } } labels(first: 100) { nodes { name } } milestone { title } comments(first: 50) { nodes { ${commentParts} } ${page} }`;

interface LocatedIssue {
  readonly html_url: string;
  /** `https://api.github.com/repos/OWNER/NAME` */
  readonly repository_url: string;
}

function isRepository(url: string, name: string): boolean {
  return url.toLowerCase().endsWith(`/repos/${name.toLowerCase()}`);
}

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
      const { repository } = await client.graphql<{
        repository: { readonly nameWithOwner: string } & { readonly [alias: `i${number}`]: IssueNode | null };
      }>(
        `query TrackingIssues($owner: String!, $name: String!${declared}) {
          repository(owner: $owner, name: $name) { nameWithOwner ${wanted} }
        }`,
        { ...names, ...variables },
      );
      // A transferred issue is NOT_FOUND under its old number (MarcusJellinghaus/mcp-workspace#256). GitHub's documentation does not say
      // so: should it ever follow, what is said on another issue must never count for the one that was asked for.
      return numbers.flatMap((number, index) => {
        const node = repository[`i${index}`];
        const isHere = node?.number === number && node.repository.nameWithOwner === repository.nameWithOwner;
        return node !== null && node !== undefined && isHere ? [node] : [];
      });
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
            reopened: node.state === "OPEN" && node.stateReason === "REOPENED",
            locked: node.locked,
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

    async locate(number) {
      try {
        // A redirect is followed: GitHub answers 301 for a transferred issue, 410 for a deleted one, and 404 where it went out of sight
        // (the description of `issues/get`). Only the issue itself is redirected, nothing below it (Systemorph/MeshWeaver#4629).
        const { data } = await client.rest<LocatedIssue>("GET /repos/{owner}/{repo}/issues/{issue_number}", {
          issue_number: number,
        });
        if (isRepository(data.repository_url, `${client.owner}/${client.name}`)) return { kind: "here" };
        // The repository itself may have another name by now.
        const { data: own } = await client.rest<{ readonly full_name: string }>("GET /repos/{owner}/{repo}");
        const isHere = isRepository(data.repository_url, own.full_name);
        return isHere ? { kind: "here" } : { kind: "transferred", url: data.html_url };
      } catch (error) {
        if (error instanceof PermissionMissing) return { kind: "unknown" };
        if (!(error instanceof GitHubRefusal) || ![404, 410].includes(error.status)) throw error;
        if (error.status === 404) return { kind: "unknown" };
        return { kind: /disabled/i.test(error.message) ? "disabled" : "deleted" };
      }
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
