import type { Question } from "./questions.ts";

/** A clause that auditors ask about, and the evidence of the ledger that supports it (70-reports.md, "Auditors"). */
export interface Control {
  readonly framework: string;
  readonly clause: string;
  readonly asks: string;
  readonly evidence: readonly Question[];
}

/** Order is that of the report. The record supports a control; whether somebody complies is for an auditor to say. */
export const controls: readonly Control[] = [
  {
    ...{ framework: "SOC 2", clause: "CC8.1", asks: "Emergency changes are authorised, recorded and reviewed" },
    evidence: [
      ...(["approved_by_distinct_people", "approved_before_use", "bound_to_content", "remediation_verified"] as const),
      "population_reconciled",
    ],
  },
  {
    ...{ framework: "SOC 2", clause: "CC7.3–7.5", asks: "Incidents are evaluated, answered and recovered from" },
    evidence: ["limits_kept", "remediation_opened", "remediation_verified"],
  },
  {
    ...{ framework: "SOC 2", clause: "CC4.1, CC4.2", asks: "Controls are monitored and deficiencies told in time" },
    evidence: ["reports_published", "lateness_escalated", "notices_delivered"],
  },
  {
    ...{ framework: "PCI DSS 4.0.1", clause: "6.5.1", asks: "Changes are approved, tested and can be taken back" },
    evidence: ["approved_before_use", "effect_verified", "override_restored"],
  },
  {
    ...{ framework: "PCI DSS 4.0.1", clause: "10.2, 10.3", asks: "Audit records are complete and protected" },
    // What is intact may lack a record: only the comparison with GitHub's own tells.
    evidence: ["record_intact", "population_reconciled"],
  },
  {
    ...{ framework: "PCI DSS 4.0.1", clause: "12.10", asks: "Incidents are responded to at once" },
    evidence: ["limits_kept", "lateness_escalated"],
  },
  {
    ...{ framework: "ISO 27001:2022", clause: "A.8.32", asks: "Changes follow a procedure, emergencies too" },
    evidence: ["approved_before_use", "remediation_verified", "population_reconciled"],
  },
  {
    ...{ framework: "ISO 27001:2022", clause: "A.5.24–5.28", asks: "Incidents are managed and evidence is collected" },
    evidence: ["remediation_opened", "remediation_verified", "record_intact"],
  },
  {
    ...{ framework: "ISO 27001:2022", clause: "A.8.15, A.5.33", asks: "Records are kept and protected" },
    evidence: ["record_intact"],
  },
  {
    ...{ framework: "ISO 27001:2022", clause: "A.8.2", asks: "Privileged access is limited and withdrawn" },
    evidence: ["override_restored"],
  },
  {
    ...{ framework: "ISO 27001:2022", clause: "A.5.36", asks: "Following the rules is reviewed regularly" },
    evidence: ["reports_published", "no_violation"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "CM-3", asks: "Changes are reviewed, approved and recorded" },
    evidence: ["approved_before_use", "bound_to_content"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "CM-3(7)", asks: "Changes without authority are looked for" },
    evidence: ["population_reconciled"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "CM-5(4)", asks: "Dual authorization from Level 2 on" },
    evidence: ["approved_by_distinct_people"],
  },
  {
    ...{
      framework: "NIST 800-53r5",
      clause: "AU-9, AU-10",
      asks: "Audit records are protected and bind their authors",
    },
    evidence: ["record_intact", "bound_to_content", "authors_proven"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "CA-5", asks: "Weaknesses have a plan with milestones" },
    evidence: ["remediation_opened", "remediation_verified"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "CA-7", asks: "Controls are monitored continuously" },
    evidence: ["reports_published"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "IR-4, IR-5, IR-6", asks: "Incidents are handled, tracked and reported" },
    evidence: ["limits_kept", "notices_delivered"],
  },
  {
    ...{ framework: "NIST 800-53r5", clause: "AT-3, AT-4", asks: "Training by role, with records" },
    evidence: ["approvers_certified", "roles_trained"],
  },
  {
    ...{ framework: "ITIL 4", clause: "Emergency change", asks: "Named approvers, and a review afterwards" },
    evidence: ["approved_by_distinct_people", "remediation_verified", "lesson_recorded"],
  },
  {
    ...{ framework: "21 CFR 11", clause: "11.10(e)", asks: "An audit trail that nothing obscures" },
    evidence: ["record_intact"],
  },
  {
    ...{ framework: "21 CFR 11", clause: "11.10(i)", asks: "Signers are trained" },
    evidence: ["approvers_certified", "roles_trained"],
  },
  {
    ...{
      framework: "21 CFR 11",
      clause: "11.50, 11.70",
      asks: "Approvals name the person and stay with what was signed",
    },
    evidence: ["bound_to_content", "approved_by_distinct_people"],
  },
];
