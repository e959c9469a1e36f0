import type { Finding } from "../../core/findings/finding.ts";
import { relaxedNames } from "../../core/override/recorded-checks.ts";
import { activatedChecks, refOf } from "./end-activation.ts";
import type { Session } from "./open-session.ts";
import { restoreProtection } from "./restore-protection.ts";
import { restoreFindings } from "./restore-results.ts";

/**
 * Puts back what a run that died in its window left relaxed, before anything is judged or can fail. It records nothing: whoever ends the
 * activation finds it done and says so, and whoever goes on takes it off again.
 * @returns why the branch is still open
 */
export async function shutWindow(session: Session): Promise<readonly Finding[]> {
  const { activation, unrestored } = session.fold().state;
  const ref = activation === null ? null : refOf(session.bypass, activation);
  if (activation === null || ref === null || unrestored.length === 0) return [];
  const checks = activatedChecks(session, activation.number).filter(({ name }) => unrestored.includes(name));
  const names = relaxedNames(checks);
  if (names.size === 0) return [];
  const { problem } = await restoreProtection(session, ref, names);
  return restoreFindings(ref, { restored: [], failed: [...names], problem });
}
