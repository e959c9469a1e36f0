import type { Finding } from "../../core/findings/finding.ts";
import { stateNameOf } from "../../core/ledger/bypass-state.ts";
import { hasEvent } from "../../core/override/gate-activation.ts";
import { isPosted, resultFor } from "../../core/override/own-result.ts";
import { overSince, planSettle, type SettlePlan, type SettleTarget } from "../../core/override/plan-settle.ts";
import { judgeState } from "../../core/override/result-state.ts";
import { parseInstant } from "../../core/time/instant.ts";
import type { CheckResult, TargetReading } from "../../ports.ts";
import { activatedChecks, endActivation, finishRestore, refOf, tellEnd } from "./end-activation.ts";
import type { Session } from "./open-session.ts";

export interface SettledBypass {
  /** Whether the activation ended by this run. */
  readonly ended: boolean;
  readonly restored: readonly string[];
  readonly findings: readonly Finding[];
}

/** What is to be done about the target as it is now, by the ledger of now. */
export function planFor(
  session: Session,
  target: SettleTarget,
  sharedWith: readonly { readonly number: number; readonly base: string }[],
): SettlePlan {
  const fold = session.fold();
  const now = session.ports.github.serverTime() ?? 0;
  return planSettle({ bypass: session.bypass, state: fold.state, over: overSince(fold), target, sharedWith, now });
}

/**
 * Brings one bypass to where its target is: records what happened, puts the originals back, says so. What an earlier run recorded and
 * could not put back is put back now.
 */
export async function settleBypass(session: Session, target: TargetReading): Promise<SettledBypass> {
  const { activation, lifecycle } = session.fold().state;
  const ref = activation === null ? null : refOf(session.bypass, activation);
  if (ref === null) return { ended: false, restored: [], findings: [] };
  const running = lifecycle === "active" && target.state === "open" && target.headSha === ref.target.commit;
  const shared = running ? await session.ports.github.openPullsAt(ref.target.commit) : [];
  const others = shared.filter((pull) => pull.number !== target.number && pull.base !== target.base);
  const plan = planFor(session, target, others);
  if (plan.reason === null) {
    const { restored, findings } =
      lifecycle === "active" ? { restored: [], findings: [] } : await finishRestore(session);
    await tellEnd(session, target.number, target.comments);
    return { ended: false, restored, findings };
  }
  const { restored, findings } = await endActivation(session, ref, plan);
  await tellEnd(session, target.number, target.comments);
  return { ended: true, restored, findings };
}

/** Suspended, reopened at the approved commit, and within its time: it goes on. */
export function isReopened(session: Session, target: TargetReading): boolean {
  const { lifecycle, activation } = session.fold().state;
  if (lifecycle !== "suspended" || target.state !== "open" || activation?.target?.commit !== target.headSha)
    return false;
  return (parseInstant(activation.expires_at) ?? 0) > (session.ports.github.serverTime() ?? 0);
}

/** Whether the running activation was seen to work. */
export function isVerified(session: Session): boolean {
  const fold = session.fold();
  const { activation } = fold.state;
  return activation !== null && hasEvent(fold, "override.verified", activation.number);
}

/** Checks whose real result came after ours and blocks. No roll-up shows every posted result: the commit itself has the last word. */
export async function buriedChecks(session: Session, { results, mergeState }: TargetReading): Promise<string[]> {
  const { activation } = session.fold().state;
  const sha = activation?.target?.commit;
  if (activation === null || sha === undefined || mergeState.status !== "BLOCKED") return [];
  const ours = session.ours(sha);
  const checks = activatedChecks(session, activation.number).filter((check) => check.mode === "check");
  const hidden = (seen: readonly CheckResult[]): string[] =>
    checks.flatMap((check) => {
      const latest = resultFor(check, seen);
      return latest !== null && !isPosted(latest, ours) && judgeState(latest.state) !== "passing" ? [check.name] : [];
    });
  if (hidden(results).length === 0) return [];
  return [...new Set(hidden(await session.ports.github.readResults(sha)))];
}

/** The state as a sentence needs it. */
export function stateWord(session: Session): string {
  return stateNameOf(session.fold().state) ?? "not requested";
}
