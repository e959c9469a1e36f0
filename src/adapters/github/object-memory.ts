import type { GitObject } from "./object-wishes.ts";

/**
 * What was answered about git's objects. Nothing changes at a commit, so the parts of a run ask for nothing twice; and where the branch
 * has moved on, only for what is new.
 */
export interface ObjectMemory {
  /** @returns null: it is not there; undefined: not known */
  recall(expression: string): GitObject | null | undefined;
  keep(expression: string, object: GitObject): void;
  /** @param folder `<commit>:ledger/2026/11/24` */
  keepListing(folder: string, entries: readonly { readonly name: string; readonly oid: string }[]): void;
}

const fixed = /^[0-9a-f]{40}:/;

export function openMemory(): ObjectMemory {
  const objects = new Map<string, GitObject>();
  /** The same file of another commit is the same. */
  const byId = new Map<string, GitObject>();
  const listings = new Map<string, ReadonlyMap<string, string>>();
  const memory: ObjectMemory = {
    recall(expression) {
      const known = objects.get(expression);
      if (known !== undefined) return known;
      const slash = expression.lastIndexOf("/");
      const listing = listings.get(expression.slice(0, slash));
      if (listing === undefined) return undefined;
      const oid = listing.get(expression.slice(slash + 1));
      return oid === undefined ? null : byId.get(oid);
    },
    keep(expression, object) {
      // What a branch names can change between two questions.
      if (!fixed.test(expression)) return;
      const same = byId.get(object.oid) ?? object;
      byId.set(object.oid, same);
      objects.set(expression, same);
      if (same.entries !== undefined) memory.keepListing(expression, same.entries);
    },
    keepListing(folder, entries) {
      if (fixed.test(folder)) listings.set(folder, new Map(entries.map(({ name, oid }) => [name, oid])));
    },
  };
  return memory;
}
