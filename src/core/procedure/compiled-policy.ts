import type { Policy } from "../../generated/types/policy.ts";
import { type Calendar, compileCalendar } from "../time/calendar.ts";

/** A policy that has no error, with what is costly to derive: build it once and pass it on. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly calendar: Calendar;
  /** sha256 of the file, hex; null for the built-in default. */
  readonly sha256: string | null;
  readonly path: string | null;
}

/** Compiles a policy that was checked before. Throws where it was not: that is a bug, not a user's mistake. */
export function compilePolicy(policy: Policy, sha256: string | null, path: string | null): CompiledPolicy {
  const compiled = compileCalendar(policy.calendar);
  if (!("calendar" in compiled)) throw new Error("compilePolicy wants a checked policy");
  return { policy, calendar: compiled.calendar, sha256, path };
}
