/** What the root commit's README.md of the ledger branch says about the repository that the ledger belongs to. */
export interface LedgerRepository {
  readonly name: string;
  /** GitHub's number of it: part of every event's id. */
  readonly id: number;
}

const line = /^Repository: ([A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+), GitHub number ([1-9]\d{0,15})\s*$/m;

/**
 * Reads `Repository: owner/name, GitHub number 700123`. Null where there is no such line, or more than one that disagree: a number
 * that somebody could choose proves nothing.
 */
export function readRepositoryId(readme: Uint8Array | null): LedgerRepository | null {
  if (readme === null) return null;
  const text = new TextDecoder().decode(readme);
  const found = [...text.matchAll(new RegExp(line, "gm"))];
  const [first] = found;
  if (first === undefined || found.some((match) => match[2] !== first[2])) return null;
  return { name: first[1] ?? "", id: Number(first[2]) };
}
