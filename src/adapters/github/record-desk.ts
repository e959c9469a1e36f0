import { formatInstant } from "../../core/time/instant.ts";
import type { RecordDesk, RecordIssue } from "../../ports.ts";
import type { Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { saidOf } from "./issue-tracker.ts";
import { type CommentNode, commentParts } from "./request/pull-query.ts";
import { GitHubRefusal, PermissionMissing } from "./request-failure.ts";

interface IssueNode {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly isPinned: boolean | null;
  readonly viewerDidAuthor: boolean;
}

interface Candidates {
  readonly repository: {
    readonly pinnedIssues?: { readonly nodes: readonly { readonly issue: IssueNode }[] } | null;
    readonly issues: Connection<IssueNode>;
  };
}

interface Comments {
  readonly repository: {
    readonly issue: {
      readonly comments: {
        readonly nodes: readonly CommentNode[];
        readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null };
      };
    };
  };
}

const issueParts = "id number url title body state isPinned viewerDidAuthor";

/** The record issue through one token. */
export function recordDesk(client: Client): RecordDesk {
  const names = { owner: client.owner, name: client.name };

  const issueOf = (node: IssueNode): RecordIssue => ({
    node: node.id,
    number: node.number,
    url: node.url,
    title: node.title,
    body: node.body,
    open: node.state === "OPEN",
    pinned: node.isPinned === true,
  });

  /** The oldest of several: two runs at once may each have made one. */
  const oldest = (nodes: readonly IssueNode[], isMeant: (body: string) => boolean): RecordIssue | null => {
    const ours = nodes.filter((node) => node.viewerDidAuthor && isMeant(node.body));
    const first = ours.reduce<IssueNode | null>(
      (best, node) => (best === null || node.number < best.number ? node : best),
      null,
    );
    return first === null ? null : issueOf(first);
  };

  return {
    async find(label, isMeant) {
      const { repository } = await client.graphql<Candidates>(
        `query RecordIssue($owner: String!, $name: String!, $label: String!) {
          repository(owner: $owner, name: $name) {
            pinnedIssues(first: 10) { nodes { issue { ${issueParts} } } }
            issues(first: 20, labels: [$label], orderBy: { field: CREATED_AT, direction: ASC }) {
              nodes { ${issueParts} } pageInfo { hasNextPage endCursor }
            }
          }
        }`,
        { ...names, label },
      );
      const near = [...(repository.pinnedIssues?.nodes ?? []).map(({ issue }) => issue), ...repository.issues.nodes];
      const known = oldest(near, isMeant);
      if (known !== null) return known;
      // Pin and label may both be gone; the first of all that is ours and bears the mark is the one, open or closed.
      for (let after: string | null = null; ; ) {
        const answer: Candidates = await client.graphql<Candidates>(
          `query AllIssues($owner: String!, $name: String!, $after: String) {
            repository(owner: $owner, name: $name) {
              issues(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
                nodes { ${issueParts} } pageInfo { hasNextPage endCursor }
              }
            }
          }`,
          { ...names, after },
        );
        const { nodes, pageInfo } = answer.repository.issues;
        const found = oldest(nodes, isMeant);
        if (found !== null || !pageInfo.hasNextPage) return found;
        after = pageInfo.endCursor;
      }
    },

    async pin(node) {
      try {
        await client.graphql("mutation Pin($input: PinIssueInput!) { pinIssue(input: $input) { issue { number } } }", {
          input: { issueId: node },
        });
        return "pinned";
      } catch (error) {
        if (error instanceof GitHubRefusal || error instanceof PermissionMissing) return { refused: error.message };
        throw error;
      }
    },

    async comments(number, since) {
      const found: CommentNode[] = [];
      const from = formatInstant(since);
      for (let before: string | null = null; ; ) {
        const answer: Comments = await client.graphql<Comments>(
          `query LastComments($owner: String!, $name: String!, $number: Int!, $before: String) {
            repository(owner: $owner, name: $name) {
              issue(number: $number) {
                comments(last: 100, before: $before) {
                  nodes { ${commentParts} } pageInfo { hasPreviousPage startCursor }
                }
              }
            }
          }`,
          { ...names, number, before },
        );
        const { nodes, pageInfo } = answer.repository.issue.comments;
        found.unshift(...nodes);
        const [first] = nodes;
        if (!pageInfo.hasPreviousPage || first === undefined || first.createdAt < from) return found.map(saidOf);
        before = pageInfo.startCursor;
      }
    },
  };
}
