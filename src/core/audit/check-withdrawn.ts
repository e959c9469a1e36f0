import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** Records against somebody: while they hold they are in the reports, or are findings themselves. */
const against = new Set(["violation.recorded", "unregistered.detected", "restore.failed"]);

/**
 * Corrections that take back what was recorded against somebody. They are legal, and from then on neither a report nor a duty shows it:
 * whoever reads has to see that it was there, who took it back, and why. What another record has put right is not taken back.
 */
export function checkWithdrawn(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) =>
    fold.entries.flatMap((entry) => {
      const place = against.has(entry.event.type) ? fold.placeOf.get(entry.event.id) : undefined;
      if (place === undefined || fold.places[place]?.length !== 0) return [];
      const correction = fold.entries.findLast(({ event }) => fold.placeOf.get(event.id) === place);
      return correction === undefined ? [] : [withdrawn(entry, correction)];
    }),
  );
}

function withdrawn(entry: LedgerEntry, { event, seq, path }: LedgerEntry): AuditFinding {
  const { kind, merge_sha: commit } = entry.event.data;
  const what = typeof kind === "string" ? `${entry.event.type}, ${kind}` : entry.event.type;
  const { login } = event.actor;
  const params = { seq, login, before: entry.seq, what, bypass: event.bypass, reason: String(event.data.reason) };
  const about = { bypass: event.bypass, seq, actor: event.actor, commits: typeof commit === "string" ? [commit] : [] };
  return auditFinding(finding("VIOLATION_WITHDRAWN", params, { path }), about);
}
