/** Where a bypass stands, apart from its remediation. `registered`: it happened before anybody asked; it counts as used. */
export type Lifecycle =
  | "none"
  | "requested"
  | "approved"
  | "active"
  | "suspended"
  | "used"
  | "registered"
  | "refused"
  | "voided"
  | "expired"
  | "revoked"
  | "ineffective";

/** Where the remediation of a bypass stands. */
export type Remediation = "none" | "open" | "completed" | "closed" | "cancelled";

/** When an event type is legal and what it changes; what a row does not say stays as it is. */
export interface Transition {
  /** Legal only about a bypass, or only about none (`PROCEDURE`). Absent: a row that asks for a state needs a bypass, any other takes both. */
  readonly about?: "bypass" | "procedure";
  /** Legal in these states only. Absent: in any. */
  readonly from?: readonly Lifecycle[];
  /** Further legal states of an EMERGENCY that was activated: its remediation does not wait for a merge. */
  readonly emergency?: readonly Lifecycle[];
  readonly to?: Lifecycle;
  /** What data.activation must be: one more than the last, a known one, or the last one while it still runs. */
  readonly activation?: "next" | "known" | "open";
  /** Legal only after a first activation; data need not name it. */
  readonly activated?: true;
  /** Without `to` it stays where it is. */
  readonly remediation?: { readonly from: readonly Remediation[]; readonly to?: Remediation };
}

const ended: readonly Lifecycle[] = ["voided", "expired", "revoked", "ineffective"];
const beforeUse: readonly Lifecycle[] = ["requested", "approved", "active", "suspended", "ineffective"];
const known: Transition = { activation: "known" };
/** Somebody has asked for it: of a bypass that nobody knows there is nothing to tell. */
const asked: Transition = {
  from: ["requested", "approved", "active", "suspended", "used", "registered", "refused", ...ended],
};
/** Somebody has begun to mend what it left behind. What is said about it may be recorded after it was closed. */
const mending: Transition = { remediation: { from: ["open", "completed", "closed", "cancelled"] } };
/** It let something in, or could have: what never was active causes nothing. */
const acted: Transition = { activated: true };
const procedure: Transition = { about: "procedure" };
const anywhere: Transition = {};

/**
 * The legal life of a bypass as data (60-remediation.md, "Lifecycle of a bypass"), one row for every type of this version; a type of a
 * later one has none, is legal and changes nothing. `bypass.used` may follow an end: a merge can win the race against it, and no fact
 * may be lost. A refused request may still be accepted or approved (withdrawn and opened again), an ineffective override tried again;
 * voided, expired and revoked are final. What people say and what is told to them may come at any time once there is a request.
 */
export const transitions: Readonly<Record<string, Transition>> = {
  "request.accepted": { from: ["none", "refused"], to: "requested" },
  "bypass.approved": { from: ["requested", "approved", "refused"], to: "approved" },
  "bypass.refused": { from: ["none", "requested", "approved", "refused"], to: "refused" },
  "bypass.registered": { from: ["none", "requested", "approved", "refused"], to: "registered" },
  "bypass.amended": {
    from: ["approved", "active", "suspended", "ineffective", "used", "registered", "voided", "expired", "revoked"],
  },
  "bypass.activated": { from: ["approved", "suspended", "ineffective"], to: "active", activation: "next" },
  "override.posted": known,
  "override.verified": known,
  "override.restored": known,
  "restore.failed": known,
  "override.ineffective": known,
  // While it is the running activation it ends it; when something else ended it first, it only tells.
  "override.ineffective@active": { from: ["active"], to: "ineffective", activation: "open" },
  "bypass.voided": { from: beforeUse, to: "voided" },
  "bypass.expired": { from: beforeUse, to: "expired" },
  "bypass.revoked": { from: beforeUse, to: "revoked" },
  "bypass.used": { from: ["active", "suspended", ...ended], to: "used", activated: true },
  "bypass.used@registered": { from: ["registered"], to: "used" },
  "bypass.deactivated:suspended": { from: ["active"], to: "suspended", activation: "open" },
  "bypass.deactivated:used": { from: ["used"], activation: "open" },
  "bypass.deactivated:voided": { from: ["voided", "used"], activation: "open" },
  "bypass.deactivated:expired": { from: ["expired", "used"], activation: "open" },
  "bypass.deactivated:revoked": { from: ["revoked", "used"], activation: "open" },
  "remediation.opened": {
    from: ["used", "registered"],
    emergency: ["active", "suspended", ...ended],
    remediation: { from: ["none", "cancelled"], to: "open" },
  },
  // The issue is another one; what is owed, and how far it is, stays.
  "remediation.opened:replaced": { remediation: { from: ["open", "completed"] } },
  "remediation.completed": { remediation: { from: ["open"], to: "completed" } },
  "remediation.verified": { remediation: { from: ["completed"], to: "closed" } },
  "remediation.reopened": { remediation: { from: ["completed", "closed", "cancelled"], to: "open" } },
  "remediation.cancelled": { remediation: { from: ["open", "completed"], to: "cancelled" } },
  "remediation.progress": mending,
  "remediation.extended": mending,
  "lesson.recorded": mending,
  "response.acknowledged": asked,
  "review.started": asked,
  "review.completed": asked,
  "consultation.completed": asked,
  "incident.confirmed": asked,
  "incident.linked": asked,
  "incident.stabilized": asked,
  "incident.resolved": asked,
  "warroom.opened": asked,
  "system_state.captured": asked,
  "obligation.done": asked,
  "obligation.na": asked,
  "impact.updated": asked,
  "transcript.attached": asked,
  "defect.attributed": acted,
  "defect.attributed@registered": { from: ["registered"] },
  "incident.caused": acted,
  "incident.caused@registered": { from: ["registered"] },
  "incident.declared": procedure,
  "unregistered.detected": procedure,
  "exercise.held": procedure,
  "training.completed": procedure,
  "certification.granted": procedure,
  "certification.expired": procedure,
  "improvement.proposed": procedure,
  "improvement.adopted": procedure,
  "improvement.rejected": procedure,
  "report.published": procedure,
  checkpoint: procedure,
  "trust.changed": procedure,
  // About a bypass, or about the procedure as a whole.
  "assessment.completed": anywhere,
  "deliverable.submitted": anywhere,
  "control.checked": anywhere,
  "feedback.received": anywhere,
  "decision.logged": anywhere,
  "action.logged": anywhere,
  "escalation.raised": anywhere,
  "escalation.resolved": anywhere,
  "escalation.acknowledged": anywhere,
  "notification.sent": anywhere,
  "notification.failed": anywhere,
  "violation.recorded": anywhere,
  "risk.updated": anywhere,
  "finding.acknowledged": anywhere,
  correction: anywhere,
};
