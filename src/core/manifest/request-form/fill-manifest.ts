import { pointerTokens } from "../../document/locate.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import { assignField } from "../assign-field.ts";
import type { FormField } from "./form-fields.ts";

/** What the answers are about: a pull request may be named by its address. */
export interface FormContext {
  /** `owner/name` */
  readonly repository: string;
  /** e.g. `https://github.com` */
  readonly serverUrl: string;
}

/** Fields of a manifest from a filled form. */
export interface FilledForm {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Answers that mean nothing; what is missing or wrong besides, the manifest's own rules say. */
  readonly findings: readonly Finding[];
}

/** A value, or what is wrong with the answer. */
type Read = { readonly value: unknown } | { readonly problem: string; readonly hint: string };

/** Turns the answers of a form into the fields of a manifest; what is not answered is left out. */
export function fillManifest(
  fields: readonly FormField[],
  answers: ReadonlyMap<string, string | null>,
  context: FormContext,
): FilledForm {
  const filled: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const field of fields) {
    const answer = answers.get(field.label) ?? null;
    if (answer === null) {
      if (field.none === true) assignField(filled, pointerTokens(field.pointer), []);
      continue;
    }
    const read = readAnswer(answer, field, context);
    if ("value" in read) {
      if (read.value !== undefined) assignField(filled, pointerTokens(field.pointer), read.value);
    } else {
      const params = { field: field.label, problem: read.problem, hint: read.hint };
      findings.push(finding("FIELD_INVALID", params, { pointer: field.pointer }));
    }
  }
  return { fields: filled, findings };
}

function readAnswer(answer: string, field: FormField, context: FormContext): Read {
  switch (field.answer) {
    case "text":
      return { value: referenceIn(answer) ?? answer };
    case "line":
      return { value: answer };
    case "login":
      return { value: answer.replace(/^@/, "") };
    case "integer":
      return { value: /^-?\d{1,15}(?:\.\d{1,10})?$/.test(answer) ? Number(answer) : answer };
    case "yes-no":
      return readYesNo(answer);
    // An option is its value, or its value and what that means.
    case "choice":
      return { value: wordOf(answer) };
    case "choices":
      return { value: answer.split(/,\s*|\n/).map(wordOf) };
    case "list":
      return { value: field.pointer === "/checks" && answer === "all" ? "all" : linesOf(answer) };
    case "table":
      return readTable(answer, field.parts);
    case "evidence":
      return readEvidence(answer);
    case "pull-request":
      return readPullRequest(answer, context);
    case "money":
      return readMoney(answer);
    case "flag":
      return { value: /^[-*] \[[xX]\] /.test(answer) ? true : undefined };
  }
}

function referenceIn(answer: string): unknown {
  const [, ref, sha256] = /^ref:\s*(\S+)\s+sha256:\s*([0-9a-f]{64})$/.exec(answer) ?? [];
  return ref === undefined ? null : { ref, sha256 };
}

function wordOf(option: string): string {
  return /^([^\s:]+):(?:\s|$)/.exec(option)?.[1] ?? option.trim();
}

function readYesNo(answer: string): Read {
  const word = wordOf(answer).toLowerCase();
  if (word === "yes" || word === "no") return { value: word === "yes" };
  return { problem: "is neither yes nor no", hint: "Write yes or no." };
}

/** Entries of a list, with or without bullets. */
function linesOf(answer: string): string[] {
  return answer
    .split("\n")
    .map((line) => line.trim().replace(/^[-*] +/, ""))
    .filter((line) => line !== "");
}

function readTable(answer: string, parts: readonly string[]): Read {
  const rows = linesOf(answer).map((line) => line.split("|").map((cell) => cell.trim()));
  const wrong = rows.findIndex((cells) => cells.length !== parts.length);
  if (wrong >= 0) {
    return {
      problem: `has ${rows[wrong]?.length} instead of ${parts.length} parts in its line ${wrong + 1}`,
      hint: `Write one entry per line: ${parts.join(" | ")}.`,
    };
  }
  return {
    value: rows.map((cells) =>
      // An empty part is a missing field, and is said to be missing.
      Object.fromEntries(parts.flatMap((key, index) => (cells[index] === "" ? [] : [[key, cells[index]]]))),
    ),
  };
}

function readEvidence(answer: string): Read {
  const evidence: Record<string, unknown> = {};
  const lines = linesOf(answer);
  for (const [index, line] of lines.entries()) {
    const [, criterion, key, value] = /^([a-z][a-z_]{0,79})\.([a-z][a-z_]{0,79})\s*:\s+(\S.*)$/.exec(line) ?? [];
    if (criterion === undefined || key === undefined) {
      return { problem: `is not understood in its line ${index + 1}`, hint: "Write: criterion.key: value" };
    }
    const said = evidence[criterion] as Readonly<Record<string, unknown>> | undefined;
    if (Object.hasOwn(evidence, criterion) && said !== undefined && Object.hasOwn(said, key)) {
      return { problem: `says ${criterion}.${key} twice`, hint: "Keep one of the two lines." };
    }
    assignField(evidence, [criterion, key], value);
  }
  return { value: evidence };
}

function readPullRequest(answer: string, { repository, serverUrl }: FormContext): Read {
  const path = `${serverUrl}/${repository}/pull/`;
  const rest = answer.toLowerCase().startsWith(path.toLowerCase()) ? answer.slice(path.length) : answer;
  const [, number] = /^#?([1-9]\d{0,8})(?:[/?#]\S*)?$/.exec(rest) ?? [];
  if (number !== undefined && (rest !== answer || /^#?\d+$/.test(answer))) return { value: Number(number) };
  return { problem: "is not the number of a pull request of this repository", hint: "Write the number, e.g. 512." };
}

function readMoney(answer: string): Read {
  if (answer.toLowerCase() === "none") return { value: "none" };
  const [, amount, currency] = /^(\d{1,13}(?:\.\d{1,10})?)\s*([A-Z]{3})$/.exec(answer) ?? [];
  if (amount !== undefined) return { value: { amount: Number(amount), currency } };
  return { problem: "is neither an amount with its currency nor none", hint: "Write e.g. 25000 EUR, or: none" };
}
