import type { BypassUsed } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { CommitLines } from "./check-commit-dates.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** A merge that a record names, by which the approved commit should have come in. */
export interface MergedHead {
  readonly held: Holding;
  readonly merge: string;
  readonly head: string;
  readonly branch: string;
  /** Whether the branch has that commit: squash and rebase leave it outside, and so does a merge of something else. */
  readonly isIn: boolean;
}

/**
 * The merges that are in the branch, with the commit that they should have brought.
 * @param commits of the branch
 */
export function mergedHeads(folds: Iterable<BypassFold>, branch: string, commits: ReadonlySet<string>): MergedHead[] {
  return [...folds].flatMap((fold) => {
    if (fold.state.used === null) return [];
    let approved: string | undefined;
    return holdingsOf(fold).flatMap((held): MergedHead[] => {
      const { type, target, data } = held.event;
      if (type === "bypass.activated" || type === "bypass.registered") approved = target?.commit ?? approved;
      if (type !== "bypass.used") return [];
      const { merge_sha: merge } = data as unknown as BypassUsed;
      const head = approved ?? target?.commit;
      return head === undefined || head === merge || !commits.has(merge)
        ? []
        : [{ held, merge, head, branch, isIn: commits.has(head) }];
    });
  });
}

/**
 * Whether a merge commit that a record names is that of the approved commit: GitHub makes it of the head of the base and that of the pull
 * request. One with a single parent (squash, rebase) does not tell.
 * @param lines of the merges; what is missing is not judged
 */
export function checkMergedHeads(
  merged: readonly MergedHead[],
  lines: ReadonlyMap<string, CommitLines>,
): AuditFinding[] {
  return merged.flatMap(({ held, merge, head, isIn }) => {
    const [, ...others] = lines.get(merge)?.parents ?? [];
    if (isIn || others.length === 0 || others.includes(head)) return [];
    const { seq, event, path } = held;
    const params = { seq, bypass: event.bypass, commit: head, merge, parents: others.join(", ") };
    const about = { bypass: event.bypass, seq, actor: event.actor, commits: [merge] };
    return [auditFinding(finding("MERGE_OF_ANOTHER_COMMIT", params, { path }), about)];
  });
}

/**
 * Those whose commit is in the branch, and that are not the merge which brought it: something else may have.
 * @param lines of the merges; what is missing is not judged
 */
export function mergedOtherwise(
  merged: readonly MergedHead[],
  lines: ReadonlyMap<string, CommitLines>,
): readonly MergedHead[] {
  return merged.filter(({ merge, head, isIn }) => isIn && lines.get(merge)?.parents.slice(1).includes(head) === false);
}

/**
 * Whether such a commit came into the branch by another merge than the record names, of just that commit. A squash before it may be the
 * merge of the pull request all the same: then the commit came in a second time. What came in with the commits of another pull request, or
 * without a merge, is not judged.
 * @param odd of one branch (`mergedOtherwise`)
 * @param mergeOf the oldest merge that has a commit as another parent than its first
 * @param line commits of the branch's first-parent line, the newest first
 */
export function checkMergedOtherwise(
  odd: readonly MergedHead[],
  lines: ReadonlyMap<string, CommitLines>,
  mergeOf: ReadonlyMap<string, { readonly oid: string }>,
  line: readonly string[],
): AuditFinding[] {
  const places = new Map(line.map((commit, place) => [commit, place]));
  return odd.flatMap(({ held, merge, head, branch }) => {
    const own = mergeOf.get(head)?.oid ?? "";
    const [came, said] = [places.get(own), places.get(merge)];
    if (came === undefined || said === undefined) return [];
    const { seq, event, path } = held;
    const problem = `${branch} has ${head}, the commit that was approved, by the merge ${own}`;
    const item = finding("MERGE_OF_SOMETHING_ELSE", { seq, bypass: event.bypass, merge, problem }, { path });
    const isSquash = lines.get(merge)?.parents.length === 1 && said > came;
    const about = { bypass: event.bypass, seq, actor: event.actor, commits: [merge, own] };
    return [auditFinding(isSquash ? { ...item, severity: "warning" } : item, about)];
  });
}
