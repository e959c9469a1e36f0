import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/** Records against somebody: while they hold they are in the reports, or are findings themselves. */
const against = new Set(["violation.recorded", "unregistered.detected", "restore.failed"]);

/**
 * Records that take back, or take the place of, what was recorded against somebody. They are legal, and from then on neither a report nor
 * a duty shows what it said: whoever reads has to see that it was there, who changed it, and why.
 */
export function checkWithdrawn(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) =>
    fold.entries.flatMap((entry) => {
      const place = against.has(entry.event.type) ? fold.placeOf.get(entry.event.id) : undefined;
      if (place === undefined || fold.places[place]?.at(-1)?.id === entry.event.id) return [];
      const correction = fold.entries.findLast(({ event }) => fold.placeOf.get(event.id) === place);
      // Of a row of replacements only the first was recorded for itself.
      const isFirst = entry.event.supersedes === undefined;
      return correction === undefined || !isFirst ? [] : [withdrawn(entry, correction)];
    }),
  );
}

function withdrawn(entry: LedgerEntry, { event, seq, path }: LedgerEntry): AuditFinding {
  const { merge_sha: commit } = entry.event.data;
  const isCorrection = event.type === "correction";
  const params = {
    ...{ seq, login: event.actor.login, before: entry.seq, what: told(entry), bypass: event.bypass },
    how: isCorrection ? "takes back" : "takes the place of",
    reason: isCorrection ? String(event.data.reason) : `now it is ${told({ event })}`,
  };
  const about = { bypass: event.bypass, seq, actor: event.actor, commits: typeof commit === "string" ? [commit] : [] };
  return auditFinding(finding("VIOLATION_WITHDRAWN", params, { path }), about);
}

function told({ event: { type, data } }: Pick<LedgerEntry, "event">): string {
  return [type, data.kind, data.merge_sha].filter((text) => typeof text === "string").join(" ");
}
