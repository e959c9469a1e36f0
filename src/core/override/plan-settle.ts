import type { EventTarget } from "../../generated/types/event.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { BypassState } from "../ledger/bypass-state.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type Merger, mergerOf } from "./merger-of.ts";

/** The target as settle finds it. */
export interface SettleTarget {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed";
  readonly base: string;
  readonly headSha: string;
  readonly merged: {
    readonly sha: string;
    readonly at: string;
    readonly by: Merger | null;
  } | null;
}

export interface SettleInput {
  readonly bypass: string;
  readonly state: BypassState;
  /** When it was revoked, voided or expired, by the record of it (`overSince`); null: it was not. */
  readonly over: Instant | null;
  readonly target: SettleTarget;
  /** Other open pull requests with the approved head and another base. */
  readonly sharedWith: readonly { readonly number: number; readonly base: string }[];
  readonly now: Instant;
}

export type EndReason = "used" | "voided" | "suspended" | "expired" | "revoked";

/** How an activation ends, with the facts that are recorded before it is deactivated. */
export interface SettlePlan {
  /** Null: it goes on. */
  readonly reason: EndReason | null;
  readonly facts: readonly EventContent[];
  readonly findings: readonly Finding[];
}

/** What became of the target, and so of the bypass (40-override.md, operation settle). */
export function planSettle(input: SettleInput): SettlePlan {
  const { state, target, now } = input;
  const { activation, lifecycle } = state;
  const approved = activation?.target ?? null;
  if (activation === null || approved === null) return goesOn;
  const sameHead = target.headSha === approved.commit;
  const open = lifecycle === "active";
  // A merge can win the race against any end, and no fact may be lost.
  if (target.merged !== null && sameHead && (open || merges.has(lifecycle))) {
    return used(input, approved, activation);
  }
  if (!open) return goesOn;
  const end = (reason: "head_moved" | "base_changed" | "sha_shared"): EventContent => ({
    type: "bypass.voided",
    bypass: input.bypass,
    key: `activation-${activation.number}`,
    target: approved,
    data: { reason, ...(sameHead ? {} : { new_head: target.headSha }) },
  });
  const violation = (kind: string): EventContent => violationOf(input.bypass, kind, activation.number);
  if (!sameHead) {
    const params = { manifest: approved.commit, actual: target.headSha };
    return { reason: "voided", facts: [end("head_moved")], findings: [asWarning(finding("HEAD_CHANGED", params))] };
  }
  const base = branchOf(approved.ref);
  if (base !== target.base) {
    return {
      reason: "voided",
      facts: [end("base_changed"), violation("BASE_CHANGED")],
      findings: [asWarning(finding("BASE_CHANGED", { manifest: base, actual: target.base }))],
    };
  }
  const expires = parseInstant(activation.expires_at) ?? now;
  if (expires <= now)
    return {
      reason: "expired",
      facts: [expired(input.bypass, activation.expires_at, activation.number)],
      findings: [],
    };
  const [other] = input.sharedWith;
  if (target.state === "open" && other !== undefined) {
    return {
      reason: "voided",
      facts: [end("sha_shared"), violation("SHA_SHARED")],
      findings: [asWarning(finding("SHA_SHARED", { sha: approved.commit, other: other.number, base: other.base }))],
    };
  }
  return target.state === "closed" ? { reason: "suspended", facts: [], findings: [] } : goesOn;
}

const finalEnds: ReadonlySet<string> = new Set(["bypass.voided", "bypass.expired", "bypass.revoked"]);

/** When a bypass was ended for good, by the record that holds; null: it was not. */
export function overSince({ places }: Pick<BypassFold, "places">): Instant | null {
  const ended = places.flatMap((place) => place.at(-1) ?? []).find(({ type }) => finalEnds.has(type));
  return ended === undefined ? null : parseInstant(ended.at);
}

const merges: ReadonlySet<string> = new Set(["suspended", "expired", "revoked", "voided", "ineffective"]);

const goesOn: SettlePlan = { reason: null, facts: [], findings: [] };

/** `settle` has done its work when it has ended the bypass: what it found is told, and is no failure of the run. */
function asWarning(item: Finding): Finding {
  return { ...item, severity: "warning" };
}

export function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, "");
}

export function violationOf(bypass: string, kind: string, activation: number): EventContent {
  return {
    type: "violation.recorded",
    bypass,
    key: `${kind}:activation-${activation}`,
    data: { kind, occurrence: `activation-${activation}` },
  };
}

export function expired(bypass: string, expiresAt: string, activation: number): EventContent {
  return { type: "bypass.expired", bypass, key: `activation-${activation}`, data: { expires_at: expiresAt } };
}

function used(
  input: SettleInput,
  approved: EventTarget,
  { number, at: activatedAt, expires_at: expiresAt }: NonNullable<BypassState["activation"]>,
): SettlePlan {
  const { bypass, target, state } = input;
  const { merged } = target;
  if (merged === null) return goesOn;
  const at = parseInstant(merged.at) ?? input.now;
  const expires = parseInstant(expiresAt) ?? at;
  // A merge that won the race against its end was permitted; five minutes are allowed between servers.
  const isOver = input.over !== null && at > input.over + SERVER_SKEW_MS;
  const afterExpiry = state.lifecycle === "expired" || isOver || at >= expires;
  const by = merged.by === null ? null : mergerOf(merged.by);
  const facts: EventContent[] = [
    {
      type: "bypass.used",
      bypass,
      key: merged.sha,
      at,
      ...(by === null ? {} : { actor: by.actor }),
      source: { kind: "api", url: target.url, sha: merged.sha },
      target: approved,
      data: {
        merge_sha: merged.sha,
        ...(by === null ? {} : { merged_by: by.account }),
        base: target.base,
        ...(afterExpiry ? { after_expiry: true } : {}),
      },
    },
  ];
  const findings: Finding[] = [];
  // While a slow run had looked at the target and not recorded the activation yet, nothing permitted the merge.
  if (at < (parseInstant(activatedAt) ?? at) - SERVER_SKEW_MS) {
    facts.push(violationOf(bypass, "MERGED_BEFORE_ACTIVATION", number));
    const params = { number: target.number, at: formatEventInstant(at), activated: activatedAt };
    findings.push(finding("MERGED_BEFORE_ACTIVATION", params));
  }
  if (afterExpiry) {
    facts.push(violationOf(bypass, "MERGED_AFTER_EXPIRY", number));
    const expired = formatEventInstant(Math.min(expires, isOver ? (input.over ?? expires) : expires));
    const params = { number: target.number, at: formatEventInstant(at), expired };
    findings.push(finding("MERGED_AFTER_EXPIRY", params));
  }
  const base = branchOf(approved.ref);
  if (base !== target.base) {
    facts.push(violationOf(bypass, "MERGED_ELSEWHERE", number));
    findings.push(finding("MERGED_ELSEWHERE", { number: target.number, actual: target.base, manifest: base }));
  }
  return { reason: "used", facts, findings };
}
