import type { Client } from "../client.ts";
import { readAllContexts, readAllPages } from "../read-all-pages.ts";
import { commentParts, commitParts, fileParts } from "../request/pull-query.ts";
import { readFiles } from "../request/read-files.ts";
import { GitHubUnavailable } from "../request-failure.ts";
import type { RequiredRules } from "./read-required.ts";
import type { CompleteTarget } from "./target-of.ts";
import { contextParts, type TargetNode } from "./target-query.ts";

/** GitHub returns no more commits of a pull request than this by REST; by GraphQL it says how many there are. */
export const mostCommits = 250;

/** Reads what did not fit on the first pages. */
export async function completeTarget(client: Client, node: TargetNode, rules: RequiredRules): Promise<CompleteTarget> {
  const { number } = node;
  if (node.commits.totalCount > mostCommits) {
    const what = `the commits of pull request #${number}`;
    throw new GitHubUnavailable(what, 200, `it has ${node.commits.totalCount}, more than ${mostCommits}`);
  }
  const empty = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  const fileNodes = await readAllPages(client, node.files ?? empty, number, "files", fileParts);
  const files = await readFiles(client, number, fileNodes);
  return {
    node,
    // The old name of a renamed file counts as touched, too.
    files: files.flatMap(({ path, previous_path: previous }) => [path, ...(previous === undefined ? [] : [previous])]),
    commits: await readAllPages(client, node.commits, number, "commits", commitParts),
    comments: await readAllPages(client, node.comments, number, "comments", commentParts),
    contexts: await readAllContexts(client, node.statusCheckRollup?.contexts ?? null, number, contextParts),
    ...rules,
  };
}
