import { type Finding, finding } from "../../core/findings/finding.ts";
import { stateNameOf } from "../../core/ledger/bypass-state.ts";
import { planSettle, type SettlePlan, type SettleTarget } from "../../core/override/plan-settle.ts";
import { parseInstant } from "../../core/time/instant.ts";
import type { TargetReading } from "../../ports.ts";
import { endActivation, finishRestore, refOf, tellEnd } from "./end-activation.ts";
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
  const { state } = session.fold();
  const now = session.ports.github.serverTime() ?? 0;
  return planSettle({ bypass: session.bypass, state, target, sharedWith, now });
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
    return { ended: false, restored, findings: [...findings, ...reopened(session, target)] };
  }
  const { restored, findings } = await endActivation(session, ref, plan);
  await tellEnd(session, target.number, target.comments);
  return { ended: true, restored, findings };
}

/** Reopened at the approved commit within its time: it could go on, and this version does not do that by itself. */
function reopened(session: Session, target: TargetReading): Finding[] {
  const { lifecycle, activation } = session.fold().state;
  if (lifecycle !== "suspended" || target.state !== "open" || activation?.target?.commit !== target.headSha) return [];
  const expires = parseInstant(activation.expires_at) ?? 0;
  if (expires <= (session.ports.github.serverTime() ?? 0)) return [];
  return [finding("REACTIVATION_UNSUPPORTED", { number: target.number, bypass: session.bypass })];
}

/** The state as a sentence needs it. */
export function stateWord(session: Session): string {
  return stateNameOf(session.fold().state) ?? "not requested";
}
