/**
 * Looks up a key that came from a file. `record[key]` alone would find `constructor` and its kin in every object,
 * and a role of that name would then be "defined".
 */
export function own<T>(record: Readonly<Record<string, T>> | null | undefined, key: string): T | undefined {
  return record !== null && record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
