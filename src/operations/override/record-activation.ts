import { planRecords } from "../../core/authorization/plan-records.ts";
import { decisionDigest } from "../../core/authorization/record-parts.ts";
import { subjectOf } from "../../core/authorization/subject-of.ts";
import type { EventContent } from "../../core/ledger/draft-event.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import { activated } from "../../core/override/activation-events.ts";
import type { ActivationPlan } from "../../core/override/plan-activation.ts";
import { violationOf } from "../../core/override/plan-settle.ts";
import { stepOrder } from "../../core/override/step-order.ts";
import type { CompiledPeople } from "../../core/procedure/compiled-people.ts";
import { isLevel } from "../../core/procedure/levels.ts";
import { matchesWhen } from "../../core/procedure/when.ts";
import { attemptNotices } from "../attempt-notices.ts";
import { type ActivationContext, manifestRefOf, targetRefOf } from "./activation-context.ts";

type Activate = Extract<ActivationPlan, { outcome: "activate" }>;

/**
 * The events before the act: what validate would have recorded and could not (a person merged first), the notices that the policy
 * wants before, and the activation itself. One commit: it is all there, or nothing happens.
 */
export function activationEvents(
  context: ActivationContext,
  people: CompiledPeople,
  plan: Activate,
  notices: readonly EventContent[],
  fold: BypassFold,
): EventContent[] {
  const { session, decided, manifest } = context;
  // Another run was first: what it recorded is what counts.
  if (fold.state.lifecycle === "active" || (fold.state.activation?.number ?? 0) + 1 !== plan.activation) return [];
  const { bypass } = session;
  const inOrder = stepOrder(decided.decision, decided.facts, manifest.view.flag("/drill") === true) === null;
  return [
    ...approvalRecords(context, people, fold),
    ...notices,
    ...(inOrder ? [] : [violationOf(bypass, "STEP_ORDER", plan.activation)]),
    activated(
      { bypass, activation: plan.activation, target: targetRefOf(context) },
      {
        checks: plan.checks,
        skipped: plan.skipped,
        expiresAt: plan.expiresAt,
        decisionSha256: decisionDigest(decided.decision),
        manifest: manifestRefOf(context),
        protection: plan.protection,
      },
    ),
  ];
}

/** What validate would have recorded, where a person merged first. */
export function approvalRecords(context: ActivationContext, people: CompiledPeople, fold: BypassFold): EventContent[] {
  const { decided, manifest, policy, reading } = context;
  return planRecords({
    decision: decided.decision,
    facts: decided.facts,
    manifest,
    policy,
    people,
    fold,
    manifestRef: manifestRefOf(context),
    targetRef: targetRefOf(context),
    repositoryId: reading.repository.id,
    pullUrl: reading.pull.url,
    withdrawn: false,
  });
}

/** Tells whom the policy wants told before the activation; what came of it is recorded with the activation. */
export async function noticesBefore(
  { session, decided, manifest, policy, reading }: ActivationContext,
  activation: number,
): Promise<EventContent[]> {
  const { level } = decided.decision;
  if (level === null || !isLevel(level)) return [];
  const subject = subjectOf(manifest, level);
  const rules = Object.entries(policy.policy.notifications)
    .filter(([, row]) => {
      const about = typeof row.on === "object" ? row.on.event : row.on;
      return row.before === true && about === "bypass.activated" && matchesWhen(row.when, subject);
    })
    // A drill tells nobody but the drill audience (10-manifest.md).
    .flatMap(([rule, row]) => (subject.drill ? ["drill"] : row.to).map((audience) => ({ rule, audience })));
  const { github, notifier } = session.ports;
  const server = new URL(reading.pull.url).origin;
  const context = { fold: session.fold(), level, manifest, policy, server };
  const occasion = { mark: `activation-${activation}`, about: "before bypass.activated", at: github.serverTime() ?? 0 };
  return attemptNotices(notifier, context, rules, occasion);
}

/** What is recorded of a merged manifest that nobody approved who counts. */
export function notApprovedEvents(context: ActivationContext, fold: BypassFold): EventContent[] {
  const { session, decided } = context;
  const { lifecycle } = fold.state;
  const { bypass } = session;
  const errors = decided.decision.findings.filter((item) => item.severity === "error").map((item) => item.code);
  const codes = [...new Set(errors)].sort();
  const kind = "ACTIVATION_NOT_APPROVED";
  const refused: EventContent = {
    type: "bypass.refused",
    bypass,
    key: "not_approved",
    manifest: manifestRefOf(context),
    data: {
      reason: "not_approved",
      ...(codes.length === 0 ? {} : { codes }),
      decision_sha256: decisionDigest(decided.decision),
    },
  };
  const refusable = ["none", "requested", "approved", "refused"].includes(lifecycle);
  return [...(refusable ? [refused] : []), { type: "violation.recorded", bypass, key: kind, data: { kind } }];
}

/** Of an emergency: where everybody meets from now on. */
export function warRoomOpened({ session, decided, manifest }: ActivationContext): EventContent[] {
  const url = manifest.view.text("/incident/war_room");
  return decided.decision.level === "EMERGENCY" && url !== null
    ? [{ type: "warroom.opened", bypass: session.bypass, key: "opened", data: { url } }]
    : [];
}
