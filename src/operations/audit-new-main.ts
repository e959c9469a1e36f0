import type { DatedCommit } from "../core/audit/check-commit-dates.ts";
import { type Completed, checkCompletionOrder, completionsOf } from "../core/audit/check-completions.ts";
import { checkMergeOrder } from "../core/audit/check-merge-order.ts";
import { type MergedHead, mergedHeads } from "../core/audit/check-merged-heads.ts";
import { checkSharedMerges, usedCommits } from "../core/audit/check-shared-merges.ts";
import { registeredAlone } from "../core/audit/check-targets.ts";
import { notCompared } from "../core/audit/default-branches.ts";
import { unusedTarget } from "../core/audit/note/watched.ts";
import type { Anchor, Walk } from "../core/ledger/verify-walk.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { RepositoryHistory } from "../ports.ts";
import { datedCommits } from "./audit-merges.ts";
import { auditNewFormer } from "./audit-new-former.ts";
import type { SinceReading } from "./read-since.ts";

interface NewMain {
  readonly former: NonNullable<Verified["default_branch"]["former"]>;
  readonly merges: number;
  readonly dated: readonly DatedCommit[];
  /** Of the new records. */
  readonly merged: readonly MergedHead[];
  readonly notChecked: readonly string[];
}

/**
 * Compares new records with the default branch, and new commits of it with what may not come in unnoticed.
 * @returns why that would not be enough, as a text
 */
export async function auditNewMain(
  { names: noted, bypasses, default_branch, ledger, whole }: Verified,
  { main, mainCommits }: SinceReading,
  {
    walk,
    anchors,
    history,
  }: { readonly walk: Walk; readonly anchors: readonly Anchor[]; readonly history: RepositoryHistory },
): Promise<NewMain | string> {
  const name = noted.default_branch;
  const { entries, folds } = walk;
  const waiting = [...folds.values()].flatMap((fold) => unusedTarget(fold)?.commit ?? []);
  const merges = entries
    .filter(({ event }) => event.type === "bypass.used")
    .map(({ event }) => String(event.data.merge_sha));
  const completed = completionsOf(folds.values()).filter(({ entry }) => entry.seq > ledger.seq);
  const heads = [...entries.map(({ event }) => event.main_head), ...anchors.flatMap(({ mainHead }) => mainHead ?? [])];
  const known = new Set([...mainCommits, default_branch.commit]);
  const green = completed.map(({ commit }) => commit);
  const asked = new Set([...heads, ...merges, ...waiting, ...green].filter((commit) => !known.has(commit)));
  if (asked.size > 0) for (const commit of await history.behind([...asked], main.commit)) known.add(commit);
  const lost = heads.find((commit) => !known.has(commit));
  if (lost !== undefined) return `${lost} was at the head of ${name}, and is not behind it`;
  if ([...waiting, ...bypasses.targets.map(({ commit }) => commit)].some((commit) => known.has(commit))) {
    return "the commit of a bypass is merged, and no record says that it was used";
  }
  const shared = usedCommits(folds.values(), ledger.seq);
  if (
    checkSharedMerges([...folds.values()]).findings.length > 0 ||
    bypasses.targets.some(({ commit }) => shared.has(commit))
  )
    return "the commit of a bypass is merged by another one, and no record says that it was used";
  // One that a record behind the note ends may have been merged before it.
  if (whole.warnings.some(({ code }) => code === "MERGE_WITHOUT_EVENT"))
    return "a merge was not recorded when everything was read";
  const outside = merges.filter((commit) => !known.has(commit));
  for (const ref of new Set(bypasses.targets.flatMap(({ ref }) => ref ?? []))) {
    const branch = ref.replace(/^refs\/heads\//, "");
    if ((await history.branch(branch)) === null)
      return `${branch}, into which the commit of a bypass was to be merged, is gone`;
  }
  const former = await auditNewFormer(
    { names: noted, bypasses, default_branch },
    { entries, waiting, merges: outside, history },
  );
  if (typeof former === "string") return former;
  const isNew = new Set(entries.map(({ event }) => event.id));
  const used = entries.filter(({ event }) => event.type === "bypass.used" && event.data.base === name);
  const early = used.find(({ event }) => !mainCommits.has(String(event.data.merge_sha)));
  if (early !== undefined) return `record ${early.seq} names a merge of before the note`;
  const [alone] = registeredAlone(entries);
  if (alone !== undefined) return `record ${alone.seq} registers a merge, and no record says that it was used`;
  const line = used.length === 0 ? [] : await history.firstParents(main.commit, default_branch.commit);
  const [odd] = checkMergeOrder(folds.values(), name, line, known);
  if (odd !== undefined) return `there is something to be looked at (${odd.code})`;
  const unsettled = unsettledCompletion(completed, { name, noted: default_branch.commit, known, mainCommits, line });
  if (unsettled !== null) return unsettled;
  const names = [name, ...former.map(({ branch }) => branch)];
  const elsewhere = new Set<string>();
  for (const { event, seq } of entries) {
    if (event.type !== "bypass.used" || known.has(String(event.data.merge_sha))) continue;
    if (event.data.base === name) return `record ${seq} names a merge that is not in ${name}`;
    elsewhere.add(String(event.data.base));
  }
  return {
    former,
    merges: merges.filter((commit) => known.has(commit)).length,
    dated: datedCommits(entries, known),
    merged: mergedHeads(folds.values(), name, known).filter(({ held }) => isNew.has(held.event.id)),
    notChecked: [...elsewhere].sort().map((base) => notCompared(`merges into ${base}`, names)),
  };
}

/** Why what is new does not say that remediations were completed on the branch, behind their merges; null: it does. */
function unsettledCompletion(
  completed: readonly Completed[],
  {
    name,
    noted,
    known,
    mainCommits,
    line,
  }: {
    readonly name: string;
    readonly noted: string;
    readonly known: ReadonlySet<string>;
    readonly mainCommits: ReadonlySet<string>;
    readonly line: Iterable<string>;
  },
): string | null {
  const lost = completed.find(({ commit }) => !known.has(commit));
  if (lost !== undefined) return `record ${lost.entry.seq} names a completion that is not in ${name}`;
  const isNew = ({ merge }: Completed["uses"][number]) => mainCommits.has(merge);
  // The noted head is behind every merge of before; which of two earlier commits came first, the whole line tells.
  const early = completed.find(
    ({ commit, uses }) => !mainCommits.has(commit) && (commit !== noted || uses.some(isNew)),
  );
  if (early !== undefined) return `record ${early.entry.seq} names a completion of before the note`;
  const again = completed.find(({ commit, reopened }) => {
    const shown = reopened?.commit ?? commit;
    return shown !== commit && mainCommits.has(shown);
  });
  if (again !== undefined) return `record ${again.entry.seq} completes what was opened again since the note`;
  const [odd] = checkCompletionOrder(completed, name, line);
  return odd === undefined ? null : `there is something to be looked at (${odd.code})`;
}
