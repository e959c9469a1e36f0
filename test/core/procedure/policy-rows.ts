import type { Code } from "../../../src/core/findings/catalogue.ts";

/** A policy.yml (after its two first lines) or people.yml that is wrong, and what has to be said about it, where. */
export interface ProcedureRow {
  readonly code: Code;
  readonly what: string;
  /** The policy's lines below `extends: default`. */
  readonly policy?: string;
  /** Passages to replace in the people file of which everybody has a stand-in. */
  readonly people?: readonly (readonly [string, string])[];
  readonly pointer: string;
  /** The finding stands at the first character of this passage of the file. */
  readonly at: string;
}

/** Start of every policy below; what is wrong by what the built-in policy says stands at its first line. */
export const policyHead = "schema: qms.policy/v1\nextends: default\n";

export const policyRows: readonly ProcedureRow[] = [
  {
    code: "POLICY_RULE",
    what: "a slot name twice in one level",
    policy:
      "levels:\n  L1:\n    slots:\n      - { name: lead, roles: [lead-qa] }\n      - { name: lead, roles: [legal] }\n",
    pointer: "/levels/L1/slots/1/name",
    at: "lead, roles: [legal]",
  },
  {
    code: "POLICY_RULE",
    what: "updated before it was created",
    policy: "procedure: { updated: 2025-08-16 }\n",
    pointer: "/procedure/updated",
    at: "2025-08-16",
  },
  {
    code: "POLICY_RULE",
    what: "one of the five audiences removed",
    policy: "audiences: { development-leads: null }\n",
    pointer: "/audiences",
    at: "audiences",
  },
  {
    code: "EMPTY_LEVEL",
    what: "a level without slots",
    policy: "levels: { L2: { slots: [] } }\n",
    pointer: "/levels/L2/slots",
    at: "slots",
  },
  {
    code: "EMPTY_LEVEL",
    what: "slots that all have a condition",
    policy: "levels: { L1: { slots: [{ name: lead, roles: [lead-qa], when: { regulations: true } }] } }\n",
    pointer: "/levels/L1/slots",
    at: "slots",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an audience that is none",
    policy: "notifications: { coordinator_used: { to: [qms_coordinatr] } }\n",
    pointer: "/notifications/coordinator_used/to/0",
    at: "qms_coordinatr",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an audience of a report",
    policy: "reports: { weekly: { to: [everyone] } }\n",
    pointer: "/reports/weekly/to/0",
    at: "everyone",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a channel of an audience",
    policy: "audiences: { team: { via: [slack-team] } }\n",
    pointer: "/audiences/team/via/0",
    at: "slack-team",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an anchor of a clock",
    policy: "clocks: { REM: { start: usd } }\n",
    pointer: "/clocks/REM/start",
    at: "usd",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an anchor inside an anchor",
    policy: "anchors: { post: { L1: usd } }\n",
    pointer: "/anchors/post/L1",
    at: "usd",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an anchor of an obligation",
    policy: "obligations: { root_cause_analysis_initiation: { due: { from: posted } } }\n",
    pointer: "/obligations/root_cause_analysis_initiation/due/from",
    at: "posted",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an obligation that an escalation waits for",
    policy: 'escalation: { remediation: { on: ["obligation_overdue:root_cause"] } }\n',
    pointer: "/escalation/remediation/on/0",
    at: '"obligation_overdue:root_cause"',
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a clock that an escalation waits for",
    policy: 'escalation: { remediation: { on: [remediation_deadline_missed, "clock_breached:L9"] } }\n',
    pointer: "/escalation/remediation/on/1",
    at: '"clock_breached:L9"',
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a recipient of a rung",
    policy: "escalation: { remediation: { rungs: { 1: { to: [ownr] } } } }\n",
    pointer: "/escalation/remediation/rungs/1/to/0",
    at: "ownr",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an audience that a proof names",
    policy: "obligations: { board_notification: { satisfied_by: { event: notification.sent, audience: bord } } }\n",
    pointer: "/obligations/board_notification/satisfied_by/audience",
    at: "bord",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "an obligation that ends a clock",
    policy: "clocks: { REM: { stop: [{ event: obligation.done, key: nothing }] } }\n",
    pointer: "/clocks/REM/stop/0/key",
    at: "nothing",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a slot that answers an approval criterion",
    policy: "levels: { L3: { approval_criteria: { security_risk_acceptable_with_controls: { slot: secruity } } } }\n",
    pointer: "/levels/L3/approval_criteria/security_risk_acceptable_with_controls/slot",
    at: "secruity",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a notice that is a consultation",
    policy: "notifications: { executive_before: null }\n",
    pointer: "/levels/L3/consultations/c_level_notification/notification",
    at: "schema",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a clock of a workflow step",
    policy: "levels: { L1: { workflow: { step_2: { clock: L1 } } } }\n",
    pointer: "/levels/L1/workflow/step_2/clock",
    at: "L1 } } } }",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a node of the decision tree",
    policy: "decision_tree: { A: { next: Z } }\n",
    pointer: "/decision_tree/A/next",
    at: "Z }",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a class of checks that was removed",
    policy: "check_classes: { dor_dod: null }\nchecks: [{ match: dor, class: dor_dod }]\n",
    pointer: "/checks/0/class",
    at: "dor_dod }]",
  },
];

