import { type CommandReading, type ObligationCommand, readObligationCommand } from "./read-command.ts";

/** What somebody says on the tracking issue (60-remediation.md, "The tracking issue"). */
export type TrackingCommand =
  | ObligationCommand
  | { readonly verb: "ack" }
  | { readonly verb: "verify" }
  | { readonly verb: "progress" | "decision" | "action" | "lesson"; readonly text: string }
  | { readonly verb: "deliver"; readonly kind: string; readonly evidence: string };

export type TrackingReading =
  | { readonly command: TrackingCommand }
  | { readonly command: null; readonly problem: string; readonly form: string };

const texts = ["progress", "decision", "action", "lesson"] as const;
const forms =
  "/qms progress TEXT, /qms decision TEXT, /qms action TEXT, /qms lesson TEXT, /qms done KEY EVIDENCE, /qms na KEY REASON, /qms deliver KIND EVIDENCE, /qms ack, /qms verify";
const longest = 2000;

/** Reads the first line of a comment by the exact grammar; what follows it is talk. */
export function readTrackingCommand(body: string): TrackingReading {
  const [line = ""] = body.split(/\r\n|[\n\r\u2028\u2029]/, 1);
  const wrong = (problem: string, form: string): TrackingReading => ({ command: null, problem, form });
  const [, verb = "", rest = ""] = /^\/qms[ \t]+(\S+)(?:[ \t]+(.*))?$/.exec(line.trimEnd()) ?? [];
  const text = rest.trim();
  if (verb === "done" || verb === "na") return readObligationCommand(body) satisfies CommandReading;
  if (verb === "ack" || verb === "verify") {
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
  return wrong(verb === "" ? "it names no command" : `"${verb.slice(0, 40)}" is no command here`, forms);
}

function isText(verb: string): verb is (typeof texts)[number] {
  return (texts as readonly string[]).includes(verb);
}
