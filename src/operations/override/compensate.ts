import { type Finding, finding } from "../../core/findings/finding.ts";
import { stateNameOf } from "../../core/ledger/bypass-state.ts";
import { type ActivationRef, ineffective } from "../../core/override/activation-events.ts";
import type { ActivationContext } from "./activation-context.ts";
import { activatedChecks, endGates } from "./end-activation.ts";
import { endedBy } from "./ended-meanwhile.ts";
import type { OverrideOutcome } from "./outcome.ts";
import { eventsOf, type PostedResult } from "./post-override.ts";
import { restoreEvents, restoreFindings, restoreResults } from "./restore-results.ts";
import { tellRefused } from "./tell-target.ts";

/**
 * Behind the record of what was posted: another run may have ended the activation while this one posted, and looked for what it had to put
 * back before there was anything. Null: it stands.
 */
export async function takeBackIfEnded(
  { session }: ActivationContext,
  ref: ActivationRef,
  done: readonly PostedResult[],
  findings: readonly Finding[],
): Promise<OverrideOutcome | null> {
  const ended = endedBy(session.fold(), ref.activation);
  if (ended === null) return null;
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

/** `kind name` of what this very run posted. */
function certainOf(done: readonly PostedResult[]): ReadonlySet<string> {
  return new Set(done.map(({ check }) => `${check.kind} ${check.name}`));
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
  await session.record((fold) => [
    ...eventsOf(ref, done),
    ...restoreEvents(ref, outcome, fold),
    // It says that everything has been taken back, so it waits until that is true.
    ...(failed === null ? [ineffective(ref, why.checks, why.mergeState)] : []),
  ]);
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
