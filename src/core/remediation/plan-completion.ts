import type { ActivatedCheck, BypassUsed } from "../../generated/types/event.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { letsThrough, postingAppOf, resultFor, type SeenResult } from "../override/own-result.ts";
import { checksOfActivation } from "../override/recorded-checks.ts";

/** The branch that a bypass was merged into; null: it was not. */
export function usedBaseOf(fold: BypassFold): string | null {
  const use = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "bypass.used");
  return use === undefined ? null : (use.data as unknown as BypassUsed).base;
}

/**
 * Every check that was set aside is green on the branch that it was set aside for: read from GitHub, claimed by nobody.
 * @param head commit of that branch that the results are about
 */
export function planCompletion(
  fold: BypassFold,
  manifest: ManifestReading,
  results: readonly SeenResult[],
  head: string,
): EventContent[] {
  const { used, lifecycle, unrestored } = fold.state;
  // Reopened and green again by a new run on the same commit: that is another completion.
  const again = reopenings(fold);
  const key = again === 0 ? `completed:${head}` : `completed:${head}:${again}`;
  const completed = (checks: readonly string[]): EventContent[] => [
    { type: "remediation.completed", bypass: fold.bypass, key, data: { commit: head, checks } },
  ];
  // An EMERGENCY that ended unused has set nothing aside in the end; what people owe because of it is still asked.
  if (used === null) return unused.has(lifecycle) && unrestored.length === 0 ? completed([]) : [];
  // The merge itself is no fix.
  if (used.merge_sha === head) return [];
  const judged = judgedResults(fold, manifest, results);
  const green = judged.flatMap((result) => (result !== null && isGreen(result) ? [result.name] : []));
  if (judged.length === 0 || green.length < judged.length) return [];
  return completed([...new Set(green)].slice(0, mostNames));
}

/** How often it was opened again. */
export function reopenings({ entries }: BypassFold): number {
  return entries.filter(({ event }) => event.type === "remediation.reopened").length;
}

/** Whether a completion, or its end, that was planned on one state of the record may be recorded on a later one. */
export function isPlannedOn(planned: BypassFold, now: BypassFold): boolean {
  const [before, after] = [planned.state, now.state];
  return (
    before.remediation === after.remediation &&
    before.used?.merge_sha === after.used?.merge_sha &&
    reopenings(planned) === reopenings(now)
  );
}

/** An EMERGENCY that was registered for all checks names as many as the branch has. */
const mostNames = 200;
const unused: ReadonlySet<string> = new Set(["expired", "revoked", "voided"]);

/**
 * Names of the checks that were set aside and fail on the branch now. What still runs, was skipped, or was posted to let somebody through
 * says nothing.
 */
export function redChecks(
  fold: BypassFold,
  manifest: ManifestReading,
  results: readonly SeenResult[],
): readonly string[] {
  const red = judgedResults(fold, manifest, results).flatMap((result) =>
    result !== null && failed.has(result.state.toLowerCase()) ? [result.name] : [],
  );
  return fold.state.used === null ? [] : [...new Set(red)].slice(0, mostNames);
}

/** GitHub's words for a run that ended and did not pass. One that was cancelled has not spoken. */
const failed: ReadonlySet<string> = new Set(["failure", "error", "timed_out", "action_required", "startup_failure"]);

/** The results that have to be green; null: one that nobody reported. */
function judgedResults(
  fold: BypassFold,
  { view }: ManifestReading,
  results: readonly SeenResult[],
): readonly (SeenResult | null)[] {
  // GitHub lets a skipped check pass; that it passes now is a word that only a run can give.
  const spoken = results.filter((result) => !["skipped", "neutral"].includes(result.state.toLowerCase()));
  const { activation } = fold.state;
  if (activation !== null) {
    const checks = checksOfActivation(fold, activation.number) ?? [];
    return checks.map((check) => {
      // What was skipped behind a gate may be skipped again, now that what it waited for is green.
      const words = check.conclusion === "skipped" ? results : spoken;
      const found = resultFor(
        check,
        words.filter((result) => isOfPinned(check, result)),
      );
      return found !== null && check.conclusion === "skipped" && !spoken.includes(found)
        ? { ...found, state: "success" }
        : found;
    });
  }
  // What was registered afterwards was never looked at: its manifest names the checks, and not of which kind they are.
  const named = view.get("/checks");
  if (named === "all") return spoken;
  return (view.texts("/checks") ?? []).map(
    (name) => spoken.find((result) => result.name.toLowerCase() === name.toLowerCase()) ?? null,
  );
}

/** A required check that is pinned to an app is passed by that app and by nobody else who takes its name. */
function isOfPinned({ app_id: pin }: ActivatedCheck, { appId, creator }: SeenResult): boolean {
  return pin === null || pin === (appId ?? (creator === null ? null : postingAppOf(creator)));
}

/** What was posted to let somebody through says nothing about the code, whichever bypass it was for. */
function isGreen(result: SeenResult): boolean {
  return result.state.toLowerCase() === "success" && !letsThrough(result);
}
