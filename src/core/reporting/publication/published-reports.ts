import type { LedgerEvent, ReportPublished } from "../../../generated/types/event.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import { publishedPath } from "../../ledger/verify-reports.ts";
import { isReconcilePeriod } from "../../reconcile/plan-reconcile-events.ts";

/** A report as the ledger has it. */
export interface PublishedReport {
  /** e.g. `daily-2026-11-22` */
  readonly period: string;
  readonly rev: number;
  /** Of its JSON. */
  readonly sha256: string;
  /** Last record of the ledger that it has seen. */
  readonly seq: number;
  /** Where its JSON lies on the ledger branch. */
  readonly path: string;
}

/** The newest revision of every period that was published (`publications`). */
export function publishedReports(folds: Iterable<BypassFold>): ReadonlyMap<string, PublishedReport> {
  const newest = new Map<string, PublishedReport>();
  for (const { report } of publications(folds)) {
    if (report.rev > (newest.get(report.period)?.rev ?? 0)) newest.set(report.period, report);
  }
  return newest;
}

/**
 * Every report of a period that a record publishes, in the order of the records. A withdrawn one was published all the same: its files stay.
 * A comparison with GitHub is published the same way and is no report of a period.
 */
export function publications(
  folds: Iterable<BypassFold>,
): readonly { readonly report: PublishedReport; readonly event: LedgerEvent }[] {
  return [...folds].flatMap(({ entries }) =>
    entries.flatMap(({ event }) => {
      if (event.type !== "report.published") return [];
      // Without the number nobody knows what it saw: then nothing counts as late.
      const { period, rev, sha256, seq = Number.MAX_SAFE_INTEGER } = event.data as unknown as ReportPublished;
      if (isReconcilePeriod(period)) return [];
      return [{ report: { period, rev, sha256, seq, path: publishedPath(period, rev, "json") }, event }];
    }),
  );
}
