import { type ActorNode, actorParts, type Connection, type GitActorNode, gitActorParts } from "../actor-parts.ts";
import { type CommentNode, type CommitNode, commentParts, commitParts, type FileNode } from "../request/pull-query.ts";

const page = "pageInfo { hasNextPage endCursor }";

/** `$number` is the target's: whether a check is required depends on the pull request. */
export const contextParts = `
  __typename
  ... on StatusContext {
    context state description targetUrl
    isRequired(pullRequestNumber: $number)
    creator { ${actorParts} }
  }
  ... on CheckRun {
    databaseId name status conclusion detailsUrl externalId
    isRequired(pullRequestNumber: $number)
    checkSuite { app { databaseId } workflowRun { databaseId } }
  }`;

/** What GitHub computes for the merge box, and every result on the head. */
const mergeParts = "headRefOid baseRefName mergeStateStatus reviewDecision";
export const mergeStateParts = `
  ${mergeParts}
  statusCheckRollup { contexts(first: 100) { nodes { ${contextParts} } ${page} } }`;

const pullParts = `
  number title url state isDraft isCrossRepository isInMergeQueue
  author { ${actorParts} }
  autoMergeRequest { enabledAt }
  mergedAt
  mergedBy { ${actorParts} }
  mergeCommit { oid }
  labels(first: 100) { nodes { name } }
  files(first: 100) { nodes { path changeType } ${page} }
  commits(first: 100) { totalCount nodes { ${commitParts} } ${page} }
  head: commits(last: 1) { nodes { commit { oid tree { oid } } } }
  comments(first: 100) { nodes { ${commentParts} } ${page} }`;

export const targetParts = `${pullParts} ${mergeStateParts}`;

/** Without the results: who decides again about what is merged already asks for no more than it needs. */
export const targetPartsWithoutResults = `${pullParts} ${mergeParts}`;

export type ContextNode =
  | {
      readonly __typename: "StatusContext";
      readonly context: string;
      readonly state: string;
      readonly description: string | null;
      readonly targetUrl: string | null;
      readonly isRequired: boolean;
      readonly creator: ActorNode | null;
    }
  | {
      readonly __typename: "CheckRun";
      readonly databaseId: number | null;
      readonly name: string;
      readonly status: string;
      readonly conclusion: string | null;
      readonly detailsUrl: string | null;
      readonly externalId: string | null;
      readonly isRequired: boolean;
      readonly checkSuite: {
        readonly app: { readonly databaseId: number | null } | null;
        readonly workflowRun: { readonly databaseId: number | null } | null;
      };
    };

export interface MergeStateNode {
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly mergeStateStatus: string;
  readonly reviewDecision: string | null;
  /** Absent where it was not asked for. */
  readonly statusCheckRollup?: { readonly contexts: Connection<ContextNode> } | null;
}

export interface TargetNode extends MergeStateNode {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly isDraft: boolean;
  readonly isCrossRepository: boolean;
  readonly isInMergeQueue: boolean;
  readonly author: ActorNode | null;
  readonly autoMergeRequest: { readonly enabledAt: string | null } | null;
  readonly mergedAt: string | null;
  readonly mergedBy: ActorNode | null;
  readonly mergeCommit: { readonly oid: string } | null;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly files: Connection<FileNode> | null;
  readonly commits: Connection<CommitNode> & { readonly totalCount: number };
  readonly head: {
    readonly nodes: readonly { readonly commit: { readonly oid: string; readonly tree: { readonly oid: string } } }[];
  };
  readonly comments: Connection<CommentNode>;
}

export type { GitActorNode };
export { gitActorParts };
