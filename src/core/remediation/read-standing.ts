import { freshFor } from "../notices/plan-notices.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { RemediationStanding } from "./needs-issue.ts";

/** The fields of a state file; null where this program did not write it: `verify` says more. */
export function readStateFile(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** When the last event happened that a state file names; 0: it names none. Events may be recorded a little out of order. */
export function lastEventAt(fields: Readonly<Record<string, unknown>> | null): Instant {
  const events = Array.isArray(fields?.events) ? (fields.events as readonly { at?: unknown }[]) : [];
  return Math.max(0, ...events.slice(-3).map(({ at }) => parseInstant(String(at)) ?? 0));
}

/** What happened so lately that somebody may still have to be told of it. */
const recentMs = 2 * freshFor;

/** Whether something was recorded of a bypass lately, by the index in its state file. */
export function isRecent(fields: Readonly<Record<string, unknown>>, now: Instant): boolean {
  return lastEventAt(fields) >= now - recentMs;
}

/** States in which a bypass is in force or was used, and is not made good. */
const open: ReadonlySet<unknown> = new Set(["active", "suspended", "used", "remediating", "completed"]);

/** Whether something is still open about a bypass, however long ago it was recorded: what is promised for each day goes on. */
export function isOpen({ state, remediation }: Readonly<Record<string, unknown>>): boolean {
  return open.has(state) || remediation === "open" || remediation === "completed";
}

/** With the tracking issue that is on record; null: none is. */
export interface StandingOnFile extends RemediationStanding {
  readonly issue: { readonly number: number; readonly repository: string } | null;
}

/** What a state file says about the remediation of its bypass. */
export function readStanding(bytes: Uint8Array): StandingOnFile | null {
  const fields = readStateFile(bytes);
  if (fields === null) return null;
  const { bypass, state, remediation, activation, issue } = fields;
  const { number, repository } = (issue ?? {}) as { readonly number?: unknown; readonly repository?: unknown };
  if (typeof bypass !== "string" || typeof remediation !== "string") return null;
  return {
    bypass,
    state: typeof state === "string" ? state : null,
    remediation,
    activated: typeof activation === "object" && activation !== null,
    issue: typeof number === "number" && typeof repository === "string" ? { number, repository } : null,
  };
}
