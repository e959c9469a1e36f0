import type { HistoryCommit, TreeChange } from "./history.ts";

/** What a commit of the main line did to one path. */
export type Step =
  | { readonly kind: "version"; readonly commit: HistoryCommit; readonly blob: string | null; readonly mode: string }
  | {
      readonly kind: "gone";
      readonly commit: HistoryCommit;
      /** The same content under another name, added by the same commit. */
      readonly movedTo: string | null;
      /** The commit is a merge that left out what one of its other parents has. */
      readonly dropped: boolean;
    };

/** A path that a merge of the main line left out although another of its parents had it; the main line never did. */
export interface LeftOut {
  readonly path: string;
  readonly commit: HistoryCommit;
  readonly blob: string | null;
}

/** The registry as its branch went on: what each path was, commit by commit, and what happened to it elsewhere. */
export interface Mainline {
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  readonly leftOut: readonly LeftOut[];
  /** Changes by commits off the main line: drafts in pull requests, and where a bad merge came from. Oldest first. */
  readonly aside: ReadonlyMap<string, readonly { readonly commit: HistoryCommit; readonly change: TreeChange }[]>;
}

/**
 * Follows the first parents from the head: the states that the branch had. What happened off this line is a draft until a merge brings
 * it in; but a merge is compared with every parent, because what it leaves out of another one no usual view of git shows.
 * @param commits of the branch, parents first, the head last.
 */
export function followMainline(commits: readonly HistoryCommit[], isManifest: (path: string) => boolean): Mainline {
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]));
  const line: HistoryCommit[] = [];
  for (let next = commits.at(-1); next !== undefined; next = byOid.get(next.parents[0] ?? "")) line.push(next);
  line.reverse();
  const onLine = new Set(line.map((commit) => commit.oid));
  const steps = new Map<string, Step[]>();
  const leftOut: LeftOut[] = [];
  for (const commit of line) {
    const first = commit.parents[0] ?? null;
    const changes = commit.changes.filter((change) => isManifest(change.path));
    const own = changes.filter((change) => change.parent === first);
    const lost = changes.filter((change) => change.parent !== first && change.kind === "deleted");
    for (const change of own) {
      const list = steps.get(change.path) ?? [];
      steps.set(change.path, [...list, stepOf(commit, change, own, lost)]);
    }
    for (const { path, previous } of lost) {
      if (!own.some((change) => change.path === path)) leftOut.push({ path, commit, blob: previous });
    }
  }
  const aside = new Map<string, { commit: HistoryCommit; change: TreeChange }[]>();
  for (const commit of commits) {
    if (onLine.has(commit.oid)) continue;
    for (const change of commit.changes) {
      if (isManifest(change.path)) aside.set(change.path, [...(aside.get(change.path) ?? []), { commit, change }]);
    }
  }
  return { steps, leftOut, aside };
}

function stepOf(
  commit: HistoryCommit,
  change: TreeChange,
  own: readonly TreeChange[],
  lost: readonly TreeChange[],
): Step {
  if (change.kind !== "deleted") return { kind: "version", commit, blob: change.blob, mode: change.mode ?? "" };
  const twin = own.find((other) => other.kind === "added" && other.blob === change.previous);
  const dropped = lost.some((other) => other.path === change.path);
  return { kind: "gone", commit, movedTo: twin?.path ?? null, dropped };
}
