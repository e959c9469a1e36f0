import type { Clock, EventRef } from "../../generated/types/policy.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isWithinLimit, type ResolvedLimit, resolveLimit } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";

/** An event as far as clocks look at it. */
export interface ClockEvent {
  readonly type: string;
  readonly at: Instant;
  /** Numeric id of the account; null: nobody, or not known. */
  readonly actor: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * `met` ⇔ stop − start ≤ limit, inclusive; an open clock is `breached` once as_of − start > limit (60-remediation.md, "Clocks").
 * `not_applicable`: its obligation was set aside, or what it waits for has ended before it was late.
 */
export interface ClockReading {
  readonly state: "pending" | "met" | "breached" | "not_applicable";
  readonly start: Instant;
  readonly stop: Instant | null;
  readonly limit: ResolvedLimit;
}

/** Whether an event is the one that a row names: its type, and every further key in its data. */
export function matchesEvent(reference: EventRef, event: ClockEvent): boolean {
  if (typeof reference === "string") return event.type === reference;
  return Object.entries(reference).every(([key, value]) =>
    key === "event" ? event.type === value : event.data[key] === value,
  );
}

/**
 * Reads one clock that starts at a named anchor or event and has a limit. Null: not started, measured only, or of a kind that
 * runs after the bypass was used. The instants come from events alone, never from when we look.
 */
export function evaluateClock(
  clock: Clock,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
  asOf: Instant,
): ClockReading | null {
  if (clock.limit === undefined || clock.start === undefined) return null;
  const start = startOf(clock.start, events, policy);
  return start === null ? null : readClock(clock, start, events, policy, asOf);
}

/** Reads a clock from its start on. Null: it has no limit. */
export function readClock(
  clock: Clock,
  start: Instant,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
  asOf: Instant,
): ClockReading | null {
  if (clock.limit === undefined) return null;
  const limit = resolveLimit(start, clock.limit, policy.calendar);
  if (limit === null) return null;
  let stop: Instant | null = null;
  for (const event of events) {
    if (!(clock.stop ?? []).some((reference) => matchesEvent(reference, event))) continue;
    // A stop before the start belongs to something earlier; five minutes of skew count as no time at all.
    const at = event.at < start && start - event.at <= 300_000 ? start : event.at;
    if (at >= start && (stop === null || at < stop)) stop = at;
  }
  const inTime = isWithinLimit(stop ?? asOf, limit);
  return { state: inTime ? (stop === null ? "pending" : "met") : "breached", start, stop, limit };
}

/** The first event that exists of an anchor's list; an anchor may also be an event by its own name. */
function startOf(name: string, events: readonly ClockEvent[], policy: CompiledPolicy): Instant | null {
  const anchor = Object.hasOwn(policy.policy.anchors, name) ? policy.policy.anchors[name] : [name as EventRef];
  if (!Array.isArray(anchor)) return null;
  for (const reference of anchor as readonly EventRef[]) {
    const times = events.filter((event) => matchesEvent(reference, event)).map((event) => event.at);
    if (times.length > 0) return Math.min(...times);
  }
  return null;
}