export const peopleRows: readonly ProcedureRow[] = [
  {
    code: "EMPTY_ROLE",
    what: "an architect's role with nobody in it",
    people: [["core-architect: [lin, lev]", "core-architect: []"]],
    pointer: "/roles/core-architect",
    at: "core-architect: []",
  },
  {
    code: "EMPTY_ROLE",
    what: "a role that only a suspended person holds",
    people: [
      ["commander: [max, mia]\n  inc", "commander: [max]\n  inc"],
      [
        "github: { login: max-cmd, id: 113 }\n    status: active",
        "github: { login: max-cmd, id: 113 }\n    status: suspended",
      ],
    ],
    pointer: "/roles/commander",
    at: "commander: [max]",
  },
  {
    code: "EMPTY_ROLE",
    what: "no such role at all",
    people: [["  core-architect: [lin, lev]\n", ""]],
    pointer: "/roles",
    at: "roles:",
  },
  {
    code: "UNSATISFIABLE",
    what: "one person for both slots of level 2",
    people: [
      ["core-architect: [lin, lev]", "core-architect: [lou]"],
      ["qms-quality-coordinator: [lou, qin]", "qms-quality-coordinator: [lou]"],
    ],
    pointer: "/roles",
    at: "roles:",
  },
  {
    code: "NOBODY_TO_SPARE",
    what: "exactly two people at level 2",
    people: [
      ["core-architect: [lin, lev]", "core-architect: [lin]"],
      ["qms-quality-coordinator: [lou, qin]", "qms-quality-coordinator: [lou]"],
    ],
    pointer: "/roles",
    at: "roles:",
  },
  {
    code: "ROLE_UNASSIGNED",
    what: "no executives: only notices name them",
    people: [["  executive: [ben, max]\n", ""]],
    pointer: "/roles",
    at: "roles:",
  },
  {
    code: "PERSON_DUPLICATE",
    what: "one account for two people",
    people: [["id: 102 }", "id: 101 }"]],
    pointer: "/people/lin/github/id",
    at: "101 }\n    status: active\n    certifications: { qms_bypass_procedures_basic: 2036-12-31, incident_response_protocols: 2036-12-31, compliance_awareness_training: 2036-12-31, security_impact_assessment: 2036-12-31 }\n  lev",
  },
  {
    code: "PERSON_DUPLICATE",
    what: "one login in two letter cases",
    people: [["login: lin-web", "login: LEA-Dev"]],
    pointer: "/people/lin/github/login",
    at: "LEA-Dev",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a role of somebody who is not listed",
    people: [["lead-qa: [lou]", "lead-qa: [lou, lous]"]],
    pointer: "/roles/lead-qa/1",
    at: "lous]",
  },
  {
    code: "REFERENCE_UNKNOWN",
    what: "a person called constructor is nobody either",
    people: [["lead-qa: [lou]", "lead-qa: [lou, constructor]"]],
    pointer: "/roles/lead-qa/1",
    at: "constructor]",
  },
];
