import type { EscalationRaised, ImprovementProposed, LedgerEvent } from "../../generated/types/event.ts";
import type { Escalation } from "../../generated/types/policy.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { cutTo } from "../text/cut.ts";
import { forTerminal } from "../text/escape.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { clockEventsOf } from "./clock-events.ts";
import type { ClockEvent } from "./evaluate-clock.ts";
import { patternCause, type RepeatedPattern } from "./find-patterns.ts";
import { listClocks } from "./list-clocks.ts";
import type { ObligationReading } from "./list-obligations.ts";
import { dueAt, firstLate } from "./plan-overdue.ts";
import { foundKind } from "./record/judge-found.ts";
import { type RungStep, rungSteps } from "./rung-steps.ts";

/** What a ladder answers. Two with one name and another limit are two: an amended deadline that is missed again is another fact. */
interface Cause {
  /** e.g. `obligation_overdue:executive_summary` */
  readonly name: string;
  /** First instant that is too late. */
  readonly limit: Instant;
  /** Whom `owner` means; null: the owner of the remediation. */
  readonly owner: string | null;
  readonly pattern?: RepeatedPattern;
}

export interface EscalationPlan {
  readonly events: readonly EventContent[];
  /** Labels that the tracking issue has to bear before that is recorded. */
  readonly labels: readonly string[];
}

/**
 * What the ladders of the policy ask for now (60-remediation.md, "Escalation ladder"). Of several rungs that have come only the highest
 * is raised, with those that it leaves out named; each is raised once. An acknowledgement pauses the ladder that was raised before it,
 * once per rung; it never ends it. What is no longer so is resolved.
 * @param obligations of this bypass, as they stand
 * @param patterns that were seen when it was used
 * @param repository `owner/name`
 */
export function planEscalation(
  fold: BypassFold,
  obligations: readonly ObligationReading[],
  subject: Subject,
  policy: CompiledPolicy,
  now: Instant,
  patterns: readonly RepeatedPattern[] = [],
  repository = "",
): EscalationPlan {
  const events: EventContent[] = [];
  const labels = new Set<string>();
  const standing = fold.places.flatMap((place) => place.at(-1) ?? []);
  const since = parseInstant(standing.find(({ type }) => type === "remediation.opened")?.at ?? "") ?? 0;
  const open = new Set<string>();
  for (const [rule, row] of Object.entries(policy.policy.escalation)) {
    if (!matchesWhen(row.when, subject)) continue;
    for (const cause of [
      ...causesOf(rule, row, fold, obligations, subject, policy, now),
      ...patternsOf(rule, fold, patterns),
    ]) {
      const place = placeOf(rule, cause.name, formatEventInstant(cause.limit));
      // Several of one run are one cause: a week without a run is one ladder, not five.
      if (open.has(place)) continue;
      open.add(place);
      // A reminder of something that was short from the start reminds of nothing.
      const steps = rungSteps(row, cause.limit, policy.calendar).filter(({ at }) => at >= cause.limit || at > since);
      const last = raisedAt(standing, place).at(-1);
      const before = steps.findIndex(({ id }) => id === idOf(last?.data));
      const coming = steps.slice(before + 1).filter(({ at }) => at <= now);
      const [top] = coming.slice(-1);
      if (top === undefined || isPaused(row, last, standing, policy, now)) continue;
      for (const { label } of coming) if (label !== null) labels.add(label);
      const raised = raise(fold.bypass, rule, cause, top, coming.slice(0, -1), place);
      events.push(raised);
      // In one commit with the first rung: so whoever finds that one recorded knows that the other is.
      if (row.propose === "improvement" && cause.pattern?.first === true && last === undefined)
        events.push(propose(cause.pattern, repository));
    }
  }
  // What is over first: a ladder whose limit has moved is another one under the same name, and that one stands.
  return { events: [...resolve(fold.bypass, standing, open), ...events], labels: [...labels] };
}

function causesOf(
  rule: string,
  { on = [] }: Escalation,
  fold: BypassFold,
  obligations: readonly ObligationReading[],
  subject: Subject,
  policy: CompiledPolicy,
  now: Instant,
): Cause[] {
  const { remediation, issue } = fold.state;
  if (remediation === "closed" || remediation === "cancelled") return [];
  const wants = (name: string): boolean => on.some((word) => word === name || word === name.replace(/:.*$/, ":*"));
  const causes: Cause[] = [];
  const deadline = parseInstant(issue?.deadline ?? "");
  if (remediation === "open" && deadline !== null)
    causes.push({ name: "remediation_deadline_missed", limit: deadline, owner: null });
  for (const row of obligations) {
    const limit = row.state !== "open" || row.owner === "automation" ? null : dueAt(row);
    if (limit !== null) causes.push({ name: `obligation_overdue:${row.key}`, limit, owner: recipientOf(row.owner) });
  }
  for (const { clock, running, reading } of listClocks(fold, subject, policy, now)) {
    // What ended without an answer is nobody's to answer any more.
    if (!running || reading.state !== "breached") continue;
    causes.push({ name: `clock_breached:${clock}`, limit: firstLate(reading.limit), owner: null });
  }
  const events = clockEventsOf(fold);
  for (const { type, at, data } of events) {
    // What people found besides is no broken rule: it is told as progress, and starts a ladder all the same.
    if (type === "remediation.progress" && data.kind === foundKind)
      causes.push({ name: "additional_issues_discovered", limit: at, owner: null });
  }
  return [...causes, ...violationsOf(rule, events)].filter(({ name }) => wants(name));
}

