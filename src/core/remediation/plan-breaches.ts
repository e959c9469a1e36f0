import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Subject } from "../procedure/when.ts";
import type { Instant } from "../time/instant.ts";
import { listClocks } from "./list-clocks.ts";
import { listPeriods } from "./list-periods.ts";
import { firstLate } from "./plan-overdue.ts";

/**
 * The violations that the policy wants of clocks that ran out (`on_breach`), once for each clock of a bypass, also where the answer came
 * in the meantime or never will. The clock of an obligation has none of its own: it is the obligation's. Of a recurring clock each period
 * that was missed is one; without `on_breach` it is a line of status and report, and nobody is told day by day.
 */
export function planBreaches(fold: BypassFold, subject: Subject, policy: CompiledPolicy, now: Instant): EventContent[] {
  const broken = listClocks(fold, subject, policy, now).flatMap(({ clock, row, reading }): EventContent[] => {
    const kind = row.on_breach?.violation;
    if (kind === undefined || row.obligation !== undefined || reading.state !== "breached") return [];
    const limit = formatEventInstant(firstLate(reading.limit));
    const data = { kind, occurrence: clock, limit_at: limit };
    return [{ type: "violation.recorded", bypass: fold.bypass, key: `clock_breached:${clock}`, data }];
  });
  const missed = listPeriods(fold, subject, policy, now)
    .filter(({ met }) => !met)
    .flatMap(({ clock, row, period, end }): EventContent[] => {
      const kind = row.on_breach?.violation;
      if (kind === undefined) return [];
      const data = { kind, occurrence: `${clock}:${period}`, limit_at: formatEventInstant(end) };
      return [{ type: "violation.recorded", bypass: fold.bypass, key: `period_missed:${clock}:${period}`, data }];
    });
  return [...broken, ...missed];
}
