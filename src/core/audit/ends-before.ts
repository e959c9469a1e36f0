import type { Stood } from "./holdings.ts";

/** What ends a bypass for good: none of them is followed by another activation. */
const ofBypass = new Set(["bypass.expired", "bypass.revoked", "bypass.voided"]);
const ofActivation = new Set(["bypass.deactivated", "override.ineffective"]);

/**
 * Finds, of what holds now, the first end before a record: of an activation, by its number, or of the bypass as a whole (null). When what
 * was put in the place of an earlier record happened is its own word, so it ends nothing here.
 */
export function endReader(stood: readonly Stood[]): (held: Stood, activation: number | null) => Stood | null {
  const first = new Map<number | null, Stood>();
  for (const one of stood) {
    const { type, data, supersedes } = one.event;
    const key = ofBypass.has(type) ? null : ofActivation.has(type) ? Number(data.activation) : undefined;
    if (key !== undefined && one.until === null && supersedes === undefined && !first.has(key)) first.set(key, one);
  }
  return (held, activation) => {
    const found = first.get(activation);
    return found !== undefined && found.place < held.place ? found : null;
  };
}
