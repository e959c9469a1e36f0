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
}

/**
 * The merges that are in the branch without the commit that they should have brought: squash and rebase leave it outside, and so does a
 * merge of something else.
 * @param commits of the branch
 */
export function mergedHeads(folds: Iterable<BypassFold>, commits: ReadonlySet<string>): MergedHead[] {
  return [...folds].flatMap((fold) => {
    if (fold.state.used === null) return [];
    let approved: string | undefined;
    return holdingsOf(fold).flatMap((held): MergedHead[] => {
      const { type, target, data } = held.event;
      if (type === "bypass.activated" || type === "bypass.registered") approved = target?.commit ?? approved;
      if (type !== "bypass.used") return [];
      const { merge_sha: merge } = data as unknown as BypassUsed;
      const head = approved ?? target?.commit;
      return head === undefined || head === merge || commits.has(head) || !commits.has(merge)
        ? []
        : [{ held, merge, head }];
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
  return merged.flatMap(({ held, merge, head }) => {
    const [, ...others] = lines.get(merge)?.parents ?? [];
    if (others.length === 0 || others.includes(head)) return [];
    const { seq, event, path } = held;
    const params = { seq, bypass: event.bypass, commit: head, merge, parents: others.join(", ") };
    const about = { bypass: event.bypass, seq, actor: event.actor, commits: [merge] };
    return [auditFinding(finding("MERGE_OF_ANOTHER_COMMIT", params, { path }), about)];
  });
}
