import { countBefore } from "../count-before.ts";
import type { BranchWay } from "./branch-way.ts";
import type { PathWitnesses } from "./witnesses.ts";

/** A commit of the main line that brought what a record approves. */
export interface Arrival {
  readonly commit: string;
  readonly path: string;
  /** sha256 of what it brought. */
  readonly sha256: string;
  readonly witnesses: PathWitnesses;
}

/** What may explain content that no record approves: the request with which it came. */
export interface Arrivals {
  /** The first that came at this place of the way, or later. */
  readonly from: (place: number) => { readonly place: number; readonly all: readonly Arrival[] } | undefined;
}

/** Sorts them by their places, which are looked up when somebody asks. */
export function arrivalsOf(arrivals: readonly Arrival[], way: BranchWay): Arrivals {
  let known: [number, Arrival[]][] | null = null;
  const sorted = () => {
    const places = new Map<number, Arrival[]>();
    for (const arrival of arrivals) {
      const place = way.placeOf(arrival.commit);
      if (place === undefined) continue;
      const there = places.get(place);
      if (there === undefined) places.set(place, [arrival]);
      else there.push(arrival);
    }
    return [...places].sort(([left], [right]) => left - right);
  };
  return {
    from(start) {
      known ??= sorted();
      const found = known[countBefore(known, start, ([place]) => place)];
      return found === undefined ? undefined : { place: found[0], all: found[1] };
    },
  };
}
