import type { EventActor } from "../../generated/types/event.ts";
import {
  type Answerers,
  isOwner,
  mayBeOwner,
  type NumberedAccount,
  type Refusal,
  refuseOwner,
  refuseRole,
} from "../authorization/answerers.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, personById } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Subject } from "../procedure/when.ts";
import { secretKindIn } from "../text/secrets.ts";
import { parseInstant } from "../time/instant.ts";
import { criterionKey, judgeVerify, type Said } from "./judge-verify.ts";
import type { ObligationReading } from "./list-obligations.ts";
import { isCommand } from "./read-command.ts";
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
}

/** What one command comes to: an event, or why it does not count. */
export type Judged =
  | { readonly type: EventContent["type"]; readonly key: string; readonly role: string | null; readonly data: object }
  | Refusal;

/** Turns the commands of a tracking issue into events, by who gave them (60-remediation.md). Strangers get no answer. */
export function judgeCommands(comments: readonly TrackingComment[], context: CommandContext): JudgedCommands {
  const events: EventContent[] = [];
  const replies: JudgedCommands["replies"][number][] = [];
  const known = new Set(context.fold.entries.map(({ event }) => event.source.url));
  // What earlier comments of the same run have said counts for later ones.
  const said = { lesson: has(context, "lesson.recorded"), keys: new Map(answeredKeys(context)), verified: false };
  for (const comment of comments) {
    const { author } = comment;
    // What was answered once is answered for good: it must not count later by itself.
    if (context.answered.has(comment.id)) continue;
    if (!isCommand(comment.body) || known.has(comment.url) || author === null || author.type !== "User") continue;
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
    const judged = judge(reading.command, author, comment.id, context, said);
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
    if (reading.command.verb === "done" || reading.command.verb === "na")
      said.keys.set(reading.command.key, judged.type);
  }
  return { events, replies };
}

function judge(
  command: TrackingCommand,
  author: NumberedAccount,
  comment: number,
  context: CommandContext,
  said: Said,
): Judged {
  const { id, login } = author;
  const { answerers } = context;
  const role = answerers.levelRoles.find((name) => answerers.holds(id, name)) ?? null;
  const isRemediationOwner = id === answerers.remediationOwner;
  const anybody = role !== null || isRemediationOwner || answerers.rolesAbove.some((name) => answerers.holds(id, name));
  const { ownerLogin, levelRoles } = answerers;
  const mine = refuseRole(levelRoles, `"${command.verb}" is not for you here`, answerers);
  const notYours =
    ownerLogin === null ? mine : { ...mine, fix: `${mine.fix} Or ask the remediation owner, ${ownerLogin}.` };
  switch (command.verb) {
    case "done":
    case "na":
      return judgeAnswer(command, author, comment, context);
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
      return judgeVerify(comment, role, mayBeOwner(author, answerers), context, said);
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
  author: NumberedAccount,
  comment: number,
  context: CommandContext,
): Judged {
  const { id } = author;
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
    return levelRole === null || mayBeOwner(author, answerers)
      ? refuseRole(
          answerers.levelRoles,
          "a success criterion is confirmed by the verifier, not by the owner",
          answerers,
        )
      : { type: "obligation.done", key, role: levelRole, data };
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
