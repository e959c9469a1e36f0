import { ConfigurationError } from "../core/findings/errors.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { buildDaily } from "../core/reporting/build-daily.ts";
import { buildSummary } from "../core/reporting/build-summary.ts";
import type { ReportPeriod } from "../core/reporting/daily-period.ts";
import { parsePeriod, periodContaining, periodExamples, type ReportKind } from "../core/reporting/report-period.ts";
import { formatInstant, type Instant } from "../core/time/instant.ts";
import type { Report } from "../generated/types/report.ts";
import { manifestReader, policyOfClone } from "./clone-policy.ts";
import { needLedger } from "./need-ledger.ts";
import { readClone } from "./read-clone.ts";
import { readLandings } from "./read-landings.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

export interface ReportOptions extends Omit<VerifyOptions, "asOf"> {
  readonly kind: ReportKind;
  /** `2026-11-22`, `2026-W47`, `2026-10`, also behind the kind; null: by `otherwise`. */
  readonly period: string | null;
  /** The period that is running, or the last one that has ended: what a job of the early morning is to report. */
  readonly otherwise: "running" | "ended";
  /** The report says how things stood at this instant; null: now, or the end of the period if that came first. */
  readonly asOf: Instant | null;
  readonly now: Instant;
}

/**
 * Makes a report from a clone alone.
 * @throws ConfigurationError for a period or instant that is none, a policy with errors, a clone without a ledger.
 */
export async function makeReport(options: ReportOptions): Promise<Report> {
  const clone = await readClone(options);
  const policy = policyOfClone(clone, options.policyPath);
  const period = choosePeriod(options, policy);
  const asOf = chooseAsOf(options, period);
  const { result, ledger } = await auditClone(clone, { ...options, asOf });
  const folds = [...needLedger(ledger, options, clone).folds.values()];
  const build = options.kind === "daily" ? buildDaily : buildSummary;
  const landings = options.kind === "daily" ? null : await readLandings(options);
  return build({ period, asOf, policy, folds, manifestOf: manifestReader(clone, policy), audit: result, landings });
}

function choosePeriod(options: ReportOptions, { calendar }: CompiledPolicy): ReportPeriod {
  const { kind, period, now, asOf, otherwise } = options;
  if (period === null) {
    const running = periodContaining(kind, asOf ?? now, calendar);
    return otherwise === "running" || asOf !== null ? running : periodContaining(kind, running.start - 1, calendar);
  }
  const named = parsePeriod(kind, period, calendar);
  if (named === null) {
    const what = { daily: "day", weekly: "week", monthly: "month" }[kind];
    throw new ConfigurationError(`${period.slice(0, 80)} is no ${what}.`, `Write it as ${periodExamples[kind]}.`);
  }
  return named;
}

function chooseAsOf({ asOf, now }: ReportOptions, { id, start, end }: ReportPeriod): Instant {
  if (asOf !== null && asOf > end) {
    throw new ConfigurationError(
      `${formatInstant(asOf)} is after the end of ${id}, ${formatInstant(end)}.`,
      "A report knows its period only; name a later period, or leave the instant out.",
    );
  }
  const chosen = asOf ?? Math.min(end, now);
  if (chosen < start) {
    throw new ConfigurationError(
      `${id} begins at ${formatInstant(start)}, after ${formatInstant(chosen)}.`,
      "Nothing can be said of a period that has not begun.",
    );
  }
  return chosen;
}
