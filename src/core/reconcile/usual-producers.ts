import { isSameName } from "./judge-check.ts";
import type { DatedResult, MergedPull, Producer } from "./merge-evidence.ts";

/** Who reports a check, going by what was merged. */
export interface Usual {
  /** Merges that had a result of the check. */
  readonly merges: number;
  /** Those that reported more than a quarter of them, and three at least. */
  readonly producers: readonly Producer[];
}

/** Fewer merges than this say nothing about who usually reports a check. */
export const fewestMerges = 3;

/** Whoever reports a check on merged heads again and again is its usual producer; each merge counts once per producer. */
export function usualProducers(pulls: readonly Pick<MergedPull, "results">[], name: string): Usual {
  const counts = new Map<string, { readonly producer: Producer; merges: number }>();
  let merges = 0;
  for (const { results } of pulls) {
    const named = results.filter((result) => isSameName(result.name, name));
    if (named.length > 0) merges++;
    const own = new Map(named.flatMap(({ producer }) => (producer === null ? [] : [[keyOf(producer), producer]])));
    for (const [key, producer] of own) {
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { producer, merges: 1 });
      else known.merges++;
    }
  }
  const usual = [...counts.values()].filter((item) => item.merges >= fewestMerges && item.merges * 4 > merges);
  return { merges, producers: usual.map(({ producer }) => producer) };
}

export function isAmong(producer: Producer, producers: readonly Producer[]): boolean {
  return producers.some((other) => keyOf(other) === keyOf(producer));
}

export function isSameProducer(one: DatedResult, other: DatedResult): boolean {
  return one.producer !== null && other.producer !== null && keyOf(one.producer) === keyOf(other.producer);
}

function keyOf({ kind, id }: Producer): string {
  return `${kind} ${id}`;
}
