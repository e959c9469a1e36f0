import type { Report } from "../../generated/types/report.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { csvText, type ExportTable } from "./exports/csv-text.ts";
import { renderReportMarkdown } from "./render/markdown.ts";

export type ReportFormat = "md" | "json" | "csv";

/** A report as a file: `<period>.<format>`; as CSV one for each table, `<period>.<table>.csv`. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The files of a report. The same report gives the same bytes: sorted keys, nothing of the run.
 * @param tables what CSV is made of: the period's population
 */
export function reportFiles(
  report: Report,
  formats: readonly ReportFormat[],
  tables: readonly ExportTable[] = [],
): ReportFile[] {
  const { period } = report;
  return formats.flatMap((format) => {
    if (format === "csv") return tables.map((table) => ({ name: `${period}.${table.name}.csv`, text: csvText(table) }));
    const text = format === "json" ? `${canonicalJson(report)}\n` : renderReportMarkdown(report);
    return [{ name: `${period}.${format}`, text }];
  });
}
