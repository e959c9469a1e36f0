import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isWithinLimit, type Limit, resolveLimit } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { ClockEvent } from "./evaluate-clock.ts";

/**
 * From when a limit counts that a bypass owes. An incident may outlast its first bypass: where the limit counts from the declaration
 * and was over before a further one was asked for, the earlier one has kept or missed it, and this one's counts from its request. The first
 * of an incident is pardoned nothing, however late it is asked for. What was used before anybody asked exists since its use.
 * @param start instant of the anchor
 */
export function startDuty(
  start: Instant,
  limit: Limit | null | undefined,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
): Instant {
  const isDeclaration = events.some(({ type, at }) => type === "incident.declared" && at === start);
  if (limit == null || !isDeclaration || isFirst(events)) return start;
  const first = Math.min(...events.filter(({ type }) => begins.has(type)).map(beginOf));
  const resolved = resolveLimit(start, limit, policy.calendar);
  return resolved === null || !Number.isFinite(first) || isWithinLimit(first, resolved) ? start : first;
}

/**
 * A record without the instant of the pull request does not say which came first: what was reported of it stays so. What came before was
 * looked for in the incident that was asked about; where another one was confirmed in the end, nothing is known to have come before.
 */
function isFirst(events: readonly ClockEvent[]): boolean {
  const asked = events.find(({ type }) => type === "request.accepted")?.data;
  if (asked?.opened_at === undefined) return false;
  const confirmed = events.findLast(({ type }) => type === "incident.confirmed")?.data.incident_id ?? asked.incident_id;
  return asked.earlier_bypass === undefined || (asked.incident_id !== undefined && confirmed !== asked.incident_id);
}

function beginOf({ data, at }: ClockEvent): Instant {
  return typeof data.opened_at === "string" ? (parseInstant(data.opened_at) ?? at) : at;
}

/** What proves that a bypass was there. A review was often given before a run took the request down. */
const begins: ReadonlySet<string> = new Set([
  ...["request.accepted", "review.completed", "response.acknowledged"],
  ...["bypass.used", "bypass.registered"],
]);
