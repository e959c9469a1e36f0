import type { ActivatedCheck, BypassActivated } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type ProtectionSnapshot, readSnapshot } from "./protection-snapshot.ts";

/** The checks as they were recorded before anything was posted; the state keeps less of them. Null: no such activation is on record. */
export function checksOfActivation(fold: BypassFold, activation: number): readonly ActivatedCheck[] | null {
  return recordOf(fold, activation)?.checks ?? null;
}

/** Protection as it was before this activation changed it. Null: there is no such record, or it is none that this program wrote. */
export function protectionOfActivation(fold: BypassFold, activation: number): ProtectionSnapshot | null {
  return readSnapshot(recordOf(fold, activation)?.protection);
}

function recordOf({ entries }: BypassFold, activation: number): BypassActivated | null {
  const entry = entries.findLast(
    ({ event }) => event.type === "bypass.activated" && event.data.activation === activation,
  );
  return entry === undefined ? null : (entry.event.data as unknown as BypassActivated);
}

/** Checks for which protection is changed: only what is put back may be taken off. */
export function relaxedNames(checks: readonly { readonly name: string; readonly mode: string }[]): ReadonlySet<string> {
  return new Set(checks.filter(({ mode }) => mode === "protection").map(({ name }) => name));
}

/** Whether a check is overridden by a merge of the App's, and not by anything that shows on the commit. */
export function isMerged({ mode }: { readonly mode: string }): boolean {
  return mode === "merge" || mode === "protection";
}
