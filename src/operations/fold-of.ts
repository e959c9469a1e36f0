import type { LedgerEntry } from "../core/ledger/build-record.ts";
import { attachDeclarations } from "../core/ledger/declarations.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import type { LedgerSnapshot } from "../ports.ts";

/** Events of a bypass, and its fold once somebody asked for it. */
interface Group {
  readonly entries: LedgerEntry[];
  fold?: BypassFold;
}

const grouped = new WeakMap<readonly LedgerEntry[], ReadonlyMap<string, Group>>();

/**
 * Folds one of the bypasses of a snapshot. Snapshots hold thousands and are never changed: their events are sorted out once, and each
 * bypass is folded once. So the same fold says that nothing was recorded in between; nobody may change it.
 */
export function foldOf({ entries }: Pick<LedgerSnapshot, "entries">, bypass: string): BypassFold {
  const known = grouped.get(entries) ?? group(entries);
  grouped.set(entries, known);
  const own = known.get(bypass);
  if (own === undefined) return foldBypass(bypass, []).fold;
  if (own.fold === undefined) {
    own.fold = foldBypass(bypass, own.entries).fold;
    if (bypass !== "PROCEDURE") attachDeclarations([own.fold], foldOf({ entries }, "PROCEDURE"));
  }
  return own.fold;
}

function group(entries: readonly LedgerEntry[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const known = groups.get(entry.event.bypass);
    if (known === undefined) groups.set(entry.event.bypass, { entries: [entry] });
    else known.entries.push(entry);
  }
  return groups;
}
