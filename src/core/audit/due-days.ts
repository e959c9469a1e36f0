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
export function knownDays(fold: BypassFold, holdings: readonly Holding[]): ReadonlyMap<string, string | null> {
  const days = new Map<string, string | null>();
  const asked = new Set(holdings.flatMap(({ event }) => (targetDateOf(event) === null ? [] : [event.id])));
  if (asked.size === 0) return days;
  const earlier = startFold(fold.bypass);
  let isCorrected = false;
  let due: string | null = null;
  for (const entry of fold.entries) {
    const { id, supersedes } = entry.event;
    if (asked.has(id)) {
      const place = fold.placeOf.get(id);
      days.set(id, isCorrected ? dueDateIn(earlier.places.slice(0, place).flatMap((one) => one.at(-1) ?? [])) : due);
    }
    const count = earlier.places.length;
    extendFold(earlier, entry);
    // Of what was not corrected the last word is the one that holds.
    isCorrected ||= supersedes !== undefined;
    if (earlier.places.length > count) due = dueDateAfter(due, entry.event);
  }
  return days;
}

/** The day of the remediation that events leave it at; null: none names one. */
function dueDateIn(events: readonly LedgerEvent[]): string | null {
  return events.reduce(dueDateAfter, null);
}

function dueDateAfter(due: string | null, event: LedgerEvent): string | null {
  const opened = event.type === "remediation.opened" ? (event.data as unknown as RemediationOpened).due_date : null;
  return opened ?? targetDateOf(event) ?? due;
}
