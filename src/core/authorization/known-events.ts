import type { Facts } from "../../generated/types/facts.ts";
import type { ClockEvent } from "../remediation/evaluate-clock.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { FilledSlots } from "./fill-slots.ts";
import { submittedAt } from "./fold-reviews.ts";

/**
 * The events that clocks and conditions look at: those of the ledger, and what the facts show to have happened although nothing
 * recorded it yet (the trusted job records it after the decision).
 */
export function knownEvents(facts: Facts, filled: FilledSlots, openedAt: Instant, evaluatedAt: Instant): ClockEvent[] {
  const recorded: ClockEvent[] = (facts.events ?? []).flatMap((event) => {
    const at = parseInstant(event.at);
    // The requester never stops a clock, and nothing recorded later than now has happened yet.
    if (at === null || at > evaluatedAt || isRequestersAnswer(event, facts)) return [];
    return [{ type: event.type, at, data: event.data ?? {} }];
  });
  const has = (type: string): boolean => recorded.some((event) => event.type === type);
  const events = [...recorded];
  if (!has("request.accepted")) events.push({ type: "request.accepted", at: openedAt, data: {} });
  const first = filled.firstAnswer;
  if (first !== null) events.push({ type: "review.started", at: submittedAt(first.review), data: {} });
  for (const [index, slot] of filled.tree.entries()) {
    const reviews = filled.filledBy[index] ?? [];
    if (slot.status !== "filled" || reviews.length === 0) continue;
    const at = Math.max(...reviews.map((item) => submittedAt(item.review)));
    events.push(
      { type: "review.completed", at, data: { kind: slot.slot } },
      { type: "consultation.completed", at, data: { kind: slot.slot } },
    );
  }
  if (filled.complete && !has("bypass.approved")) {
    const times = filled.filledBy.flat().map((item) => submittedAt(item.review));
    events.push({ type: "bypass.approved", at: Math.max(...times), data: {} });
  }
  return events;
}

const answers = new Set(["response.acknowledged", "review.started", "review.completed", "consultation.completed"]);

function isRequestersAnswer(event: NonNullable<Facts["events"]>[number], facts: Facts): boolean {
  return answers.has(event.type) && event.actor != null && event.actor.id === facts.pull_request.author?.id;
}
