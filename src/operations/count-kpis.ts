import { ConfigurationError } from "../core/findings/errors.ts";
import { formatEventInstant } from "../core/ledger/event-instant.ts";
import { monthContaining, monthOf } from "../core/reporting/kpis/calendar-months.ts";
import { computeKpis } from "../core/reporting/kpis/compute-kpis.ts";
import { gatherPopulation } from "../core/reporting/kpis/population.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Kpi } from "../generated/types/report.ts";
import type { Verify } from "../generated/types/verify.ts";
import { manifestReader, policyOfClone } from "./clone-policy.ts";
import { needLedger } from "./need-ledger.ts";
import { readClone } from "./read-clone.ts";
import { readLandings } from "./read-landings.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

export interface KpiOptions extends Omit<VerifyOptions, "asOf"> {
  /** First instant; null: the month before `until`, or the last month that has ended. */
  readonly from: Instant | null;
  /** First instant after the span; null: the end of the month of `from`. */
  readonly until: Instant | null;
  readonly now: Instant;
}

/** Key figures of a span, and what the record that they rest on is worth. */
export interface KpiCount {
  readonly window: { readonly start: string; readonly end: string; readonly time_zone: string };
  readonly as_of: string;
  readonly kpis: Readonly<Record<string, Kpi>>;
  readonly audit: Verify;
}

/**
 * Counts the key figures from a clone alone.
 * @throws ConfigurationError for a span that is empty or has not begun, or a policy with errors; UnavailableError without a ledger.
 */
export async function countKpis(options: KpiOptions): Promise<KpiCount> {
  const clone = await readClone(options, "kept");
  const policy = policyOfClone(clone, options.policyPath);
  const { now } = options;
  const running = monthContaining(options.from ?? (options.until ?? now) - 1, policy.calendar);
  const isWhole = options.from === null && options.until === null;
  const month = isWhole && running.end > now ? monthOf(running.year, running.month - 1, policy.calendar) : running;
  const span = { start: options.from ?? month.start, end: options.until ?? month.end };
  if (span.start >= span.end || span.start >= now) {
    throw new ConfigurationError(
      `${formatEventInstant(span.start)} to ${formatEventInstant(span.end)} is no time that has begun.`,
      "Name two instants, --from before --to and before now.",
    );
  }
  const asOf = Math.min(span.end, now);
  const { result, ledger } = await auditClone(clone, { ...options, asOf });
  const folds = needLedger(ledger, options, clone).folds.values();
  const manifestOf = manifestReader(clone, policy);
  const landings = await readLandings(options);
  const population = gatherPopulation({ asOf, policy, folds, manifestOf, home: clone.repository, landings });
  return {
    window: {
      start: formatEventInstant(span.start),
      end: formatEventInstant(span.end),
      time_zone: policy.policy.calendar.time_zone,
    },
    as_of: formatEventInstant(asOf),
    kpis: computeKpis(population, span),
    audit: result,
  };
}
