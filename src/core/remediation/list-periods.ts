import type { Clock } from "../../generated/types/policy.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import type { Instant } from "../time/instant.ts";
import { clockEventsOf } from "./clock-events.ts";
import { type ClosedPeriod, readPeriods } from "./read-periods.ts";
import { resolveAnchor } from "./resolve-anchor.ts";

/** A period that is over, of one of the recurring clocks of a bypass. */
export interface PeriodOfClock extends ClosedPeriod {
  /** Name of the policy's row. */
  readonly clock: string;
  readonly row: Clock;
}

/** Every period that is over of the recurring clocks of a bypass (R72, R114, R115, R164), clock by clock, oldest first. */
export function listPeriods(
  fold: BypassFold,
  subject: Subject,
  policy: CompiledPolicy,
  asOf: Instant,
): PeriodOfClock[] {
  const level = parseManifestId(fold.bypass)?.level;
  if (level === undefined) return [];
  const events = clockEventsOf(fold);
  return Object.entries(policy.policy.clocks).flatMap(([clock, row]) => {
    if (row.every === undefined || row.from === undefined || !matchesWhen(row.when, subject)) return [];
    const from = resolveAnchor(row.from, level, events, policy);
    if (from === null) return [];
    return readPeriods(row, from, events, policy.calendar, asOf).map((period) => ({ ...period, clock, row }));
  });
}
