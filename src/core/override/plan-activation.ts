import type { ActivatedCheck } from "../../generated/types/event.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { BypassState } from "../ledger/bypass-state.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isLevel } from "../procedure/levels.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { RulesBySource } from "./branch-rules.ts";
import { chooseChecks, type Required } from "./choose-checks.ts";
import { judgeOtherRules } from "./judge-other-rules.ts";
import { needsNewHead } from "./needs-new-head.ts";
import { postingAppOf, type SeenResult } from "./own-result.ts";
import type { AskedMode } from "./pick-mode.ts";
import type { Power } from "./power.ts";
import { limitSnapshot, type ProtectionSnapshot } from "./protection-snapshot.ts";
import { isMerged, relaxedNames } from "./recorded-checks.ts";

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
  readonly mergeState: { readonly status: string; readonly reviewDecision: string | null };
  readonly required: readonly Required[];
  readonly rules: RulesBySource;
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
  /** What the token of an App may do about the rules of the base; null: none was given. Undefined: not read yet. */
  readonly power: Power | null | undefined;
}

export type ActivationPlan =
  | { readonly outcome: "refused"; readonly findings: readonly Finding[] }
  | { readonly outcome: "nothing"; readonly findings: readonly Finding[] }
  /** Plan again with `power`: without it nobody can say how. */
  | { readonly outcome: "ask"; readonly names: readonly string[]; readonly findings: readonly Finding[] }
  | {
      readonly outcome: "activate";
      readonly activation: number;
      readonly checks: readonly ActivatedCheck[];
      readonly skipped: readonly string[];
      readonly expiresAt: Instant;
      /** Protection as it is before our change; null: none is changed. */
      readonly protection: ProtectionSnapshot | null;
      readonly findings: readonly Finding[];
    };

/** Plans an activation of an approved, merged manifest (40-override.md, steps 3 and 4). Refuses the whole request or nothing of it. */
export function planActivation(input: ActivationInput): ActivationPlan {
  const { manifest, policy, target, state, login, power } = input;
  const { view } = manifest;
  const refusals = [...checkTargetNow(input)];
  const chosen = chooseChecks({
    names: view.get("/checks") === "all" ? "all" : (view.texts("/checks") ?? []),
    required: target.required,
    results: target.results,
    policy: policy.policy,
    mode: askedMode(manifest),
    emergency: view.text("/level") === "EMERGENCY",
    postingApp: postingAppOf(login),
    rules: target.rules,
    mergeQueue: target.mergeQueue,
    power,
  });
  refusals.push(...chosen.findings);
  const expiresAt = expiryOf(input);
  if (expiresAt <= input.now) {
    refusals.push(finding("EXPIRY_PASSED", { expired: view.text("/expires_at") ?? "" }));
  }
  if (refusals.length > 0) return { outcome: "refused", findings: refusals };
  if (chosen.ask) return { outcome: "ask", names: chosen.checks.map(({ name }) => name), findings: [] };
  if (chosen.checks.length === 0) {
    const names = chosen.skipped.length === 0 ? "all required checks" : chosen.skipped.join(", ");
    return { outcome: "nothing", findings: [finding("CHECKS_PASS", { checks: names })] };
  }
  const merged = chosen.checks.filter(isMerged);
  if (merged.length > 0 && power != null) {
    // A gate that the same request opens is met when the merge is made, and judged again then.
    const excused = chosen.checks.flatMap(({ name, gate }) => (gate === undefined ? [name] : [name, gate.check]));
    const unmet = unmetRules(target, power, new Set(excused));
    if (unmet.length > 0) return { outcome: "refused", findings: unmet };
  }
  const relaxed = relaxedNames(chosen.checks);
  const snapshot = power?.snapshot ?? null;
  return {
    outcome: "activate",
    activation: (state.activation?.number ?? 0) + 1,
    checks: chosen.checks,
    skipped: chosen.skipped,
    expiresAt,
    protection: relaxed.size === 0 || snapshot === null ? null : limitSnapshot(snapshot, relaxed),
    findings: chosen.skipped.map((check) => finding("CHECK_SKIPPED", { check })),
  };
}

export function askedMode({ view }: ManifestReading): AskedMode {
  const text = view.text("/override_mode");
  return text === "check" || text === "merge" || text === "protection" ? text : "auto";
}

/** Who merges by a right of its own keeps every rule that the bypass does not name. */
function unmetRules(
  target: TargetFactsForPlan,
  { facts, classicStrict }: Power,
  excused: ReadonlySet<string>,
): Finding[] {
  const { rules: branch, required, results, number } = target;
  const { reviewDecision } = target.mergeState;
  const { unmet } = judgeOtherRules({ branch, required, results, reviewDecision, excused, classicStrict, facts });
  return unmet.length === 0 ? [] : [finding("RULE_UNMET", { number, rules: unmet.join(", ") })];
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
  if (target.inMergeQueue) {
    const hint = `Take #${number} out of the queue, and run again.`;
    const why = "the queue would merge it, or be merged past";
    findings.push(finding("MODE_UNSUPPORTED", { what: `#${number}, which is in the merge queue,`, why, hint }));
  }
  const stale = needsNewHead(target.mergeState.status, number, target.base);
  if (stale !== null) findings.push(stale);
  return findings;
}
