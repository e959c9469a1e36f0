import type { LedgerEvent } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";

/** What holds of a bypass now, with the record that says it. */
export interface Holding {
  readonly seq: number;
  /** Path of the record. */
  readonly path: string;
  readonly event: LedgerEvent;
}

/** The events of a bypass that hold, in their order: a withdrawn one does not, a corrected one holds as its correction says. */
export function holdingsOf(fold: BypassFold): Holding[] {
  const entries = new Map(fold.entries.map((entry) => [entry.event.id, entry]));
  return fold.places.flatMap((place) => {
    const entry = entries.get(place.at(-1)?.id ?? "");
    return entry === undefined ? [] : [{ seq: entry.seq, path: entry.path, event: entry.event }];
  });
}
