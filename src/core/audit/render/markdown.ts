import type { Verify } from "../../../generated/types/verify.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { foldTable } from "../../text/markdown-table.ts";
import { count, noteWords, signatureWords, sinceWords, verdictLine } from "./text.ts";

const icons: Readonly<Record<Verify["verdict"], string>> = { pass: "✅", fail: "⛔", inconclusive: "⚠️" };

/** The result of an audit as GitHub Markdown, for a job summary: status line first, long tables folded, every text escaped. */
export function renderVerifyMarkdown(result: Verify): string {
  const { verdict, covered, not_checked } = result;
  const out = [`### ${icons[verdict]} ${verdict.toUpperCase()}: ${forMarkdown(verdictLine(result))}`, ""];
  if (result.findings.length > 0) out.push(...findingTable(result.findings), "");
  if (result.since !== undefined) out.push(...sinceWords(result.since).map((line) => `${forMarkdown(line)}.`), "");
  const { ledger, registry, default_branch, signatures, checkpoints } = covered;
  out.push("| Read | | |", "| --- | --- | --- |");
  out.push(
    row(
      "ledger",
      ledger,
      ledger === null ? "" : `${count(ledger.events, "record")}, ${count(ledger.bypasses, "bypass", "bypasses")}`,
    ),
  );
  out.push(row("registry", registry, registry === null ? "" : count(registry.manifests, "manifest")));
  if (default_branch !== null) {
    const { name, commits, merges } = default_branch;
    out.push(
      `| default branch | ${forMarkdown(name)}, ${count(commits, "commit")} | ${count(merges, "recorded merge")} |`,
    );
  }
  if (signatures !== null) out.push(`| signatures | ${signatureWords(signatures)} | |`);
  if (checkpoints !== undefined) out.push(`| checkpoints | ${noteWords(checkpoints)} | |`);
  out.push("", "**Not checked**", "", ...not_checked.map((item) => `- ${forMarkdown(item)}`));
  return `${out.join("\n")}\n`;
}

/** Findings as a table, for this result and for reports. */
export function findingTable(findings: Verify["findings"]): string[] {
  const rows = findings.map((item) => {
    const places = [item.path, ...item.commits.slice(0, 2)].filter((part) => part !== null).map(forCodeSpan);
    const place = places.length === 0 ? "" : `<br>${places.join("<br>")}`;
    return `| ${item.severity} | ${forCodeSpan(item.code)} | ${forMarkdown(item.message)}${place} | ${forMarkdown(item.fix)} |`;
  });
  return foldTable("| | Code | What | What to do |\n| --- | --- | --- | --- |", rows);
}

function row(
  name: string,
  branch: { readonly ref: string; readonly head: string; readonly commits: number } | null,
  what: string,
): string {
  if (branch === null) return `| ${name} | not read | |`;
  return `| ${name} | ${forMarkdown(branch.ref)} at ${forCodeSpan(branch.head.slice(0, 10))}, ${count(branch.commits, "commit")} | ${what} |`;
}
