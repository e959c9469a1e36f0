import type { EventActor, EventType } from "../../../generated/types/event.ts";
import { type Answerers, type Refusal, refuseRole } from "../../authorization/answerers.ts";
import type { EventContent } from "../../ledger/draft-event.ts";
import { type CompiledPeople, personById, personByLogin } from "../../procedure/compiled-people.ts";
import { secretKindIn } from "../../text/secrets.ts";
import { parseInstant } from "../../time/instant.ts";
import type { TrackingComment } from "../judge-commands.ts";
import { isCommand } from "../read-command.ts";
import { readTrackingCommand, type TrackingCommand } from "../tracking-commands.ts";
import { composeRecorded, withComment } from "./compose-recorded.ts";
import { coordinators, procedureOwners, recordableTypes } from "./recordable-types.ts";
import { editedRefusal, secretRefusal, wrongForm } from "./refusals.ts";

/** What the commands on the record issue come to. */
export interface JudgedRecord {
  readonly events: readonly (EventContent & { readonly comment: number })[];
  readonly replies: readonly (Refusal & { readonly comment: number })[];
}

export interface RecordContext {
  readonly people: CompiledPeople;
  readonly holds: Answerers["holds"];
  readonly isUnknown: Answerers["isUnknown"];
  /** Comments that have their answer. */
  readonly answered: ReadonlySet<number>;
}

/** Turns what was said on the record issue into events about PROCEDURE, by who said it. Strangers get no answer. */
export function judgeProcedure(comments: readonly TrackingComment[], context: RecordContext): JudgedRecord {
  const events: JudgedRecord["events"][number][] = [];
  const replies: JudgedRecord["replies"][number][] = [];
  for (const { id: comment, author, body, edited, url, createdAt } of comments) {
    if (context.answered.has(comment) || !isCommand(body) || author === null || author.type !== "User") continue;
    if (personById(context.people, author.id)?.active !== true) continue;
    const judged = edited ? editedRefusal : judge(body, author.id, comment, context);
    if ("problem" in judged) {
      replies.push({ comment, ...judged });
      continue;
    }
    const at = parseInstant(createdAt);
    const actor: EventActor = { id: author.id, login: author.login, role: judged.role, kind: "human" };
    events.push({
      comment,
      type: judged.type,
      bypass: "PROCEDURE",
      key: `record:${comment}`,
      actor,
      source: { kind: "comment", url },
      ...(at === null ? {} : { at }),
      data: judged.data,
    });
  }
  return { events, replies };
}

type Judged =
  | { readonly type: EventType; readonly role: string; readonly data: Readonly<Record<string, unknown>> }
  | Refusal;

function judge(body: string, id: number, comment: number, context: RecordContext): Judged {
  const reading = readTrackingCommand(body);
  if (reading.command === null) return { problem: reading.problem, ...wrongForm(reading.form) };
  const secret = secretKindIn(body);
  if (secret !== null) {
    return secretRefusal(secret);
  }
  const { command } = reading;
  switch (command.verb) {
    case "record":
      return judgeRecorded(command, id, comment, context);
    case "decision":
    case "action": {
      const type = `${command.verb}.logged` as const;
      const owners = procedureOwners(
        recordableTypes["improvement.adopted"] ?? { by: coordinators, about: "procedure" },
      );
      const role = roleOf(type, owners, id, context);
      return typeof role === "string" ? { type, role, data: withComment(type, { text: command.text }, comment) } : role;
    }
    default:
      return {
        problem: `"${command.verb}" is about one bypass`,
        fix: "Write it on the tracking issue of that bypass; here it is /qms record TYPE key=value.",
      };
  }
}

function judgeRecorded(
  command: Extract<TrackingCommand, { verb: "record" }>,
  id: number,
  comment: number,
  context: RecordContext,
): Judged {
  const { pairs, problems: mismatched } = withPerson(command.pairs, context.people);
  const composed = composeRecorded(command.type, pairs, "procedure", comment);
  const problems = [...command.problems, ...mismatched, ...("problems" in composed ? composed.problems : [])];
  if ("problems" in composed || problems.length > 0) {
    const form = "form" in composed ? composed.form : `/qms record ${command.type} key=value`;
    return { problem: problems.join("; "), ...wrongForm(form) };
  }
  const { type, data } = composed;
  const role = roleOf(
    type,
    procedureOwners(recordableTypes[type] ?? { by: coordinators, about: "procedure" }),
    id,
    context,
  );
  if (typeof role !== "string") return role;
  if (data.person_id === id) {
    return {
      problem: "nobody vouches for their own training or certificate",
      fix: "Ask another coordinator to record it.",
    };
  }
  return { type, role, data };
}

/** Of a person the number decides and the login is a label: who gives one of the two is given the other. */
function withPerson(
  pairs: readonly (readonly [string, string])[],
  people: CompiledPeople,
): { readonly pairs: readonly (readonly [string, string])[]; readonly problems: readonly string[] } {
  const said = new Map(pairs);
  const [login, number] = [said.get("login"), said.get("person_id")];
  if (login === undefined && number === undefined) return { pairs, problems: [] };
  const person = login === undefined ? personById(people, Number(number)) : personByLogin(people, login);
  if (person === null) {
    return { pairs, problems: [`people.yml knows nobody as ${login ?? number}`] };
  }
  if (number !== undefined && String(person.id) !== number) {
    return { pairs, problems: [`${login} is ${person.id} in people.yml, not ${number}`] };
  }
  const missing: (readonly [string, string])[] = [
    ...(login === undefined ? [["login", person.login] as const] : []),
    ...(number === undefined ? [["person_id", String(person.id)] as const] : []),
  ];
  return { pairs: [...pairs, ...missing], problems: [] };
}

function roleOf(
  type: string,
  owners: readonly string[],
  id: number,
  { holds, isUnknown }: RecordContext,
): string | Refusal {
  const held = owners.find((role) => holds(id, role));
  return held ?? refuseRole(owners, `recording ${type} takes one of: ${owners.join(", ")}`, { isUnknown });
}
