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

/** A record that held once. Records of one place follow each other: the later ones were put in the place of the earlier ones. */
export interface Stood extends Holding {
  readonly place: number;
  /** Number of the record that replaced it or took it back; null: it holds. */
  readonly until: number | null;
}

/** Every event of a bypass that ever held, in the order of their places: what was corrected or withdrawn since was acted on before. */
export function stoodOf({ entries, places, placeOf }: BypassFold): readonly Stood[] {
  // As above: nothing was corrected.
  if (places.length === entries.length)
    return entries.map(({ seq, path, event }, place) => ({ seq, path, event, place, until: null }));
  const next = new Map<number, number>();
  const stood: Stood[] = [];
  for (const { seq, path, event } of entries.toReversed()) {
    const place = placeOf.get(event.id);
    if (place === undefined) continue;
    const until = places[place]?.at(-1)?.id === event.id ? null : (next.get(place) ?? null);
    next.set(place, seq);
    if (event.type !== "correction") stood.push({ seq, path, event, place, until });
  }
  return stood.reverse().sort((one, other) => one.place - other.place);
}
