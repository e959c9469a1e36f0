import type { Finding } from "../findings/finding.ts";
import { forCodeSpan, forMarkdown } from "../text/escape.ts";

export interface SyncedReport {
  readonly findings: readonly Finding[];
  readonly events: readonly { readonly type: string; readonly bypass: string }[];
  readonly updated: readonly string[];
  /** What a dry run would do. */
  readonly planned?: readonly string[];
  /** What to say where nothing was due. */
  readonly nothing: string;
}

/** What a run of `sync`, `escalate` or `notify` says in the log and on its page. */
export function renderSynced({ findings, events, updated, planned = [], nothing }: SyncedReport): {
  readonly summary: string;
  readonly markdown: string;
} {
  const summary =
    planned.length > 0
      ? `dry run; would: ${planned.slice(0, 20).join(" · would: ")}`
      : events.length === 0 && updated.length === 0
        ? nothing
        : `recorded ${events.length} ${events.length === 1 ? "event" : "events"}, brought ${updated.length} ${updated.length === 1 ? "issue" : "issues"} up to date`;
  const errors = findings.some((item) => item.severity === "error");
  const out = [`### ${errors ? "⛔ FINDINGS" : "✅ OK"}: ${forMarkdown(summary)}`, ""];
  for (const step of planned.slice(0, 100)) out.push(`- would: ${forMarkdown(step)}`);
  for (const { type, bypass } of events.slice(0, 100)) out.push(`- ${forCodeSpan(bypass)}: ${forCodeSpan(type)}`);
  if (events.length > 100) out.push(`- … ${events.length - 100} more in the JSON result`);
  if (events.length > 0) out.push("");
  for (const { code, message, fix } of findings)
    out.push(`- ${forCodeSpan(code)} ${forMarkdown(message)} **Next:** ${forMarkdown(fix)}`);
  return { summary, markdown: `${out.join("\n").trimEnd()}\n` };
}
