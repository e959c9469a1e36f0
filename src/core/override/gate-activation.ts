import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/**
 * What an activate may do by the ledger alone: `ended` nothing any more; `lapsed` end what ran out; `standing` nothing, it holds;
 * `resume` finish what a run that died began; `start` begin.
 */
export type ActivationGate = "ended" | "lapsed" | "standing" | "resume" | "start";

export function gateActivation(fold: BypassFold, now: Instant): ActivationGate {
  const { lifecycle, activation } = fold.state;
  switch (lifecycle) {
    case "used":
    case "registered":
    case "voided":
    case "expired":
    case "revoked":
      return "ended";
    case "active": {
      if (activation === null) return "start";
      const expires = parseInstant(activation.expires_at);
      if (expires === null || expires <= now) return "lapsed";
      return hasEvent(fold, "override.verified", activation.number) ? "standing" : "resume";
    }
    default:
      return "start";
  }
}

/** Whether the ledger has an event of this type about this activation. */
export function hasEvent(fold: BypassFold, type: string, activation: number): boolean {
  return fold.entries.some(({ event }) => event.type === type && event.data.activation === activation);
}
