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
  return [reopened(fold, { reason: "A check that was green failed again.", commit: head, checks: red })];
}

/**
 * What was completed because nothing had been merged, and was merged after all, is open again; verified or not, because nobody has looked at
 * what the merge brought.
 */
function planLateMerge(fold: BypassFold): EventContent[] {
  const { remediation, used } = fold.state;
  const isOver = remediation === "completed" || remediation === "closed";
  if (!isOver || used === null || !isCompletedUnused(fold)) return [];
  return [reopened(fold, { reason: mergedAfterAll, commit: used.merge_sha })];
}

/** A plan of a run: where a late merge is not told yet, it comes first and alone, and the next run judges the rest by it. */
export function behindLateMerge(plan: (fold: BypassFold) => readonly EventContent[]): typeof plan {
  return (fold) => {
    const late = planLateMerge(fold);
    return late.length > 0 ? late : plan(fold);
  };
}

const mergedAfterAll = "It was merged after all: what was set aside has to be green behind the merge.";

function reopened(fold: BypassFold, data: RemediationReopened): EventContent {
  // Once for each completion that it undoes: a branch can go back to a commit that was red before.
  const key = `reopened:${data.commit}:${reopenings(fold) + 1}`;
  return { type: "remediation.reopened", bypass: fold.bypass, key, data: { ...data } };
}

/** Whether the last completion came before the use. What puts a use right stands in its place. */
function isCompletedUnused(fold: BypassFold): boolean {
  return lastPlaceOf(fold, "remediation.completed") < lastPlaceOf(fold, "bypass.used");
}

/** Why it is open again although it had been verified; null: it was not verified, or is over. */
export function reopenedBehindVerification(fold: BypassFold): string | null {
  const place = lastPlaceOf(fold, "remediation.reopened");
  const verified = lastPlaceOf(fold, "remediation.verified");
  if (fold.state.remediation === "closed" || verified < 0 || place < verified) return null;
  return String(fold.places[place]?.at(-1)?.data.reason ?? "");
}

/** -1: there is none that counts. */
function lastPlaceOf({ places }: BypassFold, type: string): number {
  return places.findLastIndex((place) => place.at(-1)?.type === type);
}
