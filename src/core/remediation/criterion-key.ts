/** Prefix of the keys by which success criteria are confirmed: `criterion_1` is the first of the manifest. */
export const criterionKey = (index: number): string => `criterion_${index + 1}`;
