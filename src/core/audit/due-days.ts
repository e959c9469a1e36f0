import type { BypassAmended, LedgerEvent, RemediationOpened } from "../../generated/types/event.ts";
import { type BypassFold, extendFold, startFold } from "../ledger/fold-bypass.ts";
import type { Holding } from "./holdings.ts";

/** The day that an amendment moves the remediation to; null: it moves nothing, or is none. */
export function targetDateOf({ type, data }: LedgerEvent): string | null {
  return type === "bypass.amended" ? ((data as unknown as BypassAmended).changes.target_date ?? null) : null;
}

/**
 * The day of the remediation that each amendment found which moves it, by the amendment's id: as it held when the amendment was recorded.
 * What was corrected since still stood then.
 */
export function knownDays(fold: BypassFold, amendments: readonly Holding[]): ReadonlyMap<string, string | null> {
  const days = new Map<string, string | null>();
  const asked = new Set(amendments.flatMap(({ event }) => (targetDateOf(event) === null ? [] : [event.id])));
  if (asked.size === 0) return days;
  const earlier = startFold(fold.bypass);
  for (const entry of fold.entries) {
    const { id } = entry.event;
    if (asked.has(id)) days.set(id, dueDateBefore(earlier.places, fold.placeOf.get(id) ?? 0));
    extendFold(earlier, entry);
  }
  return days;
}

/** The day of the remediation that what holds before a place leaves it at; null: nothing names one. */
function dueDateBefore(places: BypassFold["places"], place: number): string | null {
  for (let before = place - 1; before >= 0; before--) {
    const event = places[before]?.at(-1);
    const due = event === undefined ? null : dueDateOf(event);
    if (due !== null) return due;
  }
  return null;
}

function dueDateOf(event: LedgerEvent): string | null {
  const opened = event.type === "remediation.opened" ? (event.data as unknown as RemediationOpened).due_date : null;
  return opened ?? targetDateOf(event);
}
