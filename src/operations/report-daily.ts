import { ConfigurationError } from "../core/findings/errors.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { buildDaily } from "../core/reporting/build-daily.ts";
import { dailyPeriod, dayContaining, parseDailyPeriod, type ReportPeriod } from "../core/reporting/daily-period.ts";
import { formatInstant, type Instant } from "../core/time/instant.ts";
import type { Report } from "../generated/types/report.ts";
import { manifestReader, policyOfClone } from "./clone-policy.ts";
import { needLedger } from "./need-ledger.ts";
import { readClone } from "./read-clone.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

export interface DailyReportOptions extends Omit<VerifyOptions, "asOf"> {
  /** `2026-11-22` or `daily-2026-11-22`; null: by `otherwise`. */
  readonly period: string | null;
  /** The day that is running, or the last one that has ended: what a job of the early morning is to report. */
  readonly otherwise: "running" | "ended";
  /** The report says how things stood at this instant; null: now, or the end of the period if that came first. */
  readonly asOf: Instant | null;
  readonly now: Instant;
}

/**
 * Makes the daily report from a clone alone.
 * @throws ConfigurationError for a period or instant that is none, a policy with errors, a clone without a ledger.
 */
export async function reportDaily(options: DailyReportOptions): Promise<Report> {
  const clone = await readClone(options);
  const policy = policyOfClone(clone, options.policyPath);
  const period = choosePeriod(options, policy);
  const asOf = chooseAsOf(options, period);
  const { result, ledger } = await auditClone(clone, { ...options, asOf });
  const folds = [...needLedger(ledger, options, clone).folds.values()];
  return buildDaily({ period, asOf, policy, folds, manifestOf: manifestReader(clone, policy), audit: result });
}

function choosePeriod(options: DailyReportOptions, { calendar }: CompiledPolicy): ReportPeriod {
  const { period, now, asOf, otherwise } = options;
  if (period === null) {
    const running = dayContaining(asOf ?? now, calendar);
    return otherwise === "running" || asOf !== null ? running : dayContaining(running.start - 1, calendar);
  }
  const date = parseDailyPeriod(period);
  if (date === null) {
    throw new ConfigurationError(`${period} is no day.`, "Write it as 2026-11-22.");
  }
  return dailyPeriod(date, calendar);
}

function chooseAsOf({ asOf, now }: DailyReportOptions, { id, start, end }: ReportPeriod): Instant {
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
      "Nothing can be said of a day that has not begun.",
    );
  }
  return chosen;
}
