import type { Decision } from "../../../generated/types/decision.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Mend } from "../../manifest/request-form/compose-request.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { foldTable } from "../../text/markdown-table.ts";
import { namesOf } from "./text.ts";

/** GitHub refuses a comment of more than 65,536 characters. */
const sizeLimit = 60_000;

/** An accepted request, as its issue is told. */
export interface AcceptedRequest {
  readonly id: string;
  readonly path: string;
  readonly decision: Decision;
  readonly next: /** A branch holds the manifest; a person opens the pull request. */
    | { readonly step: "open"; readonly url: string; readonly branch: string }
    /** The pull request is there. */
    | { readonly step: "review"; readonly pull: number }
    /** It is merged already. */
    | { readonly step: "merged" }
    /** No branch could be made: the file is added by hand. */
    | { readonly step: "add"; readonly url: string; readonly text: string };
  /** What is worth knowing. */
  readonly findings: readonly Finding[];
}

/** Says under the issue what a request became: the next click, who has to approve, the line that binds an approval. */
export function renderAccepted({ id, path, decision, next, findings }: AcceptedRequest): string {
  const sha256 = decision.subject.manifest_sha256 ?? "";
  const out = [...nextLines(id, path, next), ""];
  const open = decision.tree.filter((slot) => slot.status === "open");
  if (open.length > 0) {
    const rows = open.map((slot) => `| ${forMarkdown(slot.slot)} | ${forMarkdown(namesOf(slot.eligible))} |`);
    out.push("**Who has to approve**", "", "| Slot | One of |", "| --- | --- |", ...rows, "");
  }
  // Where a team is a role, this token need not know who is in it.
  const unknown = decision.findings.some((item) => item.code === "MEMBERSHIP_UNKNOWN");
  const nobody = unknown ? [] : open.filter((slot) => namesOf(slot.eligible) === "");
  if (nobody.length > 0) {
    out.push(
      `⚠️ Nobody can fill ${nobody.map((slot) => forCodeSpan(slot.slot)).join(", ")} now: tell the coordinator.`,
      "",
    );
  }
  for (const item of findings) {
    out.push(`- ${forCodeSpan(item.code)} ${forMarkdown(item.message)} ${forMarkdown(item.fix)}`);
  }
  if (findings.length > 0) out.push("");
  out.push("An approval is a statement about this content. To bind it, reviewers put this line into the review:", "");
  out.push("```text", `qms-digest: sha256:${sha256}`, "```", "");
  if (next.step !== "add")
    out.push("The request is accepted as it stands: what is edited here from now on changes nothing.");
  return `${out.join("\n")}\n`;
}

function nextLines(id: string, path: string, next: AcceptedRequest["next"]): string[] {
  if (next.step === "review") {
    return [`### ✅ ${forMarkdown(id)}: the request is #${next.pull}`, "", `**Next:** the reviews of #${next.pull}.`];
  }
  if (next.step === "merged")
    return [`### ✅ ${forMarkdown(id)}: approved and merged`, "", "Nothing is left to do here."];
  if (next.step === "open") {
    return [
      `### ✅ ${forMarkdown(id)}: one click is missing`,
      "",
      `**Next:** [Open the pull request](${next.url}) and press "Create pull request". The decision starts with it; this job's token may not open it itself.`,
      "",
      `The branch ${forCodeSpan(next.branch)} holds ${forCodeSpan(path)}.`,
    ];
  }
  return [
    `### ⚠️ ${forMarkdown(id)}: the file has to be added by hand`,
    "",
    `**Next:** [Add the file](${next.url}), put in the text below, choose "Create a new branch" and open the pull request.`,
    "",
    ...(next.text.length > sizeLimit / 2
      ? ["The file is too long for a comment: `qms-bypass new` writes it from your answers."]
      : fileLines(path, next.text)),
  ];
}

function fileLines(path: string, text: string): string[] {
  return [
    `<details><summary>${forMarkdown(path)}</summary>`,
    "",
    // Indented code: no text can end it.
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    "",
    "</details>",
  ];
}

/** Says under the issue what its author has to mend. */
export function renderMends(mends: readonly Mend[], canEdit: boolean): string {
  const count = mends.length === 1 ? "one thing" : `${mends.length} things`;
  const rows = mends.map(
    ({ label, finding: item }) =>
      `| ${label === null ? "" : forMarkdown(label)} | ${forMarkdown(item.message)} | ${forMarkdown(item.fix)} | ${forCodeSpan(item.code)} |`,
  );
  const next = canEdit
    ? "**Next:** mend this and edit the issue; it is read again by itself. Nothing is asked of anybody until then."
    : "**Next:** open a new request.";
  const out = [`### ⛔ The request has ${count} to mend`, "", next, ""];
  const head = "| Field | What is wrong | What to do | Code |\n| --- | --- | --- | --- |";
  for (let most = 100; ; most = Math.floor(most / 2)) {
    const text = `${[...out, ...foldTable(head, rows, most)].join("\n")}\n`;
    if (text.length <= sizeLimit || most === 0) return text;
  }
}

/** A notice above what was said before. */
export function renderEdited(item: Finding): string {
  return `> ⚠️ ${forCodeSpan(item.code)} ${forMarkdown(item.message)} ${forMarkdown(item.fix)}\n`;
}
