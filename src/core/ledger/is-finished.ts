import { stateNameOf } from "./bypass-state.ts";
import type { BypassFold } from "./fold-bypass.ts";

/** Ends of what was never in force. After one that was, its commit may still be merged, which is recorded as its use. */
const ends: ReadonlySet<string> = new Set(["voided", "expired", "revoked"]);

/**
 * Whether a bypass is over for good: used, with a remediation that was verified or cancelled, or ended before it was ever in force. A
 * refused one can be asked for again, an ineffective one tried again, and who was in force may owe a tracking issue.
 */
export function isFinished({ state }: BypassFold): boolean {
  const name = stateNameOf(state) ?? "";
  if (state.unrestored.length > 0) return false;
  return name === "closed" || (ends.has(name) && state.activation === null && state.remediation === "none");
}
