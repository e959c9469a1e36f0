import type { LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { checkRetroactiveChanges } from "./check-retroactive-changes.ts";
import { differences } from "./differences.ts";
import { type Holding, stoodOf } from "./holdings.ts";

/** Records against somebody: while they hold they are in the reports, or are findings themselves. */
const against = new Set([
  "violation.recorded",
  "unregistered.detected",
  "restore.failed",
  "incident.caused",
  "defect.attributed",
  "escalation.raised",
]);
/** They say that somebody was told; nothing is judged by them. */
const notices = new Set(["notification.sent", "notification.failed"]);

/**
 * Records that take back, or take the place of, earlier ones. They are legal, and honest ones are needed; but from then on reports, duties
 * and most checks know only what holds. So whoever reads has to see that something else was there, who changed it, and what became
 * different. What changed a permission after its end is told as that, once.
 */
export function checkCorrected(folds: Iterable<BypassFold>): AuditFinding[] {
  const list = [...folds];
  const retroactive = checkRetroactiveChanges(list);
  const told = new Set(retroactive.map(({ seq }) => seq));
  const corrected = list.flatMap(correctionsOf).filter(({ seq }) => !told.has(seq));
  return [...retroactive, ...corrected];
}

function correctionsOf(fold: BypassFold): AuditFinding[] {
  const { entries, places, placeOf } = fold;
  const lastOf = new Map(entries.map((entry) => [placeOf.get(entry.event.id), entry]));
  return stoodOf(fold).flatMap((first, index, stood) => {
    const { place, until, event } = first;
    const last = lastOf.get(place);
    if (until === null || stood[index - 1]?.place === place || notices.has(event.type) || last === undefined) return [];
    return [correction(first, places[place]?.at(-1) ?? null, last)];
  });
}

/**
 * @param now what holds in its place; null: nothing does
 * @param last the record by which it is so
 */
function correction(first: Holding, now: LedgerEvent | null, { event, seq, path }: Holding): AuditFinding {
  const { merge_sha: commit } = first.event.data;
  const given = event.type === "correction" ? [String(event.data.reason)] : [];
  const different = now === null ? [] : [`now it is ${nameOf(now)}`, ...differences(first.event, now)];
  const params = {
    ...{ seq, login: event.actor.login, before: first.seq, what: nameOf(first.event), bypass: event.bypass },
    how: now === null ? "takes back" : "takes the place of",
    reason: [...given, ...different].join("; "),
  };
  const item = against.has(first.event.type)
    ? finding("VIOLATION_WITHDRAWN", params, { path })
    : finding("RECORD_CORRECTED", params, { path });
  const about = { bypass: event.bypass, seq, actor: event.actor, commits: typeof commit === "string" ? [commit] : [] };
  return auditFinding(item, about);
}

function nameOf({ type, data }: LedgerEvent): string {
  return [type, data.kind, data.merge_sha].filter((text) => typeof text === "string").join(" ");
}
