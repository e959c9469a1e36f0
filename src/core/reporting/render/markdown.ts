import type { JudgedBy, Report } from "../../../generated/types/report.ts";
import { findingTable } from "../../audit/render/markdown.ts";
import { count } from "../../audit/render/text.ts";
import { own } from "../../own.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { foldTable } from "../../text/markdown-table.ts";
import { titleOf } from "../report-period.ts";
import { type ReportTable, reportTables } from "../report-tables.ts";
import { isCalm } from "../summarize-daily.ts";

/**
 * A report as GitHub Markdown, for a file, a job summary or an issue: how things stand first, tables of at most twenty rows,
 * the rest folded. Every foreign text is escaped. Ends with the anchor, which a published report keeps outside the ledger.
 */
export function renderReportMarkdown(report: Report): string {
  const { sections, anchor, window, as_of, data_cutoff } = report;
  const out = [
    `## ${forMarkdown(titleOf(report))}`,
    "",
    `${isCalm(sections) ? "✅" : "⚠️"} **${forMarkdown(report.summary)}**`,
    "",
  ];
  for (const table of reportTables(report)) {
    out.push(...tableLines(table), "");
    if (table.title === "Key figures") out.push(...levelPie(report));
  }
  const { verdict, events, counted, manifests } = sections.integrity;
  out.push(
    "### Integrity",
    "",
    `Verdict **${verdict}** over ${count(events, "record")} and ${count(manifests, "manifest")}; ${count(counted, "record")} counted here.`,
    "",
  );
  if (report.findings.length > 0) out.push(...findingTable(report.findings), "");
  if (anchor !== null) {
    out.push("### Anchor", "", "What `qms-bypass verify --expect-anchor` compares the ledger with:", "", "```json");
    out.push(
      `{"ledger_commit":"${anchor.ledger_commit}","seq":${anchor.seq},`,
      ` "event_sha256":"${anchor.event_sha256}",`,
      ` "link_sha256":"${anchor.link_sha256}",`,
      ` "main_head":"${anchor.main_head}"}`,
      "```",
      "",
    );
  }
  const cutoff = data_cutoff === null ? "no event" : `newest event ${data_cutoff}`;
  out.push(
    `<sub>${forMarkdown(`${window.start} to ${window.end} (${window.time_zone}), as of ${as_of}, ${cutoff}`)}</sub>`,
  );
  if (report.judged_by !== undefined) out.push("", `<sub>${rulesLine(report.judged_by)}</sub>`);
  return `${out.join("\n")}\n`;
}

/** The levels as a picture, where there is more than one: GitHub draws it, everywhere else it is readable text. */
function levelPie({ kpis }: Report): string[] {
  const levels = (own(kpis, "bypass_level_distribution")?.groups.level ?? []).filter(({ count }) => count > 0);
  if (levels.length < 2) return [];
  const slices = levels.map(({ key, count }) => `  "${key.replace(/[^A-Z0-9]/g, "")}" : ${count}`);
  return ["```mermaid", "pie showData", "  title Bypasses by level", ...slices, "```", ""];
}

/** By twelve digits of each digest; the JSON has them whole. */
function rulesLine({ policy_sha256, policy_file_sha256, people_sha256, registry_commit, version }: JudgedBy): string {
  const file = policy_file_sha256 === null ? "built-in" : `file \`${policy_file_sha256.slice(0, 12)}\``;
  const people = people_sha256 === null ? "no people" : `people \`${people_sha256.slice(0, 12)}\``;
  const commit = registry_commit === null ? "" : `, registry \`${registry_commit}\``;
  const program = version === undefined ? "" : `, qms-bypass ${forMarkdown(version)}`;
  return `Judged by policy \`${policy_sha256.slice(0, 12)}\` (${file}), ${people}${commit}${program}`;
}

function tableLines({ title, columns, rows, none }: ReportTable): string[] {
  const head = `### ${title}`;
  if (rows.length === 0) return [head, "", none];
  const lines = rows.map((row) => `| ${row.map((cell, index) => cellText(cell, columns[index] ?? "")).join(" | ")} |`);
  return [head, "", ...foldTable(`| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`, lines)];
}

/** Ids and names of checks are copied, so they stand as they are; in everything else no markup comes alive. */
function cellText(text: string, column: string): string {
  if (text === "") return "";
  return column === "Bypass" || column === "Checks" || column === "Figure" ? forCodeSpan(text) : forMarkdown(text);
}
