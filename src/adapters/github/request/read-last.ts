import type { Client } from "../client.ts";
import { type GitObject, grantedOf, objectFragment, wishFor } from "../object-wishes.ts";
import { GitHubRefusal } from "../request-failure.ts";
import type { TargetNode } from "../target/target-query.ts";

/** A manifest may name a pull request that is not there: that is the decision's to say, not a failure to read. */
export async function readLast(...parameters: Parameters<typeof readTogether>): ReturnType<typeof readTogether> {
  const [client, number, target, wanted] = parameters;
  try {
    return await readTogether(...parameters);
  } catch (error) {
    if (target === null || !(error instanceof GitHubRefusal) || error.type !== "NOT_FOUND") throw error;
    return readTogether(client, number, null, wanted);
  }
}

async function readTogether(
  client: Client,
  number: number,
  target: { readonly number: number; readonly parts: string } | null,
  wanted: readonly string[],
): Promise<{ head: string; target: TargetNode | null; objects: ReadonlyMap<string, GitObject | null> }> {
  const wishes = wishFor(wanted);
  const aim = target === null ? "" : `target: pullRequest(number: $number) { ${target.parts} }`;
  const { repository } = await client.graphql<{
    repository: Record<string, unknown> & { request: { headRefOid: string }; target?: TargetNode };
  }>(
    `query Target($owner: String!, $name: String!, $request: Int!${target === null ? "" : ", $number: Int!"}${wishes.declarations}) {
      repository(owner: $owner, name: $name) {
        ${aim}
        request: pullRequest(number: $request) { headRefOid }
        ${wishes.selections}
      }
    } ${wanted.length === 0 ? "" : objectFragment}`,
    {
      owner: client.owner,
      name: client.name,
      request: number,
      ...(target === null ? {} : { number: target.number }),
      ...wishes.variables,
    },
  );
  return {
    head: repository.request.headRefOid,
    target: repository.target ?? null,
    objects: grantedOf(wanted, repository),
  };
}