/**
 * The violations on record. A ladder counts from when the limit was broken, not from the run that saw it; of those that one run recorded
 * of a kind, from the first. One of this row that was begun from the record, or from another limit of them, goes on from there.
 */
function violationsOf(rule: string, events: readonly ClockEvent[]): Cause[] {
  const begun = new Set(
    events.flatMap(({ type, data }) =>
      type === "escalation.raised" ? [placeOf(String(data.rule), String(data.cause), String(data.limit_at))] : [],
    ),
  );
  const found = events.filter(({ type }) => type === "violation.recorded");
  return found.map(({ at, data }) => {
    const kind = String(data.kind);
    // The two that a policy names by their bare word.
    const bare = kind === "additional_issues_discovered" || kind === "known_exploited_vulnerability";
    const name = bare ? kind : `violation:${kind}`;
    const together = found.filter((other) => other.at === at && other.data.kind === kind);
    const limits = together.map((other) => parseInstant(String(other.data.limit_at ?? "")) ?? at);
    const first = Math.min(at, ...limits);
    const begins = [at, ...limits].find((limit) => begun.has(placeOf(rule, name, formatEventInstant(limit))));
    return { name, limit: begins ?? first, owner: null };
  });
}

/** A check that was bypassed once too often: that stays so until the remediation is closed. */
function patternsOf(rule: string, fold: BypassFold, patterns: readonly RepeatedPattern[]): Cause[] {
  const { remediation } = fold.state;
  if (remediation === "closed" || remediation === "cancelled") return [];
  return patterns
    .filter((pattern) => pattern.rule === rule)
    .map((pattern) => ({ name: patternCause(pattern.check), limit: pattern.at, owner: null, pattern }));
}

/** The proposal that a pattern makes. It is about the procedure, and named after the use that made the pattern. */
function propose({ rule, check, bypasses, limit }: RepeatedPattern, repository: string): EventContent {
  const improvement = cutTo(`repeated:${repository}:${forTerminal(check)}`, 200);
  const data: ImprovementProposed = { improvement, trigger: rule, value: bypasses.length, limit, bypasses };
  // Two rows may see one pattern, each by a number of its own.
  const key = `${improvement}:${rule}:${bypasses.at(-1) ?? ""}`;
  return { type: "improvement.proposed", bypass: "PROCEDURE", key, data: { ...data } };
}

/** The owner of an obligation as a recipient. */
function recipientOf(owner: string): string | null {
  if (owner === "remediation_owner") return null;
  if (owner === "level_role") return "approvers";
  return owner.startsWith("role:") ? owner : `role:${owner}`;
}

/** Until the end of the pause that the first acknowledgement after the last rung began; a second one does not prolong it. */
function isPaused(
  { ack_pauses: pause }: Escalation,
  last: LedgerEvent | undefined,
  standing: readonly LedgerEvent[],
  policy: CompiledPolicy,
  now: Instant,
): boolean {
  if (pause === undefined || last === undefined) return false;
  const raised = parseInstant(last.at) ?? 0;
  const acks = standing
    .filter(({ type }) => type === "escalation.acknowledged")
    .map(({ at }) => parseInstant(at) ?? 0)
    .filter((at) => at >= raised);
  if (acks.length === 0) return false;
  const limit = resolveLimit(Math.min(...acks), pause, policy.calendar);
  return limit !== null && now < limit.deadline;
}

function raise(
  bypass: string,
  rule: string,
  cause: Cause,
  step: RungStep,
  skipped: readonly RungStep[],
  place: string,
): EventContent {
  const to = step.to.map((recipient) => (recipient === "owner" ? (cause.owner ?? recipient) : recipient));
  const data: EscalationRaised = {
    rule,
    cause: cause.name,
    rung: step.rung,
    ...(step.repeat === 0 ? {} : { repeat: step.repeat }),
    to: [...new Set(to)],
    limit_at: formatEventInstant(cause.limit),
    ...(skipped.length === 0 ? {} : { skipped: skipped.map(({ id }) => id) }),
  };
  return { type: "escalation.raised", bypass, key: `${place}:${step.id}`, data: { ...data } };
}

/** One for each ladder that was climbed and whose cause is gone; climbed again, it is resolved again. */
function resolve(bypass: string, standing: readonly LedgerEvent[], open: ReadonlySet<string>): EventContent[] {
  const last = new Map<string, EscalationRaised>();
  for (const { type, data } of standing) {
    if (type !== "escalation.raised") continue;
    const raised = data as unknown as EscalationRaised;
    last.set(placeOf(raised.rule, raised.cause, raised.limit_at), raised);
  }
  return [...last].flatMap(([place, { rule, cause, ...raised }]) =>
    open.has(place)
      ? []
      : [{ type: "escalation.resolved" as const, bypass, key: `${place}:${idOf(raised)}`, data: { rule, cause } }],
  );
}

function raisedAt(standing: readonly LedgerEvent[], place: string): LedgerEvent[] {
  return standing.filter(
    ({ type, data }) =>
      type === "escalation.raised" && placeOf(String(data.rule), String(data.cause), String(data.limit_at)) === place,
  );
}

function placeOf(rule: string, cause: string, limit: string): string {
  return `${rule}:${cause}:${limit}`;
}

function idOf(data: { readonly rung?: unknown; readonly repeat?: unknown } | undefined): string {
  return data === undefined ? "" : `${String(data.rung)}${data.repeat === undefined ? "" : `.${String(data.repeat)}`}`;
}
