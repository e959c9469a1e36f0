import type { SeenPull } from "../../core/remediation/index-pulls.ts";
import { type Instant, parseInstant } from "../../core/time/instant.ts";
import type { Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";

interface PullNode {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly state: "OPEN" | "MERGED" | "CLOSED";
  readonly updatedAt: string;
  readonly lastEditedAt: string | null;
  readonly baseRefName: string;
  readonly isCrossRepository: boolean;
  readonly mergedAt: string | null;
  readonly mergeCommit: { readonly oid: string } | null;
}

interface PageAnswer {
  readonly repository: { readonly pullRequests: Connection<PullNode> };
}

const pageSize = 50;
/** So many are read at most, one request for every fifty: opening or editing pull requests must not use up what a run may ask. */
const mostPages = 5;

/** Pull requests that were changed since an instant, newest change first. Needs `pull-requests: read`. */
export async function readRecentPulls(client: Client, since: Instant): Promise<SeenPull[]> {
  // What moves while the pages are read is on two of them.
  const found = new Map<number, SeenPull>();
  let after: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const { nodes, pageInfo }: Connection<PullNode> = await readPage(client, after);
    const fresh = nodes.filter(({ updatedAt }) => (parseInstant(updatedAt) ?? 0) >= since);
    for (const node of fresh) found.set(node.number, seenOf(node));
    if (fresh.length < nodes.length || !pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return [...found.values()];
}

async function readPage(client: Client, after: string | null): Promise<Connection<PullNode>> {
  const { repository } = await client.graphql<PageAnswer>(
    `query RecentPulls($owner: String!, $name: String!, $size: Int!, $after: String) {
      repository(owner: $owner, name: $name) {
        pullRequests(first: $size, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
          nodes { number url body state updatedAt lastEditedAt baseRefName isCrossRepository mergedAt mergeCommit { oid } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }`,
    { owner: client.owner, name: client.name, size: pageSize, after },
  );
  return repository.pullRequests;
}

function seenOf({
  number,
  url,
  body,
  state,
  baseRefName,
  isCrossRepository,
  mergedAt,
  mergeCommit,
  updatedAt,
  lastEditedAt,
}: PullNode): SeenPull {
  return {
    ...{ number, url, body, base: baseRefName, fromFork: isCrossRepository },
    state: state.toLowerCase() as SeenPull["state"],
    mergedAt: mergedAt === null ? null : parseInstant(mergedAt),
    mergeSha: mergeCommit?.oid ?? null,
    updatedAt: parseInstant(updatedAt) ?? 0,
    editedAt: lastEditedAt === null ? null : parseInstant(lastEditedAt),
  };
}
