import { endStates, stateNameOf } from "./bypass-state.ts";
import type { BypassFold } from "./fold-bypass.ts";
import { activeEntryOf } from "./projections.ts";

/** Whether a bypass is over and nothing of it is in force or owed: by the rules no record follows. */
export function isFinished(fold: BypassFold): boolean {
  const { remediation, unrestored } = fold.state;
  if (activeEntryOf(fold) !== null || unrestored.length > 0) return false;
  return (
    (remediation === "none" || remediation === "closed" || remediation === "cancelled") &&
    endStates.has(stateNameOf(fold.state) ?? "")
  );
}
