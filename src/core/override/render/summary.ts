import type { Finding } from "../../findings/finding.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { rowOf } from "./comment.ts";

/** What a run of apply-override came to, as its summary shows it. */
export interface SummaryText {
  readonly verdict: "ok" | "denied" | "error";
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly overridden: readonly string[];
  readonly restored: readonly string[];
  readonly events: readonly { readonly type: string }[];
  readonly planned: readonly string[];
}

const icons = { ok: "✅", denied: "⛔", error: "⚠️" } as const;

/** The run's page: outcome first, then why, then what was done. */
export function renderOverrideSummary(text: SummaryText): string {
  const out = [`### ${icons[text.verdict]} ${text.verdict.toUpperCase()}: ${forMarkdown(text.summary)}`, ""];
  if (text.findings.length > 0) {
    out.push("| Code | What | What to do |", "| --- | --- | --- |", ...text.findings.slice(0, 50).map(rowOf), "");
  }
  const list = (title: string, names: readonly string[]): void => {
    if (names.length > 0) out.push(`**${title}:** ${names.map((name) => forCodeSpan(name)).join(", ")}`, "");
  };
  list("Overridden", text.overridden);
  list("Restored", text.restored);
  list(
    "Recorded",
    text.events.map((event) => event.type),
  );
  if (text.planned.length > 0) {
    out.push("**Would be done** (dry run, nothing was written)", "");
    out.push(...text.planned.map((step) => `- ${forMarkdown(step)}`), "");
  }
  return `${out.join("\n")}\n`;
}
