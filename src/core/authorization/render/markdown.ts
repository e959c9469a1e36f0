import type { Decision } from "../../../generated/types/decision.ts";
import { catalogue } from "../../findings/catalogue.ts";
import { placeOf } from "../../findings/render-text.ts";
import { own } from "../../own.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { levelLine, namesOf } from "./text.ts";

const icons: Readonly<Record<Decision["verdict"], string>> = {
  approved: "✅",
  pending: "⏳",
  denied: "⛔",
  error: "⚠️",
};
const rowLimit = 20;
const fewStrangers = 3;

/** GitHub refuses a comment of more than 65,536 characters. */
const sizeLimit = 60_000;

/**
 * The decision as GitHub Markdown, for the job summary and the comment: status line first, long lists folded, so short that GitHub
 * takes it. Every text is escaped.
 */
export function renderDecisionMarkdown(decision: Decision): string {
  let most = 200;
  let text = render(decision, most);
  while (text.length > sizeLimit && most > 0) {
    most = Math.floor(most / 2);
    text = render(decision, most);
  }
  return text;
}

function render(decision: Decision, most: number): string {
  if (decision.request?.confidential === true) return renderConfidential(decision);
  const out: string[] = [
    `### ${icons[decision.verdict]} ${decision.verdict.toUpperCase()}: ${forMarkdown(decision.summary)}`,
    "",
    ...requestLines(decision),
  ];
  if (decision.next !== "") out.push(`**Next:** ${forMarkdown(decision.next)}`, "");
  if (decision.tree.length > 0) {
    out.push(...slotTable(decision), "");
  }
  if (decision.required_level !== null)
    out.push(`**Required level:** ${forMarkdown(levelLine(decision.required_level))}`, "");
  if (decision.criteria.length > 0) {
    out.push("| Approval criterion | Answer | Why |", "| --- | --- | --- |");
    for (const item of decision.criteria)
      out.push(
        `| ${forMarkdown(item.criterion)} | ${item.status === "open" ? "⏳ open" : item.status === "no" ? "⛔ no" : "✅ yes"} | ${forMarkdown(item.text)} |`,
      );
    out.push("");
  }
  const errors = decision.findings.filter((item) => item.severity === "error");
  const others = decision.findings.filter((item) => item.severity !== "error");
  const waiting = errors.filter((item) => own(catalogue, item.code)?.effect === "pending");
  const wrong = errors.filter((item) => !waiting.includes(item));
  if (wrong.length > 0) out.push(...findingTable("What is wrong", wrong, most), "");
  if (waiting.length > 0) out.push(...findingTable("Still to do", waiting, most), "");
  const refused = decision.candidates.filter((item) => item.code !== "OK");
  if (refused.length > 0) {
    const rowOf = (item: Decision["candidates"][number]): string =>
      `| ${forMarkdown(item.login ?? "(deleted)")} | ${forCodeSpan(item.code)} | ${forMarkdown(item.text)} | ${forMarkdown(item.fix)} |`;
    const head = "| Who | Code | Why | What to do |\n| --- | --- | --- | --- |";
    // A crowd of strangers must not bury the one whose approval can still be mended.
    const strangers = refused.filter((item) => item.person === null);
    const crowd = strangers.length > fewStrangers ? strangers : [];
    const shown = refused.filter((item) => !crowd.includes(item));
    out.push("**Reviews that fill no slot**", "");
    if (shown.length > 0) out.push(...folded(shown, rowOf, head, most), "");
    if (crowd.length > 0) {
      const summary = `<details><summary>${crowd.length} reviews by accounts that people.yml does not know</summary>`;
      const more = crowd.length > most ? ["", `… ${crowd.length - most} more in the JSON result`] : [];
      const rows = crowd.slice(0, most).map(rowOf);
      out.push(summary, "", ...(rows.length > 0 ? [head, ...rows] : []), ...more, "", "</details>", "");
    }
  }
  if (others.length > 0) out.push(...findingTable("Worth knowing", others, most), "");
  out.push(...digestLines(decision), toolLine(decision));
  return `${out.join("\n")}\n`;
}

