import type { Decision } from "../../../generated/types/decision.ts";
import { renderFinding } from "../../findings/render-text.ts";
import { forTerminal } from "../../text/escape.ts";
import { type Paint, padTo, type Style, widthOf, wrap } from "../../text/layout.ts";

const verdictStyle: Readonly<Record<Decision["verdict"], Style>> = {
  approved: "good",
  pending: "warn",
  denied: "bad",
  error: "bad",
};

/** The decision for a terminal. The first two lines say what holds and who must do what. */
export function renderDecisionText(decision: Decision, paint: Paint, width = 100): string {
  const out: string[] = [];
  out.push(
    `${paint(verdictStyle[decision.verdict], decision.verdict.toUpperCase())}  ${paint("strong", wrap(forTerminal(decision.summary), width - 10, "          "))}`,
  );
  if (decision.next !== "") out.push(`  ${wrap(`→ ${forTerminal(decision.next)}`, width - 2, "    ")}`);
  if (decision.tree.length > 0)
    out.push("", paint("strong", `Slots of level ${decision.level ?? ""}`), ...slotLines(decision, paint));
  if (decision.required_level !== null)
    out.push("", paint("strong", "Required level"), `  ${levelLine(decision.required_level)}`);
  if (decision.criteria.length > 0) {
    out.push("", paint("strong", "Approval criteria"));
    const columns = Math.max(...decision.criteria.map((item) => widthOf(forTerminal(item.criterion))));
    for (const item of decision.criteria) {
      const mark =
        item.status === "open" ? paint("warn", "○") : item.status === "no" ? paint("bad", "✗") : paint("good", "✓");
      out.push(`  ${mark} ${padTo(forTerminal(item.criterion), columns)}  ${forTerminal(item.text)}`);
    }
  }
  if (decision.candidates.length > 0) out.push("", paint("strong", "Reviews"), ...reviewLines(decision, paint, width));
  const findings = decision.findings;
  if (findings.length > 0) {
    out.push("", paint("strong", "Findings"));
    for (const item of findings) out.push(indent(renderFinding(item as never, paint, width - 2)));
  }
  // On a line of its own: it is there to be copied.
  if (decision.verdict === "pending" && decision.subject.manifest_sha256 !== null) {
    out.push("", paint("strong", "Line that binds an approval to this content"));
    out.push(`  qms-digest: sha256:${decision.subject.manifest_sha256}`);
  }
  out.push("", paint("dim", subjectLine(decision)));
  return `${out.join("\n")}\n`;
}

function slotLines(decision: Decision, paint: Paint): string[] {
  const nameWidth = Math.max(...decision.tree.map((slot) => widthOf(slot.slot)));
  return decision.tree.map((slot) => {
    const name = padTo(forTerminal(slot.slot), nameWidth);
    if (slot.status === "not_needed") return `  ${paint("dim", `– ${name}  not needed for these checks`)}`;
    const by = slot.by.map(forTerminal).join(", ");
    if (slot.status === "filled") return `  ${paint("good", "✓")} ${name}  ${by}`;
    const who =
      slot.eligible.length === 0
        ? `nobody available (roles: ${slot.roles.join(", ")})`
        : `can be filled by ${namesOf(slot.eligible)}`;
    const have = by === "" ? "" : `${by}; `;
    return `  ${paint("warn", "○")} ${name}  ${have}open, ${forTerminal(who)}`;
  });
}

/** At most eight names; a role of a large organisation has hundreds. */
export function namesOf(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
}

/** `L2 = the highest of matrix L2, tree L1 (A>B>D>G>J>M), classes L1`. */
export function levelLine(required: NonNullable<Decision["required_level"]>): string {
  const inputs = [
    `matrix ${required.matrix ?? "unknown"}`,
    `tree ${required.tree ?? "unknown"}${required.path === "" ? "" : ` (${required.path})`}`,
    `classes ${required.classes ?? "none"}`,
    ...(required.rollback === null ? [] : [`rollback ${required.rollback}`]),
  ];
  return `${required.result ?? "unknown"} = the highest of ${inputs.join(", ")}`;
}

function reviewLines(decision: Decision, paint: Paint, width: number): string[] {
  const nameWidth = Math.max(...decision.candidates.map((item) => widthOf(forTerminal(item.login ?? "(deleted)"))));
  const codeWidth = Math.max(...decision.candidates.map((item) => item.code.length));
  return decision.candidates.flatMap((item) => {
    const counts = item.code === "OK";
    const mark = counts
      ? paint("good", "✓")
      : item.code === "CHANGES_REQUESTED"
        ? paint("bad", "✗")
        : paint("dim", "·");
    const lead = `  ${mark} ${padTo(forTerminal(item.login ?? "(deleted)"), nameWidth)}  ${padTo(item.code, codeWidth)}  `;
    const room = width - nameWidth - codeWidth - 8;
    const pad = " ".repeat(nameWidth + codeWidth + 8);
    const lines = [lead + wrap(forTerminal(item.text), room, pad)];
    if (!counts && item.code !== "SURPLUS")
      lines.push(pad + paint("dim", wrap(`→ ${forTerminal(item.fix)}`, room, `${pad}  `)));
    return lines;
  });
}

function subjectLine({ subject, evaluated_at, tool }: Decision): string {
  const parts = [
    subject.repository === null ? "" : `${subject.repository}#${subject.pull_request}`,
    subject.manifest_path ?? "",
    subject.manifest_sha256 === null ? "" : `sha256:${subject.manifest_sha256.slice(0, 12)}…`,
    `evaluated at ${evaluated_at}`,
    `${tool.name} ${tool.version}`,
  ];
  return forTerminal(parts.filter((part) => part !== "").join(" · "));
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
