import { countBefore } from "../count-before.ts";
import { lineOf } from "./branch-line.ts";
import type { HistoryCommit } from "./history.ts";

/** What a file became on the line of a branch. */
export interface ContentVersion {
  /** Place on the line of the commit that brought it. */
  readonly from: number;
  /** Id of its blob; null: it was not there, or is no file. */
  readonly blob: string | null;
}

/** What a file was on the line of a branch, one after the other; the first one is what it was at its first commit. */
export function versionsOf(line: readonly HistoryCommit[], path: string): readonly ContentVersion[] {
  const found: ContentVersion[] = [{ from: 0, blob: null }];
  for (const [from, { parents, changes }] of line.entries()) {
    // Most commits of a long history change nothing that is read.
    if (changes.length === 0) continue;
    const change = changes.find((one) => one.path === path && one.parent === (parents[0] ?? null));
    if (change === undefined) continue;
    if (from === 0) found.pop();
    found.push({ from, blob: change.blob });
  }
  return found;
}

/** How many of the versions had come when the branch was at a place of its line. */
export function countUpTo(versions: readonly ContentVersion[], place: number): number {
  return countBefore(versions, place + 1, ({ from }) => from);
}

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
  const line = lineOf(commits);
  const versions = versionsOf(line.commits, path);
  const found = new Map<string, string | null>();
  for (const commit of asked) {
    const place = line.placeOf(commit);
    if (place !== undefined) found.set(commit, versions[countUpTo(versions, place) - 1]?.blob ?? null);
  }
  return found;
}
