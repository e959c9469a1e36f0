import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { resultFor, type SeenResult } from "../override/own-result.ts";
import { judgeState } from "../override/result-state.ts";

/**
 * Every check that was set aside is green on the default branch: read from GitHub, claimed by nobody.
 * @param head commit of the default branch that the results are about
 */
export function planCompletion(
  fold: BypassFold,
  manifest: ManifestReading,
  results: readonly SeenResult[],
  head: string,
): EventContent[] {
  const { activation, used, lifecycle, unrestored } = fold.state;
  const completed = (checks: readonly string[]): EventContent[] => [
    { type: "remediation.completed", bypass: fold.bypass, key: `completed:${head}`, data: { commit: head, checks } },
  ];
  // An EMERGENCY that ended unused has set nothing aside in the end; what people owe because of it is still asked.
  if (used === null) return unused.has(lifecycle) && unrestored.length === 0 ? completed([]) : [];
  // The merge itself is no fix.
  if (used.merge_sha === head) return [];
  const green = judgedResults(fold, manifest, results);
  if (green.length === 0 || !green.every((result) => result != null && judgeState(result.state) === "passing"))
    return [];
  return completed([...new Set(green.flatMap((result) => result?.name ?? []))].slice(0, mostNames));
}

/** An EMERGENCY that was registered for all checks names as many as the branch has. */
const mostNames = 200;
const unused: ReadonlySet<string> = new Set(["expired", "revoked", "voided"]);

/** The results that have to be green; null: one that nobody reported. */
function judgedResults(
  { state }: BypassFold,
  { view }: ManifestReading,
  results: readonly SeenResult[],
): readonly (SeenResult | null)[] {
  const { activation } = state;
  if (activation !== null) {
    return activation.checks.map((check) => resultFor(check as Parameters<typeof resultFor>[0], results));
  }
  // What was registered afterwards was never looked at: its manifest names the checks, and not of which kind they are.
  const named = view.get("/checks");
  if (named === "all") return results;
  return (view.texts("/checks") ?? []).map(
    (name) => results.find((result) => result.name.toLowerCase() === name.toLowerCase()) ?? null,
  );
}
