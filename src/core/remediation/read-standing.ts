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

/** What happened so lately that somebody may still have to be told of it. */
const recentMs = 2 * freshFor;

/** Whether something was recorded of a bypass lately, by the index in its state file. */
export function isRecent({ events }: Readonly<Record<string, unknown>>, now: Instant): boolean {
  const index = Array.isArray(events) ? (events as readonly { at?: unknown }[]) : [];
  return index.slice(-3).some(({ at }) => (parseInstant(String(at)) ?? 0) >= now - recentMs);
}

/** What a state file says about the remediation of its bypass. */
export function readStanding(bytes: Uint8Array): RemediationStanding | null {
  const fields = readStateFile(bytes);
  if (fields === null) return null;
  const { bypass, state, remediation, activation } = fields;
  if (typeof bypass !== "string" || typeof remediation !== "string") return null;
  return {
    bypass,
    state: typeof state === "string" ? state : null,
    remediation,
    activated: typeof activation === "object" && activation !== null,
  };
}
