import type { Client } from "./client.ts";
import { type GitObject, type TreeEntry, wishFor } from "./object-wishes.ts";
import { GitHubUnavailable, isTooMuch } from "./request-failure.ts";

/** So many names of folders in one query. */
const listedAtOnce = 150;
/**
 * So many files with their texts in one query. GitHub names no limit for files (its 500,000 nodes count connections, and a tree's entries
 * are none), but caps what one query may use up: what it does not answer is read by its path instead.
 */
const filesAtOnce = 1000;
/** One folder alone may have so many: it cannot be asked for in parts. */
const mostInFolder = 3000;

interface Tree {
  readonly entries?: readonly (Omit<TreeEntry, "mode"> & {
    readonly object?: Omit<GitObject, "__typename" | "oid"> | null;
  })[];
}

interface Wanted {
  /** `<commit>:ledger/2026/11/24` */
  readonly folder: string;
  readonly names: ReadonlySet<string>;
}

/**
 * Files of a commit by whole folders, where most of a folder is wanted: a fraction of the requests that it takes path by path. One query
 * lists the folders, so what is not there costs nothing more.
 * @returns what is known now, null: nothing there. What is missing was not read: a folder too large, mostly not wanted, or too much for GitHub
 */
export async function readFolders(
  client: Client,
  expressions: readonly string[],
): Promise<Map<string, GitObject | null>> {
  const found = new Map<string, GitObject | null>();
  const wanted = byFolder(expressions);
  const worth: { readonly folder: string; readonly files: number }[] = [];
  for (let from = 0; from < wanted.length; from += listedAtOnce) {
    const batch = wanted.slice(from, from + listedAtOnce);
    const trees = await readTrees(
      batch.map(({ folder }) => folder),
      "",
    );
    if (trees === null) return found;
    for (const { folder, names } of batch) {
      const tree = trees.get(folder);
      // Something that is no folder: git itself says what a path through it means.
      if (tree === undefined || (tree !== null && tree.entries === undefined)) continue;
      const entries = new Map((tree?.entries ?? []).map((entry) => [entry.name, entry]));
      for (const name of names) if (!entries.has(name)) found.set(`${folder}/${name}`, null);
      const there = [...names].filter((name) => entries.get(name)?.type === "blob").length;
      if (there > 1 && there * 2 >= entries.size && entries.size <= mostInFolder)
        worth.push({ folder, files: entries.size });
    }
  }
  const namesOf = new Map(wanted.map(({ folder, names }) => [folder, names]));
  for (const folders of packed(worth)) {
    const trees = await readTrees(folders, "object { ... on Blob { isTruncated text } }");
    // Where one is too much, the next one is likely to be: path by path it goes slower, but it goes.
    if (trees === null) return found;
    for (const [folder, tree] of trees) {
      for (const { name, type, oid, object } of tree?.entries ?? []) {
        if (type !== "blob" || object == null || namesOf.get(folder)?.has(name) !== true) continue;
        found.set(`${folder}/${name}`, { __typename: "Blob", oid, ...object });
      }
    }
  }
  return found;

  /** Null: GitHub would not, or could not, answer as much as that. */
  async function readTrees(folders: readonly string[], more: string): Promise<Map<string, Tree | null> | null> {
    const { declarations, selections, variables } = wishFor(folders);
    try {
      const { repository } = await client.graphql<{ repository: Record<string, Tree | null> }>(
        `query Folders($owner: String!, $name: String!${declarations}) {
          repository(owner: $owner, name: $name) { ${selections} }
        }
        fragment GitObjectParts on GitObject { ... on Tree { entries { name type oid ${more} } } }`,
        { owner: client.owner, name: client.name, ...variables },
      );
      return new Map(folders.map((folder, index) => [folder, repository[`o${index}`] ?? null]));
    } catch (error) {
      if (error instanceof GitHubUnavailable || isTooMuch(error)) return null;
      throw error;
    }
  }
}

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

function packed(folders: readonly { readonly folder: string; readonly files: number }[]): string[][] {
  const packs: string[][] = [];
  let room = 0;
  for (const { folder, files } of folders) {
    if (files > room) {
      packs.push([]);
      room = filesAtOnce;
    }
    packs.at(-1)?.push(folder);
    room -= files;
  }
  return packs;
}
