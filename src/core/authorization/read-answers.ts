import type { CommentFacts, Facts } from "../../generated/types/facts.ts";
import type { Obligation } from "../../generated/types/policy.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { own } from "../own.ts";
import { type CompiledPeople, personById } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import type { ClockEvent } from "../remediation/evaluate-clock.ts";
import { type ObligationCommand, readObligationCommand } from "../remediation/read-command.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type Answerers, isOwner, type Refusal, refuseOwner, refuseRole, rolesOfOwner } from "./answerers.ts";

/** An answer that counts, with the comment that gives it. */
export interface ObligationAnswer {
  readonly comment: CommentFacts & { readonly user: NonNullable<CommentFacts["user"]> };
  readonly command: ObligationCommand;
  /** Role by which the person may answer; null: as the owner of the remediation. */
  readonly role: string | null;
}

export interface AnswersReading {
  readonly answers: readonly ObligationAnswer[];
  /** Why a command of an entitled person does not count. Strangers get no answer. */
  readonly findings: readonly Finding[];
}

/**
 * The obligations that gate activation are answered on the manifest pull request, before there is a tracking issue. Every comment is
 * judged anew each time, by what GitHub shows now: edited or deleted, it does not count any more.
 */
export function readAnswers(
  facts: Facts,
  subject: Subject,
  policy: CompiledPolicy,
  people: CompiledPeople,
  answerers: Answerers,
): AnswersReading {
  const answers: ObligationAnswer[] = [];
  const findings: Finding[] = [];
  const merged = facts.merged_at == null ? null : parseInstant(facts.merged_at);
  // The same comment twice is a page that moved while it was read.
  for (const comment of new Map((facts.comments ?? []).map((item) => [item.id, item])).values()) {
    const { user } = comment;
    const person = user === null ? null : personById(people, user.id);
    if (user === null || user.type !== "User" || person === null || !person.active) continue;
    // After the merge the request is decided: what comes later belongs on the tracking issue.
    if (merged !== null && (parseInstant(comment.created_at) as Instant) > merged) continue;
    const ignore = (problem: string, form: string): void => {
      findings.push(finding("COMMAND_IGNORED", { login: user.login, problem, form }));
    };
    const reading = readObligationCommand(comment.body);
    if (comment.edited === true) {
      ignore("it was edited, and nobody can tell what it said before", "Write a new comment.");
      continue;
    }
    if (reading.command === null) {
      ignore(reading.problem, `Write "${reading.form}" as a new comment.`);
      continue;
    }
    const { command } = reading;
    const row = own(policy.policy.obligations, command.key);
    const problem = problemOf(command, row, subject, answerers, user.id);
    if (problem === null && row !== undefined) {
      answers.push({ comment: { ...comment, user }, command, role: roleOf(command, row, answerers, user.id) });
    } else if (problem !== null) ignore(problem.what, problem.fix);
  }
  return { answers, findings };
}

/** An answer as the clocks and conditions look at it. */
export function eventOfAnswer({ comment, command }: ObligationAnswer): ClockEvent {
  return {
    type: `obligation.${command.verb}`,
    at: parseInstant(comment.created_at) as Instant,
    actor: comment.user.id,
    data: { key: command.key },
  };
}

function problemOf(
  command: ObligationCommand,
  row: Obligation | undefined,
  subject: Subject,
  answerers: Answerers,
  id: number,
): { readonly what: string; readonly fix: string } | null {
  if (row === undefined || row.gates !== "activation" || !matchesWhen(row.when, subject)) {
    const what = `"${command.key}" is no obligation that this request waits for`;
    return { what, fix: "Use a key that the table of open obligations names." };
  }
  const refused = ({ problem, fix }: Refusal) => ({ what: problem, fix });
  if (answerers.isRequester(id)) {
    return { what: "whoever asks does not answer", fix: refuseOwner(command.key, row.owner, answerers).fix };
  }
  if (command.verb === "na") {
    const entitled = answerers.rolesAbove.some((role) => answerers.holds(id, role));
    return entitled ? null : refused(refuseRole(answerers.rolesAbove, oneLevelUp, answerers));
  }
  if (!isOwner(id, row.owner, answerers)) return refused(refuseOwner(command.key, row.owner, answerers));
  const kinds = row.evidence ?? [];
  if (kinds.length === 0 || kinds.includes(command.evidenceKind)) return null;
  const fix = `Give evidence of one of these kinds: ${kinds.join(", ")}.`;
  return { what: `"${command.key}" does not take ${article(command.evidenceKind)} as evidence`, fix };
}

const oneLevelUp = "setting it aside takes a role one level up";
const article = (kind: string): string => (kind === "event" ? "an event" : `a ${kind}`);

function roleOf(command: ObligationCommand, row: Obligation, answerers: Answerers, id: number): string | null {
  const roles = command.verb === "na" ? answerers.rolesAbove : rolesOfOwner(row.owner, answerers);
  return roles.find((role) => answerers.holds(id, role)) ?? null;
}
