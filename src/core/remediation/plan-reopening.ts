import type { RemediationReopened } from "../../generated/types/event.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { reopenings } from "./plan-completion.ts";

/**
 * What was completed and not verified yet is open again where a check that was set aside fails now; and where it was completed because
 * nothing had been merged, and was merged after all.
 * @param red names of those checks
 * @param head commit of the branch that shows it
 */
export function planReopening(fold: BypassFold, red: readonly string[], head: string): EventContent[] {
  const { remediation, used } = fold.state;
  if (remediation !== "completed") return [];
  if (used !== null && isCompletedUnused(fold)) {
    const reason = "It was merged after all: what was set aside has to be green behind the merge.";
    return [reopened(fold, { reason, commit: used.merge_sha })];
  }
  if (red.length === 0) return [];
  return [reopened(fold, { reason: "A check that was green failed again.", commit: head, checks: red })];
}

function reopened(fold: BypassFold, data: RemediationReopened): EventContent {
  // Once for each completion that it undoes: a branch can go back to a commit that was red before.
  const key = `reopened:${data.commit}:${reopenings(fold) + 1}`;
  return { type: "remediation.reopened", bypass: fold.bypass, key, data: { ...data } };
}

/** Whether the last completion came before the use. What puts a use right stands in its place. */
function isCompletedUnused({ places }: BypassFold): boolean {
  const placeOf = (type: string): number => places.findLastIndex((place) => place.at(-1)?.type === type);
  return placeOf("remediation.completed") < placeOf("bypass.used");
}
