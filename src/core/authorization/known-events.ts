import type { Facts } from "../../generated/types/facts.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { isDeclaredAs } from "../procedure/declared-as.ts";
import type { ClockEvent } from "../remediation/evaluate-clock.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { FilledSlots } from "./fill-slots.ts";
import { submittedAt } from "./fold-reviews.ts";
import type { JudgeContext } from "./judge-review.ts";

/**
 * The events that clocks and conditions look at: those of the ledger, and what the facts show to have happened although nothing
 * recorded it yet (the trusted job records it after the decision).
 */
export function knownEvents(
  context: JudgeContext,
  filled: FilledSlots,
  openedAt: Instant,
  { view }: Pick<ManifestReading, "view">,
): ClockEvent[] {
  const bypass = view.text("/id");
  const drill = view.flag("/drill") === true;
  const recorded: ClockEvent[] = (context.facts.events ?? []).flatMap((event) => {
    const at = parseInstant(event.at);
    // Nothing recorded later than now has happened yet.
    if (at === null || at > context.evaluatedAt) return [];
    // An event whose source GitHub does not show any more, or one of another bypass, proves nothing here.
    if (event.source?.confirmed === false) return [];
    if (event.bypass !== undefined && event.bypass !== "PROCEDURE" && event.bypass !== bypass) return [];
    if (isRequestersAnswer(event, context) || !isDeclaredAs(drill, event)) return [];
    return [{ type: event.type, at, actor: event.actor?.id ?? null, data: event.data ?? {} }];
  });
  const has = (type: string): boolean => recorded.some((event) => event.type === type);
  const events = [...recorded];
  if (!has("request.accepted")) {
    const { pull_request: request, earlier_bypass: earlier } = context.facts;
    const data = { opened_at: request.opened_at, ...(earlier === undefined ? {} : { earlier_bypass: earlier }) };
    events.push({ type: "request.accepted", at: openedAt, actor: null, data });
  }
  const first = filled.firstAnswer;
  if (first !== null) events.push({ type: "review.started", at: submittedAt(first.review), actor: null, data: {} });
  for (const [index, slot] of filled.tree.entries()) {
    const reviews = filled.filledBy[index] ?? [];
    if (slot.status !== "filled" || reviews.length === 0) continue;
    const at = Math.max(...reviews.map((item) => submittedAt(item.review)));
    events.push(
      { type: "review.completed", at, actor: null, data: { kind: slot.slot } },
      { type: "consultation.completed", at, actor: null, data: { kind: slot.slot } },
    );
  }
  if (filled.complete && !has("bypass.approved")) {
    const times = filled.filledBy.flat().map((item) => submittedAt(item.review));
    events.push({ type: "bypass.approved", at: Math.max(...times), actor: null, data: {} });
  }
  return events;
}

const answers = new Set(["response.acknowledged", "review.started", "review.completed", "consultation.completed"]);

/** The requester never stops a clock. */
function isRequestersAnswer(event: NonNullable<Facts["events"]>[number], { bans }: JudgeContext): boolean {
  return answers.has(event.type) && event.actor !== null && bans.get(event.actor)?.code === "SELF_APPROVAL";
}
