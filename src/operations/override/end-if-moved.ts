import type { Finding } from "../../core/findings/finding.ts";
import type { ActivationRef } from "../../core/override/activation-events.ts";
import type { ActivationContext } from "./activation-context.ts";
import { endActivation } from "./end-activation.ts";
import type { OverrideOutcome } from "./outcome.ts";
import type { PostedResult } from "./post-override.ts";
import { planFor } from "./settle-bypass.ts";
import { tellRefused } from "./tell-target.ts";

/**
 * The head or the base is another one by now: nothing is posted, and what was posted is taken back.
 * @param done what this run has posted and not recorded
 */
export async function endIfMoved(
  context: ActivationContext,
  ref: ActivationRef,
  now: { readonly headSha: string; readonly base: string },
  done: readonly PostedResult[] = [],
): Promise<OverrideOutcome | null> {
  const { session, target } = context;
  const plan = planFor(session, { ...target, headSha: now.headSha, base: now.base }, []);
  if (plan.reason === null) return null;
  const { restored, findings } = await endActivation(session, ref, plan, done);
  // For whoever asked for the override this is a refusal, whatever settle makes of it.
  const errors = findings.map((item): Finding => ({ ...item, severity: "error" }));
  const told = await tellRefused(context, errors);
  return session.finish(`${session.bypass} is ${plan.reason}: the target changed meanwhile.`, [...errors, ...told], {
    restored,
  });
}
