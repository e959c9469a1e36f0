import { type Finding, finding } from "../../core/findings/finding.ts";
import type { ActivationRef } from "../../core/override/activation-events.ts";
import type { MergeMethod } from "../../core/override/judge-other-rules.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import { isMerged, protectionOfActivation, relaxedNames } from "../../core/override/recorded-checks.ts";
import type { RuleKeeper, TargetReading } from "../../ports.ts";
import type { ActivationContext } from "./activation-context.ts";
import { compensate, recordPosted } from "./compensate.ts";
import { activatedChecks, tellEndOf } from "./end-activation.ts";
import { endIfMoved } from "./end-if-moved.ts";
import { endedMeanwhile } from "./ended-meanwhile.ts";
import { judgeMerge } from "./judge-merge.ts";
import { mergeAsApp } from "./merge-as-app.ts";
import type { Session } from "./open-session.ts";
import type { OverrideOutcome } from "./outcome.ts";
import type { PostedResult } from "./post-override.ts";
import { type Problem, problemOf } from "./problem-of.ts";
import { warRoomOpened } from "./record-activation.ts";
import { relaxProtection } from "./relax-protection.ts";
import { restoreProtection } from "./restore-protection.ts";
import { settleBypass } from "./settle-bypass.ts";
import { tellActive } from "./tell-target.ts";

/**
 * The modes merge and protection: judges every other rule again, takes the named checks off where protection has to be changed, merges
 * at exactly the approved commit, and puts everything back, all in this run. Everything before is on the ledger, and what this does can
 * be begun anew at any point.
 */
export async function mergeTarget(
  context: ActivationContext,
  ref: ActivationRef,
  done: readonly PostedResult[],
  findings: readonly Finding[],
): Promise<OverrideOutcome> {
  const { session, target, registryBranch } = context;
  const { github, keeper } = session.ports;
  const checks = activatedChecks(session, ref.activation).filter(isMerged);
  const names = new Set(checks.map(({ name }) => name));
  const snapshot = relaxedNames(checks).size === 0 ? null : protectionOfActivation(session.fold(), ref.activation);
  const { number } = target;
  const now = await github.readMergeState(number);
  const moved = await endIfMoved(context, ref, now, done);
  if (moved !== null) return moved;
  if (keeper === null) {
    const what = `Merging #${number} past ${[...names].join(", ")}`;
    return session.finish(`${session.bypass} is active, and its target not merged.`, [
      ...findings,
      finding("ADMIN_TOKEN_MISSING", { what }),
    ]);
  }
  const refuse = (why: Finding, mergeState: string, untouched: ReadonlySet<string> = none) =>
    compensate(context, ref, done, { checks: [...names], mergeState, findings: [...findings, why], untouched });
  const { headSha, base, results, ...mergeState } = now;
  const early = await judgeMerge(
    session,
    keeper,
    { ...target, headSha, base, results, mergeState },
    registryBranch,
    checks,
    snapshot,
  );
  // Of an activation that an earlier run began nobody knows what that run took off.
  const notYet = session.recorded("bypass.activated") ? relaxedNames(checks) : none;
  if (early.refusal !== null) return refuse(early.refusal, now.status, notYet);
  const over = await recordPosted(context, ref, done, findings, warRoomOpened(context));
  if (over !== null) return over;
  const told = await tellActive(context, ref.activation);
  const ended = await endedMeanwhile(session, ref.activation);
  if (ended !== null) {
    // Whoever ended it may have said so before we said that it is active.
    await tellEndOf(session);
    return session.finish(ended.message, [...findings, ...told, ended]);
  }
  // Rules and target are those of some minutes ago by now: somebody may have added a rule, which a bypass actor would go past.
  const fresh = await github.readTarget(number);
  const late = await endIfMoved(context, ref, fresh);
  if (late !== null) return late;
  const { refusal, methods } = await judgeMerge(session, keeper, fresh, registryBranch, checks, snapshot);
  if (refusal !== null) return refuse(refusal, fresh.mergeState.status, notYet);
  const { merged, problem, untouched } = await relaxAndMerge(context, ref, keeper, methods, { snapshot, notYet });
  const settled = await settleBypass(session, merged);
  if (settled.ended && merged.merged !== null) {
    const summary = `${session.bypass} is used: #${number} was merged as ${merged.merged.sha}.`;
    const all = [...findings, ...told, ...settled.findings];
    return session.finish(summary, all, { overridden: [...names], restored: settled.restored });
  }
  if (settled.ended) {
    // For whoever asked for the override this is a refusal, whatever settle makes of it.
    const errors = settled.findings.map((item): Finding => ({ ...item, severity: "error" }));
    return session.finish(`${session.bypass} ended: the target changed meanwhile.`, errors, {
      restored: settled.restored,
    });
  }
  if (problem === null) {
    const unknown = finding("EFFECT_UNKNOWN", { number });
    return session.finish(`${session.bypass}: ${unknown.message}`, [...findings, ...told, unknown]);
  }
  return refuse(
    finding("MERGE_NOT_DONE", { number, problem: problem.message, hint: problem.fix }),
    now.status,
    untouched,
  );
}

const none: ReadonlySet<string> = new Set();

/** The window: whatever happens in it, it is shut again before anything else is read. What it restored, settle finds and records. */
async function relaxAndMerge(
  { session, target }: ActivationContext,
  ref: ActivationRef,
  keeper: RuleKeeper,
  methods: readonly MergeMethod[],
  { snapshot, notYet }: { readonly snapshot: ProtectionSnapshot | null; readonly notYet: ReadonlySet<string> },
): Promise<{
  readonly merged: TargetReading;
  readonly problem: Problem | null;
  /** Checks that were certainly never taken off. */
  readonly untouched: ReadonlySet<string>;
}> {
  // A check that the merge goes past stays required: nobody would put it back.
  const names = relaxedNames(activatedChecks(session, ref.activation));
  let problem: Problem | null = null;
  let untouched = none;
  try {
    const conflicts = snapshot === null ? [] : await relaxProtection(keeper, snapshot, names, notYet.size > 0);
    if (conflicts.length > 0) untouched = notYet;
    problem =
      conflicts.length > 0
        ? {
            message: `the protection of ${target.base} is not as it was recorded any more: ${conflicts.join(", ")}`,
            fix: "Run again: it is read and recorded anew.",
            status: null,
          }
        : await mergeAsApp(session, keeper, target.number, ref.target.commit, methods);
  } catch (error) {
    problem = problemOf(error);
    // A bug of ours must not leave the branch open either.
    if (problem === null) throw error;
  } finally {
    if (snapshot !== null && untouched.size === 0) await restoreProtection(session, ref, names);
  }
  const merged = await session.ports.github.readTarget(target.number);
  if (problem !== null || merged.merged !== null) return { merged, problem, untouched };
  // GitHub merged it, and does not show it yet.
  return { merged: await readMerged(session, target.number), problem, untouched };
}

/** The target once GitHub shows the merge that it has confirmed, or as it shows it after a quarter of a minute. */
async function readMerged({ ports: { github, sleeper } }: Session, number: number): Promise<TargetReading> {
  for (const pause of [1, 2, 4, 8]) {
    await sleeper.sleep(pause * 1000);
    const target = await github.readTarget(number);
    if (target.merged !== null) return target;
  }
  return github.readTarget(number);
}
