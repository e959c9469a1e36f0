import { type Finding, finding } from "../../core/findings/finding.ts";
import { type ActivationRef, ineffective } from "../../core/override/activation-events.ts";
import type { ActivationContext } from "./activation-context.ts";
import { activatedChecks, endGates } from "./end-activation.ts";
import type { OverrideOutcome } from "./outcome.ts";
import { eventsOf, type PostedResult } from "./post-override.ts";
import { restoreEvents, restoreFindings, restoreResults } from "./restore-results.ts";
import { tellRefused } from "./tell-target.ts";

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
  const certain = new Set(done.map(({ check }) => `${check.kind} ${check.name}`));
  const checks = activatedChecks(session, ref.activation);
  const changed = checks.filter(({ name, mode }) => mode !== "protection" || why.untouched?.has(name) !== true);
  const outcome = await restoreResults(session, ref, changed, certain);
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
