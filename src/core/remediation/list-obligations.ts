import type { Due, EventRef, Obligation } from "../../generated/types/policy.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { type Limit, type ResolvedLimit, resolveLimit } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { type ClockEvent, matchesEvent } from "./evaluate-clock.ts";
import { type NotOwed, notOwed } from "./not-owed.ts";
import { resolveAnchor } from "./resolve-anchor.ts";
import { startDuty } from "./start-duty.ts";

/** When something is due: at an instant, or at something that has not happened yet. */
export type DueReading =
  | { readonly kind: "limit"; readonly limit: ResolvedLimit }
  | { readonly kind: "at"; readonly at: Instant }
  | { readonly kind: "after"; readonly anchor: string; readonly within: Limit | null }
  | { readonly kind: "before"; readonly event: string };

/** One obligation of one bypass. */
export interface ObligationReading {
  readonly key: string;
  readonly text: string;
  /** A role, `level_role`, `remediation_owner`, or `automation`. */
  readonly owner: string;
  readonly due: DueReading;
  readonly state: "open" | "done" | "na";
  /** When it was answered first as it stands now, or was known not to be owed: a second proof makes nobody late. Null while open. */
  readonly answeredAt: Instant | null;
  /** Type of the event that has the last word on it; absent: none has. */
  readonly answeredBy?: string;
  /** Why it is `na` although nobody set it aside; absent: it is owed, or people answered it. */
  readonly why?: string;
  readonly gates: "activation" | "closure" | "none";
  readonly evidence: readonly string[];
  /** Event that answers it without a command; null: only a command does. */
  readonly satisfiedBy: string | null;
}

/**
 * The obligations that the policy gives a bypass, open ones by their due instant (those that wait for something else last), answered
 * ones behind them; ties in the policy's order.
 * @param events of this bypass, corrections applied
 */
export function listObligations(
  policy: CompiledPolicy,
  level: Level,
  subject: Subject,
  events: readonly ClockEvent[],
): ObligationReading[] {
  const readings = Object.entries(policy.policy.obligations)
    .filter(([, row]) => matchesWhen(row.when, subject))
    .map(([key, row]) => readObligation(key, row, level, events, policy));
  return readings.sort((one, other) => rankOf(one) - rankOf(other));
}

/** Keys of the obligations that an event answers by the way: a logged decision that of logging decisions. */
export function keysProvenBy(
  { type, data }: { readonly type: string; readonly data: object },
  { obligations, policy }: { readonly obligations: readonly ObligationReading[]; readonly policy: CompiledPolicy },
): string[] {
  const event = { type, at: 0, actor: null, data: { ...data } };
  return obligations.flatMap(({ key }) => {
    const proof = own(policy.policy.obligations, key)?.satisfied_by;
    return proof !== undefined && matchesEvent(proof, event) ? [key] : [];
  });
}

/** What has to be answered before a remediation is closed, whatever answers it; verifying answers the obligation to verify. */
export function conditionsOfClosing({ policy }: CompiledPolicy): readonly (readonly [key: string, row: Obligation])[] {
  return Object.entries(policy.obligations).filter(
    ([, { gates, satisfied_by: proof }]) =>
      gates === "closure" && (proof === undefined || nameOf(proof) !== "remediation.verified"),
  );
}

function readObligation(
  key: string,
  row: Obligation,
  level: Level,
  events: readonly ClockEvent[],
  policy: CompiledPolicy,
): ObligationReading {
  const { satisfied_by: proof } = row;
  // The last word counts: what was not applicable may be done later.
  const answers = events.filter(
    (event) =>
      ((event.type === "obligation.done" || event.type === "obligation.na") && event.data.key === key) ||
      (proof !== undefined && matchesEvent(proof, event)),
  );
  const last = answers.at(-1);
  const isNa = last?.type === "obligation.na";
  const since = answers.slice(answers.findLastIndex(({ type }) => (type === "obligation.na") !== isNa) + 1);
  const spared = last === undefined ? notOwed(row, events, policy) : null;
  return {
    key,
    text: row.text,
    owner: row.owner,
    due: readDue(row.due, level, events, policy),
    state: stateOf(last, spared),
    answeredAt: since.length === 0 ? (spared?.at ?? null) : Math.min(...since.map(({ at }) => at)),
    ...(last === undefined ? {} : { answeredBy: last.type }),
    ...(spared === null ? {} : { why: spared.why }),
    gates: row.gates ?? "none",
    evidence: row.evidence ?? [],
    satisfiedBy: proof === undefined ? null : nameOf(proof),
  };
}

function stateOf(answer: ClockEvent | undefined, spared: NotOwed | null): ObligationReading["state"] {
  if (answer === undefined) return spared === null ? "open" : "na";
  return answer.type === "obligation.na" ? "na" : "done";
}

function readDue(due: Due, level: Level, events: readonly ClockEvent[], policy: CompiledPolicy): DueReading {
  if (due.before !== undefined) {
    const { before } = due;
    const happened = events.find((event) => matchesEvent(before, event));
    return happened === undefined ? { kind: "before", event: nameOf(before) } : { kind: "at", at: happened.at };
  }
  const anchor = due.from ?? due.at ?? "";
  const start = resolveAnchor(anchor, level, events, policy);
  const within = due.from === undefined ? null : (due.within ?? null);
  if (start === null) return { kind: "after", anchor, within };
  if (within === null) return { kind: "at", at: start };
  const limit = resolveLimit(startDuty(start, within, events, policy), within, policy.calendar);
  return limit === null ? { kind: "after", anchor, within } : { kind: "limit", limit };
}

function rankOf({ state, due }: ObligationReading): number {
  if (state !== "open") return Number.MAX_SAFE_INTEGER;
  if (due.kind === "limit") return due.limit.deadline;
  return due.kind === "at" ? due.at : Number.MAX_SAFE_INTEGER - 1;
}

/** `notification.sent (audience board)` */
function nameOf(reference: EventRef): string {
  if (typeof reference === "string") return reference;
  const rest = Object.entries(reference).filter(([key]) => key !== "event");
  return `${reference.event}${rest.length === 0 ? "" : ` (${rest.map(([key, value]) => `${key} ${String(value)}`).join(", ")})`}`;
}
