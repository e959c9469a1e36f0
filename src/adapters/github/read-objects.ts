import { blobIdOf } from "../../core/document/blob-id.ts";
import type { Client } from "./client.ts";
import { type GitObject, grantedOf, objectFragment, wishFor } from "./object-wishes.ts";
import { readFolders } from "./read-folders.ts";
import { isTooMuch } from "./request-failure.ts";

/** More at once would make GitHub's answer too slow. */
const batchSize = 150;
/** From so many on, whole folders are looked at first, and what is left is asked in larger batches: in halves where that is too much. */
const many = 300;

/** Reads objects alone, in as few requests as possible: none for what the client was told before. */
export async function readObjects(
  client: Client,
  expressions: readonly string[],
): Promise<Map<string, GitObject | null>> {
  const { memory } = client;
  const found = new Map<string, GitObject | null>();
  const wanted = expressions.filter((expression) => {
    const known = memory.recall(expression);
    if (known !== undefined) found.set(expression, known);
    return known === undefined;
  });
  if (wanted.length > many) {
    for (const [expression, object] of await readFolders(client, wanted)) found.set(expression, object);
  }
  const size = wanted.length > many ? many : batchSize;
  const left = wanted.filter((expression) => !found.has(expression));
  for (let from = 0; from < left.length; from += size) {
    for (const [expression, object] of await readBatch(client, left.slice(from, from + size))) {
      // That something is not there is not kept: another of GitHub's servers may not have heard yet of a commit just made.
      if (object !== null) memory.keep(expression, object);
      found.set(expression, object);
    }
  }
  return found;
}

/** In halves where it is too much for GitHub. */
async function readBatch(
  client: Client,
  batch: readonly string[],
): Promise<readonly (readonly [string, GitObject | null])[]> {
  const wishes = wishFor(batch);
  try {
    const { repository } = await client.graphql<{ repository: Record<string, unknown> }>(
      `query Objects($owner: String!, $name: String!${wishes.declarations}) {
        repository(owner: $owner, name: $name) { ${wishes.selections} }
      } ${objectFragment}`,
      { owner: client.owner, name: client.name, ...wishes.variables },
    );
    return [...grantedOf(batch, repository)];
  } catch (error) {
    if (!isTooMuch(error, batch.length) || batch.length === 1) throw error;
    const half = Math.ceil(batch.length / 2);
    return [...(await readBatch(client, batch.slice(0, half))), ...(await readBatch(client, batch.slice(half)))];
  }
}

/**
 * The bytes of a blob. GraphQL gives text: what does not hash to the object's own id (not UTF-8, cut, changed on the way) is fetched
 * as bytes.
 */
export async function bytesOf(client: Client, object: GitObject | null | undefined): Promise<Uint8Array | null> {
  if (object == null || object.__typename !== "Blob") return null;
  if (object.isTruncated !== true && object.text != null) {
    const bytes = Buffer.from(object.text, "utf8");
    if (blobIdOf(bytes, object.oid) === object.oid) return bytes;
  }
  const { data } = await client.rest<{ content: string }>("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    file_sha: object.oid,
  });
  return Buffer.from(data.content, "base64");
}
