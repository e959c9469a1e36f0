import type { ActivatedCheck, EventManifest, EventTarget } from "../../generated/types/event.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { Instant } from "../time/instant.ts";
import type { EndReason } from "./plan-settle.ts";
import type { ProtectionSnapshot } from "./protection-snapshot.ts";

/** What every event of one activation names. */
export interface ActivationRef {
  readonly bypass: string;
  readonly activation: number;
  readonly target: EventTarget;
}

/** Written before anything is posted (record before act, R246). */
export function activated(
  { bypass, activation, target }: ActivationRef,
  plan: {
    readonly checks: readonly ActivatedCheck[];
    readonly skipped: readonly string[];
    readonly expiresAt: Instant;
    readonly decisionSha256: string;
    readonly manifest: EventManifest;
    /** Protection as it was; null: nothing of it is changed. */
    readonly protection: ProtectionSnapshot | null;
  },
): EventContent {
  return {
    type: "bypass.activated",
    bypass,
    key: keyOf(activation),
    manifest: plan.manifest,
    target,
    data: {
      activation,
      checks: plan.checks,
      ...(plan.skipped.length === 0 ? {} : { skipped: plan.skipped }),
      expires_at: formatEventInstant(plan.expiresAt),
      decision_sha256: plan.decisionSha256,
      ...(plan.protection === null ? {} : { protection: plan.protection }),
    },
  };
}

/** @param before how many times the check was put back in this activation: what is posted behind that is another fact, and owed back */
export function posted(
  { bypass, activation, target }: ActivationRef,
  { kind, name }: Pick<ActivatedCheck, "kind" | "name">,
  remoteId: number,
  before: number,
): EventContent {
  const data = {
    ...{ activation, check: name, kind, sha: target.commit, remote_id: remoteId },
    ...(before === 0 ? {} : { behind_restore: true }),
  };
  return {
    type: "override.posted",
    bypass,
    key: `${keyOf(activation)}:${kind}:${name}${countedFrom(before)}`,
    target,
    data,
  };
}

export function verified(ref: ActivationRef, checks: readonly string[], mergeState: string): EventContent {
  return about(ref, "override.verified", { checks, merge_state: mergeState });
}

export function ineffective(ref: ActivationRef, checks: readonly string[], mergeState: string): EventContent {
  return about(ref, "override.ineffective", { checks, merge_state: mergeState });
}

export function deactivated(ref: ActivationRef, reason: EndReason): EventContent {
  return about(ref, "bypass.deactivated", { reason });
}

/**
 * One event per check, so that a second try after a partial failure records the rest and nothing twice.
 * @param before how many times it was put back before it was posted again, or a try failed: what is put back behind that is another fact
 */
export function restored(ref: ActivationRef, check: string, before: number): EventContent {
  const content = about(ref, "override.restored", { checks: [check] });
  return { ...content, key: `${content.key}:${check}${countedFrom(before)}` };
}

/** The first fact of a kind is not counted. */
function countedFrom(before: number): string {
  return before === 0 ? "" : `:${before + 1}`;
}

/** @param failures how many times it failed before: each failure is a fact of its own */
export function restoreFailed(
  ref: ActivationRef,
  checks: readonly string[],
  problem: string,
  status: number | null,
  failures: number,
): EventContent {
  // One line of the length that the record takes, whatever GitHub's sentence was.
  const line = problem.replace(/\s+/g, " ").trim().slice(0, 300).trim() || "no reason was given";
  const content = about(ref, "restore.failed", { checks, problem: line, ...(status === null ? {} : { status }) });
  return { ...content, key: `${content.key}:${failures + 1}` };
}

function about(
  { bypass, activation, target }: ActivationRef,
  type: EventContent["type"],
  data: Readonly<Record<string, unknown>>,
): EventContent {
  return { type, bypass, key: keyOf(activation), target, data: { activation, ...data } };
}

function keyOf(activation: number): string {
  return `activation-${activation}`;
}
