import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isWithinLimit, type Limit, resolveLimit } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type { ClockEvent } from "./evaluate-clock.ts";

/**
 * From when a limit counts that a bypass owes. An incident may outlast its first bypass: where the limit counts from the declaration
 * and was over before this one was asked for, nobody could have kept it, and it counts from the request. What was used before anybody asked
 * exists since its use: being registered late pardons nothing.
 * @param start instant of the anchor
 */
export function startDuty(
  start: Instant,
  limit: Limit | null | undefined,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
): Instant {
  const isDeclaration = events.some(({ type, at }) => type === "incident.declared" && at === start);
  if (limit == null || !isDeclaration) return start;
  const first = Math.min(...events.filter(({ type }) => begins.has(type)).map(({ at }) => at));
  const resolved = resolveLimit(start, limit, policy.calendar);
  return resolved === null || !Number.isFinite(first) || isWithinLimit(first, resolved) ? start : first;
}

/** What proves that a bypass was there. A review was often given before a run took the request down. */
const begins: ReadonlySet<string> = new Set([
  ...["request.accepted", "review.completed", "response.acknowledged"],
  ...["bypass.used", "bypass.registered"],
]);
