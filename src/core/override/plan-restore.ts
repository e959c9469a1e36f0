import type { ActivatedCheck } from "../../generated/types/event.ts";
import { isPosted, type Ours, resultFor, type SeenResult } from "./own-result.ts";

/** One recorded check, and whether the original has to be posted again. */
export interface RestoreStep {
  readonly check: ActivatedCheck;
  readonly post: boolean;
}

/**
 * What has to be put back (40-override.md, "Restore"). Only where our result is what counts: an original that stands again was put
 * back by an earlier run, and a real result that came after ours is newer than the original. Nothing is ever toggled.
 * @param certain checks that this very run posted, which GitHub may not show
 */
export function planRestore(
  checks: readonly ActivatedCheck[],
  results: readonly SeenResult[],
  ours: Ours,
  certain: ReadonlySet<string> = new Set(),
): RestoreStep[] {
  return checks
    .filter((check) => check.mode === "check")
    .map((check) => {
      const latest = resultFor(check, results);
      return { check, post: (latest !== null && isPosted(latest, ours)) || certain.has(`${check.kind} ${check.name}`) };
    });
}

const postable: ReadonlySet<string> = new Set(["failure", "cancelled", "timed_out", "action_required", "neutral"]);

/** The conclusion of a check run as the API takes it: `stale` and `startup_failure` are GitHub's alone. */
export function conclusionToPost(original: string | null): string {
  return original !== null && postable.has(original) ? original : "failure";
}

/** The state of a status. */
export function stateToPost(original: string | null): "failure" | "error" {
  return original === "error" ? "error" : "failure";
}
