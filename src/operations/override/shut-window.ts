import type { Finding } from "../../core/findings/finding.ts";
import { parseManifestId } from "../../core/manifest/manifest-id.ts";
import { relaxedNames } from "../../core/override/recorded-checks.ts";
import type { RequestReading } from "../../ports.ts";
import type { RunReference } from "../record-events.ts";
import { activatedChecks, refOf } from "./end-activation.ts";
import { type OverridePorts, openSession, type Session } from "./open-session.ts";
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

/** The same where policy or manifest cannot be read: the name of its file, or whoever started the run, still says which bypass it is. */
export async function shutUnread(
  ports: OverridePorts,
  { repository, manifest }: RequestReading,
  { bypassId, run }: { readonly bypassId: string | null; readonly run: RunReference },
): Promise<readonly Finding[]> {
  const id = bypassId ?? /([^/]+)\.ya?ml$/.exec(manifest?.path ?? "")?.[1] ?? "";
  if (parseManifestId(id) === null) return [];
  return shutWindow(openSession(ports, repository, id, await ports.ledger.read([id], []), run));
}
