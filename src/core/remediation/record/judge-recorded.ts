import type { CommandContext, Judged } from "../judge-commands.ts";
import type { RecordCommand, TrackingCommand } from "../tracking-commands.ts";
import { composeRecorded, withComment } from "./compose-recorded.ts";
import { refuseEmpty } from "./judge-improvements.ts";
import { recordableTypes } from "./recordable-types.ts";
import { wrongForm } from "./refusals.ts";
import { ownersByPolicy, roleToRecord } from "./who-records.ts";

/** `/qms record TYPE key=value …` on a tracking issue. Everything that is wrong with it is said at once. */
export function judgeRecorded(command: RecordCommand, id: number, comment: number, context: CommandContext): Judged {
  const composed = composeRecorded(command.type, command.pairs, "bypass", comment);
  const problems = [...command.problems, ...("problems" in composed ? composed.problems : [])];
  if ("problems" in composed || problems.length > 0) {
    const form = "form" in composed ? composed.form : `/qms record ${command.type} key=value`;
    return { problem: problems.join("; "), ...wrongForm(form) };
  }
  const { type, data } = composed;
  return judgeTyped(type, data, id, `record:${comment}`, context);
}

/** `/qms stabilized`: the word that ends an emergency, once. */
export function judgeStabilized(id: number, comment: number, context: CommandContext): Judged {
  const type = "incident.stabilized";
  if (context.subject.level !== "EMERGENCY") {
    return { problem: "only an EMERGENCY is stabilized", fix: "Nothing has to be said here." };
  }
  const known = context.fold.places.map((place) => place.at(-1)).find((event) => event?.type === type);
  if (known !== undefined) {
    return { problem: `it is on record as stabilized since ${known.at}`, fix: "Nothing is left to do." };
  }
  const incident = context.manifest.view.text("/incident/id");
  const data = incident === null ? {} : { incident_id: incident };
  return judgeTyped(type, withComment(type, data, comment), id, `stabilized:${comment}`, context);
}

/** `/qms deliver KIND EVIDENCE`: by whom the policy asks for that document; where it asks nobody, by those who answer here. */
export function judgeDeliverable(
  { kind, evidence }: Extract<TrackingCommand, { verb: "deliver" }>,
  id: number,
  comment: number,
  context: CommandContext,
): Judged {
  const data = { comment_id: comment, kind, evidence };
  const judged = judgeTyped("deliverable.submitted", data, id, `deliver:${comment}`, context);
  return "problem" in judged ? judged : (refuseEmpty(kind, context.improvements, context.bypass) ?? judged);
}

function judgeTyped(
  type: keyof typeof recordableTypes,
  data: Readonly<Record<string, unknown>>,
  id: number,
  key: string,
  { policy, subject, answerers }: CommandContext,
): Judged {
  const asked = ownersByPolicy(type, data.kind, subject, policy);
  const owners = asked.length > 0 ? asked : (recordableTypes[type]?.by ?? []);
  const kind = typeof data.kind === "string" ? ` ${data.kind}` : "";
  const entitled = roleToRecord(`recording ${type}${kind}`, id, owners, answerers);
  return "problem" in entitled ? entitled : { type, key, role: entitled.role, data };
}
