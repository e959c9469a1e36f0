import type { LedgerEntry } from "../core/ledger/build-record.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import type { LedgerSnapshot } from "../ports.ts";

const grouped = new WeakMap<readonly LedgerEntry[], ReadonlyMap<string, readonly LedgerEntry[]>>();

/** Folds one of the bypasses of a snapshot. Snapshots hold thousands and are never changed: their events are sorted out once. */
export function foldOf({ entries }: Pick<LedgerSnapshot, "entries">, bypass: string): BypassFold {
  const known = grouped.get(entries) ?? group(entries);
  grouped.set(entries, known);
  return foldBypass(bypass, known.get(bypass) ?? []).fold;
}

function group(entries: readonly LedgerEntry[]): Map<string, LedgerEntry[]> {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.event.bypass);
    if (group === undefined) groups.set(entry.event.bypass, [entry]);
    else group.push(entry);
  }
  return groups;
}
