import type { BypassState } from "../ledger/bypass-state.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { endOfLocalDay, localDateOf } from "../time/business-days.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, type LocalDate, parseInstant, parseLocalDate } from "../time/instant.ts";
import type { ClockEvent } from "./evaluate-clock.ts";

/** By when the remediation has to be completed. */
export interface RemediationDeadline {
  /** First instant that is too late. */
  readonly deadline: Instant;
  /** Last local day in time. */
  readonly dueDate: LocalDate;
  readonly from: "target_date" | "limit";
  /** The limit's day lies beyond the calendar's `valid_through`. */
  readonly calendarExpired: boolean;
}

/** From when the remediation counts. */
export interface RemediationStart {
  readonly at: Instant;
  readonly by: "bypass.used" | "bypass.registered" | "bypass.activated";
}

/** The use; for a registered bypass its registration, for an EMERGENCY that is not merged yet its activation. Null: nothing is owed. */
export function remediationStartOf(state: BypassState, events: readonly ClockEvent[]): RemediationStart | null {
  const used = state.used === null ? null : parseInstant(state.used.at);
  if (used !== null) return { at: used, by: "bypass.used" };
  const registered = events.find((event) => event.type === "bypass.registered");
  if (registered !== undefined) return { at: registered.at, by: "bypass.registered" };
  const activated = state.activation === null ? null : parseInstant(state.activation.at);
  return activated === null ? null : { at: activated, by: "bypass.activated" };
}

/**
 * The earlier of the manifest's own date and the procedure's limit (clock REM: limit and `not_after`; 60-remediation.md). Where a policy
 * has no REM, the level's remediation_limit stands in: nothing may be owed without an end. Null: there is neither, which no valid policy
 * and manifest leave.
 * @param amended day that an amendment has set, approved one level up: it replaces both
 */
export function deadlineOf(
  start: Instant,
  manifest: { readonly view: Pick<ManifestReading["view"], "text"> },
  level: Level,
  subject: Subject,
  policy: CompiledPolicy,
  amended: LocalDate | null = null,
): RemediationDeadline | null {
  const { calendar } = policy;
  if (amended !== null) {
    return {
      deadline: endOfLocalDay(amended, calendar),
      dueDate: amended,
      from: "target_date",
      calendarExpired: false,
    };
  }
  const row = own(policy.policy.clocks, "REM");
  const clock = row !== undefined && matchesWhen(row.when, subject) ? row : undefined;
  const resolved = resolveLimit(start, clock?.limit ?? policy.policy.levels[level].remediation_limit, calendar);
  // An elapsed limit is in time at its very end; a business day ends before its midnight.
  const limitEnd = resolved === null ? null : resolved.inclusive ? resolved.deadline + 1 : resolved.deadline;
  const pointer = `/${(clock === undefined ? "remediation.target_date" : (clock.not_after ?? "")).replaceAll(".", "/")}`;
  const date = pointer === "/" ? null : parseLocalDate(manifest.view.text(pointer) ?? "");
  const dateEnd = date === null ? null : endOfLocalDay(date, calendar);
  if (date !== null && dateEnd !== null && (limitEnd === null || dateEnd <= limitEnd)) {
    return { deadline: dateEnd, dueDate: date, from: "target_date", calendarExpired: false };
  }
  if (resolved === null || limitEnd === null) return null;
  const dueDate = resolved.dueDate ?? localDateOf(resolved.deadline, calendar);
  return { deadline: limitEnd, dueDate, from: "limit", calendarExpired: resolved.calendarExpired };
}
