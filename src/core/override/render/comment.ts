import type { ActivatedCheck } from "../../../generated/types/event.ts";
import type { Finding } from "../../findings/finding.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { isMerged } from "../recorded-checks.ts";

/** What the comment on the target says about an override that holds. All of it is recorded, so a second run writes the same. */
export interface ActiveText {
  readonly bypass: string;
  readonly level: string;
  readonly title: string;
  readonly checks: readonly ActivatedCheck[];
  readonly approvers: readonly string[];
  readonly sha: string;
  readonly expiresAt: string;
  readonly manifestUrl: string;
  readonly owner: string;
  readonly dueDate: string;
  /** Public surfaces carry id, level and state only (10-manifest.md). */
  readonly confidential: boolean;
}

/** Success on the target pull request. */
export function renderActive(text: ActiveText): string {
  const { bypass, level, confidential } = text;
  const head = `### ✅ Bypassed: ${forMarkdown(`${bypass} (${level})`)} is active`;
  if (confidential) return `${head}\n`;
  return `${[
    head,
    "",
    forMarkdown(text.title),
    "",
    "| Check | Kind | Really says |",
    "| --- | --- | --- |",
    ...text.checks.map(
      ({ name, kind, conclusion, url, gate }) =>
        `| ${forCodeSpan(name)} | ${gate === undefined ? (kind === "status" ? "status" : "check run") : `job behind ${forCodeSpan(gate.check)}`} | ${linked(conclusion ?? "nothing", url)} |`,
    ),
    "",
    `For commit ${forCodeSpan(text.sha)} only, until ${forMarkdown(text.expiresAt)}. A push, another base or closing ends it.`,
    "",
    `**Approved by:** ${forMarkdown(text.approvers.join(", "))} · [manifest](${text.manifestUrl})`,
    "",
    `**Next:** ${text.checks.some(isMerged) ? "the App merges it now" : "merge it"}. Then ${forMarkdown(text.owner)} repairs what was waived, by ${forMarkdown(text.dueDate)}.`,
  ].join("\n")}\n`;
}

/** What the comment on the target says about a merge that was registered afterwards. */
export interface RegisteredText {
  readonly bypass: string;
  readonly level: string;
  readonly title: string;
  readonly mergeSha: string;
  readonly approvers: readonly string[];
  readonly owner: string;
  readonly dueDate: string;
  readonly confidential: boolean;
}

export function renderRegistered(text: RegisteredText): string {
  const head = `### 📝 Registered afterwards: ${forMarkdown(`${text.bypass} (${text.level})`)}`;
  if (text.confidential) return `${head}\n`;
  return `${[
    head,
    "",
    forMarkdown(text.title),
    "",
    `The merge ${forCodeSpan(text.mergeSha)} went past its checks before anybody was asked. Nothing is overridden now.`,
    "",
    `**Approved by:** ${forMarkdown(text.approvers.join(", "))}`,
    "",
    `**Next:** ${forMarkdown(text.owner)} repairs what was skipped, by ${forMarkdown(text.dueDate)}.`,
  ].join("\n")}\n`;
}

/** Refusal on the target pull request. */
export function renderRefused(bypass: string, findings: readonly Finding[], confidential: boolean): string {
  const head = `### ⛔ Not bypassed: ${forMarkdown(bypass)}`;
  if (confidential) return `${head}\n\n**Next:** see the page of the run.\n`;
  const rows = findings.filter((item) => item.severity === "error").slice(0, 20);
  return `${[head, "", "| Code | What | What to do |", "| --- | --- | --- |", ...rows.map(rowOf)].join("\n")}\n`;
}

/** The end of an override, on the target pull request. */
export function renderEnded(bypass: string, state: string, restored: readonly string[]): string {
  const head = `### ☑️ ${forMarkdown(`${bypass} is ${state}`)}`;
  if (restored.length === 0) return `${head}\n`;
  const names = restored.map((name) => forCodeSpan(name)).join(", ");
  return `${head}\n\nThe original results stand again: ${names}.\n`;
}

/** One finding as a table row. */
export function rowOf({ code, message, fix }: Finding): string {
  return `| ${forCodeSpan(code)} | ${forMarkdown(message)} | ${forMarkdown(fix)} |`;
}

/** Only an address that cannot leave the link. */
function linked(text: string, url: string | null): string {
  return url !== null && /^https?:\/\/[^\s()<>[\]"|]+$/.test(url)
    ? `[${forMarkdown(text)}](${url})`
    : forMarkdown(text);
}
