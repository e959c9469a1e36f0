import type { RemediationReopened } from "../../generated/types/event.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { reopenings } from "./plan-completion.ts";

/**
 * What was completed and not verified yet is open again where a check that was set aside fails now.
 * @param red names of those checks
 * @param head commit of the branch that shows it
 */
export function planReopening(fold: BypassFold, red: readonly string[], head: string): EventContent[] {
  if (fold.state.remediation !== "completed" || red.length === 0) return [];
  const data: RemediationReopened = {
    reason: "A check that was green failed again.",
    commit: head,
    checks: red,
  };
  // Once for each completion that it undoes: a branch can go back to a commit that was red before.
  const key = `reopened:${head}:${reopenings(fold) + 1}`;
  return [{ type: "remediation.reopened", bypass: fold.bypass, key, data: { ...data } }];
}
