import type { EventFacts } from "../../generated/types/facts.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** How far the amended bypass has come, as far as an amendment asks. */
export interface AmendedBypass {
  /** Approved, whatever came after it. */
  readonly approved: boolean;
  /** In words why it cannot be prolonged any more: used, expired, revoked, voided; null: it can. */
  readonly over: string | null;
  /** Its first activation: a lifetime counts from there, however often it was resumed; null: none so far. */
  readonly activatedAt: Instant | null;
  /** Last local day of its remediation, as the tracking issue or the last amendment names it; null: not fixed yet. */
  readonly dueDate: string | null;
  /** When it ends as things stand; null: that is not fixed yet. */
  readonly expiresAt: Instant | null;
  /** Whether its remediation is verified, and so done with. */
  readonly closed: boolean;
}

const ends: Readonly<Record<string, string>> = {
  "bypass.used": "used",
  "bypass.registered": "registered after the fact",
  "bypass.expired": "expired",
  "bypass.revoked": "revoked",
  "bypass.voided": "voided",
};

/** Reads it off the ledger's events of the bypass, in their order. */
export function readAmendedBypass(events: readonly EventFacts[], bypass: string): AmendedBypass {
  let found: AmendedBypass = {
    approved: false,
    over: null,
    activatedAt: null,
    dueDate: null,
    expiresAt: null,
    closed: false,
  };
  for (const event of events) {
    if (event.bypass !== undefined && event.bypass !== bypass) continue;
    const { type, data } = event;
    const end = ends[type];
    if (end !== undefined) found = { ...found, approved: true, over: end };
    else if (type === "bypass.approved") found = { ...found, approved: true };
    else if (type === "bypass.refused") found = { ...found, approved: false };
    else if (type === "bypass.activated") {
      const expiresAt = parseInstant(String(data?.expires_at ?? ""));
      found = { ...found, approved: true, activatedAt: found.activatedAt ?? parseInstant(event.at), expiresAt };
    } else if (type === "bypass.amended") {
      const expiresAt = parseInstant(amendedExpiry([event]) ?? "");
      if (expiresAt !== null) found = { ...found, expiresAt };
      const { changes } = (data ?? {}) as { changes?: { target_date?: unknown } };
      if (typeof changes?.target_date === "string") found = { ...found, dueDate: changes.target_date };
    } else if (type === "remediation.verified" || type === "remediation.cancelled") found = { ...found, closed: true };
    else if (type === "remediation.reopened") found = { ...found, closed: false };
    else if (type === "remediation.opened") {
      const { due_date: dueDate } = (data ?? {}) as { due_date?: unknown };
      found = { ...found, closed: false, ...(typeof dueDate === "string" ? { dueDate } : {}) };
    }
  }
  return found;
}

/** The expiry that the last amendment has set; null: none has. */
export function amendedExpiry(events: readonly EventFacts[]): string | null {
  return events.reduce<string | null>((known, { type, data }) => {
    const { changes } = (data ?? {}) as { changes?: { expires_at?: unknown } };
    return type === "bypass.amended" && typeof changes?.expires_at === "string" ? changes.expires_at : known;
  }, null);
}
