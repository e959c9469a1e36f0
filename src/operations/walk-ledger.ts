import { checkReadme, readmePath } from "../core/audit/check-readme.ts";
import type { HistoryCommit, TreeChange } from "../core/audit/history.ts";
import { ownChanges, treeAfter } from "../core/audit/own-changes.ts";
import { type LedgerRepository, readRepositoryId } from "../core/audit/read-repository-id.ts";
import { finding } from "../core/findings/finding.ts";
import { beginSegment, type SegmentStart } from "../core/ledger/begin-segment.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import { checkCommit, publishedFile } from "../core/ledger/verify-commit.ts";
import { type LedgerChange, type LedgerCommit, report, startWalk, type Walk } from "../core/ledger/verify-walk.ts";
import type { Segment } from "../generated/types/segment.ts";
import type { BranchTip, RepositoryHistory } from "../ports.ts";

/** A branch of a ledger, or what is new on it; its commits oldest first. */
export interface LedgerPart {
  readonly tip: BranchTip;
  readonly commits: readonly HistoryCommit[];
  /** What its first commit says that it goes on from; null: from what was walked before, or from nothing. */
  readonly segment: Segment | null;
}

/** A ledger that was walked through, commit by commit; anchors and the end are for `concludeWalk` to judge. */
export interface WalkedLedger {
  readonly walk: Walk;
  /** From the README.md of the first commit. */
  readonly repository: LedgerRepository | null;
}

const projection = /^(?:state|active)\//;
const unread = new Uint8Array();
/** How many records between two words to whoever waits. */
const STRIDE = 2000;

/**
 * Verifies a ledger while git reads it: no content is held but that of published reports. Read are all records and reports, and of the
 * derived files only what the head of each branch has; an earlier version of those is judged by its place alone.
 * @param parts the branches that go on from one another, the first one first
 * @param begun a walk to go on with, whose repository is known
 */
export async function walkLedger(
  parts: readonly LedgerPart[],
  history: Pick<RepositoryHistory, "readEach">,
  progress?: (doing: string) => void,
  begun: WalkedLedger | null = null,
): Promise<WalkedLedger> {
  const commits = parts.flatMap((part) => part.commits);
  const readme =
    begun !== null ? null : (commits[0]?.changes.find((change) => change.path === readmePath)?.blob ?? null);
  const wanted = parts.flatMap(wantedOf);
  const ids = wanted.flatMap((changes) => changes.map(({ blob }) => blob ?? ""));
  const starts = startsOf(parts);
  const owners = parts.flatMap((part) => part.commits.map(() => part));
  let repository = begun?.repository ?? null;
  let walk = begun?.walk ?? startWalk(null);
  let next = 0;
  let contents: (Uint8Array | null)[] = [];
  const checkReady = (): void => {
    for (; next < commits.length && contents.length === wanted[next]?.length; next++) {
      const commit = commits[next];
      if (commit === undefined) continue;
      const judged = ledgerCommit(commit, wanted[next] ?? [], contents);
      const start = starts.get(commit);
      if (start === undefined) checkCommit(walk, judged);
      else beginSegment(walk, judged, start());
      judgeReadme(walk, judged, owners[next]);
      contents = [];
    }
  };
  // Commits of which nothing is read come before the first content.
  if (readme === null) checkReady();
  await history.readEach(readme === null ? ids : [readme, ...ids], (bytes, index) => {
    if (readme !== null && index === 0) {
      repository = readRepositoryId(bytes);
      walk = startWalk(repository?.id ?? null);
    } else contents.push(bytes);
    checkReady();
    if (index % STRIDE === 0) progress?.(`checking the ledger, ${index} of ${ids.length} files`);
  });
  checkReady();
  // Whatever was not looked at must never look as if it had been.
  if (next < commits.length) throw new Error(`${commits.length - next} commits of the ledger were not checked`);
  const earlier = countEarlier(commits, wanted);
  if (earlier > 0) {
    walk.notChecked.push(`${earlier} earlier versions of files under state and active: only what the head has is read`);
  }
  return { walk, repository };
}

/** What stands there is judged where it is added; that it is never changed, every commit is judged for. */
function judgeReadme(walk: Walk, { oid, changes }: LedgerCommit, part: LedgerPart | undefined): void {
  const added = changes.find(({ path, kind }) => path === readmePath && kind === "added");
  if (added === undefined || part === undefined) return;
  const { tip, segment } = part;
  const problem =
    added.bytes === null
      ? finding("OBJECTS_MISSING", { file: readmePath }, { path: readmePath })
      : checkReadme(added.bytes, { name: tip.name, continues: segment?.continues ?? null });
  if (problem !== null) report(walk, problem, { commits: [oid] });
}

/** The first commits of branches that go on from others. */
function startsOf(parts: readonly LedgerPart[]): ReadonlyMap<HistoryCommit, () => SegmentStart> {
  const starts = new Map<HistoryCommit, () => SegmentStart>();
  for (const [index, { tip, commits, segment }] of parts.entries()) {
    const [first] = commits;
    if (segment === null || first === undefined) continue;
    const before = parts[index - 1]?.commits ?? [];
    const { continues } = segment;
    starts.set(first, () => ({
      ...{ branch: tip.ref, continues },
      files: treeAfter([first]),
      before: treeAfter(before),
    }));
  }
  return starts;
}

/** For each commit the changes whose content is looked at. What a branch took over from the one before is compared by its id. */
function wantedOf({ commits, segment }: LedgerPart): TreeChange[][] {
  const last = new Map<string, string>();
  for (const { changes } of commits) {
    for (const { path, blob } of changes) {
      if (!projection.test(path)) continue;
      if (blob === null) last.delete(path);
      else last.set(path, blob);
    }
  }
  return commits.map((commit, index) =>
    ownChanges(commit).filter(({ path, kind, blob }) => {
      if (blob === null) return false;
      if (projection.test(path)) return last.get(path) === blob;
      if (path === readmePath) return kind === "added";
      if (index === 0 && segment !== null) return false;
      return kind === "added" && (publishedFile.test(path) || parseRecordPath(path) !== null);
    }),
  );
}

/** Versions of derived files that are there and were not looked at. */
function countEarlier(commits: readonly HistoryCommit[], wanted: readonly (readonly TreeChange[])[]): number {
  const count = (changes: readonly TreeChange[]): number =>
    changes.filter(({ path, blob }) => blob !== null && projection.test(path)).length;
  return commits.reduce((sum, commit, index) => sum + count(ownChanges(commit)) - count(wanted[index] ?? []), 0);
}

function ledgerCommit(
  commit: HistoryCommit,
  wanted: readonly TreeChange[],
  contents: readonly (Uint8Array | null)[],
): LedgerCommit {
  // Those that are looked at stand in the same order.
  let next = 0;
  const changes = ownChanges(commit).map((change): LedgerChange => {
    const { path, kind, mode } = change;
    if (change === wanted[next]) return { path, kind, mode, bytes: contents[next++] ?? null };
    return { path, kind, mode, bytes: kind === "deleted" ? null : unread };
  });
  return { oid: commit.oid, parents: commit.parents, changes };
}
