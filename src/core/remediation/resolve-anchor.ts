import type { AnchorBound, EventRef } from "../../generated/types/policy.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import type { Instant } from "../time/instant.ts";
import { type ClockEvent, matchesEvent } from "./evaluate-clock.ts";

/**
 * The instant of an anchor of the policy (25-policy-sections.md); an anchor may also be an event by its own name. Null: it has not
 * come yet. A bound anchor comes only when both have: an EMERGENCY that was never used owes what follows `ended` only.
 */
export function resolveAnchor(
  name: string,
  level: Level,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
  depth = 0,
): Instant | null {
  // The policy's own check refuses anchors that name each other in a circle; a longer chain than this is none.
  if (depth > 8) return null;
  const anchor = own(policy.policy.anchors, name) ?? [name as EventRef];
  if ("earliest" in anchor && anchor.earliest !== undefined) return first(anchor.earliest, events);
  if (Array.isArray(anchor)) {
    for (const reference of anchor as readonly EventRef[]) {
      const at = first([reference], events);
      if (at !== null) return at;
    }
    return null;
  }
  const rule = anchor as Readonly<Record<string, string | AnchorBound | undefined>>;
  const entry = own(rule, level) ?? rule.default;
  if (entry === undefined) return null;
  const follow = (target: string): Instant | null => resolveAnchor(target, level, events, policy, depth + 1);
  if (typeof entry === "string") return follow(entry);
  const at = follow(entry.anchor);
  const bound = follow(entry.not_before);
  return at === null || bound === null ? null : Math.max(at, bound);
}

/** A completion that was taken back starts nothing: what follows it waits for the next one. */
function isUndone({ type, at }: ClockEvent, events: readonly ClockEvent[]): boolean {
  if (type !== "remediation.completed") return false;
  return events.some((other) => other.type === "remediation.reopened" && other.at >= at);
}

/** The first event that one of the references names. */
function first(references: readonly EventRef[], events: readonly ClockEvent[]): Instant | null {
  const times = events
    .filter((event) => references.some((reference) => matchesEvent(reference, event)) && !isUndone(event, events))
    .map((event) => event.at);
  return times.length === 0 ? null : Math.min(...times);
}
