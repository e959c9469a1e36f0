import type { Decision } from "../../../generated/types/decision.ts";
import { placeOf } from "../../findings/render-text.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { levelLine, namesOf } from "./text.ts";

const icons: Readonly<Record<Decision["verdict"], string>> = {
  approved: "✅",
  pending: "⏳",
  denied: "⛔",
  error: "⚠️",
};
const rowLimit = 20;

/** The decision as GitHub Markdown, for the job summary and the comment: status line first, long lists folded. Every text is escaped. */
export function renderDecisionMarkdown(decision: Decision): string {
  const out: string[] = [
    `### ${icons[decision.verdict]} ${decision.verdict.toUpperCase()}: ${forMarkdown(decision.summary)}`,
    "",
  ];
  if (decision.next !== "") out.push(`**Next:** ${forMarkdown(decision.next)}`, "");
  if (decision.tree.length > 0) {
    out.push("| Slot | | Filled by | Can be filled by |", "| --- | --- | --- | --- |");
    for (const slot of decision.tree) {
      const mark = slot.status === "filled" ? "✅" : slot.status === "open" ? "⏳ open" : "not needed";
      out.push(
        `| ${forMarkdown(slot.slot)} | ${mark} | ${forMarkdown(slot.by.join(", "))} | ${slot.status === "open" ? forMarkdown(namesOf(slot.eligible) || "nobody available") : ""} |`,
      );
    }
    out.push("");
  }
  if (decision.required_level !== null)
    out.push(`**Required level:** ${forMarkdown(levelLine(decision.required_level))}`, "");
  if (decision.criteria.length > 0) {
    out.push("| Approval criterion | | |", "| --- | --- | --- |");
    for (const item of decision.criteria)
      out.push(
        `| ${forMarkdown(item.criterion)} | ${item.status === "open" ? "⏳ open" : item.status === "no" ? "⛔ no" : "✅"} | ${forMarkdown(item.text)} |`,
      );
    out.push("");
  }
  const errors = decision.findings.filter((item) => item.severity === "error");
  const others = decision.findings.filter((item) => item.severity !== "error");
  if (errors.length > 0) out.push(...findingTable("What is wrong", errors), "");
  const refused = decision.candidates.filter((item) => item.code !== "OK");
  if (refused.length > 0) {
    const rows = refused.map(
      (item) =>
        `| ${forMarkdown(item.login ?? "(deleted)")} | ${forCodeSpan(item.code)} | ${forMarkdown(item.text)} | ${forMarkdown(item.fix)} |`,
    );
    out.push(
      ...folded(
        `Reviews that fill no slot (${refused.length})`,
        "| Who | Code | Why | What to do |\n| --- | --- | --- | --- |",
        rows,
      ),
      "",
    );
  }
  if (others.length > 0) out.push(...findingTable("Worth knowing", others), "");
  if (decision.subject.manifest_sha256 !== null) {
    out.push(
      "An approval is a statement about this content. To bind it, put this line into the review:",
      "",
      "```text",
      `qms-digest: sha256:${decision.subject.manifest_sha256}`,
      "```",
      "",
    );
  }
  out.push(
    `<sub>${forMarkdown(`${decision.tool.name} ${decision.tool.version}, evaluated at ${decision.evaluated_at}`)}</sub>`,
  );
  return `${out.join("\n")}\n`;
}

function findingTable(title: string, findings: Decision["findings"]): string[] {
  const rows = findings.map((item) => {
    const place = placeOf(item as never);
    return `| ${forCodeSpan(item.code)} | ${forMarkdown(item.message)}${place === "" ? "" : `<br>${forCodeSpan(place)}`} | ${forMarkdown(item.fix)} |`;
  });
  return [
    `**${title}**`,
    "",
    ...folded(`All ${findings.length}`, "| Code | What | What to do |\n| --- | --- | --- |", rows),
  ];
}

/** A table of at most twenty rows; the rest folds away, and past two hundred only its count is said. */
function folded(title: string, head: string, rows: readonly string[]): string[] {
  if (rows.length <= rowLimit) return [head, ...rows];
  const rest = rows.slice(rowLimit, 200);
  const more = rows.length > 200 ? ["", `… ${rows.length - 200} more in the JSON result`] : [];
  return [
    head,
    ...rows.slice(0, rowLimit),
    "",
    `<details><summary>${title}: ${rows.length - rowLimit} more</summary>`,
    "",
    head,
    ...rest,
    ...more,
    "",
    "</details>",
  ];
}
