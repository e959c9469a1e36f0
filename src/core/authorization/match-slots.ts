/** Somebody whose approval counts, with the slots that the roles allow. Order decides ties: put the preferred first. */
export interface Bidder {
  readonly id: number;
  readonly slots: readonly number[];
}

/** Which bidder fills which place: one entry for each slot, each a list of bidder indices. */
export interface Assignment {
  readonly filledBy: readonly (readonly number[])[];
  readonly size: number;
  /** Bidders that fill no slot. */
  readonly surplus: readonly number[];
}

/**
 * Assigns distinct people to slots so that as many places as possible are filled (maximum bipartite matching, Kuhn's algorithm).
 * Bidders are taken in the given order and once placed never lose their place, so the earliest reviews win ties (30-authorization.md, step 5).
 * @param capacities number of people that each slot needs; 0 for a slot that is not needed
 * Cost: bidders × edges; levels have a handful of slots.
 */
export function matchSlots(capacities: readonly number[], bidders: readonly Bidder[]): Assignment {
  const filledBy: number[][] = capacities.map(() => []);
  const surplus: number[] = [];
  for (let bidder = 0; bidder < bidders.length; bidder++) {
    if (!place(bidder, bidders, capacities, filledBy, new Set())) surplus.push(bidder);
  }
  return { filledBy, size: filledBy.reduce((sum, list) => sum + list.length, 0), surplus };
}

/** Finds a place for one bidder, moving others to another slot of theirs where that makes room. */
function place(
  bidder: number,
  bidders: readonly Bidder[],
  capacities: readonly number[],
  filledBy: number[][],
  visited: Set<number>,
): boolean {
  const slots = [...(bidders[bidder]?.slots ?? [])].sort((a, b) => a - b).filter((slot) => (capacities[slot] ?? 0) > 0);
  // A free place first: nobody is moved without need, so explanations stay what people saw before.
  for (const slot of slots) {
    const holders = filledBy[slot];
    if (holders !== undefined && holders.length < (capacities[slot] ?? 0)) {
      holders.push(bidder);
      return true;
    }
  }
  for (const slot of slots) {
    if (visited.has(slot)) continue;
    visited.add(slot);
    const holders = filledBy[slot] ?? [];
    for (let index = 0; index < holders.length; index++) {
      const holder = holders[index];
      if (holder !== undefined && place(holder, bidders, capacities, filledBy, visited)) {
        holders[index] = bidder;
        return true;
      }
    }
  }
  return false;
}

/**
 * For each slot with an open place: the candidates who would fill a further place if they joined, directly or because somebody
 * who is placed already could move over.
 */
export function whoCouldFill(
  capacities: readonly number[],
  bidders: readonly Bidder[],
  assignment: Assignment,
  candidates: readonly Bidder[],
): readonly (readonly number[])[] {
  const open = capacities.map((capacity, slot) => (assignment.filledBy[slot]?.length ?? 0) < capacity);
  return capacities.map((_, target) =>
    open[target] === true
      ? candidates.flatMap((candidate, index) =>
          reaches(candidate, target, bidders, assignment, capacities) ? [index] : [],
        )
      : [],
  );
}

function reaches(
  from: Bidder,
  target: number,
  bidders: readonly Bidder[],
  assignment: Assignment,
  capacities: readonly number[],
): boolean {
  const seen = new Set<number>();
  const queue = from.slots.filter((slot) => (capacities[slot] ?? 0) > 0);
  for (let slot = queue.pop(); slot !== undefined; slot = queue.pop()) {
    if (slot === target) return true;
    if (seen.has(slot)) continue;
    seen.add(slot);
    for (const holder of assignment.filledBy[slot] ?? [])
      queue.push(...(bidders[holder]?.slots ?? []).filter((next) => (capacities[next] ?? 0) > 0));
  }
  return false;
}
