import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";

/** What holds of a bypass now, with the record that says it. */
export type Holding = Pick<LedgerEntry, "seq" | "path" | "event">;

/** The events of a bypass that hold, in their order: a withdrawn one does not, a corrected one holds as its correction says. */
export function holdingsOf({ entries, places }: BypassFold): readonly Holding[] {
  // What is illegal, and a correction, is an entry and takes no place: where there are as many, each entry has its own.
  if (places.length === entries.length) return entries;
  const byId = new Map(entries.map((entry) => [entry.event.id, entry]));
  return places.flatMap((place) => byId.get(place.at(-1)?.id ?? "") ?? []);
}
