import type { BypassApproved } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { BranchLine } from "./branch-line.ts";
import { headsNamedBy } from "./descent.ts";

/** Decision and record come from one run; this is generous. */
export const LATE_MS = 24 * 3_600_000;

/** A head of the registry that a record saw. */
interface Seen {
  readonly at: Instant;
  readonly place: number;
  readonly seq: number;
  readonly head: string;
}

/**
 * Whether each approval was decided by the rules of its day: one that names a head of the registry behind which records of more than a day
 * before had seen another one rests on a policy, or on people, that had gone. Whoever once held a role would approve for ever.
 * @param entries all records, in order
 * @param placeOf place of a commit on the line of the registry's branch, oldest first; undefined: it is not on it, and not compared
 */
export function checkRuleHeads(entries: readonly LedgerEntry[], placeOf: BranchLine["placeOf"]): AuditFinding[] {
  const waiting: Seen[] = [];
  let next = 0;
  let newest: Seen | null = null;
  return entries.flatMap((entry): AuditFinding[] => {
    const { seq, path, event } = entry;
    const at = parseInstant(event.at) ?? 0;
    let found: AuditFinding[] = [];
    if (event.type === "bypass.approved" || event.type === "bypass.amended") {
      for (let seen = waiting[next]; seen !== undefined && seen.at < at - LATE_MS; seen = waiting[++next]) {
        if (newest === null || seen.place > newest.place) newest = seen;
      }
      const { policy_sha, people_sha } = event.data as Partial<BypassApproved>;
      const former = [policy_sha, people_sha].find((head) => (placeOf(head ?? "") ?? Infinity) < (newest?.place ?? 0));
      if (former !== undefined && newest !== null) {
        const params = { seq, bypass: event.bypass, commit: former, before: newest.seq, head: newest.head };
        const about = { bypass: event.bypass, seq, actor: event.actor, commits: [former] };
        found = [auditFinding(finding("APPROVAL_BY_FORMER_RULES", params, { path }), about)];
      }
    }
    for (const head of headsNamedBy(event)) {
      const place = placeOf(head);
      if (place !== undefined) waiting.push({ at, place, seq, head });
    }
    return found;
  });
}
