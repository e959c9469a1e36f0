import type { RemediationStanding } from "./needs-issue.ts";

/** What a state file says about the remediation of its bypass; null where this program did not write it: `verify` says more. */
export function readStanding(bytes: Uint8Array): RemediationStanding | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { bypass, state, remediation, activation } = value as Readonly<Record<string, unknown>>;
  if (typeof bypass !== "string" || typeof remediation !== "string") return null;
  return {
    bypass,
    state: typeof state === "string" ? state : null,
    remediation,
    activated: typeof activation === "object" && activation !== null,
  };
}
