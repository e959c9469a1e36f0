import { isCommand } from "../../../core/remediation/read-command.ts";
import type { CommentFacts, Commit, Facts, FileChange, Push, Review } from "../../../generated/types/facts.ts";
import { accountOf } from "../actor-parts.ts";
import { contributorOf } from "../target/target-of.ts";
import type { CommentNode, CommitNode, ReviewNode } from "./pull-query.ts";

export function commitOf({ commit }: CommitNode): Commit {
  const { author, committer, authors } = commit;
  const account = (actor: typeof author) =>
    actor?.user == null || actor.user.databaseId === null
      ? null
      : { login: actor.user.login, id: actor.user.databaseId };
  return {
    sha: commit.oid,
    author: account(author),
    committer: account(committer),
    // GitHub lists the author first and then the Co-authored-by lines.
    co_authors: authors.nodes.filter((other) => other.email !== author?.email).map(contributorOf),
    parents: commit.parents.nodes.map((parent) => parent.oid),
  };
}

export function reviewOf(node: ReviewNode): Review {
  return {
    id: Number(node.fullDatabaseId),
    user: accountOf(node.author),
    state: node.state,
    submitted_at: node.submittedAt,
    commit_id: node.commit?.oid ?? null,
    body: node.body,
    // GitHub also names the author as editor; only somebody else's hand matters, and decide() tells them apart.
    editor: accountOf(node.editor),
    last_edited_at: node.lastEditedAt,
  };
}

/** Comments that are meant as commands; the rest of the talk is nobody's fact. */
export function commandsOf(nodes: readonly CommentNode[]): CommentFacts[] {
  return nodes
    .filter((node) => isCommand(node.body))
    .map((node) => ({
      id: Number(node.fullDatabaseId),
      user: accountOf(node.author),
      body: node.body,
      created_at: node.createdAt,
      edited: node.lastEditedAt !== null,
      url: node.url,
    }));
}

/** Push access of the reviewers, which comes with each review. */
export function accessOf(nodes: readonly ReviewNode[]): Facts["access"] {
  const access: Record<string, "write" | "read"> = {};
  for (const node of nodes) {
    const account = accountOf(node.author);
    if (account !== null) access[String(account.id)] = node.authorCanPushToRepository ? "write" : "read";
  }
  return access;
}

/** Git's mode of a path, six octal digits; what is not in the tree was removed. */
export function modeOf(mode: number | undefined): string {
  return mode === undefined ? "000000" : mode.toString(8).padStart(6, "0");
}

export type { FileChange, Push };
