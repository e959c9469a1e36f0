import type { EventActor } from "../../generated/types/event.ts";
import {
  type Answerers,
  isOwner,
  type Refusal,
  refuseOwner,
  refuseRole,
  refuseToVerify,
} from "../authorization/answerers.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, personById } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Subject } from "../procedure/when.ts";
import { secretKindIn } from "../text/secrets.ts";
import { parseInstant } from "../time/instant.ts";
import { criterionKey } from "./criterion-key.ts";
import { judgeVerify, type Said } from "./judge-verify.ts";
import { keysProvenBy, type ObligationReading } from "./list-obligations.ts";
import { newCommands } from "./new-commands.ts";
import { judgeExtension } from "./record/judge-extension.ts";
import { judgeFound } from "./record/judge-found.ts";
import { refuseEmpty } from "./record/judge-improvements.ts";
import { judgeDeliverable, judgeRecorded, judgeStabilized } from "./record/judge-recorded.ts";
import { editedRefusal, secretRefusal, wrongForm } from "./record/refusals.ts";
import { type Told, toldByLadder } from "./told-by-ladder.ts";
import { readTrackingCommand, type TrackingCommand } from "./tracking-commands.ts";

/** A comment on the tracking issue. */
export interface TrackingComment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly edited: boolean;
  /** Null: a deleted account. */
  readonly author: { readonly login: string; readonly id: number; readonly type: string } | null;
}

/** What a command is judged by. */
export interface CommandContext {
  readonly bypass: string;
  readonly manifest: ManifestReading;
  readonly people: CompiledPeople;
  readonly answerers: Answerers;
  readonly policy: CompiledPolicy;
  readonly subject: Subject;
  readonly obligations: readonly ObligationReading[];
  readonly fold: BypassFold;
  /** Comments that were refused before. */
  readonly answered: ReadonlySet<number>;
  /** Checks that were set aside and fail on the branch now. */
  readonly red: readonly string[];
  /** Improvements on the record of the procedure that name this bypass; asked for only where recommendations are handed in. */
  readonly improvements: readonly string[];
}

export interface JudgedCommands {
  /** In the order of the comments; what the ledger has already is left out. */
  readonly events: readonly EventContent[];
  /** What an entitled person is answered whose command does not count. */
  readonly replies: readonly (Refusal & { readonly comment: number })[];
  /** What is neither of both, because it depends on who the owner is, and that could not be looked up: a later run judges it. */
  readonly waiting: readonly Omit<TrackingComment, "author">[];
}

/** What one command comes to: an event, or why it does not count. */
export type Judged =
  | { readonly type: EventContent["type"]; readonly key: string; readonly role: string | null; readonly data: object }
  | Refusal;

/** Turns the commands of a tracking issue into events, by who gave them (60-remediation.md). Strangers get no answer. */
export function judgeCommands(comments: readonly TrackingComment[], context: CommandContext): JudgedCommands {
  const events: EventContent[] = [];
  const replies: JudgedCommands["replies"][number][] = [];
  const waiting: JudgedCommands["waiting"][number][] = [];
  // What earlier comments of the same run have said counts for later ones.
  const said = { lesson: has(context, "lesson.recorded"), keys: new Map(answeredKeys(context)), verified: false };
  for (const { author, ...comment } of newCommands(comments, context)) {
    const person = personById(context.people, author.id);
    if (person === null || !person.active) continue;
    const refuse = (refusal: Refusal): void => {
      replies.push({ comment: comment.id, ...refusal });
    };
    if (comment.edited) {
      refuse(editedRefusal);
      continue;
    }
    const reading = readTrackingCommand(comment.body);
    if (reading.command === null) {
      refuse({ problem: reading.problem, ...wrongForm(reading.form) });
      continue;
    }
    const secret = secretKindIn(comment.body);
    if (secret !== null) {
      refuse(secretRefusal(secret));
      continue;
    }
    const judged = judgeByOwner(reading.command, author, comment.id, context, said);
    if (judged === null) {
      waiting.push(comment);
      continue;
    }
    if ("problem" in judged) {
      refuse(judged);
      continue;
    }
    const at = parseInstant(comment.createdAt);
    const actor: EventActor = { id: author.id, login: author.login, role: judged.role, kind: "human" };
    events.push({
      type: judged.type,
      bypass: context.bypass,
      key: judged.key,
      actor,
      source: { kind: "comment", url: comment.url },
      ...(at === null ? {} : { at }),
      data: judged.data as Readonly<Record<string, unknown>>,
    });
    if (judged.type === "remediation.verified") said.verified = true;
    if (judged.type === "lesson.recorded") said.lesson = true;
    const { command } = reading;
    for (const key of command.verb === "done" || command.verb === "na" ? [command.key] : keysProvenBy(judged, context))
      said.keys.set(key, judged.type);
  }
  return { events, replies, waiting };
}

/** Null: it comes to one thing if its author is the owner and to another if not, and nobody could look that up. */
function judgeByOwner(
  command: TrackingCommand,
  author: NonNullable<TrackingComment["author"]>,
  comment: number,
  context: CommandContext,
  said: Said,
): Judged | null {
  const { answerers } = context;
  const { remediationOwner: owner } = answerers;
  if (owner?.id !== "unknown") return judge(command, author, comment, context, said);
  const judgedAs = (id: number): Judged => {
    const known = { ...context, answerers: { ...answerers, remediationOwner: { ...owner, id } } };
    return judge(command, author, comment, known, said);
  };
  const [asOwner, asOther] = [judgedAs(author.id), judgedAs(NOBODY)];
  return canonicalJson(asOwner) === canonicalJson(asOther) ? asOther : null;
}

/** A number that no account has. */
const NOBODY = 0;

