import { type Finding, finding } from "../../core/findings/finding.ts";
import { type ActivationRef, verified } from "../../core/override/activation-events.ts";
import { needsNewHead } from "../../core/override/needs-new-head.ts";
import { isMerged } from "../../core/override/recorded-checks.ts";
import type { CheckResult } from "../../ports.ts";
import { type ActivationContext, approversOf, isConfidential, permalinkOf } from "./activation-context.ts";
import { compensate, recordPosted } from "./compensate.ts";
import { activatedChecks } from "./end-activation.ts";
import { endIfMoved } from "./end-if-moved.ts";
import { mergeTarget } from "./merge-target.ts";
import type { OverrideOutcome } from "./outcome.ts";
import { postOverride } from "./post-override.ts";
import { warRoomOpened } from "./record-activation.ts";
import { gatesAmong, openGates } from "./run-gates.ts";
import { tellActive } from "./tell-target.ts";
import { verifyEffect } from "./verify-effect.ts";

/**
 * Steps 7 to 9: looks again, posts, verifies the effect, records; where the App has to merge, it does. Everything before is
 * on the ledger, so that this can be begun anew at any point and does nothing twice.
 * @param fresh nothing of this activation can have been posted before
 */
export async function makeEffective(
  context: ActivationContext,
  ref: ActivationRef,
  findings: readonly Finding[],
  fresh: boolean,
): Promise<OverrideOutcome> {
  const { session, target } = context;
  const { github } = session.ports;
  const all = activatedChecks(session, ref.activation);
  const checks = all.filter((check) => !isMerged(check));
  const later = all.filter(isMerged).map((check) => check.name);
  if (checks.length === 0) return mergeTarget(context, ref, [], findings);
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
  const seen = await verifyEffect(session, target.number, sha, checks, target.required, later);
  const late = await endIfMoved(context, ref, seen, done);
  if (late !== null) return late;
  const { effect, mergeState } = seen;
  const names = [...new Set(checks.map((check) => check.name))];
  if (effect.outcome === "unknown") {
    const over = await recordPosted(context, ref, done, findings);
    if (over !== null) return over;
    const unknown = finding("EFFECT_UNKNOWN", { number: target.number });
    return session.finish(`${session.bypass}: ${unknown.message}`, [...findings, unknown]);
  }
  if (effect.outcome === "ineffective") {
    return compensate(context, ref, done, { checks: effect.checks, mergeState, findings });
  }
  if (effect.outcome === "stale") {
    const why = needsNewHead(mergeState, target.number, seen.base);
    return compensate(context, ref, done, {
      checks: names,
      mergeState,
      findings: why === null ? findings : [...findings, why],
    });
  }
  if (later.length > 0) return mergeTarget(context, ref, done, findings);
  const more = [verified(ref, names, mergeState), ...warRoomOpened(context)];
  const over = await recordPosted(context, ref, done, findings, more);
  if (over !== null) return over;
  const others = effect.others.length === 0 ? [] : [finding("BLOCKED_BY_OTHERS", { others: effect.others.join(", ") })];
  const told = await tellActive(context, ref.activation);
  const summary = `${session.bypass} is active for #${target.number}: ${names.join(", ")}.`;
  return session.finish(summary, [...findings, ...others, ...told], { overridden: names });
}
