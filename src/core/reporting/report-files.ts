import type { Report } from "../../generated/types/report.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { csvText, type ExportTable } from "./exports/csv-text.ts";
import { renderReportMarkdown } from "./render/markdown.ts";

export type ReportFormat = "md" | "json" | "csv" | "ics";

/** A report as a file: `<period>.<format>`; as CSV one for each table, `<period>.<table>.csv`. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** What is not in the report itself: its population as tables, for CSV, and what is due, as an iCalendar text. */
export interface ReportExports {
  readonly tables: readonly ExportTable[];
  calendar(): string;
}

/** The files of a report. The same report gives the same bytes: sorted keys, nothing of the run. */
export function reportFiles(
  report: Report,
  formats: readonly ReportFormat[],
  exports: ReportExports = { tables: [], calendar: () => "" },
): ReportFile[] {
  const { period } = report;
  return formats.flatMap((format) => {
    if (format === "ics") return [{ name: `${period}.ics`, text: exports.calendar() }];
    if (format === "csv")
      return exports.tables.map((table) => ({ name: `${period}.${table.name}.csv`, text: csvText(table) }));
    const text = format === "json" ? `${canonicalJson(report)}\n` : renderReportMarkdown(report);
    return [{ name: `${period}.${format}`, text }];
  });
}
