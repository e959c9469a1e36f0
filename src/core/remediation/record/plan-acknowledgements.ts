import type { LedgerEvent } from "../../../generated/types/event.ts";
import { activeSlots } from "../../authorization/active-slots.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { compareLevels, isLevel, type Level } from "../../procedure/levels.ts";
import { matchesWhen, type Subject } from "../../procedure/when.ts";
import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { foundKind } from "./judge-found.ts";

/** An answer under a comment that counts. */
export interface Acknowledgement {
  readonly comment: number;
  /** Markdown. */
  readonly text: string;
}

/**
 * What is answered to comments whose event cannot be seen in the checklist: planned from the record and not from the comment, so that a
 * run that was killed between the two still answers.
 * @param answered comments that have their answer
 */
export function planAcknowledgements(
  fold: BypassFold,
  subject: Subject,
  policy: CompiledPolicy,
  answered: ReadonlySet<number>,
): Acknowledgement[] {
  return fold.places.flatMap((place) => {
    const event = place.at(-1);
    const comment = event === undefined ? null : commentOf(event);
    if (event === undefined || comment === null || answered.has(comment)) return [];
    if (event.key === `record:${comment}`) return [{ comment, text: recordedText(event) }];
    return event.type === "remediation.progress" && event.data.kind === foundKind
      ? [{ comment, text: foundText(event, subject, policy) }]
      : [];
  });
}

/** Number of the comment that an event came from; null: from none. */
export function commentOf({ data, source }: LedgerEvent): number | null {
  if (typeof data.comment_id === "number") return data.comment_id;
  const [, number] = /#issuecomment-(\d{1,15})$/.exec(source.url) ?? [];
  return number === undefined ? null : Number(number);
}

/** Also of a record issue: the id is evidence for `/qms done KEY event:HEX`. */
export function recordedText({ type, id }: Pick<LedgerEvent, "type" | "id">): string {
  return `Recorded: ${forCodeSpan(type)}. It can be named as evidence: ${forCodeSpan(`event:${id.slice(0, 12)}`)}.\n`;
}

function foundText(event: LedgerEvent, subject: Subject, policy: CompiledPolicy): string {
  const level = subject.level as Level;
  const required = event.data.required_level;
  const recorded = `Recorded as an additional issue: ${forCodeSpan(`event:${event.id.slice(0, 12)}`)}.`;
  if (!isLevel(required)) {
    return `${recorded} Nothing says which level it takes: write ${forCodeSpan("/qms found REF class=CLASS")} or ${forCodeSpan("severity=S1")} where that is known. Until then the bypass stays at ${level}.\n`;
  }
  if (compareLevels(required, level) <= 0) {
    return `${recorded} It is of what ${level} may bypass: no further approval is owed. It belongs to this remediation.\n`;
  }
  const above: Subject = { ...subject, level: required };
  const slots = activeSlots(required, above, policy).filter(({ needed }) => needed > 0);
  const rows = Object.values(policy.policy.obligations).filter(
    ({ when }) => matchesWhen(when, above) && !matchesWhen(when, subject),
  );
  return [
    `${recorded} **It takes ${required}.** This bypass was approved as ${level} and does not cover it.`,
    "",
    `Next: fix it, or ask for a bypass of ${required} that names it. That takes the approval of:`,
    ...slots.map(({ name, roles }) => `- ${forMarkdown(name)}: ${roles.map(forMarkdown).join(" or ")}`),
    "",
    `and owes, beyond what is owed here:`,
    ...rows.slice(0, mostRows).map(({ text }) => `- ${forMarkdown(text)}`),
    ...(rows.length > mostRows ? [`- … ${rows.length - mostRows} more in the policy`] : []),
    "",
  ].join("\n");
}

const mostRows = 40;
