import type { Clock } from "../../generated/types/policy.ts";
import { activeSlots } from "../authorization/active-slots.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { isWithinLimit } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { clockEventsOf } from "./clock-events.ts";
import { type ClockEvent, type ClockReading, readClock } from "./evaluate-clock.ts";
import { listObligations, type ObligationReading } from "./list-obligations.ts";
import { resolveAnchor } from "./resolve-anchor.ts";
import { startDuty } from "./start-duty.ts";

/** A clock of the policy as it runs for one bypass. */
export interface RunningClock {
  /** Name of the policy's row. */
  readonly clock: string;
  readonly row: Clock;
  /** It is about what follows the use or the end; the others wait for an answer to the request. */
  readonly later: boolean;
  /** Nothing has stopped it, and what it waits for can still come. */
  readonly running: boolean;
  readonly reading: ClockReading;
}

/** Events that end the wait for an answer; a clock that started before them does not run on behind them. */
const ends: ReadonlySet<string> = new Set(["bypass.refused", "bypass.voided", "bypass.expired", "bypass.revoked"]);
/** After these nothing is owed any more, until it is reopened. */
const closings: ReadonlySet<string> = new Set(["remediation.verified", "remediation.cancelled"]);

/**
 * The clocks with a limit that have started, as everybody has to see them: status, reports, ladders. What answers the obligation of a
 * clock stops it, too, whenever that was: one of the two is never late alone. What ended before it was late is owed no more; what was late
 * then stays so.
 * @param subject as far as it is known
 */
export function listClocks(fold: BypassFold, subject: Subject, policy: CompiledPolicy, asOf: Instant): RunningClock[] {
  const level = parseManifestId(fold.bypass)?.level;
  if (level === undefined) return [];
  const events = clockEventsOf(fold);
  const slots = new Set(
    activeSlots(level, subject, policy)
      .filter((slot) => slot.needed > 0)
      .map((slot) => slot.name),
  );
  const duties = new Map(listObligations(policy, level, subject, events).map((duty) => [duty.key, duty]));
  const { remediation } = fold.state;
  const over = remediation === "closed" || remediation === "cancelled";
  const end = { answer: lastOf(events, ends), duty: over ? lastOf(events, closings) : null };
  return Object.entries(policy.policy.clocks).flatMap(([clock, row]) => {
    // The remediation's own deadline is in its event: it may be earlier than the limit, or extended.
    if (row.start === undefined || row.not_after !== undefined || !matchesWhen(row.when, subject)) return [];
    if (row.slot !== undefined && !slots.has(row.slot)) return [];
    const anchor = resolveAnchor(row.start, level, events, policy);
    const start = anchor === null ? null : startDuty(anchor, row.limit, events, policy);
    const later = isLater(row, policy);
    const duty = row.obligation === undefined ? undefined : duties.get(row.obligation);
    const read = (at: Instant): ClockReading | null => {
      const reading = start === null ? null : readClock(row, start, events, policy, at);
      return reading === null || duty === undefined ? reading : answeredBy(duty, reading);
    };
    const reading = read(asOf);
    if (reading === null) return [];
    const isOpen = reading.stop === null && reading.state !== "not_applicable";
    const [stopped] = [later ? null : end.answer, end.duty].filter((at) => at !== null && at > reading.start);
    if (!isOpen || stopped == null) return [{ clock, row, later, running: isOpen, reading }];
    const then = read(stopped);
    const last: ClockReading = then?.state === "breached" ? then : { ...reading, state: "not_applicable" };
    return [{ clock, row, later, running: false, reading: last }];
  });
}

/** Anchors that only use or end of the bypass bring, and lines of the checklist. */
function isLater({ start, obligation }: Clock, { policy }: CompiledPolicy): boolean {
  if (obligation !== undefined) return true;
  const anchor = start !== undefined && Object.hasOwn(policy.anchors, start) ? policy.anchors[start] : undefined;
  return anchor !== undefined && !Array.isArray(anchor);
}

/** The clock of an obligation. What was done before it started took no time. */
function answeredBy({ state, answeredAt }: ObligationReading, reading: ClockReading): ClockReading {
  if (state === "na") return { ...reading, state: "not_applicable" };
  if (answeredAt === null) return reading;
  const answered = Math.max(answeredAt, reading.start);
  const stop = reading.stop === null ? answered : Math.min(reading.stop, answered);
  return { ...reading, stop, state: isWithinLimit(stop, reading.limit) ? "met" : "breached" };
}

function lastOf(events: readonly ClockEvent[], types: ReadonlySet<string>): Instant | null {
  return events.filter(({ type }) => types.has(type)).at(-1)?.at ?? null;
}
