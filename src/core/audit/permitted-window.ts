import type { BypassAmended, LedgerEvent } from "../../generated/types/event.ts";
import { countBefore } from "../count-before.ts";
import { type Holding, type Stood, stoodAt } from "./holdings.ts";

/** The time of an activation. */
export interface Window {
  readonly activated: Holding;
  /** As amendments have moved it. */
  readonly end: string;
}

/**
 * Reads the time in which an act was permitted, by what held when its record was written: nothing permits it afterwards. Null: nothing was
 * activated before it.
 */
export function windowReader(stood: readonly Stood[]): (act: Stood) => Window | null {
  const writtenAt = new Map<number, number>();
  for (const { place, seq } of stood) writtenAt.set(place, Math.min(seq, writtenAt.get(place) ?? seq));
  // There can be any number of acts, and each asks.
  const activations = stood.filter(({ event }) => event.type === "bypass.activated");
  const moves = stood.filter(({ event }) => movedTo(event) !== undefined);
  const known = new Map<number, Window | null>();
  return ({ place }) => {
    if (known.has(place)) return known.get(place) ?? null;
    const seq = writtenAt.get(place) ?? 0;
    const activated = lastBefore(activations, place, seq);
    const moved = lastBefore(moves, place, seq);
    const isMoved = activated !== null && moved !== null && moved.place > activated.place;
    const end = isMoved ? movedTo(moved.event) : (activated?.event.data.expires_at as string | undefined);
    const found = activated === null || end === undefined ? null : { activated, end };
    known.set(place, found);
    return found;
  };
}

/** Where an amendment moves the end to; undefined: it does not. */
function movedTo({ type, data }: LedgerEvent): string | undefined {
  return type === "bypass.amended" ? (data as unknown as BypassAmended).changes.expires_at : undefined;
}

/** The last of them before a place that held when a record was written; null: there is none. */
function lastBefore(some: readonly Stood[], place: number, seq: number): Stood | null {
  for (let index = countBefore(some, place, (held) => held.place) - 1; index >= 0; index--) {
    const held = some[index];
    if (held !== undefined && stoodAt(held, seq)) return held;
  }
  return null;
}
