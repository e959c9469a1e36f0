import type { Clock, EventRef } from "../../generated/types/policy.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isWithinLimit, type ResolvedLimit, resolveLimit } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { startDuty } from "./start-duty.ts";

/** An event as far as clocks look at it. */
export interface ClockEvent {
  readonly type: string;
  readonly at: Instant;
  /** Numeric id of the account; null: nobody, or not known. */
  readonly actor: number | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** The program recorded it in nobody's name. */
  readonly automation?: true;
}

/** So far before its start a stop counts as no time at all: two servers, two clocks. */
export const skewMs = 300_000;

/**
 * `met` ⇔ stop − start ≤ limit, inclusive; an open clock is `breached` once as_of − start > limit (60-remediation.md, "Clocks").
 * `not_applicable`: its obligation was set aside, or what it waits for has ended before it was late. `negative_duration`: what stops it
 * came before its start, so nothing was measured; it counts in no figure.
 */
export interface ClockReading {
  readonly state: "pending" | "met" | "breached" | "not_applicable" | "negative_duration";
  readonly start: Instant;
  readonly stop: Instant | null;
  readonly limit: ResolvedLimit;
}

/** Whether an event is the one that a row names: its type, and every further key in its data. */
export function matchesEvent(reference: EventRef, event: Pick<ClockEvent, "type" | "data">): boolean {
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
  return start === null ? null : readClock(clock, startDuty(start, clock.limit, events, policy), events, policy, asOf);
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
  const requester = requesterOf(events);
  const stops = events
    .filter((event) => (clock.stop ?? []).some((reference) => matchesEvent(reference, event)))
    .filter((event) => mayStop(clock, event, requester))
    .map(({ at }) => at);
  const early = stops.filter((at) => at < start - skewMs);
  const [stop = null] = stops
    .filter((at) => at >= start - skewMs)
    .map((at) => Math.max(at, start))
    .sort((one, other) => one - other);
  const inTime = isWithinLimit(stop ?? asOf, limit);
  if (stop !== null && inTime) return { state: "met", start, stop, limit };
  // Done before it was due is not late, and not in time either: a second act behind it changes nothing of that.
  if (early.length > 0) return { state: "negative_duration", start, stop: Math.max(...early), limit };
  return { state: inTime ? "pending" : "breached", start, stop, limit };
}

/** Account that asked; null: not known. */
export function requesterOf(events: readonly ClockEvent[]): number | null {
  return events.find(({ type }) => type === "request.accepted")?.actor ?? null;
}

/**
 * Only people stop the clock of people, and never the one who asks: giving up is no answer, nor is what the program refuses by itself. An
 * approval is an act of its approvers, whoever records it. Who else may act is judged where it is recorded.
 */
export function mayStop(
  { by }: Clock,
  { type, actor, data, automation }: ClockEvent,
  requester: number | null,
): boolean {
  if (type === "bypass.refused" && data.reason === "withdrawn") return false;
  if (by === undefined || by === "automation" || type === "bypass.approved") return true;
  if (automation === true) return false;
  return by === "remediation_owner" || actor === null || actor !== requester;
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
