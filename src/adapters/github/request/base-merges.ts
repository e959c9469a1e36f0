import type { Commit } from "../../../generated/types/facts.ts";

/** A merge of the base into the branch: its first parent is the branch's, what it brings in is none of the branch's own commits. */
export interface BaseMerge {
  readonly sha: string;
  readonly firstParent: string;
}

/**
 * Finds "Update branch". GitHub lists every commit that the base does not have, so a parent that is not listed comes from the base.
 * Call only with the whole list. A merge of two branches of the request's own, or one whose first parent is the base, is not meant:
 * the people of those count.
 */
export function findBaseMerges(commits: readonly Commit[]): BaseMerge[] {
  const listed = new Set(commits.map((commit) => commit.sha));
  return commits.flatMap(({ sha, parents = [] }) => {
    const [firstParent, ...others] = parents;
    if (firstParent === undefined || others.length === 0) return [];
    return listed.has(firstParent) && others.every((other) => !listed.has(other)) ? [{ sha, firstParent }] : [];
  });
}

/** Says of each base merge whether it changes the manifest against its first parent: an evil merge makes its author a contributor. */
export function markBaseMerges(
  commits: readonly Commit[],
  merges: readonly BaseMerge[],
  blobAt: (commit: string) => string | null,
): Commit[] {
  const known = new Map(merges.map((merge) => [merge.sha, merge]));
  return commits.map((commit) => {
    const merge = known.get(commit.sha);
    if (merge === undefined) return commit;
    return {
      ...commit,
      merge_of_base: true,
      touches_manifest: blobAt(merge.sha) !== blobAt(merge.firstParent),
    };
  });
}
