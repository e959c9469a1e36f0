import { type Finding, finding } from "../../core/findings/finding.ts";
import type { EventContent } from "../../core/ledger/draft-event.ts";
import { type ActivationRef, ineffective, posted, verified } from "../../core/override/activation-events.ts";
import type { CheckResult } from "../../ports.ts";
import { type ActivationContext, approversOf, isConfidential, permalinkOf } from "./activation-context.ts";
import { activatedChecks, endActivation, endGates, restoreFinding } from "./end-activation.ts";
import type { OverrideOutcome } from "./outcome.ts";
import { type PostedResult, postOverride } from "./post-override.ts";
import { restoreEvents, restoreResults } from "./restore-results.ts";
import { gatesAmong, openGates } from "./run-gates.ts";
import { planFor } from "./settle-bypass.ts";
import { tellActive, tellRefused } from "./tell-target.ts";
import { verifyEffect } from "./verify-effect.ts";

/**
 * Steps 7 to 9: looks again, posts, verifies the effect, records. Everything before is on the ledger, so that this can be begun anew
 * at any point and does nothing twice.
 * @param fresh nothing of this activation can have been posted before
 */
export async function makeEffective(
  context: ActivationContext,
  ref: ActivationRef,
  findings: readonly Finding[],
  fresh: boolean,
): Promise<OverrideOutcome> {
  const { session, target, decided, manifest } = context;
  const { github } = session.ports;
  const checks = activatedChecks(session, ref.activation);
  const sha = ref.target.commit;
  const now = await github.readMergeState(target.number);
  const moved = await endIfMoved(context, ref, now);
  if (moved !== null) return moved;
  // No roll-up shows every posted result: a second try has to look at the commit itself.
  const results: readonly CheckResult[] = fresh ? now.results : await github.readResults(sha);
  const url = permalinkOf(context);
  const approvers = isConfidential(context) ? [] : approversOf(context);
  const done = await postOverride(session, sha, checks, results, { approvers, url });
  const shut = await openGates(session, checks, results);
  if (shut.length > 0) {
    const why = { checks: gatesAmong(checks).map((gate) => gate.check), mergeState: now.status, findings: shut };
    return compensate(context, ref, done, why);
  }
  const seen = await verifyEffect(session, target.number, sha, checks, target.required);
  const late = await endIfMoved(context, ref, seen);
  if (late !== null) return late;
  const { effect, mergeState } = seen;
  const postedEvents = eventsOf(ref, done);
  const names = [...new Set(checks.map((check) => check.name))];
  if (effect.outcome === "unknown") {
    await session.record(() => postedEvents);
    const unknown = finding("EFFECT_UNKNOWN", { number: target.number });
    return session.finish(`${session.bypass}: ${unknown.message}`, [...findings, unknown]);
  }
  if (effect.outcome === "ineffective") {
    return compensate(context, ref, done, { checks: effect.checks, mergeState, findings });
  }
  const warRoom = manifest.view.text("/incident/war_room");
  const opened: EventContent[] =
    decided.decision.level === "EMERGENCY" && warRoom !== null
      ? [{ type: "warroom.opened", bypass: session.bypass, key: "opened", data: { url: warRoom } }]
      : [];
  await session.record(() => [...postedEvents, verified(ref, names, mergeState), ...opened]);
  const others = effect.others.length === 0 ? [] : [finding("BLOCKED_BY_OTHERS", { others: effect.others.join(", ") })];
  const told = await tellActive(context, ref.activation);
  const summary = `${session.bypass} is active for #${target.number}: ${names.join(", ")}.`;
  return session.finish(summary, [...findings, ...others, ...told], { overridden: names });
}

/** The head or the base is another one by now: nothing is posted, and what was posted is taken back. */
async function endIfMoved(
  context: ActivationContext,
  ref: ActivationRef,
  now: { readonly headSha: string; readonly base: string },
): Promise<OverrideOutcome | null> {
  const { session, target } = context;
  const plan = planFor(session, { ...target, headSha: now.headSha, base: now.base }, []);
  if (plan.reason === null) return null;
  const { restored, findings } = await endActivation(session, ref, plan);
  // For whoever asked for the override this is a refusal, whatever settle makes of it.
  const errors = findings.map((item): Finding => ({ ...item, severity: "error" }));
  const told = await tellRefused(context, errors);
  return session.finish(`${session.bypass} is ${plan.reason}: the target changed meanwhile.`, [...errors, ...told], {
    restored,
  });
}

/** Takes back what was posted and says why (step 8). */
export async function compensate(
  context: ActivationContext,
  ref: ActivationRef,
  done: readonly PostedResult[],
  why: { readonly checks: readonly string[]; readonly mergeState: string; readonly findings: readonly Finding[] },
): Promise<OverrideOutcome> {
  const { session } = context;
  const certain = new Set(done.map(({ check }) => `${check.kind} ${check.name}`));
  const checks = activatedChecks(session, ref.activation);
  const outcome = await restoreResults(session, ref, checks, certain);
  const failed = outcome.problem;
  await session.record((fold) => [
    ...eventsOf(ref, done),
    ...restoreEvents(ref, outcome, fold),
    // It says that everything has been taken back, so it waits until that is true.
    ...(failed === null ? [ineffective(ref, why.checks, why.mergeState)] : []),
  ]);
  if (failed === null) await endGates(session, ref, checks);
  const reason =
    failed === null
      ? finding("OVERRIDE_INEFFECTIVE", { checks: why.checks.join(", "), mergeState: why.mergeState })
      : restoreFinding(session.bypass, outcome.failed, failed.message);
  const all = why.findings.some((item) => item.severity === "error") ? why.findings : [...why.findings, reason];
  const told = await tellRefused(context, all);
  return session.finish(`${session.bypass}: ${reason.message}`, [...all, ...told], { restored: outcome.restored });
}

function eventsOf(ref: ActivationRef, done: readonly PostedResult[]): EventContent[] {
  return done.map(({ check, remoteId }) => posted(ref, check, remoteId));
}
