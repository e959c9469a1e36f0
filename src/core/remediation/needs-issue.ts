import { parseManifestId } from "../manifest/manifest-id.ts";

/** What the state file of a bypass, or its fold, says about its remediation. */
export interface RemediationStanding {
  readonly bypass: string;
  /** As state files name it. */
  readonly state: string | null;
  readonly remediation: string;
  readonly activated: boolean;
}

const afterActivation: ReadonlySet<string> = new Set([
  "active",
  "suspended",
  "voided",
  "expired",
  "revoked",
  "ineffective",
]);

/**
 * Whether a bypass owes a tracking issue: it is used or registered (both read `used`), or it is an EMERGENCY that was activated, whose
 * remediation does not wait for a merge. A cancelled one is opened again only by somebody who means to.
 */
export function needsIssue({ bypass, state, remediation, activated }: RemediationStanding): boolean {
  if (remediation !== "none" || state === null) return false;
  if (state === "used") return true;
  return parseManifestId(bypass)?.level === "EMERGENCY" && activated && afterActivation.has(state);
}
