const prefix = "criterion_";

/** Prefix of the keys by which success criteria are confirmed: `criterion_1` is the first of the manifest. */
export const criterionKey = (index: number): string => `${prefix}${index + 1}`;

export function isCriterionKey(key: string): boolean {
  return key.startsWith(prefix) && /^[1-9]\d*$/.test(key.slice(prefix.length));
}
