import type { DailySections, Report, SummarySections } from "../../generated/types/report.ts";
import type { Verify } from "../../generated/types/verify.ts";

/** How things stand, in one line: what is in force, then what somebody has to do something about. */
export function summarizeDaily(sections: DailySections): string {
  const { active, overdue_remediations, new_requests, sla_breaches, critical_escalations } = sections;
  const clocks = sla_breaches.filter(({ kind }) => kind === "clock");
  const violations = sla_breaches.filter(({ kind }) => kind === "violation");
  const parts = [
    active.length === 0 ? "No active bypasses" : number(active.length, "active bypass", "active bypasses"),
    overdue_remediations.length === 0
      ? "no overdue remediation"
      : number(overdue_remediations.length, "overdue remediation", "overdue remediations"),
    new_requests.length === 0 ? "no new request" : number(new_requests.length, "new request", "new requests"),
    // Told apart, as in the week's evidence: a clock that ran out, and a rule that was broken or an obligation that came late.
    ...(clocks.length === 0 ? [] : [number(clocks.length, "limit missed", "limits missed")]),
    ...(violations.length === 0 ? [] : [number(violations.length, "violation", "violations")]),
    ...(critical_escalations.length === 0 ? [] : [number(critical_escalations.length, "escalation", "escalations")]),
    ...(sections.unregistered.length === 0
      ? []
      : [number(sections.unregistered.length, "unregistered bypass", "unregistered bypasses")]),
  ];
  return `${parts.join(", ")}.`;
}

/** What stands behind the summary of every report: how things stand is worth what the verification says of it. */
export function summarizeIntegrity(verdict: Verify["verdict"]): string {
  return {
    pass: "",
    fail: " Verification found errors: see Integrity.",
    inconclusive: " The record could not be verified: see Integrity.",
  }[verdict];
}

/** Whether nothing in the report wants anybody: no obstacle, nothing late, nothing past its end. */
export function isCalm(sections: Report["sections"]): boolean {
  if ("trend" in sections) return isCalmSummary(sections);
  const { integrity, active, overdue_remediations, critical_escalations, sla_breaches, unregistered } = sections;
  const wanting = [
    overdue_remediations,
    critical_escalations.filter(({ resolved }) => !resolved),
    sla_breaches,
    unregistered,
  ];
  return (
    integrity.verdict === "pass" &&
    wanting.every((rows) => rows.length === 0) &&
    active.every(({ expires_in_minutes }) => expires_in_minutes >= 0)
  );
}

/** Of a week or month: no limit missed, no target missed, every notice delivered, nothing that the policy wants improved. */
function isCalmSummary({
  integrity,
  unregistered,
  sla,
  dashboard,
  notifications,
  recommendations,
}: SummarySections): boolean {
  return (
    integrity.verdict === "pass" &&
    unregistered.length + recommendations.length === 0 &&
    sla.every(({ breached }) => breached === 0) &&
    notifications.every(({ failed }) => failed === 0) &&
    dashboard.every(({ rating }) => rating !== "red")
  );
}

function number(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