/** Public surfaces of a confidential bypass carry id, level and state (10-manifest.md); who may approve is no secret of it. */
function renderConfidential(decision: Decision): string {
  const { verdict, bypass, level, findings } = decision;
  const codes = [...new Set(findings.filter((item) => item.severity === "error").map((item) => item.code))];
  const out = [
    `### ${icons[verdict]} ${verdict.toUpperCase()}: ${forMarkdown(`${bypass ?? "?"} (${level ?? "?"})`)}`,
    "",
  ];
  if (codes.length > 0) out.push(`**What is wrong:** ${codes.map(forCodeSpan).join(" ")}`, "");
  if (decision.tree.length > 0) out.push(...slotTable(decision), "");
  out.push("The request is confidential: `qms-bypass explain` on a clone says more.", "");
  out.push(...digestLines(decision), toolLine(decision));
  return `${out.join("\n")}\n`;
}

/** What is asked for: one line for the title, one for the facts. */
function requestLines({ request, level }: Decision): string[] {
  if (request === undefined) return [];
  const checks = request.checks.slice(0, rowLimit).map(forCodeSpan).join(", ");
  const more = request.checks.length > rowLimit ? ` and ${request.checks.length - rowLimit} more` : "";
  const what = checks === "" ? "" : ` of ${checks}${more}`;
  const where = request.pull_request === null ? "" : ` on pull request ${request.pull_request}`;
  const sha = request.head_sha === null ? "" : ` at ${forCodeSpan(request.head_sha.slice(0, 10))}`;
  const who = request.requested_by === null ? "" : `, asked for by ${forMarkdown(request.requested_by)}`;
  return [
    ...(request.title === null ? [] : [`> ${forMarkdown(request.title)}`, ""]),
    `${level ?? "A"} bypass${what}${where}${sha}${who}.`,
    "",
  ];
}

function slotTable({ tree }: Decision): string[] {
  const rows = tree.map((slot) => {
    const mark = slot.status === "filled" ? "✅ filled" : slot.status === "open" ? "⏳ open" : "not needed";
    const next = slot.status === "open" ? forMarkdown(namesOf(slot.eligible) || "nobody available") : "";
    return `| ${forMarkdown(slot.slot)} | ${mark} | ${forMarkdown(slot.by.join(", "))} | ${next} |`;
  });
  return ["| Slot | Status | Filled by | Can be filled by |", "| --- | --- | --- | --- |", ...rows];
}

function digestLines({ subject }: Decision): string[] {
  if (subject.manifest_sha256 === null) return [];
  const line = `qms-digest: sha256:${subject.manifest_sha256}`;
  const lead = "An approval is a statement about this content. To bind it, put this line into the review:";
  return [lead, "", "```text", line, "```", ""];
}

function toolLine({ tool, evaluated_at: at }: Decision): string {
  return `<sub>${forMarkdown(`${tool.name} ${tool.version}, evaluated at ${at}`)}</sub>`;
}

function findingTable(title: string, findings: Decision["findings"], most: number): string[] {
  const rowOf = (item: Decision["findings"][number]): string => {
    const place = placeOf(item);
    return `| ${forCodeSpan(item.code)} | ${forMarkdown(item.message)}${place === "" ? "" : `<br>${forCodeSpan(place)}`} | ${forMarkdown(item.fix)} |`;
  };
  return [`**${title}**`, "", ...folded(findings, rowOf, "| Code | What | What to do |\n| --- | --- | --- |", most)];
}

/** A table of at most twenty rows; the rest folds away, and of what is past `most` only the count is said. */
function folded<Item>(items: readonly Item[], rowOf: (item: Item) => string, head: string, most: number): string[] {
  const rows = items.slice(0, most).map(rowOf);
  const more = items.length > most ? ["", `… ${items.length - most} more in the JSON result`] : [];
  if (rows.length === 0) return more.slice(1);
  if (rows.length <= rowLimit) return [head, ...rows, ...more];
  const summary = `<details><summary>${items.length - rowLimit} more</summary>`;
  const rest = [head, ...rows.slice(rowLimit)];
  return [head, ...rows.slice(0, rowLimit), "", summary, "", ...rest, ...more, "", "</details>"];
}
