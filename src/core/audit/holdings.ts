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
  /** Number of the record that replaced it or took it back for good; null: it holds. */
  readonly until: number | null;
  /** From which record to which it held. What took it back may have been taken back itself. Null: from its own number on. */
  readonly spans: readonly Span[] | null;
}

interface Span {
  readonly from: number;
  /** Null: it holds. */
  until: number | null;
}

/** Every event of a bypass that ever held, in the order of their places: what was corrected or withdrawn since was acted on before. */
export function stoodOf({ entries, places, placeOf }: BypassFold): readonly Stood[] {
  // As above: nothing was corrected.
  if (places.length === entries.length)
    return entries.map(({ seq, path, event }, place) => ({ seq, path, event, place, until: null, spans: null }));
  const spansOf = followPlaces(entries, placeOf);
  const stood = entries.flatMap(({ seq, path, event }): Stood[] => {
    const [place, spans] = [placeOf.get(event.id), spansOf.get(event.id)];
    if (place === undefined || spans === undefined) return [];
    return [{ seq, path, event, place, until: spans.at(-1)?.until ?? null, spans }];
  });
  return stood.sort((one, other) => one.place - other.place);
}

/** Whether a record held when another one was written. */
export function stoodAt({ spans, seq: own }: Stood, seq: number): boolean {
  if (spans === null) return own < seq;
  return spans.some(({ from, until }) => from < seq && (until === null || until > seq));
}

/** When each event held, by its id, as `extendFold` has let them in: corrections themselves hold nothing. */
function followPlaces(entries: BypassFold["entries"], placeOf: BypassFold["placeOf"]): ReadonlyMap<string, Span[]> {
  const spansOf = new Map<string, Span[]>();
  const stacks = new Map<number, string[]>();
  // What each correction that counts took away.
  const taken = new Map<string, string>();
  for (const { seq, event } of entries) {
    const place = placeOf.get(event.id);
    if (place === undefined) continue;
    const stack = stacks.get(place) ?? [];
    stacks.set(place, stack);
    const before = stack.at(-1);
    if (event.type !== "correction") stack.push(event.id);
    else change(stack, event.id, event.supersedes ?? "", taken);
    const now = stack.at(-1);
    const ended = spansOf.get(before ?? "")?.at(-1);
    if (ended !== undefined) ended.until = seq;
    if (now === undefined) continue;
    const spans = spansOf.get(now) ?? [];
    spansOf.set(now, spans);
    spans.push({ from: seq, until: null });
  }
  return spansOf;
}

/** A correction takes away what lies on top, or gives back what another one took. */
function change(stack: string[], correction: string, target: string, taken: Map<string, string>): void {
  const back = taken.get(target);
  if (back !== undefined) {
    stack.push(back);
    taken.delete(target);
    return;
  }
  const top = stack.pop();
  if (top !== undefined) taken.set(correction, top);
}
