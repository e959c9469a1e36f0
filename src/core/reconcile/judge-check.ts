import { judgeState } from "../override/result-state.ts";
import type { Instant } from "../time/instant.ts";
import type { DatedResult, RequiredNow } from "./merge-evidence.ts";

/** What a required check was at an instant. */
export type CheckAt =
  /** `by`: the results that count, one per kind. */
  | { readonly verdict: "green"; readonly by: readonly DatedResult[] }
  /** `was`: GitHub's word, `expected` where nothing was reported. */
  | { readonly verdict: "red"; readonly was: string }
  /** The latest results do not tell: a later one may have taken the place of the one that counted. */
  | { readonly verdict: "unsettled" };

/**
 * What a required check was when something was merged. Results that came later do not count, whatever they say: neither a check that
 * turned green afterwards, nor one that a restore turned red. Times are whole seconds, so the same second counts as before.
 * @param complete whether `results` holds every result, not the latest ones only
 */
export function judgeCheckAt(
  required: Pick<RequiredNow, "name" | "appId">,
  results: readonly DatedResult[],
  at: Instant,
  complete: boolean,
): CheckAt {
  const named = resultsOf(required, results);
  if (!complete) {
    const latest = latestPerKind(named);
    const settled = latest.length > 0 && latest.every((result) => isGreenAt(result, at));
    return settled ? { verdict: "green", by: latest } : { verdict: "unsettled" };
  }
  const latest = latestPerKind(named.filter(({ startedAt }) => startedAt <= at));
  if (latest.length === 0) return { verdict: "red", was: "expected" };
  const red = latest.find((result) => !isGreenAt(result, at));
  return red === undefined ? { verdict: "green", by: latest } : { verdict: "red", was: wordAt(red, at) };
}

/** Results that count for a required check: contexts of statuses ignore case, a pin says which app's check runs count. */
export function resultsOf(
  { name, appId }: Pick<RequiredNow, "name" | "appId">,
  results: readonly DatedResult[],
): DatedResult[] {
  return results.filter((result) =>
    result.kind === "status"
      ? isSameName(result.name, name)
      : result.name === name && (appId === null || result.producer?.id === appId),
  );
}

export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function isGreenAt({ state, endedAt }: DatedResult, at: Instant): boolean {
  return endedAt !== null && endedAt <= at && judgeState(state) === "passing";
}

function wordAt({ state, endedAt }: DatedResult, at: Instant): string {
  return endedAt !== null && endedAt <= at ? state : "in_progress";
}

/** A status and a check run of one name are both required; of several of one kind the newest counts (reference-github.md, a3 and a4). */
function latestPerKind(results: readonly DatedResult[]): DatedResult[] {
  const latest = new Map<string, DatedResult>();
  for (const result of results) {
    const known = latest.get(result.kind);
    if (known === undefined || orderOf(result) >= orderOf(known)) latest.set(result.kind, result);
  }
  return [...latest.values()];
}

function orderOf({ id, startedAt }: DatedResult): number {
  return id ?? startedAt;
}
