import type { ActiveRow, DrillRow, OverdueRow, RequestRow } from "../../generated/types/report.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import { businessDaysLate } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { DescribedBypass } from "./describe-bypass.ts";
import { textOf } from "./event-rows.ts";

/** Whole minutes, towards the past: 59 seconds left are 0 minutes left, and one second over is minus one. */
function minutes(span: number): number {
  return Math.floor(span / 60_000);
}

export function isInForce({ state }: DescribedBypass): boolean {
  return state === "active" || state === "suspended";
}

/** Past its deadline and not completed. The deadline is exclusive. */
export function isOverdue({ fold }: DescribedBypass, asOf: Instant): boolean {
  const { issue, remediation } = fold.state;
  const deadline = issue === null ? null : parseInstant(issue.deadline);
  return remediation === "open" && deadline !== null && asOf >= deadline;
}

export function activeRow({ identity, fold, state }: DescribedBypass, asOf: Instant): ActiveRow[] {
  const { activation } = fold.state;
  const from = parseInstant(activation?.at ?? "");
  const until = parseInstant(activation?.expires_at ?? "");
  if (activation === null || from === null || until === null) return [];
  return [
    {
      ...identity,
      state: state === "suspended" ? "suspended" : "active",
      activated_at: formatEventInstant(from),
      age_minutes: Math.max(0, minutes(asOf - from)),
      expires_at: formatEventInstant(until),
      expires_in_minutes: minutes(until - asOf),
      checks: activation.checks.map(({ name }) => name),
    },
  ];
}

export function overdueRow({ identity, fold }: DescribedBypass, asOf: Instant, calendar: Calendar): OverdueRow[] {
  const { issue } = fold.state;
  if (issue === null) return [];
  const opened = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "remediation.opened");
  const raised = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "escalation.raised");
  const due = textOf(opened?.data.due_date);
  return [
    {
      ...identity,
      owner: textOf(opened?.data.owner),
      deadline: issue.deadline,
      due_date: due,
      days_late: due === null ? 0 : businessDaysLate(due, asOf, calendar),
      rung: textOf(raised?.data.rung),
      issue: textOf(opened?.data.url),
    },
  ];
}

export function requestRow({ identity, fold, state, clocks }: DescribedBypass, asOf: Instant): RequestRow[] {
  const accepted = fold.entries.find(({ event }) => event.type === "request.accepted")?.event;
  if (accepted === undefined) return [];
  const running = clocks
    .filter(({ reading }) => reading.state === "pending")
    .map(({ clock, reading }) => ({
      clock,
      limit_at: formatEventInstant(reading.limit.deadline),
      left_minutes: Math.max(0, minutes(reading.limit.deadline - asOf)),
    }))
    .sort((left, right) => left.left_minutes - right.left_minutes || (left.clock < right.clock ? -1 : 1));
  return [{ ...identity, at: accepted.at, request: Number(accepted.data.pull_request), state, clocks: running }];
}

export function drillRow({ identity, state }: DescribedBypass): DrillRow {
  return { bypass: identity.bypass, state };
}
