import type { BypassActivated, BypassAmended } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { differences } from "./differences.ts";

/** What ends a bypass for good: from then on its permission is history. */
const ends = new Set(["bypass.used", "bypass.expired", "bypass.revoked"]);
/** What permits a bypass. A correction of anything else (a deadline, a merge commit, a notice) changes no permission. */
const permissions = new Set([
  "bypass.approved",
  "bypass.amended",
  "bypass.activated",
  "review.completed",
  "consultation.completed",
  "incident.confirmed",
]);

/**
 * Records that change, after a bypass was over, what had permitted it or how long it was permitted. The rules of the ledger let them in,
 * and nothing is hidden; but a permission that was given afterwards is none, and a reader has to see it.
 */
export function checkRetroactiveChanges(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const meant = new Map<string, Meant>();
    let end: { readonly seq: number; readonly at: string } | null = null;
    let expiry: { readonly seq: number; readonly at: string } | null = null;
    const findings: AuditFinding[] = [];
    for (const entry of fold.entries) {
      const { event, seq } = entry;
      const over = end ?? (expiry !== null && event.at > expiry.at ? expiry : null);
      const changed = meant.get(event.supersedes ?? "");
      const isTaken = event.type === "correction" && changed?.isTaken !== true;
      meant.set(
        event.id,
        event.type === "correction" && changed !== undefined ? { ...changed, isTaken } : { entry, isTaken },
      );
      if (over !== null && changed !== undefined && permissions.has(changed.entry.event.type)) {
        const { entry: before } = changed;
        const what = `${before.event.type} of record ${before.seq}${told(before, entry, isTaken)}`;
        findings.push(change(fold, entry, what, over));
      } else if (event.type === "bypass.amended") {
        const { expires_at } = (event.data as unknown as BypassAmended).changes;
        if (expires_at !== undefined && over !== null && event.at > over.at) {
          findings.push(change(fold, entry, `the end of the window (now ${expires_at})`, over));
        } else if (expires_at !== undefined && expiry !== null) expiry = { seq, at: expires_at };
      }
      if (event.type === "bypass.activated") {
        expiry = { seq, at: (event.data as unknown as BypassActivated).expires_at };
      }
      if (ends.has(event.type)) end ??= { seq, at: event.at };
    }
    return findings;
  });
}

/** The record that a correction is about in the end: what it takes back may be a correction itself, and then it gives back. */
interface Meant {
  readonly entry: LedgerEntry;
  readonly isTaken: boolean;
}

/** What became different by a record in the place of another one; a correction takes it away, or gives it back. */
function told({ event: before }: LedgerEntry, { event }: LedgerEntry, isTaken: boolean): string {
  const who = `by ${event.actor.login}`;
  if (event.type === "correction") return ` (${isTaken ? "taken" : "given"} back ${who}: ${String(event.data.reason)})`;
  return ` (replaced ${[who, ...differences(before, event)].join("; ")})`;
}

function change(
  { bypass }: BypassFold,
  { event, path, seq }: LedgerEntry,
  what: string,
  over: { readonly seq: number; readonly at: string },
): AuditFinding {
  const params = { seq, type: event.type, bypass, what, at: over.at, over: over.seq };
  const { actor } = event;
  return auditFinding(finding("RETROACTIVE_CHANGE", params, { path }), {
    ...{ bypass, seq, actor },
    commits: event.manifest === undefined ? [] : [event.manifest.commit],
  });
}
