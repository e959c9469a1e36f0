import { ConfigurationError } from "../core/findings/errors.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import type { ReportPeriod } from "../core/reporting/daily-period.ts";
import type { ReportExports } from "../core/reporting/report-files.ts";
import { parsePeriod, periodContaining, periodExamples, type ReportKind } from "../core/reporting/report-period.ts";
import { formatInstant, type Instant } from "../core/time/instant.ts";
import type { Report } from "../generated/types/report.ts";
import { openReporting } from "./open-reporting.ts";
import type { VerifyOptions } from "./verify-repository.ts";

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

/** A report, and what its figures are counted from. */
export interface MadeReport {
  readonly report: Report;
  readonly exports: ReportExports;
}

/**
 * Makes a report from a clone alone.
 * @throws ConfigurationError for a period or instant that is none, a policy with errors, a clone without a ledger.
 */
export async function makeReport(options: ReportOptions): Promise<MadeReport> {
  const reporting = await openReporting(options);
  const period = choosePeriod(options, reporting.policy);
  const asOf = chooseAsOf(options, period);
  return { report: reporting.make(period, asOf), exports: reporting.export(period, asOf) };
}

function choosePeriod(options: ReportOptions, { calendar }: CompiledPolicy): ReportPeriod {
  const { kind, period, now, asOf, otherwise } = options;
  if (period === null) {
    const running = periodContaining(kind, asOf ?? now, calendar);
    return otherwise === "running" || asOf !== null ? running : periodContaining(kind, running.start - 1, calendar);
  }
  return namePeriod(kind, period, calendar);
}

/** @throws ConfigurationError for what is no period of the kind. */
export function namePeriod(kind: ReportKind, text: string, calendar: CompiledPolicy["calendar"]): ReportPeriod {
  const named = parsePeriod(kind, text, calendar);
  if (named !== null) return named;
  const what = { daily: "day", weekly: "week", monthly: "month" }[kind];
  throw new ConfigurationError(`${text.slice(0, 80)} is no ${what}.`, `Write it as ${periodExamples[kind]}.`);
}

function chooseAsOf({ asOf, now }: ReportOptions, { id, start, end }: ReportPeriod): Instant {
  if (asOf !== null && asOf > end) {
    throw new ConfigurationError(
      `${formatInstant(asOf)} is after the end of ${id}, ${formatInstant(end)}.`,
      "A report knows its period only; name a later period, or leave the instant out.",
    );
  }
  if (asOf !== null && asOf > now) {
    throw new ConfigurationError(
      `${formatInstant(asOf)} is still to come: it is ${formatInstant(now)} by this computer's clock.`,
      "A report says how things stood; what will be late by then nobody knows. Name an earlier instant, or leave it out.",
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
