import type { Report } from "../../generated/types/report.ts";
import { finding } from "../findings/finding.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import { formatDuration } from "../time/duration.ts";
import type { DailyFacts } from "./build-daily.ts";

/** Clocks that started in the period and had been stopped before: they are in no figure, so they are named. */
export function unmeasuredClocks({ bypasses, isInPeriod }: DailyFacts): Report["findings"] {
  return bypasses
    .filter(({ fold }) => !fold.state.drill)
    .flatMap(({ identity: { bypass }, clocks }) =>
      clocks.flatMap(({ clock, reading: { state, start, stop } }) => {
        if (state !== "negative_duration" || stop === null || !isInPeriod(formatEventInstant(start))) return [];
        const before = formatDuration(start - stop);
        const { code, severity, message, fix } = finding("NEGATIVE_DURATION", { bypass, clock, before });
        const unknown = { path: null, seq: null, commits: [], actor: null, author: null };
        return [{ code, severity, bypass, ...unknown, message, fix }];
      }),
    );
}
