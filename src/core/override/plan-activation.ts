import type { ActivatedCheck } from "../../generated/types/event.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { BypassState } from "../ledger/bypass-state.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel } from "../procedure/levels.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { chooseChecks, type Required } from "./choose-checks.ts";
import { postingAppOf, type SeenResult } from "./own-result.ts";

/** The target pull request, as far as a plan looks at it. */
export interface TargetFactsForPlan {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly draft: boolean;
  readonly fork: boolean;
  readonly base: string;
  readonly headSha: string;
  readonly autoMerge: boolean;
  readonly inMergeQueue: boolean;
  readonly mergeQueue: boolean;
  readonly strict: boolean;
  readonly mergeState: { readonly status: string };
  readonly required: readonly Required[];
  readonly results: readonly (SeenResult & { readonly url: string | null })[];
}

export interface ActivationInput {
  readonly manifest: ManifestReading;
  readonly policy: CompiledPolicy;
  readonly target: TargetFactsForPlan;
  /** Other open pull requests with the same head. */
  readonly sharedWith: readonly { readonly number: number; readonly base: string }[];
  /** Where the ledger has the bypass. */
  readonly state: BypassState;
  /** Server time. */
  readonly now: Instant;
  /** Login behind the token that posts. */
  readonly login: string;
}

export type ActivationPlan =
  | { readonly outcome: "refused"; readonly findings: readonly Finding[] }
  | { readonly outcome: "nothing"; readonly findings: readonly Finding[] }
  | {
      readonly outcome: "activate";
      readonly activation: number;
      readonly checks: readonly ActivatedCheck[];
      readonly skipped: readonly string[];
      readonly expiresAt: Instant;
      readonly findings: readonly Finding[];
    };

/** Plans an activation of an approved, merged manifest (40-override.md, steps 3 and 4). Refuses the whole request or nothing of it. */
export function planActivation(input: ActivationInput): ActivationPlan {
  const { manifest, policy, target, state, login } = input;
  const { view } = manifest;
  const refusals = [...checkTargetNow(input)];
  const chosen = chooseChecks({
    names: view.get("/checks") === "all" ? "all" : (view.texts("/checks") ?? []),
    required: target.required,
    results: target.results,
    policy: policy.policy,
    mode: modeOf(view.text("/override_mode")),
    postingApp: postingAppOf(login),
  });
  refusals.push(...chosen.findings);
  const expiresAt = expiryOf(input);
  if (expiresAt <= input.now) {
    refusals.push(finding("EXPIRY_PASSED", { expired: view.text("/expires_at") ?? "" }));
  }
  if (refusals.length > 0) return { outcome: "refused", findings: refusals };
  if (chosen.checks.length === 0) {
    const names = chosen.skipped.length === 0 ? "all required checks" : chosen.skipped.join(", ");
    return { outcome: "nothing", findings: [finding("CHECKS_PASS", { checks: names })] };
  }
  return {
    outcome: "activate",
    activation: (state.activation?.number ?? 0) + 1,
    checks: chosen.checks,
    skipped: chosen.skipped,
    expiresAt,
    findings: chosen.skipped.map((check) => finding("CHECK_SKIPPED", { check })),
  };
}

function modeOf(text: string | null): "auto" | "check" | "merge" | "protection" {
  return text === "check" || text === "merge" || text === "protection" ? text : "auto";
}

/** The sooner of what the manifest or its last amendment says and what the level allows. */
function expiryOf({ manifest: { view }, policy, state, now }: ActivationInput): Instant {
  const level = view.text("/level") ?? "";
  const lifetime = isLevel(level) ? policy.policy.levels[level].max_lifetime : "";
  const longest = resolveLimit(now, lifetime, policy.calendar)?.deadline;
  // A policy that was checked has a lifetime; without one nothing lives at all.
  if (longest === undefined) return now;
  const wanted = state.amended?.expires_at ?? view.text("/expires_at") ?? "";
  // What was suspended goes on within the time that it had.
  const before = state.lifecycle === "suspended" ? (state.activation?.expires_at ?? "") : "";
  return Math.min(longest, parseInstant(wanted) ?? longest, parseInstant(before) ?? longest);
}

function checkTargetNow({ manifest, target, sharedWith }: ActivationInput): Finding[] {
  const { view, where } = manifest;
  const { number, headSha } = target;
  const findings: Finding[] = [];
  const place = where("/target/pull_request", "value");
  if (target.state !== "open") {
    const hint = "Ask again for the pull request that is to be merged.";
    findings.push(finding("TARGET_NOT_OPEN", { number, state: target.state, hint }, place));
  } else if (target.draft) {
    findings.push(finding("TARGET_NOT_OPEN", { number, state: "a draft", hint: "Mark it ready for review." }, place));
  }
  if (target.fork) findings.push(finding("TARGET_FORK", { number }, place));
  const base = view.text("/target/base") ?? "";
  if (base !== target.base) {
    findings.push(finding("BASE_CHANGED", { manifest: base, actual: target.base }, where("/target/base", "value")));
  }
  const head = view.text("/target/head_sha") ?? "";
  if (head !== headSha) {
    findings.push(finding("HEAD_CHANGED", { manifest: head, actual: headSha }, where("/target/head_sha", "value")));
  }
  const other = sharedWith.find((pull) => pull.number !== number && pull.base !== base);
  if (other !== undefined) {
    findings.push(finding("SHA_SHARED", { sha: headSha, other: other.number, base: other.base }));
  }
  if (target.autoMerge && view.flag("/allow_auto_merge") !== true) findings.push(finding("AUTO_MERGE_ON", { number }));
  if (target.mergeQueue || target.inMergeQueue) {
    const hint = "Take the merge queue off the base for this merge, or wait for the version that has merge mode.";
    findings.push(
      finding("MODE_UNSUPPORTED", { what: `A base with a merge queue (${target.base})`, mode: "merge", hint }),
    );
  }
  if (target.strict && target.mergeState.status === "BEHIND") {
    const hint = `Update the branch of #${number}, and ask again for its new head: a posted result does not cure being behind.`;
    findings.push(finding("MODE_UNSUPPORTED", { what: `A branch that is behind ${target.base}`, mode: "merge", hint }));
  }
  return findings;
}
