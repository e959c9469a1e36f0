import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ResolvedLimit } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { ObligationReading } from "./list-obligations.ts";

/**
 * What is late by now, once each: the remediation itself, and every open obligation of people. A breach counts from its limit, not from
 * when somebody looked. What the program owes and could not do is on record as such (notification.failed).
 * @param waitingSince when the first command was given that is not judged yet: it may have answered what was due later. Null: there is none
 */
export function planOverdue(
  bypass: string,
  obligations: readonly ObligationReading[],
  fold: BypassFold,
  now: Instant,
  waitingSince: Instant | null = null,
): EventContent[] {
  const { remediation, issue } = fold.state;
  const late: EventContent[] = [];
  const deadline = parseInstant(issue?.deadline ?? "");
  if (remediation === "open" && deadline !== null && deadline <= now) {
    const limit = formatEventInstant(deadline);
    const kind = "remediation_deadline_missed";
    // An amended deadline that is missed again is another fact.
    late.push(violation(bypass, `${kind}:${limit}`, { kind, occurrence: limit, limit_at: limit }));
  }
  for (const row of obligations) {
    const at = row.state !== "open" || row.owner === "automation" ? null : dueAt(row);
    if (at === null || at > Math.min(now, waitingSince ?? now)) continue;
    const kind = `obligation_overdue:${row.key}`;
    late.push(violation(bypass, kind, { kind, limit_at: formatEventInstant(at) }));
  }
  return late;
}

/** First instant that is too late; null while it waits for something that has not happened. */
export function dueAt({ due }: ObligationReading): Instant | null {
  if (due.kind === "at") return due.at;
  return due.kind === "limit" ? firstLate(due.limit) : null;
}

/** First instant that is too late: an elapsed limit is in time at its very end. */
export function firstLate({ deadline, inclusive }: ResolvedLimit): Instant {
  return inclusive ? deadline + 1 : deadline;
}

function violation(bypass: string, key: string, data: Readonly<Record<string, unknown>>): EventContent {
  return { type: "violation.recorded", bypass, key, data };
}
