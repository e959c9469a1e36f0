import type { Report } from "../../../generated/types/report.ts";
import { count } from "../../audit/render/text.ts";
import { forTerminal } from "../../text/escape.ts";
import { type Paint, padTo, widthOf, wrap } from "../../text/layout.ts";
import { titleOf } from "../report-period.ts";
import { type ReportTable, reportTables } from "../report-tables.ts";
import { isCalm } from "../summarize-daily.ts";

/** A report for a terminal. Every text is foreign. */
export function renderReportText(report: Report, paint: Paint, width = 100): string {
  const { sections, findings } = report;
  const name = titleOf(report);
  const out = [
    paint("strong", forTerminal(name)),
    paint(isCalm(sections) ? "good" : "warn", wrap(forTerminal(report.summary), width, "")),
  ];
  for (const table of reportTables(report)) out.push("", ...tableLines(table, paint));
  const { verdict, events, counted, manifests } = sections.integrity;
  out.push("", paint("strong", "Integrity"));
  out.push(
    `  ${paint(verdict === "pass" ? "good" : "bad", verdict)} over ${count(events, "record")} and ${count(manifests, "manifest")}; ${count(counted, "record")} counted here`,
  );
  for (const item of findings.slice(0, 10)) {
    const style = item.severity === "error" ? "bad" : "warn";
    out.push(`  ${paint(style, item.severity)} ${item.code}  ${wrap(forTerminal(item.message), width - 4, "    ")}`);
  }
  if (findings.length > 10) out.push(`  and ${findings.length - 10} more: qms-bypass verify`);
  const { anchor } = report;
  if (anchor !== null) {
    out.push(
      "",
      paint("strong", "Anchor"),
      `  record ${anchor.seq}, commit ${anchor.ledger_commit}`,
      `  event  ${anchor.event_sha256}`,
    );
    out.push(`  link   ${anchor.link_sha256}`);
  }
  const { start, end, time_zone } = report.window;
  out.push("", paint("dim", forTerminal(`${start} to ${end} (${time_zone}), as of ${report.as_of}`)));
  return `${out.join("\n")}\n`;
}

function tableLines({ title, columns, rows, none }: ReportTable, paint: Paint): string[] {
  if (rows.length === 0) return [paint("strong", title), `  ${paint("dim", none)}`];
  const cells = rows.map((row) => row.map(forTerminal));
  // A column that is empty in every row only costs width.
  const used = columns.map((_, index) => cells.some((row) => row[index] !== ""));
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column), ...cells.map((row) => widthOf(row[index] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    row
      .flatMap((cell, index) => (used[index] === true ? [padTo(cell, widths[index] ?? 0)] : []))
      .join("  ")
      .trimEnd();
  return [paint("strong", title), `  ${paint("dim", line(columns))}`, ...cells.map((row) => `  ${line(row)}`)];
}