function judge(
  command: TrackingCommand,
  { id, login }: NonNullable<TrackingComment["author"]>,
  comment: number,
  context: CommandContext,
  said: Said,
): Judged {
  const { answerers } = context;
  const role = answerers.levelRoles.find((name) => answerers.holds(id, name)) ?? null;
  const isRemediationOwner = id === answerers.remediationOwner?.id;
  const anybody = role !== null || isRemediationOwner || answerers.rolesAbove.some((name) => answerers.holds(id, name));
  const { remediationOwner, levelRoles } = answerers;
  const mine = refuseRole(levelRoles, `"${command.verb}" is not for you here`, answerers);
  const notYours =
    remediationOwner === null
      ? mine
      : { ...mine, fix: `${mine.fix} Or ask the remediation owner, ${remediationOwner.login}.` };
  switch (command.verb) {
    case "done":
    case "na":
      return judgeAnswer(command, id, comment, context);
    case "ack": {
      const asked = acknowledges(id, role, context);
      if (asked === null) return refuseRole([...levelRoles, ...answerers.rolesAbove], mine.problem, answerers);
      return {
        type: "escalation.acknowledged",
        key: `ack:${comment}`,
        role: asked.role,
        data: { comment_id: comment },
      };
    }
    case "progress":
      if (!anybody) return notYours;
      return {
        type: "remediation.progress",
        key: `progress:${comment}`,
        role,
        data: { comment_id: comment, text: command.text },
      };
    case "decision":
    case "action":
      if (!anybody) return notYours;
      return {
        type: `${command.verb}.logged`,
        key: `${command.verb}:${comment}`,
        role,
        data: { comment_id: comment, text: command.text },
      };
    case "lesson":
      if (!anybody) return notYours;
      return {
        type: "lesson.recorded",
        key: `lesson:${comment}`,
        role,
        data: { comment_id: comment, text: command.text },
      };
    case "deliver":
      return judgeDeliverable(command, id, comment, context);
    case "found":
      return judgeFound(command, role, comment, context);
    case "record":
      return judgeRecorded(command, id, comment, context);
    case "stabilized":
      return judgeStabilized(id, comment, context);
    case "extend":
      return anybody ? judgeExtension(command, login, role, comment, context) : notYours;
    case "verify":
      return judgeVerify(id, comment, role, context, said);
  }
}

/** A role of the level or of one above, or whoever the ladder has told last. Null: nobody of these. */
function acknowledges(id: number, role: string | null, context: CommandContext): Told | null {
  const { answerers, fold, manifest, policy, people } = context;
  const above = role ?? answerers.rolesAbove.find((name) => answerers.holds(id, name)) ?? null;
  return above === null ? toldByLadder(id, fold, manifest, answerers, policy, people) : { role: above };
}

function judgeAnswer(
  command: Extract<TrackingCommand, { verb: "done" | "na" }>,
  id: number,
  comment: number,
  context: CommandContext,
): Judged {
  const { answerers, obligations, manifest } = context;
  const data =
    command.verb === "done"
      ? { key: command.key, comment_id: comment, evidence_kind: command.evidenceKind, evidence: command.evidence }
      : { key: command.key, comment_id: comment, reason: command.reason };
  const levelRole = answerers.levelRoles.find((name) => answerers.holds(id, name)) ?? null;
  const key = `${command.key}:${comment}`;
  const criteria = manifest.view.texts("/remediation/success_criteria") ?? [];
  if (criteria.some((_, index) => criterionKey(index) === command.key)) {
    if (command.verb === "na")
      return { problem: "a success criterion is not set aside", fix: "Confirm it, or amend the manifest." };
    const what = "a success criterion is confirmed by the verifier, not by the owner";
    if (levelRole === null) return refuseRole(answerers.levelRoles, what, answerers);
    return refuseToVerify(id, what, answerers) ?? { type: "obligation.done", key, role: levelRole, data };
  }
  const row = obligations.find((one) => one.key === command.key);
  if (row === undefined || row.owner === "automation") {
    return {
      problem: `"${command.key}" is nothing that anybody has to answer here`,
      fix: "Use a key of the checklist.",
    };
  }
  if (row.satisfiedBy === "remediation.verified" && command.verb === "done") {
    return { problem: "this is answered by verifying", fix: "Write /qms verify." };
  }
  if (command.verb === "na") {
    const above = answerers.rolesAbove.find((name) => answerers.holds(id, name));
    return above === undefined
      ? refuseRole(answerers.rolesAbove, "setting it aside takes a role one level up", answerers)
      : { type: "obligation.na", key, role: above, data };
  }
  if (!isOwner(id, row.owner, answerers)) return refuseOwner(row.key, row.owner, answerers);
  if (row.evidence.length > 0 && !row.evidence.includes(command.evidenceKind)) {
    return {
      problem: `"${row.key}" does not take that kind of evidence`,
      fix: `Give one of: ${row.evidence.join(", ")}.`,
    };
  }
  const empty = refuseEmpty(row.satisfiedBy ?? "", context.improvements, context.bypass);
  if (empty !== null) return empty;
  const plain = row.owner.replace(/^role:/, "");
  const role = answerers.holds(id, plain) ? plain : levelRole;
  return { type: "obligation.done", key, role, data };
}

function has({ fold }: CommandContext, type: string): boolean {
  return fold.places.some((place) => place.at(-1)?.type === type);
}

/** Keys with the type of the last answer. */
function answeredKeys({ fold }: CommandContext): (readonly [string, string])[] {
  return fold.places.flatMap((place) => {
    const event = place.at(-1);
    return event !== undefined && /^obligation\.(?:done|na)$/.test(event.type)
      ? [[String(event.data.key), event.type] as const]
      : [];
  });
}
