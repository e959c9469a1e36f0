import { parseLocalDate } from "../time/instant.ts";
import {
  type CommandReading,
  commandLineOf,
  longestLine,
  type ObligationCommand,
  readObligationCommand,
} from "./read-command.ts";
import { readPairs } from "./record/read-pairs.ts";

/** What somebody says on the tracking issue (60-remediation.md, "The tracking issue"). */
export type TrackingCommand =
  | ObligationCommand
  | { readonly verb: "ack" | "verify" | "stabilized" }
  | { readonly verb: "progress" | "decision" | "action" | "lesson"; readonly text: string }
  | { readonly verb: "deliver"; readonly kind: string; readonly evidence: string }
  | FoundCommand
  | { readonly verb: "extend"; readonly date: string; readonly reason: string }
  | RecordCommand;

/** An additional issue: a check by its name, or any reference; class and severity are said where they are known. */
export interface FoundCommand {
  readonly verb: "found";
  readonly reference: string;
  readonly class: string | null;
  readonly severity: string | null;
}

export interface RecordCommand {
  readonly verb: "record";
  readonly type: string;
  readonly pairs: readonly (readonly [string, string])[];
  /** What of it could not be read as key=value. */
  readonly problems: readonly string[];
}

export type TrackingReading =
  | { readonly command: TrackingCommand }
  | { readonly command: null; readonly problem: string; readonly form: string };

const texts = ["progress", "decision", "action", "lesson"] as const;
const forms =
  "/qms progress TEXT, /qms decision TEXT, /qms action TEXT, /qms lesson TEXT, /qms done KEY EVIDENCE, /qms na KEY REASON, /qms deliver KIND EVIDENCE, /qms found REF, /qms extend DATE REASON, /qms record TYPE key=value, /qms stabilized, /qms ack, /qms verify";
const longest = 2000;

/** Reads the first line of a comment by the exact grammar; what follows it is talk. */
export function readTrackingCommand(body: string): TrackingReading {
  const line = commandLineOf(body);
  const wrong = (problem: string, form: string): TrackingReading => ({ command: null, problem, form });
  if (line === null) return wrong(`its line is longer than ${longestLine} characters`, forms);
  const [, verb = "", rest = ""] = /^\/qms[ \t]+(\S+)(?:[ \t]+(.*))?$/.exec(line) ?? [];
  const text = rest.trim();
  if (verb === "done" || verb === "na") return readObligationCommand(body) satisfies CommandReading;
  if (verb === "ack" || verb === "verify" || verb === "stabilized") {
    return text === "" ? { command: { verb } } : wrong(`"${verb}" takes nothing behind it`, `/qms ${verb}`);
  }
  if (isText(verb)) {
    if (text === "") return wrong("the text is missing", `/qms ${verb} TEXT`);
    return text.length > longest
      ? wrong(`it is longer than ${longest} characters`, `/qms ${verb} TEXT`)
      : { command: { verb, text } };
  }
  if (verb === "deliver") {
    const [, kind, evidence] = /^([a-z][a-z0-9_]{0,79})[ \t]+(https:\/\/[^\s<>"]{1,1900})$/.exec(text) ?? [];
    return kind === undefined || evidence === undefined
      ? wrong("it takes a kind and a URL", "/qms deliver KIND EVIDENCE")
      : { command: { verb, kind, evidence } };
  }
  if (verb === "found") return readFound(text);
  if (verb === "extend") {
    const [, date, reason] = /^(\d{4}-\d{2}-\d{2})[ \t]+(\S.*)$/.exec(text) ?? [];
    return date === undefined || reason === undefined || parseLocalDate(date) === null
      ? wrong("it takes a real day as YYYY-MM-DD and a reason", "/qms extend DATE REASON")
      : { command: { verb, date, reason } };
  }
  if (verb === "record") {
    const [, type, pairs = ""] = /^([a-z][a-z_.]{0,79})(?:[ \t]+(.*))?$/.exec(text) ?? [];
    return type === undefined
      ? wrong("it names no type", "/qms record TYPE key=value")
      : { command: { verb, type, ...readPairs(pairs) } };
  }
  return wrong(verb === "" ? "it names no command" : `"${verb.slice(0, 40)}" is no command here`, forms);
}

/** The reference may have blanks (names of checks do); `class=` and `severity=` stand behind it. */
function readFound(text: string): TrackingReading {
  const form = "/qms found REF [class=CLASS] [severity=S1|S2|S3|S4]";
  const wrong = (problem: string): TrackingReading => ({ command: null, problem, form });
  let reference = text;
  const said: { class: string | null; severity: string | null } = { class: null, severity: null };
  for (;;) {
    // Word by word from the end: a pattern that looks for the blanks before a word would look from each of them.
    const blank = Math.max(reference.lastIndexOf(" "), reference.lastIndexOf("\t"));
    const [, key, value] = /^(class|severity)=(\S+)$/.exec(reference.slice(blank + 1)) ?? [];
    if (value === undefined) break;
    if (key === "class") said.class ??= value;
    else said.severity ??= value;
    reference = reference.slice(0, Math.max(blank, 0)).trimEnd();
  }
  if (reference === "") return wrong("the reference is missing");
  return reference.length > 500
    ? wrong("the reference is longer than 500 characters")
    : { command: { verb: "found", reference, ...said } };
}

function isText(verb: string): verb is (typeof texts)[number] {
  return (texts as readonly string[]).includes(verb);
}
