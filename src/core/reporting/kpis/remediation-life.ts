import type { LedgerEvent, RemediationOpened } from "../../../generated/types/event.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";

/** What became of a remediation, as far as it is known. */
export interface RemediationLife {
  readonly openedAt: Instant;
  /** As first set: an extension stays visible, but moves no figure. */
  readonly originalDeadline: Instant | null;
  readonly owner: string;
  readonly state: "open" | "completed" | "verified" | "cancelled";
  /** The last completion; one that was reopened since does not count. Null: not completed. */
  readonly completedAt: Instant | null;
  /** The last verification, unless reopened since. */
  readonly verifiedAt: Instant | null;
}

const none: Pick<RemediationLife, "state" | "completedAt" | "verifiedAt"> = {
  state: "open",
  completedAt: null,
  verifiedAt: null,
};

/** Reads the remediation of a bypass from its events that hold, in the ledger's order. Null: none was opened. */
export function readRemediation(events: readonly LedgerEvent[]): RemediationLife | null {
  let life: RemediationLife | null = null;
  for (const event of events) {
    const at = parseInstant(event.at);
    if (at !== null) life = step(life, event, at);
  }
  return life;
}

function step(life: RemediationLife | null, { type, data }: LedgerEvent, at: Instant): RemediationLife | null {
  if (type === "remediation.opened") {
    const { deadline, owner, reason } = data as unknown as RemediationOpened;
    // Another issue for the same remediation: how far it is stays.
    if (life !== null && reason === "replaced") return { ...life, owner };
    // Opened again after it was cancelled: the first deadline is still the original one.
    const first = life ?? { openedAt: at, originalDeadline: parseInstant(deadline) };
    return { ...first, owner, ...none };
  }
  if (life === null) return null;
  if (type === "remediation.completed") return { ...life, state: "completed", completedAt: at };
  if (type === "remediation.verified") return { ...life, state: "verified", verifiedAt: at };
  if (type === "remediation.reopened") return { ...life, ...none };
  return type === "remediation.cancelled" ? { ...life, state: "cancelled" } : life;
}
