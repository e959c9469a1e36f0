import type { EventType } from "../../../generated/types/event.ts";

/** Who records a type where the policy has no row about it, and what it may be about. */
export interface RecordableType {
  /** Roles, `level_role` or `remediation_owner`. */
  readonly by: readonly string[];
  readonly about: "bypass" | "procedure" | "both";
}

export const coordinators = ["qms-quality-coordinator", "qms-compliance-coordinator"];
const commanders = ["incident-commander", "commander"];

/**
 * The types that people bring into the record by `/qms record` (50-ledger.md, producer "`/qms` commands"). Where the policy says who
 * answers for such an event (the owner of an obligation that it satisfies, the `by` of a clock that it stops), that is who records it;
 * the roles here stand where the policy is silent.
 */
export const recordableTypes: Readonly<Partial<Record<EventType, RecordableType>>> = {
  "incident.linked": { by: ["level_role", "remediation_owner", ...commanders], about: "bypass" },
  "incident.stabilized": { by: commanders, about: "bypass" },
  "incident.resolved": { by: commanders, about: "bypass" },
  "incident.caused": { by: ["level_role", ...coordinators, "security-lead", "incident-commander"], about: "bypass" },
  "deliverable.submitted": { by: ["level_role", "remediation_owner"], about: "both" },
  "assessment.completed": { by: ["level_role", ...coordinators], about: "both" },
  "defect.attributed": { by: ["level_role", "qms-quality-coordinator", "lead-qa"], about: "bypass" },
  "impact.updated": { by: ["level_role", "remediation_owner"], about: "bypass" },
  "control.checked": { by: ["security-lead", "qms-compliance-coordinator"], about: "both" },
  "transcript.attached": { by: ["level_role", ...commanders], about: "bypass" },
  "feedback.received": { by: ["level_role", ...coordinators, "business-stakeholder"], about: "both" },
  "exercise.held": { by: [...coordinators, ...commanders, "security-lead"], about: "procedure" },
  "training.completed": { by: coordinators, about: "procedure" },
  "certification.granted": { by: coordinators, about: "procedure" },
  "improvement.proposed": { by: [...coordinators, ...commanders], about: "procedure" },
  "improvement.adopted": { by: [...coordinators, "commander"], about: "procedure" },
  "improvement.rejected": { by: [...coordinators, "commander"], about: "procedure" },
  "finding.acknowledged": { by: ["qms-compliance-coordinator"], about: "procedure" },
};

/** What people bring into the record of a bypass by a command of its own, which asks for more than the event's schema does. */
export const ownCommands: Readonly<Partial<Record<EventType, string>>> = {
  "remediation.progress": "/qms progress TEXT",
  "remediation.extended": "/qms extend DATE REASON",
  "obligation.done": "/qms done KEY EVIDENCE",
  "obligation.na": "/qms na KEY REASON",
  "decision.logged": "/qms decision TEXT",
  "action.logged": "/qms action TEXT",
  "lesson.recorded": "/qms lesson TEXT",
  "escalation.acknowledged": "/qms ack",
  "remediation.verified": "/qms verify",
  "incident.stabilized": "/qms stabilized",
  // On the record issue there is no other way than `/qms record`.
  "deliverable.submitted": "/qms deliver KIND EVIDENCE",
};

/** Who records a type where there is no bypass: nobody owns it, and no level is meant. */
export function procedureOwners({ by }: RecordableType): readonly string[] {
  const named = by.filter((owner) => owner !== "level_role" && owner !== "remediation_owner");
  return named.length === 0 ? coordinators : named;
}
