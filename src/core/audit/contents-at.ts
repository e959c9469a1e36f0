import type { HistoryCommit } from "./history.ts";

/**
 * Which content a file had when a branch was at these commits: by commit, the id of its blob; null: it was not there, or is no file. Commits
 * that are not on the line of the head are left out: a commit of a pull request may say what it likes.
 * @param commits parents first, the head last, with their changes of that path
 */
export function contentsAt(
  commits: readonly HistoryCommit[],
  path: string,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  let blob: string | null = null;
  for (const commit of lineOf(commits)) {
    blob = contentAfter(commit, path, blob);
    if (asked.has(commit.oid)) found.set(commit.oid, blob);
  }
  return found;
}

/** The first parents of the head, oldest first. */
export function lineOf(commits: readonly HistoryCommit[]): HistoryCommit[] {
  const line: HistoryCommit[] = [];
  let next = commits.at(-1)?.oid;
  for (let index = commits.length - 1; index >= 0; index--) {
    const commit = commits[index];
    if (commit === undefined || commit.oid !== next) continue;
    line.push(commit);
    next = commit.parents[0];
  }
  return line.reverse();
}

function contentAfter({ parents, changes }: HistoryCommit, path: string, before: string | null): string | null {
  const first = parents[0] ?? null;
  const change = changes.find((one) => one.path === path && one.parent === first);
  return change === undefined ? before : change.blob;
}
