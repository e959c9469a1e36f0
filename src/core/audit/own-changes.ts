import type { HistoryCommit, TreeChange } from "./history.ts";

/** What a commit changed against its first parent. A ledger has no other one, and where it has, that is a finding. */
export function ownChanges({ parents, changes }: HistoryCommit): readonly TreeChange[] {
  return parents.length < 2 ? changes : changes.filter((change) => change.parent === parents[0]);
}

/** Ids of the files by path, as the commits of one line leave them. What is no file (a submodule) is not there. */
export function treeAfter(commits: readonly HistoryCommit[]): Map<string, string> {
  const tree = new Map<string, string>();
  for (const commit of commits) {
    for (const { path, blob } of ownChanges(commit)) {
      if (blob === null) tree.delete(path);
      else tree.set(path, blob);
    }
  }
  return tree;
}
