import type { LedgerEvent } from "../../generated/types/event.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import { type BypassFold, foldBypass } from "../ledger/fold-bypass.ts";
import type { Instant } from "../time/instant.ts";

/** The records that count at an instant. */
export function before(entries: readonly LedgerEntry[], asOf: Instant): LedgerEntry[] {
  // The ledger spells an instant in one way, of one length: its texts lie in the order of time.
  const end = formatEventInstant(asOf);
  return entries.filter(({ event }) => event.at < end);
}

/** How many of them there are: as many at two instants are the same. */
export function countBefore({ entries }: BypassFold, asOf: Instant): number {
  const end = formatEventInstant(asOf);
  return entries.reduce((count, { event }) => (event.at < end ? count + 1 : count), 0);
}

/** A bypass as it was known at an instant. */
export function foldBefore(whole: BypassFold, asOf: Instant): BypassFold {
  const known = before(whole.entries, asOf);
  // Of most bypasses nothing happened since: folding all their events again gives what is there.
  const fold = known.length === whole.entries.length ? whole : foldBypass(whole.bypass, known).fold;
  const { declarations } = whole;
  if (declarations === undefined) return fold;
  const end = formatEventInstant(asOf);
  return { ...fold, declarations: declarations.filter(({ at }) => at < end) };
}

/** A withdrawn event is not one, and a corrected one is what corrects it. */
export function eventsThatHold({ places }: BypassFold): LedgerEvent[] {
  return places.flatMap((place) => place.at(-1) ?? []);
}
