import type { BypassFold } from "../../ledger/fold-bypass.ts";
import { activeEntryOf } from "../../ledger/projections.ts";
import { changedAgain } from "../unrestored.ts";

/**
 * Whether something of a bypass is owed or in force, so that time alone, or what happens elsewhere, may make a finding of it. What is not
 * open changes by a record of its own only.
 */
export function isOpen(fold: BypassFold): boolean {
  const { lifecycle, remediation, unrestored, activation, drill } = fold.state;
  if (lifecycle === "active" || lifecycle === "suspended" || activeEntryOf(fold) !== null) return true;
  if (activation !== null && (unrestored.length > 0 || changedAgain(fold).length > 0)) return true;
  return remediation === "none" && !drill && (lifecycle === "used" || lifecycle === "registered");
}

/** The commit that a bypass was for, as long as no record says that it was used, and its ref: it may not come into the branch unnoticed. */
export function unusedTarget(fold: BypassFold): { readonly commit: string; readonly ref: string } | null {
  const { activation, used, registered } = fold.state;
  const target = activation?.target;
  return target == null || used !== null || registered ? null : { commit: target.commit, ref: target.ref };
}
