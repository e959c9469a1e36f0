import { type Finding, finding } from "../../core/findings/finding.ts";
import { stateNameOf } from "../../core/ledger/bypass-state.ts";
import type { EventContent } from "../../core/ledger/draft-event.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import { type ActivationRef, ineffective } from "../../core/override/activation-events.ts";
import type { ActivationContext } from "./activation-context.ts";
import { activatedChecks, endGates } from "./end-activation.ts";
import { endedBy } from "./ended-meanwhile.ts";
import type { OverrideOutcome } from "./outcome.ts";
import { certainOf, eventsOf, type PostedResult } from "./post-override.ts";
import { restoreEvents, restoreFindings, restoreResults } from "./restore-results.ts";
import { tellRefused } from "./tell-target.ts";

/**
 * Records what was posted, with more. Another run may have ended the activation while this one posted, and looked for what it had to put
 * back before there was anything: then it is taken back. Null: it stands.
 */
export async function recordPosted(
  { session }: ActivationContext,
  ref: ActivationRef,
  done: readonly PostedResult[],
  findings: readonly Finding[],
  more: readonly EventContent[] = [],
): Promise<OverrideOutcome | null> {
  const plan = (fold: BypassFold): readonly EventContent[] => [...eventsOf(ref, done, fold), ...more];
  if (!(await session.record(plan)) && done.length > 0) {
    // All of it is on record since an earlier try, so nothing was read for it.
    await session.reread();
    await session.record(plan);
  }
  const ended = endedBy(session.fold(), ref.activation);
  if (ended === null) return null;
  // Suspended and activated anew by others: what stands is of that activation, which takes it back.
  if (session.fold().state.lifecycle === "active") return session.finish(ended.message, [...findings, ended]);
  const state = stateNameOf(session.fold().state);
  const over = { ...ended, message: `${session.bypass} is ${state} by now: what this run posted is taken back.` };
  const checks = activatedChecks(session, ref.activation);
  const outcome = await restoreResults(session, ref, checks, certainOf(done));
  await session.record((fold) => restoreEvents(ref, outcome, fold));
  const gates = await endGates(session, ref, checks);
  const left = [outcome, gates].flatMap((one) => restoreFindings(ref, one));
  const restored = [...outcome.restored, ...gates.restored];
  return session.finish(over.message, [...findings, over, ...left], { restored });
}

/** Takes back what was posted and says why (step 8). */
export async function compensate(
  context: ActivationContext,
  ref: ActivationRef,
  done: readonly PostedResult[],
  why: {
    readonly checks: readonly string[];
    readonly mergeState: string;
    readonly findings: readonly Finding[];
    /** Names of checks of which nothing was changed: nothing of theirs is owed back. */
    readonly untouched?: ReadonlySet<string>;
  },
): Promise<OverrideOutcome> {
  const { session } = context;
  const checks = activatedChecks(session, ref.activation);
  const changed = checks.filter(({ name, mode }) => mode !== "protection" || why.untouched?.has(name) !== true);
  const outcome = await restoreResults(session, ref, changed, certainOf(done));
  const failed = outcome.problem;
  await session.record((fold) => {
    const posted = eventsOf(ref, done, fold);
    // It says that everything has been taken back, so it waits until that is true.
    const end = failed === null ? [ineffective(ref, why.checks, why.mergeState)] : [];
    return [...posted, ...restoreEvents(ref, outcome, fold, posted), ...end];
  });
  if (failed === null) await endGates(session, ref, checks);
  const known = why.findings.find((item) => item.severity === "error");
  const reason =
    known ?? finding("OVERRIDE_INEFFECTIVE", { checks: why.checks.join(", "), mergeState: why.mergeState });
  const left = restoreFindings(ref, outcome);
  const cause = known !== undefined ? why.findings : failed === null ? [...why.findings, reason] : why.findings;
  const all = [...cause, ...left];
  const told = await tellRefused(context, all);
  const said = failed === null ? reason : (left[0] ?? reason);
  return session.finish(`${session.bypass}: ${said.message}`, [...all, ...told], { restored: outcome.restored });
}
