import type { LedgerEntry } from "./build-record.ts";
import type { BypassFold } from "./fold-bypass.ts";

/** All records that were folded, in the order of the ledger. */
export function entriesInOrder(folds: Iterable<BypassFold>): LedgerEntry[] {
  const entries = [...folds].flatMap((fold) => fold.entries);
  return entries.sort((left, right) => left.seq - right.seq);
}
