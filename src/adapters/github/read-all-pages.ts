import type { Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";

/** Every node of a connection of one pull request: the first page was read with everything else, the rest comes page by page. */
export async function readAllPages<Node>(
  client: Client,
  first: Connection<Node>,
  number: number,
  connection: string,
  nodeParts: string,
): Promise<readonly Node[]> {
  const nodes = [...first.nodes];
  let page = first.pageInfo;
  while (page.hasNextPage) {
    const answer = await client.graphql<{
      repository: { pullRequest: { connection: Connection<Node> } };
    }>(
      `query Page($owner: String!, $name: String!, $number: Int!, $after: String) {
        repository(owner: $owner, name: $name) { pullRequest(number: $number) {
          connection: ${connection}(first: 100, after: $after) {
            nodes { ${nodeParts} } pageInfo { hasNextPage endCursor }
          }
        } }
      }`,
      { owner: client.owner, name: client.name, number, after: page.endCursor },
    );
    const next = answer.repository.pullRequest.connection;
    nodes.push(...next.nodes);
    page = next.pageInfo;
  }
  return nodes;
}

/** The same for the checks of a pull request's head. */
export async function readAllContexts<Node>(
  client: Client,
  first: Connection<Node> | null,
  number: number,
  nodeParts: string,
): Promise<readonly Node[]> {
  if (first === null) return [];
  const nodes = [...first.nodes];
  let page = first.pageInfo;
  while (page.hasNextPage) {
    const answer = await client.graphql<{
      repository: { pullRequest: { statusCheckRollup: { contexts: Connection<Node> } | null } };
    }>(
      `query Checks($owner: String!, $name: String!, $number: Int!, $after: String) {
        repository(owner: $owner, name: $name) { pullRequest(number: $number) { statusCheckRollup {
          contexts(first: 100, after: $after) { nodes { ${nodeParts} } pageInfo { hasNextPage endCursor } }
        } } }
      }`,
      { owner: client.owner, name: client.name, number, after: page.endCursor },
    );
    const next = answer.repository.pullRequest.statusCheckRollup?.contexts;
    if (next === undefined) break;
    nodes.push(...next.nodes);
    page = next.pageInfo;
  }
  return nodes;
}
