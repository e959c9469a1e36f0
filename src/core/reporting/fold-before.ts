import type { LedgerEvent } from "../../generated/types/event.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { type BypassFold, foldBypass } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** The records that count at an instant. */
export function before(entries: readonly LedgerEntry[], asOf: Instant): LedgerEntry[] {
  return entries.filter(({ event }) => (parseInstant(event.at) ?? asOf) < asOf);
}

/** A bypass as it was known at an instant. */
export function foldBefore(whole: BypassFold, asOf: Instant): BypassFold {
  const known = before(whole.entries, asOf);
  // Of most bypasses nothing happened since: folding all their events again gives what is there.
  const fold = known.length === whole.entries.length ? whole : foldBypass(whole.bypass, known).fold;
  const { declarations } = whole;
  if (declarations === undefined) return fold;
  return { ...fold, declarations: declarations.filter(({ at }) => (parseInstant(at) ?? asOf) < asOf) };
}

/** A withdrawn event is not one, and a corrected one is what corrects it. */
export function eventsThatHold({ places }: BypassFold): LedgerEvent[] {
  return places.flatMap((place) => place.at(-1) ?? []);
}
