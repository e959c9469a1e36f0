import type { MergedPull } from "../../../core/reconcile/merge-evidence.ts";
import type { Instant } from "../../../core/time/instant.ts";
import { type ActorNode, accountOf, actorParts, type Connection } from "../actor-parts.ts";
import type { Client } from "../client.ts";
import { readAllContexts } from "../read-all-pages.ts";
import { GitHubUnavailable } from "../request-failure.ts";
import { type DatedContextNode, datedContextParts, datedResultOf, instant } from "./result-of.ts";

interface Parents {
  readonly totalCount: number;
  readonly nodes: readonly { readonly oid: string }[];
}

interface PullNode {
  readonly number: number;
  readonly url: string;
  readonly updatedAt: string;
  readonly baseRefName: string;
  readonly headRefOid: string;
  readonly mergedAt: string;
  readonly mergedBy: ActorNode | null;
  readonly mergeCommit: { readonly oid: string; readonly parents: Parents } | null;
  /** Absent where it was not asked for. */
  readonly statusCheckRollup?: { readonly contexts: Connection<DatedContextNode> } | null;
}

interface PageAnswer {
  readonly repository: { readonly pullRequests: Connection<PullNode> };
}

/** Pull requests in one request: two for every hundred; fewer where GitHub takes too long over their checks. */
const pageSizes = [50, 20, 5] as const;

const commitParts = "oid parents(last: 1) { totalCount nodes { oid } }";
const pullParts = `number url updatedAt baseRefName headRefOid mergedAt mergedBy { ${actorParts} } mergeCommit { ${commitParts} }`;
const resultParts = `statusCheckRollup { contexts(first: 100) { nodes { ${datedContextParts} } pageInfo { hasNextPage endCursor } } }`;

/**
 * Pull requests that were merged since an instant, oldest first. GitHub cannot list them by merge, but a merge is an update: by the
 * last update, newest first, until one is older. Needs `pull-requests: read`, with results also `checks: read` and `statuses: read`.
 */
export async function readMergedPulls(client: Client, since: Instant, withResults: boolean): Promise<MergedPull[]> {
  const found = new Map<number, MergedPull>();
  let after: string | null = null;
  let size = 0;
  for (;;) {
    const page: Connection<PullNode> | null = await readPage(client, pageSizes[size] ?? 5, after, withResults).catch(
      (error: unknown) => {
        const tooMuch = error instanceof GitHubUnavailable && (error.status ?? 0) >= 500;
        if (!tooMuch || size + 1 >= pageSizes.length) throw error;
        size += 1;
        return null;
      },
    );
    if (page === null) continue;
    const fresh = page.nodes.filter(({ updatedAt }) => instant(updatedAt) >= since);
    for (const node of fresh) {
      if (instant(node.mergedAt) >= since && !found.has(node.number))
        found.set(node.number, await pullOf(client, node));
    }
    if (fresh.length < page.nodes.length || !page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  return [...found.values()].sort((one, other) => one.mergedAt - other.mergedAt || one.number - other.number);
}

async function readPage(
  client: Client,
  size: number,
  after: string | null,
  withResults: boolean,
): Promise<Connection<PullNode>> {
  const { repository } = await client.graphql<PageAnswer>(
    `query Merged($owner: String!, $name: String!, $size: Int!, $after: String) {
      repository(owner: $owner, name: $name) {
        pullRequests(states: [MERGED], first: $size, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
          nodes { ${pullParts} ${withResults ? resultParts : ""} } pageInfo { hasNextPage endCursor }
        }
      }
    }`,
    { owner: client.owner, name: client.name, size, after },
  );
  return repository.pullRequests;
}

async function pullOf(client: Client, node: PullNode): Promise<MergedPull> {
  const { number, url, baseRefName, headRefOid, mergedAt, mergedBy, mergeCommit, statusCheckRollup } = node;
  const by = accountOf(mergedBy);
  const parents = mergeCommit?.parents;
  const contexts = await readAllContexts(client, statusCheckRollup?.contexts ?? null, number, datedContextParts);
  return {
    ...{ number, url, base: baseRefName, headSha: headRefOid, mergeSha: mergeCommit?.oid ?? null },
    mergedHead: parents !== undefined && parents.totalCount > 1 ? (parents.nodes[0]?.oid ?? null) : null,
    mergedAt: instant(mergedAt),
    mergedBy: by === null ? null : { id: by.id, login: by.login },
    results: contexts.map(datedResultOf),
  };
}
