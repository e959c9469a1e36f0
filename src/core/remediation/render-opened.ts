import type { Finding } from "../findings/finding.ts";
import { forCodeSpan, forMarkdown } from "../text/escape.ts";

export interface OpenedReport {
  readonly bypass: string | null;
  readonly dryRun: boolean;
  readonly findings: readonly Finding[];
  readonly opened: readonly string[];
  readonly tracked: readonly { readonly bypass: string; readonly issue: { readonly number: number } }[];
  readonly planned: readonly { readonly title: string; readonly body: string; readonly labels: readonly string[] }[];
}

/** What a run of `open` says in the log and on its page. */
export function renderOpened(report: OpenedReport): { readonly summary: string; readonly markdown: string } {
  const { findings, tracked, planned, opened } = report;
  const summary = summaryOf(report);
  const errors = findings.some((item) => item.severity === "error");
  const out = [`### ${errors ? "⛔ FINDINGS" : "✅ OK"}: ${forMarkdown(summary)}`, ""];
  for (const { bypass, issue } of tracked) {
    out.push(
      `- ${forCodeSpan(bypass)}: issue #${issue.number} ${opened.includes(bypass) ? "opened" : "was there already"}`,
    );
  }
  if (tracked.length > 0) out.push("");
  for (const { code, message, fix } of findings) {
    out.push(`- ${forCodeSpan(code)} ${forMarkdown(message)} **Next:** ${forMarkdown(fix)}`);
  }
  if (findings.length > 0) out.push("");
  for (const { title, body, labels } of planned) {
    // Indented, so that nothing in it comes alive here, a mention included.
    const text = body.split("\n").map((line) => `    ${line}`);
    out.push(`**Would open:** ${forMarkdown(title)}`, "", labels.map(forCodeSpan).join(" "), "", ...text, "");
  }
  return { summary, markdown: `${out.join("\n").trimEnd()}\n` };
}

function summaryOf({ bypass, dryRun, findings, opened, tracked, planned }: OpenedReport): string {
  if (dryRun && planned.length > 0) return `dry run: would open ${count(planned.length, "tracking issue")}`;
  if (opened.length > 0) return `opened ${count(opened.length, "tracking issue")} (${opened.join(", ")})`;
  if (tracked.length > 0) return `${count(tracked.length, "tracking issue")} was there already and is recorded now`;
  if (findings.length > 0) return `no tracking issue was opened; ${count(findings.length, "finding")}`;
  return bypass === null ? "no bypass needs a tracking issue" : `${bypass} needs no new tracking issue`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
