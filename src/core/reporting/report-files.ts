import type { Report } from "../../generated/types/report.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { renderReportMarkdown } from "./render/markdown.ts";

export type ReportFormat = "md" | "json";

/** A report as a file: `<period>.<format>`. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** The files of a report. The same report gives the same bytes: sorted keys, LF, nothing of the run. */
export function reportFiles(report: Report, formats: readonly ReportFormat[]): ReportFile[] {
  return formats.map((format) => ({
    name: `${report.period}.${format}`,
    text: format === "json" ? `${canonicalJson(report)}\n` : renderReportMarkdown(report),
  }));
}
