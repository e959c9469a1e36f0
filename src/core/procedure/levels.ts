/** The four authorization levels, lowest first (R7). */
export const levels = ["L1", "L2", "L3", "EMERGENCY"] as const;
export type Level = (typeof levels)[number];

export function isLevel(value: unknown): value is Level {
  return (levels as readonly unknown[]).includes(value);
}

/** The letters that a level has in an id: `BYPASS-EM-…`. */
export function idPrefixOf(level: Level): string {
  return level === "EMERGENCY" ? "EM" : level;
}

/** Negative, zero or positive as `left` is below, at or above `right`. Levels rank severity, not people: see decision 3. */
export function compareLevels(left: Level, right: Level): number {
  return levels.indexOf(left) - levels.indexOf(right);
}

/** The next level up; of the highest, itself: what extends an EMERGENCY is approved by its own slots again. */
export function levelAbove(level: Level): Level {
  return levels[levels.indexOf(level) + 1] ?? "EMERGENCY";
}

/** The highest of some levels, or null of none. Null entries (questions without an answer) are passed over. */
export function highestLevel(candidates: Iterable<Level | null>): Level | null {
  let highest: Level | null = null;
  for (const candidate of candidates) {
    if (candidate !== null && (highest === null || compareLevels(candidate, highest) > 0)) highest = candidate;
  }
  return highest;
}
