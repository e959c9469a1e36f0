import type { BypassApproved } from "../../generated/types/event.ts";
import { countBefore } from "../count-before.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { lineOf } from "./branch-line.ts";
import { type CommitLines, claimedInstant } from "./check-commit-dates.ts";
import { LATE_MS } from "./check-rule-heads.ts";
import type { HistoryCommit } from "./history.ts";

/** An approval, the head of the registry that it names, and the first commit behind that which changed the rules. */
export interface RuledBefore {
  readonly entry: LedgerEntry;
  readonly head: string;
  readonly change: string;
}

/**
 * Approvals that name a head behind which policy or people were changed: where that was long before, no run could have read them there.
 * @param commits of the registry, parents first
 * @param paths of policy and people
 * @param start the head before the first of them; absent: there was none
 */
export function ruledBefore(
  entries: readonly LedgerEntry[],
  commits: readonly HistoryCommit[],
  paths: readonly string[],
  start?: string,
): readonly RuledBefore[] {
  const line = lineOf(commits);
  const changes = line.commits.flatMap(({ oid, parents: [first = null], changes }, place) =>
    changes.some(({ path, parent }) => parent === first && paths.includes(path)) ? [{ oid, place }] : [],
  );
  const placeOf = (head: string): number | undefined => (head === start ? -1 : line.placeOf(head));
  return entries.flatMap((entry) => {
    const { type, data } = entry.event;
    if (type !== "bypass.approved" && type !== "bypass.amended") return [];
    const { policy_sha, people_sha } = data as Partial<BypassApproved>;
    const heads = [...new Set([policy_sha, people_sha])].filter((head) => head !== undefined);
    return heads.flatMap((head) => {
      const own = placeOf(head);
      const change = own === undefined ? undefined : changes[countBefore(changes, own + 1, ({ place }) => place)];
      return change === undefined ? [] : [{ entry, head, change: change.oid }];
    });
  });
}

/** Whose clock made the commit: GitHub's own, by which a pull request was merged. A commit that somebody else dated may have come later. */
const byGitHub = /^GitHub <noreply@github\.com> /;

/**
 * Those whose rules had gone for more than a day by GitHub's date of the change, where no record had seen it. A date is a claim, and what
 * was merged elsewhere may have been brought later: a warning.
 * @param known numbers of records that were found by what others saw
 */
export function checkRuleDates(
  approvals: readonly RuledBefore[],
  lines: ReadonlyMap<string, CommitLines>,
  known: ReadonlySet<number | null>,
): AuditFinding[] {
  return approvals.flatMap(({ entry: { seq, path, event }, head, change }) => {
    const committer = lines.get(change)?.committer ?? "";
    const changed = byGitHub.test(committer) ? claimedInstant(committer) : null;
    if (known.has(seq) || changed === null || changed >= (parseInstant(event.at) ?? 0) - LATE_MS) return [];
    const { bypass, actor } = event;
    const item = finding(
      "APPROVAL_BY_FORMER_RULES",
      { seq, bypass, commit: head, before: seq, head: change },
      { path },
    );
    const message = `Record ${seq} approves ${bypass} by the policy and the people at ${head} of the registry, although commit ${change}, which changed them, is of ${new Date(changed).toISOString()} by GitHub's date, more than a day before.`;
    return [auditFinding({ ...item, message, severity: "warning" }, { bypass, seq, actor, commits: [head, change] })];
  });
}
