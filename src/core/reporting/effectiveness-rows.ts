import type { BypassApproved, LedgerEvent } from "../../generated/types/event.ts";
import type { ApproverRow, SlaRow } from "../../generated/types/report.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { DailyFacts } from "./build-daily.ts";
import { lastInstant } from "./event-rows.ts";
import { groupBy, percent, shares, sorted } from "./kpis/figures.ts";

/**
 * Clocks that were decided in the period: when they stopped in time, or when they ran out, whoever noticed. Of a recurring clock every
 * period that ended counts.
 */
export function slaRows({ bypasses, isInPeriod }: DailyFacts): SlaRow[] {
  const decided = bypasses
    .filter(({ fold }) => !fold.state.drill)
    .flatMap(({ identity, clocks }) =>
      clocks.map(({ clock, reading }) => ({ clock, reading, bypass: identity.bypass })),
    )
    .filter(({ reading: { state, stop, limit } }) => {
      const at = state === "met" ? stop : state === "breached" ? limit.deadline : null;
      return at !== null && isInPeriod(formatEventInstant(at));
    });
  const once = decided.map(({ clock, reading, bypass }) => ({ clock, bypass, isLate: reading.state === "breached" }));
  const again = bypasses
    .filter(({ fold }) => !fold.state.drill)
    .flatMap(({ identity: { bypass }, periods }) => periods.map((period) => ({ ...period, bypass })))
    .filter(({ end }) => isInPeriod(lastInstant(end)))
    .map(({ clock, bypass, met }) => ({ clock, bypass, isLate: !met }));
  return groupBy([...once, ...again], ({ clock }) => clock).map(([clock, list]) => {
    const by_bypass = groupBy(list, ({ bypass }) => bypass).map(([bypass, own]) => ({ bypass, ...keptOf(own) }));
    const { met, breached } = keptOf(list);
    const ids = by_bypass.filter((row) => row.breached > 0).map(({ bypass }) => bypass);
    return { clock, met, breached, attainment: percent(met, list.length) ?? 0, ids, by_bypass };
  });
}

function keptOf(list: readonly { readonly isLate: boolean }[]): { readonly met: number; readonly breached: number } {
  const breached = list.filter(({ isLate }) => isLate).length;
  return { met: list.length - breached, breached };
}

/** Who filled the slots of what was approved, the busiest first; a review that approves once more what was changed back counts once. */
export function approverRows(events: readonly LedgerEvent[]): ApproverRow[] {
  const filled = events
    .filter(({ type }) => type === "bypass.approved")
    .flatMap(({ bypass, data }) => (data as unknown as BypassApproved).approvers.map((who) => ({ ...who, bypass })));
  const reviews = new Map(filled.map((who) => [`${who.bypass} ${who.review_id} ${who.slot}`, who]));
  const people = groupBy([...reviews.values()], ({ id }) => String(id)).sort(
    ([, one], [, other]) => other.length - one.length,
  );
  const parts = shares(people.map(([, list]) => list.length));
  return people.map(([id, list], index) => ({
    ...{ login: list.at(-1)?.login ?? "", id: Number(id), approvals: list.length, share: parts[index] ?? null },
    ids: sorted(list.map(({ bypass }) => bypass)),
  }));
}
