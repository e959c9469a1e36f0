import { type ActorNode, actorParts, type Connection, type GitActorNode, gitActorParts } from "../actor-parts.ts";
import { type RepositoryAnswer, repositoryParts } from "../read-ledger-ref.ts";

const page = "pageInfo { hasNextPage endCursor }";

export const fileParts = "path changeType";
export const commitParts = `commit {
  oid
  message
  parents(first: 10) { nodes { oid } }
  author { ${gitActorParts} }
  committer { ${gitActorParts} }
  authors(first: 100) { nodes { ${gitActorParts} } }
}`;
export const reviewParts = `
  fullDatabaseId state body submittedAt lastEditedAt authorCanPushToRepository
  author { ${actorParts} }
  editor { ${actorParts} }
  commit { oid }`;
export const commentParts = `fullDatabaseId viewerDidAuthor body createdAt lastEditedAt url author { ${actorParts} }`;

/** The first request about a manifest pull request: everything that needs no other answer first. */
export const pullQuery = `query Request($owner: String!, $name: String!, $number: Int!, $ledger: String!, $registry: String!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ${repositoryParts}
    registry: ref(qualifiedName: $registry) { target { oid } }
    pullRequest(number: $number) {
      title url state createdAt mergedAt isCrossRepository baseRefName headRefName headRefOid
      author { ${actorParts} }
      files(first: 100) { nodes { ${fileParts} } ${page} }
      commits(first: 100) { totalCount nodes { ${commitParts} } ${page} }
      reviews(first: 100) { nodes { ${reviewParts} } ${page} }
      comments(first: 100) { nodes { ${commentParts} } ${page} }
    }
  }
}`;

export interface FileNode {
  readonly path: string;
  readonly changeType: "ADDED" | "DELETED" | "MODIFIED" | "RENAMED" | "COPIED" | "CHANGED";
}

export interface CommitNode {
  readonly commit: {
    readonly oid: string;
    readonly message: string;
    readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
    readonly author: GitActorNode | null;
    readonly committer: GitActorNode | null;
    readonly authors: { readonly nodes: readonly GitActorNode[] };
  };
}

export interface ReviewNode {
  readonly fullDatabaseId: string;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  readonly body: string;
  readonly submittedAt: string | null;
  readonly lastEditedAt: string | null;
  readonly authorCanPushToRepository: boolean;
  readonly author: ActorNode | null;
  readonly editor: ActorNode | null;
  readonly commit: { readonly oid: string } | null;
}

export interface CommentNode {
  readonly fullDatabaseId: string;
  readonly viewerDidAuthor: boolean;
  readonly body: string;
  readonly createdAt: string;
  readonly lastEditedAt: string | null;
  readonly url: string;
  readonly author: ActorNode | null;
}

export interface PullNode {
  readonly title: string;
  readonly url: string;
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly createdAt: string;
  readonly mergedAt: string | null;
  readonly isCrossRepository: boolean;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly author: ActorNode | null;
  readonly files: Connection<FileNode> | null;
  readonly commits: Connection<CommitNode> & { readonly totalCount: number };
  readonly reviews: Connection<ReviewNode> | null;
  readonly comments: Connection<CommentNode>;
}

export interface PullAnswer extends RepositoryAnswer {
  readonly repository: RepositoryAnswer["repository"] & {
    readonly registry: { readonly target: { readonly oid: string } } | null;
    readonly pullRequest: PullNode;
  };
}
