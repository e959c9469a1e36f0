import { type Finding, finding } from "../../findings/finding.ts";
import { type FormRow, levelLabel } from "./form-row.ts";

/** GitHub takes 65,536 characters; a manifest may have this many bytes. */
const longest = 64 * 1024;

/** What GitHub writes where nothing was filled in. */
const nothing = "_No response_";

/** The answers of a filled form by label; null: not answered. */
export interface FormReading {
  readonly answers: ReadonlyMap<string, string | null>;
  readonly findings: readonly Finding[];
}

/** The level that a filled form names, as it stands there; null where an issue is no request form at all. */
export function levelInForm(body: string): string | null {
  const [heading, value] = body.split(/\r\n|\n/, 12).filter((line) => line.trim() !== "");
  return heading?.trimEnd() === headingOf(levelLabel) ? (value ?? "").trim() : null;
}

/**
 * Takes a submitted issue form apart (60-remediation.md, "Request form"). Only the headings of the form count, each once and in their
 * order; any other heading is text of the field that it stands in. So a text cannot become a field: it can only be refused.
 */
export function readForm(body: string, rows: readonly FormRow[]): FormReading {
  if (new TextEncoder().encode(body).length > longest) {
    return { answers: new Map(), findings: [finding("FILE_TOO_LARGE", { what: "The request", limit: "64 KiB" })] };
  }
  const labels = [levelLabel, ...rows.map((row) => row.label)];
  const places = new Map(labels.map((label, place) => [headingOf(label), { label, place }]));
  const answers = new Map<string, string | null>();
  const findings: Finding[] = [];
  let label: string | null = null;
  let lastPlace = -1;
  let lines: string[] = [];
  const end = (): void => {
    if (label !== null) answers.set(label, answerOf(lines));
    else if (lines.some((line) => line.trim() !== "")) findings.push(finding("SECTION_ORDER", { label: levelLabel }));
    lines = [];
  };
  for (const line of body.split(/\r\n|\n/)) {
    const found = places.get(line.trimEnd());
    if (found === undefined) lines.push(line);
    else {
      end();
      if (answers.has(found.label)) findings.push(finding("DUPLICATE_SECTION", { label: found.label }));
      else if (found.place < lastPlace) findings.push(finding("SECTION_ORDER", { label: found.label }));
      lastPlace = Math.max(lastPlace, found.place);
      label = found.label;
    }
  }
  end();
  findings.push(
    ...labels.filter((name) => !answers.has(name)).map((name) => finding("SECTION_MISSING", { label: name })),
  );
  return { answers, findings: uniqueOf(findings) };
}

function headingOf(label: string): string {
  return `### ${label}`;
}

/** The lines of one field as somebody typed them: without the code fence of a field with `render:`. */
function answerOf(lines: readonly string[]): string | null {
  const text = lines.join("\n").trim();
  const [, fence, inside] = /^(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)\n?\1$/.exec(text) ?? [];
  const answer = fence === undefined ? text : (inside ?? "").trim();
  return answer === "" || answer === nothing ? null : answer;
}

function uniqueOf(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ message }) => !seen.has(message) && seen.add(message) !== null);
}
