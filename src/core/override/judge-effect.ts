import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { Required } from "./choose-checks.ts";
import { isPosted, type Ours, resultFor, type SeenResult } from "./own-result.ts";
import { judgeState } from "./result-state.ts";

export interface EffectInput {
  readonly ours: Ours;
  readonly checks: readonly Pick<ActivatedCheck, "name" | "kind" | "gate">[];
  readonly required: readonly Required[];
  /** Names of checks that a merge of the App's goes past later: until then they block. */
  readonly later: readonly string[];
  /** What GitHub computes, read after posting. */
  readonly status: string;
  readonly reviewDecision: string | null;
  readonly results: readonly SeenResult[];
}

export type Effect =
  | { readonly outcome: "unknown" }
  /** The branch is behind its base or conflicts with it: no merge of this commit is possible, whatever we posted. */
  | { readonly outcome: "stale" }
  /** No named check blocks; `others` that do, in words. */
  | { readonly outcome: "effective"; readonly others: readonly string[] }
  | { readonly outcome: "ineffective"; readonly checks: readonly string[] };

const mergeable: ReadonlySet<string> = new Set(["CLEAN", "UNSTABLE", "HAS_HOOKS"]);
const stale: ReadonlySet<string> = new Set(["BEHIND", "DIRTY"]);

/**
 * Whether the override works, by GitHub's own computation and never by the answer of a write (40-override.md, step 8). BLOCKED says
 * not why: it is somebody else's doing only where that can be named, else what we posted is not counted (reference-github.md, a7).
 */
export function judgeEffect(input: EffectInput): Effect {
  const { status, checks, results, ours } = input;
  if (status === "UNKNOWN") return { outcome: "unknown" };
  if (mergeable.has(status)) return { outcome: "effective", others: [] };
  if (checks.some((check) => isUndecided(check, results))) return { outcome: "unknown" };
  const buried = blocking(checks).filter((check) => {
    const latest = resultFor(check, results);
    // A real result that passes by now unblocks as well as ours.
    return latest === null || judgeState(latest.state) !== "passing";
  });
  if (buried.length > 0) return { outcome: "ineffective", checks: namesOf(buried) };
  if (stale.has(status)) return { outcome: "stale" };
  if (status === "DRAFT") return { outcome: "effective", others: ["the pull request is a draft"] };
  const others = blockersOf(input);
  if (others.length > 0) return { outcome: "effective", others };
  const acted = blocking(checks);
  const posted = acted.filter((check) => {
    const latest = resultFor(check, results);
    return latest !== null && isPosted(latest, ours);
  });
  return { outcome: "ineffective", checks: namesOf(posted.length === 0 ? acted : posted) };
}

/** What blocks is the gate and not the job behind it. */
function blocking(checks: EffectInput["checks"]): readonly Pick<ActivatedCheck, "name" | "kind">[] {
  const named = checks.map(({ name, kind, gate }) =>
    gate === undefined ? { name, kind } : { name: gate.check, kind: "check_run" as const },
  );
  return [...new Map(named.map((check) => [`${check.kind} ${check.name}`, check])).values()];
}

/** A gate that runs, or whose new job is not there yet. */
function isUndecided({ gate }: EffectInput["checks"][number], results: readonly SeenResult[]): boolean {
  if (gate === undefined) return false;
  const latest = resultFor({ name: gate.check, kind: "check_run" }, results);
  return latest === null || latest.id === gate.job || judgeState(latest.state) === "running";
}

/** What else blocks, as far as GitHub lets us see it. */
function blockersOf({ required, results, checks, reviewDecision, later }: EffectInput): string[] {
  const named = new Set(blocking(checks).map((check) => check.name));
  const unmet = unmetChecks(
    required.filter(({ name }) => !named.has(name)),
    results,
  );
  const missing = [...new Set([...unmet, ...later])].map((name) => `the check "${name}"`);
  const reviews =
    reviewDecision === null || reviewDecision === "APPROVED"
      ? []
      : [reviewDecision === "CHANGES_REQUESTED" ? "requested changes" : "missing reviews"];
  return [...missing, ...reviews];
}

/** Names of the required checks that nobody reported, or that do not pass, once each. */
export function unmetChecks(required: readonly Required[], results: readonly SeenResult[]): string[] {
  const unmet = required.filter(({ name, appId }) => {
    const found = results.filter(
      (result) =>
        (result.kind === "status" ? result.name.toLowerCase() === name.toLowerCase() : result.name === name) &&
        (appId === null || result.kind === "status" || result.appId === appId),
    );
    return found.length === 0 || found.some((result) => judgeState(result.state) !== "passing");
  });
  return [...new Set(unmet.map(({ name }) => name))];
}

function namesOf(checks: readonly { readonly name: string }[]): string[] {
  return [...new Set(checks.map((check) => check.name))];
}
