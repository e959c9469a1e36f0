import type { EscalationRaised } from "../../generated/types/event.ts";
import { subjectOf } from "../authorization/subject-of.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { clockEventsOf } from "../remediation/clock-events.ts";
import type { ClockReading } from "../remediation/evaluate-clock.ts";
import { listClocks } from "../remediation/list-clocks.ts";
import { listObligations, type ObligationReading } from "../remediation/list-obligations.ts";
import { listPeriods, type PeriodOfClock } from "../remediation/list-periods.ts";
import { dueAt } from "../remediation/plan-overdue.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** An obligation as a reader of the status sees it. */
export interface Duty extends ObligationReading {
  /** First instant that is too late; null while it waits for something. */
  readonly dueAt: Instant | null;
  /** When it became late, whenever somebody looked; null: it is not, or was answered in time. */
  readonly breachedAt: Instant | null;
}

/** A clock that runs after the use or the end: a deliverable of the first 24 or 72 hours, the review of a severity. */
export interface LaterClock {
  readonly clock: string;
  readonly by: string;
  readonly startedAt: Instant;
  readonly limitAt: Instant;
  readonly stoppedAt: Instant | null;
  readonly state: ClockReading["state"];
}

/** A ladder that is not resolved, at the rung that was raised last. */
export interface Ladder {
  readonly rule: string;
  readonly cause: string;
  readonly rung: number;
  readonly to: readonly string[];
  readonly raisedAt: Instant;
  readonly limitAt: Instant | null;
  /** Somebody has seen it since. */
  readonly acknowledged: boolean;
}

export interface Duties {
  readonly obligations: readonly Duty[];
  readonly clocks: readonly LaterClock[];
  readonly ladders: readonly Ladder[];
  /** Periods of recurring clocks in which nothing was done. */
  readonly missed: readonly PeriodOfClock[];
}

/**
 * What is owed for a bypass and how late it is. Before anything was used or declared the obligations that wait for it are listed all the
 * same. Without its manifest nobody can say what is owed: null.
 */
export function describeDuties(
  fold: BypassFold,
  manifest: ManifestReading | null,
  policy: CompiledPolicy,
  asOf: Instant,
): Duties | null {
  const level = parseManifestId(fold.bypass)?.level;
  if (manifest === null || level === undefined) return null;
  const subject = subjectOf(manifest, level);
  const events = clockEventsOf(fold);
  const over = fold.state.remediation === "closed" || fold.state.remediation === "cancelled";
  const obligations = listObligations(policy, level, subject, events).map((row) => {
    const at = dueAt(row);
    const end = row.answeredAt ?? (over ? null : asOf);
    return { ...row, dueAt: at, breachedAt: at !== null && end !== null && end >= at ? at : null };
  });
  const clocks = listClocks(fold, subject, policy, asOf)
    .filter(({ later }) => later)
    .map(
      ({ clock, row, reading }): LaterClock => ({
        clock,
        by: (row.by ?? "").replace(/^role:/, ""),
        startedAt: reading.start,
        limitAt: reading.limit.deadline,
        stoppedAt: reading.stop,
        state: reading.state,
      }),
    );
  const missed = listPeriods(fold, subject, policy, asOf).filter(({ met }) => !met);
  return { obligations, clocks, ladders: laddersOf(fold), missed };
}

/** One for each cause that was escalated and not resolved since, by the last rung. */
function laddersOf(fold: BypassFold): Ladder[] {
  const ladders = new Map<string, Ladder>();
  for (const place of fold.places) {
    const event = place.at(-1);
    if (event === undefined) continue;
    const data = event.data as unknown as EscalationRaised;
    const key = `${data.rule}:${data.cause}`;
    if (event.type === "escalation.raised") {
      const { rule, cause, rung, to } = data;
      const raisedAt = parseInstant(event.at) ?? 0;
      ladders.set(key, { rule, cause, rung, to, raisedAt, limitAt: parseInstant(data.limit_at), acknowledged: false });
    } else if (event.type === "escalation.resolved") ladders.delete(key);
    else if (event.type === "escalation.acknowledged")
      for (const [name, ladder] of ladders) ladders.set(name, { ...ladder, acknowledged: true });
  }
  return [...ladders.values()];
}
