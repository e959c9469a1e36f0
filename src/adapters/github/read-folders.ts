import type { Client } from "./client.ts";
import { type GitObject, wishFor } from "./object-wishes.ts";
import { GitHubUnavailable, isTooMuch } from "./request-failure.ts";

/** So many folders are listed in one query: names alone, but a folder may have thousands. */
const listedAtOnce = 25;
/**
 * So many files with their texts in one query, and so many bytes. GitHub names no limit for files (its 500,000 nodes count connections,
 * and a tree's entries are none), but caps what one query may use up: what it does not answer is read by its path instead.
 */
const filesAtOnce = 1000;
const bytesAtOnce = 3_000_000;
/** One folder alone may be so much larger: it cannot be asked for in parts. */
const oneFolder = 2;

interface Node extends Omit<GitObject, "entries"> {
  readonly byteSize?: number;
  readonly entries?: readonly {
    readonly name: string;
    readonly oid: string;
    readonly object?: Pick<GitObject, "isTruncated" | "text"> | null;
  }[];
}

interface Wanted {
  /** `<commit>:ledger/2026/11/24` */
  readonly folder: string;
  readonly names: ReadonlySet<string>;
}

/**
 * Files of a commit by whole folders, where most of a folder is wanted: a fraction of the requests that it takes path by path. The
 * folders are listed first, each with the size of one file, so what is not there, or was read before, costs nothing more.
 * @returns what is known now, null: nothing there. What is missing was not read: a folder too large, mostly not wanted, or too much for GitHub
 */
export async function readFolders(
  client: Client,
  expressions: readonly string[],
): Promise<Map<string, GitObject | null>> {
  const { memory } = client;
  const found = new Map<string, GitObject | null>();
  const wanted = byFolder(expressions);
  const worth: Size[] = [];
  for (let from = 0; from < wanted.length; from += listedAtOnce) {
    const batch = wanted.slice(from, from + listedAtOnce);
    const samples = batch.map(({ folder, names }) => `${folder}/${[...names][names.size >> 1] ?? ""}`);
    const nodes = await ask([...batch.map(({ folder }) => folder), ...samples], list);
    if (nodes === null) return found;
    for (const [index, { folder, names }] of batch.entries()) {
      const node = nodes.get(folder) ?? null;
      // Something that is no folder: git itself says what a path through it means.
      if (node !== null && node.entries === undefined) continue;
      if (node?.entries !== undefined) memory.keepListing(folder, node.entries);
      const there = new Set((node?.entries ?? []).map(({ name }) => name));
      let hits = 0;
      for (const name of names) {
        const path = `${folder}/${name}`;
        // A file that another commit had is not read again.
        const known = there.has(name) ? memory.recall(path) : null;
        if (known === undefined) hits++;
        else found.set(path, known);
      }
      const files = there.size;
      const bytes = files * (nodes.get(samples[index] ?? "")?.byteSize ?? 0);
      const fits = files <= oneFolder * filesAtOnce && bytes <= oneFolder * bytesAtOnce;
      if (hits > 1 && hits * 2 >= files && fits) worth.push({ folder, files, bytes });
    }
  }
  const namesOf = new Map(wanted.map(({ folder, names }) => [folder, names]));
  for (const folders of packed(worth)) {
    const nodes = await ask(folders, texts);
    // Where one is too much, the next one is likely to be: path by path it goes slower, but it goes.
    if (nodes === null) return found;
    for (const [folder, node] of nodes) {
      for (const { name, oid, object } of node?.entries ?? []) {
        // Of what is no file there is no text here.
        if (object?.isTruncated === undefined || namesOf.get(folder)?.has(name) !== true) continue;
        const path = `${folder}/${name}`;
        memory.keep(path, { __typename: "Blob", oid, ...object });
        found.set(path, memory.recall(path) ?? null);
      }
    }
  }
  return found;

  /** Null: GitHub would not, or could not, answer as much as that. */
  async function ask(wishes: readonly string[], parts: string): Promise<Map<string, Node | null> | null> {
    const { declarations, selections, variables } = wishFor(wishes);
    try {
      const { repository } = await client.graphql<{ repository: Record<string, Node | null> }>(
        `query Folders($owner: String!, $name: String!${declarations}) {
          repository(owner: $owner, name: $name) { ${selections} }
        }
        fragment GitObjectParts on GitObject { ${parts} }`,
        { owner: client.owner, name: client.name, ...variables },
      );
      return new Map(wishes.map((wish, index) => [wish, repository[`o${index}`] ?? null]));
    } catch (error) {
      if (error instanceof GitHubUnavailable || isTooMuch(error, 0)) return null;
      throw error;
    }
  }
}

const list = "... on Tree { entries { name oid } } ... on Blob { byteSize }";
const texts = "... on Tree { entries { name oid object { ... on Blob { isTruncated text } } } }";

/** Only of full commit ids: what a branch names can change between two queries. */
function byFolder(expressions: readonly string[]): Wanted[] {
  const folders = new Map<string, Set<string>>();
  for (const expression of expressions) {
    const [, folder, name] = /^([0-9a-f]{40}:[^/].*)\/([^/]+)$/.exec(expression) ?? [];
    if (folder === undefined || name === undefined) continue;
    const names = folders.get(folder) ?? new Set();
    folders.set(folder, names.add(name));
  }
  return [...folders].map(([folder, names]) => ({ folder, names }));
}

interface Size {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/** Folders that fit into one query. */
function packed(folders: readonly Size[]): string[][] {
  const packs: string[][] = [];
  let room = { files: 0, bytes: 0 };
  for (const { folder, files, bytes } of folders) {
    if (files > room.files || bytes > room.bytes) {
      packs.push([]);
      room = { files: filesAtOnce, bytes: bytesAtOnce };
    }
    packs.at(-1)?.push(folder);
    room = { files: room.files - files, bytes: room.bytes - bytes };
  }
  return packs;
}
