import type { Client } from "../client.ts";
import { type GitObject, grantedOf, objectFragment, wishFor } from "../object-wishes.ts";
import { GitHubRefusal, isTooMuch } from "../request-failure.ts";
import type { TargetNode } from "../target/target-query.ts";
import { type FolderTexts, folderTextParts, mostFiles } from "./read-earlier.ts";

interface LastWishes {
  readonly target: { readonly number: number; readonly parts: string } | null;
  readonly objects: readonly string[];
  /** Folders of which every text is wanted. */
  readonly folders: readonly string[];
}

interface LastAnswer {
  readonly head: string;
  readonly target: TargetNode | null;
  readonly objects: ReadonlyMap<string, GitObject | null>;
  /** Null: GitHub would not answer as much as that. */
  readonly texts: ReadonlyMap<string, FolderTexts | null> | null;
}

/**
 * A manifest may name a pull request that is not there: that is the decision's to say, not a failure to read. And texts of folders are a
 * help: where they are too much, everything else is asked without them.
 */
export async function readLast(client: Client, number: number, wishes: LastWishes): Promise<LastAnswer> {
  const { target, folders } = wishes;
  try {
    return await readTogether(client, number, wishes);
  } catch (error) {
    if (target !== null && error instanceof GitHubRefusal && error.type === "NOT_FOUND") {
      return readLast(client, number, { ...wishes, target: null });
    }
    if (folders.length === 0 || !isTooMuch(error, mostFiles)) throw error;
    return { ...(await readLast(client, number, { ...wishes, folders: [] })), texts: null };
  }
}

async function readTogether(
  client: Client,
  number: number,
  { target, objects, folders }: LastWishes,
): Promise<LastAnswer> {
  const wishes = wishFor(objects);
  const aim = target === null ? "" : `target: pullRequest(number: $number) { ${target.parts} }`;
  const declared = folders.map((_, index) => `, $f${index}: String!`).join("");
  const texts = folders
    .map((_, index) => `f${index}: object(expression: $f${index}) { ${folderTextParts} }`)
    .join("\n");
  const { repository } = await client.graphql<{
    repository: Record<string, unknown> & { request: { headRefOid: string }; target?: TargetNode };
  }>(
    `query Target($owner: String!, $name: String!, $request: Int!${target === null ? "" : ", $number: Int!"}${wishes.declarations}${declared}) {
      repository(owner: $owner, name: $name) {
        ${aim}
        request: pullRequest(number: $request) { headRefOid }
        ${wishes.selections}
        ${texts}
      }
    } ${objects.length === 0 ? "" : objectFragment}`,
    {
      owner: client.owner,
      name: client.name,
      request: number,
      ...(target === null ? {} : { number: target.number }),
      ...wishes.variables,
      ...Object.fromEntries(folders.map((folder, index) => [`f${index}`, folder])),
    },
  );
  return {
    head: repository.request.headRefOid,
    target: repository.target ?? null,
    objects: grantedOf(objects, repository),
    texts: new Map(folders.map((folder, index) => [folder, (repository[`f${index}`] ?? null) as FolderTexts | null])),
  };
}
