import type { Finding } from "../../findings/finding.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { rowOf } from "./comment.ts";

/** What a gate came to, as its summary shows it. */
export interface GateText {
  readonly ok: boolean;
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly bypassed: readonly string[];
  readonly bypasses: readonly string[];
}

/** The run's page: open or shut first, then why. */
export function renderGateSummary({ ok, summary, findings, bypassed, bypasses }: GateText): string {
  const out = [`### ${ok ? "✅ OPEN" : "⛔ SHUT"}: ${forMarkdown(summary)}`, ""];
  if (findings.length > 0) {
    out.push("| Code | What | What to do |", "| --- | --- | --- |", ...findings.slice(0, 50).map(rowOf), "");
  }
  if (bypassed.length > 0) out.push(`**Bypassed:** ${bypassed.map((name) => forCodeSpan(name)).join(", ")}`, "");
  if (bypasses.length > 0) out.push(`**By:** ${bypasses.map((id) => forCodeSpan(id)).join(", ")}`, "");
  return `${out.join("\n")}\n`;
}
