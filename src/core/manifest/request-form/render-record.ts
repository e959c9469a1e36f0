import type { View } from "../../document/view.ts";
import type { Level } from "../../procedure/levels.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { titlePrefixOf } from "./form-fields.ts";

/** GitHub refuses a body of more than 65,536 characters. */
const sizeLimit = 60_000;

/** What becomes known only later. */
export interface RecordLater {
  /** Slots that have to be filled, e.g. `L1-APPROVE`. */
  readonly approvers: readonly string[];
  /** Number of the request's issue. */
  readonly issue: number;
}

/** The procedure's documentation template (R52–R67), filled from a manifest: the text of the pull request that asks for approval. */
export function renderRecord(view: View, level: Level, later: RecordLater): string {
  const line = (pointer: string): string => forMarkdown(view.text(pointer) ?? "");
  const list = (pointer: string): string[] => (view.texts(pointer) ?? []).map((item) => `  - ${forMarkdown(item)}`);
  const checks = view.get("/checks") === "all" ? ["all"] : (view.texts("/checks") ?? []);
  const number = view.integer("/target/pull_request");
  const caseText = view.get("/justification/business_case");
  const out = [
    `# ${titlePrefixOf(level)}${line("/title")}`,
    "",
    "## Bypass Information",
    `- **Request ID**: ${line("/id")}`,
    `- **Requestor**: ${line("/requested_by")}`,
    `- **Approver**: ${later.approvers.length === 0 ? "nobody yet" : `open: ${later.approvers.map(forMarkdown).join(", ")}`}`,
    `- **Repository**: ${line("/target/repository")}`,
    `- **PR Number**: ${number === null ? "" : `#${number}`} at ${forCodeSpan(view.text("/target/head_sha") ?? "")}`,
    `- **Failing Checks**: ${checks.map(forCodeSpan).join(", ")}`,
    "",
    "## Justification",
    "### Business Impact",
    ...quoted(view.get("/justification/business_impact")),
    "",
    "### Technical Details",
    ...quoted(view.get("/justification/technical_details")),
    "",
    ...(caseText === undefined ? [] : ["### Business Case", ...quoted(caseText), ""]),
    "### Risk Assessment",
    `- **Risk Level**: ${line("/risk/level")}`,
    "- **Potential Impact**:",
    "",
    ...quoted(view.get("/risk/potential_impact")),
    "",
    "- **Mitigation Measures**:",
    ...list("/risk/mitigation_measures"),
    "",
    "## Remediation Plan",
    `- **Target Resolution Date**: ${line("/remediation/target_date")}`,
    `- **Assigned Developer**: ${line("/remediation/owner")}`,
    "- **Tracking Issue**: is opened when the bypass is used",
    "- **Success Criteria**:",
    ...list("/remediation/success_criteria"),
    "",
    `<sub>Requested in #${later.issue}. The manifest in this pull request is the record; this text only repeats a part of it.</sub>`,
  ];
  const text = `${out.join("\n")}\n`;
  if (text.length <= sizeLimit) return text;
  const cut = text.slice(0, text.lastIndexOf("\n", sizeLimit));
  return `${cut}\n\n… cut: the manifest in this pull request has it all.\n`;
}

/** A text of somebody, quoted line by line; nothing in it comes alive. */
function quoted(text: unknown): string[] {
  if (typeof text === "string") {
    return text
      .trimEnd()
      .split("\n")
      .map((line) => (line.trim() === "" ? ">" : `> ${forMarkdown(line.trim())}  `));
  }
  const { ref, sha256 } = (text ?? {}) as { ref?: unknown; sha256?: unknown };
  return [`> see ${forCodeSpan(String(ref))}, sha256 ${forCodeSpan(String(sha256))}`];
}
