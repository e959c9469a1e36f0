import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bidder, matchSlots, whoCouldFill } from "../../../src/core/authorization/match-slots.ts";

/** The greatest number of bidders that can be placed, by trying everything: each bidder in each slot, or in none. */
function mostPlaced(capacities: readonly number[], bidders: readonly Bidder[], from = 0): number {
  const bidder = bidders[from];
  if (bidder === undefined) return 0;
  let most = mostPlaced(capacities, bidders, from + 1);
  for (const slot of bidder.slots) {
    const room = capacities[slot] ?? 0;
    if (room === 0) continue;
    const rest = capacities.map((capacity, index) => (index === slot ? capacity - 1 : capacity));
    most = Math.max(most, 1 + mostPlaced(rest, bidders, from + 1));
  }
  return most;
}

const canPlaceAll = (capacities: readonly number[], bidders: readonly Bidder[]): boolean =>
  mostPlaced(capacities, bidders) === bidders.length;

/** Of all sets of bidders that can be placed together, the one that prefers the earliest: taken in order, kept where possible. */
function preferred(capacities: readonly number[], bidders: readonly Bidder[]): number[] {
  const kept: number[] = [];
  for (const index of bidders.keys()) {
    const wanted = [...kept, index];
    if (
      canPlaceAll(
        capacities,
        wanted.map((each) => bidders[each] ?? { id: 0, slots: [] }),
      )
    )
      kept.push(index);
  }
  return kept;
}

const instances = fc
  .record({
    capacities: fc.array(fc.nat({ max: 2 }), { maxLength: 5 }),
    masks: fc.array(fc.nat({ max: 31 }), { maxLength: 6 }),
    extra: fc.array(fc.nat({ max: 31 }), { maxLength: 3 }),
    down: fc.boolean(),
  })
  .map(({ capacities, masks, extra, down }) => {
    // The order of a bidder's slots must not matter, so half of the instances list them downwards.
    const bidderOf = (mask: number, index: number): Bidder => {
      const slots = capacities.flatMap((_, slot) => ((mask >> slot) & 1 ? [slot] : []));
      return { id: index, slots: down ? slots.reverse() : slots };
    };
    return { capacities, bidders: masks.map(bidderOf), candidates: extra.map(bidderOf) };
  });

/** As expect().toEqual(), for a million calls. */
function same(actual: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${left} instead of ${right}`);
}

test("a hundred thousand small instances agree with trying everything", () => {
  let size = 0;
  let surplus = 0;
  fc.assert(
    fc.property(instances, ({ capacities, bidders, candidates }) => {
      const assignment = matchSlots(capacities, bidders);
      const placed = assignment.filledBy.flat();
      const sorted = [...placed].sort((a, b) => a - b);

      // Everybody at most once, only where their roles allow it, never more than a slot takes; the rest is surplus.
      if (new Set(placed).size !== placed.length) throw new Error("somebody is placed twice");
      for (const [slot, holders] of assignment.filledBy.entries()) {
        if (holders.length > (capacities[slot] ?? 0)) throw new Error("a slot holds too many");
        for (const holder of holders) {
          if (!bidders[holder]?.slots.includes(slot)) throw new Error("somebody is in a foreign slot");
        }
      }
      same(
        [...placed, ...assignment.surplus].sort((a, b) => a - b),
        [...bidders.keys()],
      );

      // As many as possible, and of those sets the one with the earliest.
      same(assignment.size, mostPlaced(capacities, bidders));
      same(sorted, preferred(capacities, bidders));
      size += assignment.size;
      surplus += assignment.surplus.length;

      // A candidate could fill an open slot exactly if, with one place more there and all else as filled now, everybody who
      // is placed and the candidate have a place: one more than before, and the place is in that slot.
      const could = whoCouldFill(capacities, bidders, assignment, candidates);
      const holders = sorted.flatMap((index) => bidders[index] ?? []);
      for (const [target, capacity] of capacities.entries()) {
        const filled = capacities.map((_, slot) => assignment.filledBy[slot]?.length ?? 0);
        const isOpen = (filled[target] ?? 0) < capacity;
        const oneMore = filled.map((count, slot) => count + (slot === target ? 1 : 0));
        const wanted = candidates.flatMap((candidate, index) =>
          isOpen && canPlaceAll(oneMore, [...holders, candidate]) ? [index] : [],
        );
        same(could[target], wanted);
        for (const index of wanted) {
          const candidate = candidates[index];
          if (candidate === undefined) continue;
          same(mostPlaced(capacities, [...bidders, candidate]), assignment.size + 1);
        }
      }
      // Nobody who could help is left out: whoever raises the maximum is named for some slot.
      for (const [index, candidate] of candidates.entries()) {
        const helps = mostPlaced(capacities, [...bidders, candidate]) > assignment.size;
        same(
          could.some((list) => list.includes(index)),
          helps,
        );
      }
    }),
    { seed: 20261123, numRuns: 100_000 },
  );
  // The instances are not all trivial.
  expect(size).toBeGreaterThan(100_000);
  expect(surplus).toBeGreaterThan(50_000);
});
