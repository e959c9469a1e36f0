import type { EvidenceKind } from "../../generated/types/policy.ts";

/** An answer to an obligation, as somebody wrote it. */
export type ObligationCommand =
  | { readonly verb: "done"; readonly key: string; readonly evidenceKind: EvidenceKind; readonly evidence: string }
  | { readonly verb: "na"; readonly key: string; readonly reason: string };

/** A comment as a command; `problem` says what is wrong with it, `form` how it would be right. */
export type CommandReading =
  | { readonly command: ObligationCommand }
  | { readonly command: null; readonly problem: string; readonly form: string };

const forms = { done: "/qms done KEY EVIDENCE", na: "/qms na KEY REASON" } as const;
const both = `${forms.done} or ${forms.na}`;
const longest = 2000;

/** No command needs more; what is longer is not even taken apart. */
export const longestLine = 2500;

/** The line of a comment that can be a command, without the blanks at its end; null: it is too long to be one. */
export function commandLineOf(body: string): string | null {
  const [line = ""] = body.split(/\r\n|[\n\r\u2028\u2029]/, 1);
  const text = line.trimEnd();
  return text.length > longestLine ? null : text;
}

/** Whether a comment is meant as a command: its very first word, nothing before it. */
export function isCommand(body: string): boolean {
  return /^\/qms(?:\s|$)/.test(body);
}

/**
 * Reads the first line of a comment by the exact grammar (60-remediation.md, "The tracking issue"); what follows it is talk. Evidence is
 * a URL, `PATH sha256:HEX`, or `event:HEX`; it is recorded, never fetched.
 */
export function readObligationCommand(body: string): CommandReading {
  const line = commandLineOf(body);
  const wrong = (problem: string, form: string = both): CommandReading => ({ command: null, problem, form });
  if (line === null) return wrong(`its line is longer than ${longestLine} characters`);
  const [, verb, rest = ""] = /^\/qms[ \t]+(\S+)(?:[ \t]+(.*))?$/.exec(line) ?? [];
  if (verb !== "done" && verb !== "na") {
    return wrong(
      verb === undefined ? "it names no command" : `"${verb.slice(0, 40)}" is no command that counts on a request`,
    );
  }
  const form = forms[verb];
  const [, key, text = ""] = /^([a-z0-9][a-z0-9_-]{0,79})(?:[ \t]+(.*))?$/.exec(rest) ?? [];
  if (key === undefined) return wrong("it names no obligation", form);
  const words = text.trim();
  if (words === "") return wrong(verb === "done" ? "the evidence is missing" : "the reason is missing", form);
  if (words.length > longest) return wrong(`it is longer than ${longest} characters`, form);
  if (verb === "na") return { command: { verb, key, reason: words } };
  const evidenceKind = kindOf(words);
  if (evidenceKind === null) {
    return wrong("the evidence is no URL, no file with its sha256 (PATH sha256:HEX) and no event (event:HEX)", form);
  }
  return { command: { verb, key, evidenceKind, evidence: words } };
}

function kindOf(evidence: string): EvidenceKind | null {
  if (/^https:\/\/[^\s<>"]+$/.test(evidence)) return "url";
  if (/^[^\s:][^:]{0,400} sha256:[0-9a-f]{64}$/.test(evidence)) return "file";
  return /^event:[0-9a-f]{12,64}$/.test(evidence) ? "event" : null;
}
