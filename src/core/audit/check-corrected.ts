import type { LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { checkRetroactiveChanges } from "./check-retroactive-changes.ts";
import { differences } from "./differences.ts";
import { type Holding, type Stood, stoodOf } from "./holdings.ts";

/** Records against somebody: while they hold they are in the reports, or are findings themselves. */
const against = new Set([
  "violation.recorded",
  "unregistered.detected",
  "restore.failed",
  "incident.caused",
  "defect.attributed",
  "escalation.raised",
  "notification.failed",
]);
/** It says that somebody was told. One that is taken back answers nothing any more; one in the place of another may have been in time. */
const notice = "notification.sent";

/**
 * Records that take back, or take the place of, earlier ones. They are legal, and honest ones are needed; but from then on reports, duties
 * and most checks know only what holds. So whoever reads has to see that something else was there, who changed it, and what became
 * different; also where it holds again, and something was recorded meanwhile: a report of those days does not show it. What changed a
 * permission after its end is told as that, once.
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
    const now = places[place]?.at(-1) ?? null;
    const isReplaced = now !== null && now.id !== event.id;
    if (stood[index - 1]?.place === place || last === undefined || (event.type === notice && !isReplaced)) return [];
    if (until !== null) return [correction(first, now, last)];
    const away = longestGap(first);
    return away === null ? [] : [correction(first, event, last, away)];
  });
}

/** From which record to which one that holds had not held; null: always since it was written, or nothing was recorded meanwhile. */
function longestGap({ spans }: Stood): Gap | null {
  return (spans ?? []).reduce<Gap | null>((longest, { from }, index, all) => {
    const since = all[index - 1]?.until ?? null;
    if (since === null) return longest;
    const written = from - since - 1;
    return written > (longest?.written ?? 0) ? { since, written } : longest;
  }, null);
}

interface Gap {
  readonly since: number;
  /** How many records lie in it. */
  readonly written: number;
}

/**
 * @param now what holds in its place; null: nothing does
 * @param last the record by which it is so
 * @param away where the first one holds again, for how long it did not
 */
function correction(
  first: Holding,
  now: LedgerEvent | null,
  { event, seq, path }: Holding,
  away: Gap | null = null,
): AuditFinding {
  const { merge_sha: commit } = first.event.data;
  const given = event.type === "correction" ? [String(event.data.reason)] : [];
  const different =
    away !== null
      ? [`it had not held from record ${away.since} on, and ${counted(away.written)} written meanwhile`]
      : now === null
        ? []
        : [`now it is ${nameOf(now)}`, ...differences(first.event, now)];
  const params = {
    ...{ seq, login: event.actor.login, before: first.seq, what: nameOf(first.event), bypass: event.bypass },
    how: away !== null ? "gives back" : now === null ? "takes back" : "takes the place of",
    reason: [...given, ...different].join("; "),
  };
  const item = against.has(first.event.type)
    ? finding("VIOLATION_WITHDRAWN", params, { path })
    : finding("RECORD_CORRECTED", params, { path });
  const about = { bypass: event.bypass, seq, actor: event.actor, commits: typeof commit === "string" ? [commit] : [] };
  return auditFinding(item, about);
}

function counted(records: number): string {
  return records === 1 ? "1 record was" : `${records} records were`;
}

function nameOf({ type, data }: LedgerEvent): string {
  return [type, data.kind, data.merge_sha].filter((text) => typeof text === "string").join(" ");
}
