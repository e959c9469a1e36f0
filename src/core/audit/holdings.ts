import type { LedgerEvent } from "../../generated/types/event.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { type BypassFold, foldBypass } from "../ledger/fold-bypass.ts";

/** What holds of a bypass now, with the record that says it. */
export type Holding = Pick<LedgerEntry, "seq" | "path" | "event">;

/** The events of a bypass that hold, in their order: a withdrawn one does not, a corrected one holds as its correction says. */
export function holdingsOf({ entries, places }: BypassFold): readonly Holding[] {
  // What is illegal, and a correction, is an entry and takes no place: where there are as many, each entry has its own.
  if (places.length === entries.length) return entries;
  const byId = new Map(entries.map((entry) => [entry.event.id, entry]));
  return places.flatMap((place) => byId.get(place.at(-1)?.id ?? "") ?? []);
}

/** The events before one that holds, as they held when it was recorded: what was corrected since still stood then. */
export function heldBefore({ bypass, entries, placeOf }: BypassFold, { seq, event }: Holding): readonly LedgerEvent[] {
  const earlier = foldBypass(
    bypass,
    entries.filter((entry) => entry.seq < seq),
  ).fold;
  return earlier.places.slice(0, placeOf.get(event.id)).flatMap((place) => place.at(-1) ?? []);
}
