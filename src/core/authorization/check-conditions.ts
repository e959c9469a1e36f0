import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { type ClockEvent, evaluateClock, matchesEvent } from "../remediation/evaluate-clock.ts";
import { formatDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { type Answerers, isOwner } from "./answerers.ts";

/** Obligations that the policy wants done before this bypass takes effect, and that nobody entitled has answered yet. */
export function checkObligations(
  subject: Subject,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
  answerers: Answerers,
): Finding[] {
  return Object.entries(policy.policy.obligations).flatMap(([key, row]) => {
    if (row.gates !== "activation" || !matchesWhen(row.when, subject)) return [];
    const proof = row.satisfied_by;
    const done = events.some((event) => {
      if (proof !== undefined && matchesEvent(proof, event)) return true;
      if (event.data.key !== key || event.actor === null || answerers.isRequester(event.actor)) return false;
      if (event.type === "obligation.done") return isOwner(event.actor, row.owner, answerers);
      const { actor } = event;
      return event.type === "obligation.na" && answerers.rolesAbove.some((role) => answerers.holds(actor, role));
    });
    return done ? [] : [finding("OBLIGATION_OPEN", { key, text: row.text, owner: row.owner })];
  });
}

/** Audiences that the policy wants told before approval, and whom nobody has tried to tell yet (decision 6). */
export function missingNotices(
  facts: Facts,
  subject: Subject,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
): string[] {
  const wanted = Object.values(policy.policy.notifications)
    .filter((row) => row.before === true && row.on === "bypass.approved" && matchesWhen(row.when, subject))
    .flatMap((row) => row.to);
  return [...new Set(wanted)].filter(
    (audience) =>
      !(facts.notifications ?? []).some((notice) => notice.audience === audience) &&
      !events.some((event) => event.type.startsWith("notification.") && event.data.audience === audience),
  );
}

/** Clocks that ran out before somebody answered: late, not void (30-authorization.md, step 7). */
export function checkClocks(
  subject: Subject,
  neededSlots: ReadonlySet<string>,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
  asOf: Instant,
): Finding[] {
  return Object.entries(policy.policy.clocks).flatMap(([clock, row]) => {
    // The clock of a slot runs only where the slot is needed: no legal review, no late legal review.
    if (!matchesWhen(row.when, subject) || (row.slot !== undefined && !neededSlots.has(row.slot))) return [];
    // A line of the checklist is told there, with what answers it.
    if (row.obligation !== undefined) return [];
    const reading = evaluateClock(row, events, policy, asOf);
    if (reading === null || reading.state !== "breached") return [];
    const took = formatDuration((reading.stop ?? asOf) - reading.start);
    const params = {
      clock,
      took: reading.stop === null ? `not answered after ${took}` : `answered after ${took}`,
      limit: formatDuration(reading.limit.deadline - reading.start),
    };
    return [finding("SLA_BREACHED", params)];
  });
}
