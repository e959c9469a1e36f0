import { createHash } from "node:crypto";
import type { Client } from "./client.ts";

/** A blob or tree of git as GraphQL gives it; null: nothing there. */
export interface GitObject {
  readonly __typename: string;
  readonly oid: string;
  readonly isTruncated?: boolean;
  readonly text?: string | null;
  readonly entries?: readonly TreeEntry[];
}

export interface TreeEntry {
  readonly name: string;
  /** As a number: 0o100644 is 33188. */
  readonly mode: number;
  readonly type: string;
  readonly oid: string;
}

export const objectFragment = `fragment GitObjectParts on GitObject {
  __typename
  oid
  ... on Blob { isTruncated text }
  ... on Tree { entries { name mode type oid } }
}`;

/** Objects by what git rev-parse understands (`<commit>:path`), all in one query with whatever else is asked. */
export interface ObjectWishes {
  readonly declarations: string;
  readonly selections: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Spells wishes as aliases `o0`, `o1` … with variables, so that no path has to be quoted. */
export function wishFor(expressions: readonly string[]): ObjectWishes {
  return {
    declarations: expressions.map((_, index) => `, $o${index}: String!`).join(""),
    selections: expressions
      .map((_, index) => `o${index}: object(expression: $o${index}) { ...GitObjectParts }`)
      .join("\n"),
    variables: Object.fromEntries(expressions.map((expression, index) => [`o${index}`, expression])),
  };
}

/** The answers to `wishFor`, by expression. */
export function grantedOf(
  expressions: readonly string[],
  repository: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, GitObject | null> {
  return new Map(
    expressions.map((expression, index) => [expression, (repository[`o${index}`] ?? null) as GitObject | null]),
  );
}

/** More at once would make GitHub's answer too slow. */
const batchSize = 150;

/** Reads objects alone, in as few requests as possible. */
export async function readObjects(
  client: Client,
  expressions: readonly string[],
): Promise<Map<string, GitObject | null>> {
  const found = new Map<string, GitObject | null>();
  for (let from = 0; from < expressions.length; from += batchSize) {
    const batch = expressions.slice(from, from + batchSize);
    const wishes = wishFor(batch);
    const { repository } = await client.graphql<{ repository: Record<string, unknown> }>(
      `query Objects($owner: String!, $name: String!${wishes.declarations}) {
        repository(owner: $owner, name: $name) { ${wishes.selections} }
      } ${objectFragment}`,
      { owner: client.owner, name: client.name, ...wishes.variables },
    );
    for (const [expression, object] of grantedOf(batch, repository)) found.set(expression, object);
  }
  return found;
}

/**
 * The bytes of a blob. GraphQL gives text: what does not hash to the object's own id (not UTF-8, cut, changed on the way) is fetched
 * as bytes.
 */
export async function bytesOf(client: Client, object: GitObject | null | undefined): Promise<Uint8Array | null> {
  if (object == null || object.__typename !== "Blob") return null;
  if (object.isTruncated !== true && object.text != null) {
    const bytes = Buffer.from(object.text, "utf8");
    if (blobId(bytes) === object.oid) return bytes;
  }
  const { data } = await client.rest<{ content: string }>("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    file_sha: object.oid,
  });
  return Buffer.from(data.content, "base64");
}

/** Git's id of a content (SHA-1 repositories, which GitHub's are). */
function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
