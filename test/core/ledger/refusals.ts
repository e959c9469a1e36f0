import type { Finding } from "../../../src/core/findings/finding.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { eventOf, type MemoryLedger, oidOf, planOn } from "./fixture.ts";
import { active, good, procedure } from "./tampered.ts";

/** What the planner refuses, by code. */
export const refusals: readonly {
  readonly name: string;
  readonly code: string;
  readonly findings: () => readonly Finding[];
}[] = [
  {
    name: "the same effect with other content",
    code: "DUPLICATE_EVENT_CONFLICT",
    findings: () => refusedBy(good, [eventOf("bypass.used", 6, { data: { merge_sha: oidOf(7) } })]),
  },
  {
    name: "a step out of order",
    code: "ILLEGAL_TRANSITION",
    findings: () => refusedBy(good, [eventOf("bypass.activated", 30)]),
  },
  {
    name: "a time that does not exist",
    code: "BAD_DATE",
    findings: () => refusedBy(active, [procedure(1, { at: "2026-02-29T00:00:00.000Z" })]),
  },
  {
    name: "an id that is not its own",
    code: "EVENT_ALTERED",
    findings: () => refusedBy(active, [{ ...procedure(1), id: "0".repeat(64) }]),
  },
  {
    name: "half a character in a reason",
    code: "FIELD_INVALID",
    findings: () => refusedBy(active, [eventOf("bypass.revoked", 9, { data: { reason: "gone \ud83d" } })]),
  },
];

function refusedBy(ledger: MemoryLedger, wanted: readonly LedgerEvent[]): readonly Finding[] {
  const plan = planOn(ledger, wanted);
  if (plan.outcome !== "refused") throw new Error(`the planner would ${plan.outcome}`);
  return plan.findings;
}
