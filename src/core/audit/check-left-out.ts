import type { ClosedObligation, EventManifest, RemediationVerified } from "../../generated/types/event.ts";
import type { Obligation } from "../../generated/types/policy.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { dayOfRecord } from "../ledger/record-path.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { once } from "../once.ts";
import { own } from "../own.ts";
import { classify } from "../procedure/classify.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { matchesWhen, requestSubject } from "../procedure/when.ts";
import { clockEventsOf } from "../remediation/clock-events.ts";
import { criterionKey, isCriterionKey } from "../remediation/criterion-key.ts";
import { matchesEvent } from "../remediation/evaluate-clock.ts";
import { conditionsOfClosing } from "../remediation/list-obligations.ts";
import { notOwed } from "../remediation/not-owed.ts";
import { listed } from "../text/listed.ts";
import { type Instant, type LocalDate, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, type Stood, stoodAt, stoodOf } from "./holdings.ts";
import type { ManifestRequest } from "./manifest-request.ts";
import { subjectAsked } from "./subject-asked.ts";

/** What the conditions of closing follow from. */
export interface ClosingRules {
  /** The policies that the registry had about an instant, and since then until a day; null: one of them has errors. */
  readonly policiesAbout: (at: Instant, writtenOn: LocalDate) => readonly CompiledPolicy[] | null;
  /** What a manifest says; null: not known. */
  readonly requestOf: (bypass: string, manifest: EventManifest | null) => ManifestRequest | null;
  /** Number of the first record that names what was a condition of closing: whoever closes after it names that. Infinity: none does. */
  readonly namedSince: number;
}

/** Number of the first closing record that names what was a condition of it; Infinity: none does. */
export function firstNamedClosing(entries: readonly LedgerEntry[]): number {
  return entries.find((entry) => isClosing(entry) && namedBy(entry) !== undefined)?.seq ?? Infinity;
}

export function isClosing({ event }: Holding): boolean {
  return event.type === "remediation.verified";
}

/** Undefined: it is of before closing records named any. */
export function namedBy({ event }: Holding): RemediationVerified["obligations"] {
  return (event.data as unknown as RemediationVerified).obligations;
}

/** Types of records by which somebody answers a line of the checklist by its key. */
export function isAnswered(type: string | undefined): boolean {
  return type === "obligation.done" || type === "obligation.na";
}

/** Whether a closing record says that a line of the checklist was answered by its key, or by that of another line. */
export function isLine({ key, by }: Pick<ClosedObligation, "key" | "by">): boolean {
  return isAnswered(by) && !isCriterionKey(key);
}

/** A closing that rests on what nobody has put on record. */
export function notOnRecord(
  bypass: string,
  { seq, path, event }: Holding,
  { key, state, by }: Pick<ClosedObligation, "key" | "state"> & { readonly by: ClosedObligation["by"] | undefined },
): AuditFinding {
  const problem = `no record before it says that ${key} is ${state}${by === undefined ? "" : ` by ${by}`}`;
  const item = finding("MISSING_OBLIGATION", { seq, what: "closes the remediation of", bypass, problem }, { path });
  return auditFinding(item, { bypass, seq, actor: event.actor });
}

/**
 * Whether closing records name everything that was a condition of it: each criterion of success of the manifest, and each obligation that
 * every policy which the registry had about that day makes one. A closing record names no policy, so one that asked for less is believed.
 * What took the place of one afterwards closed nothing, but each that ever held did.
 * @param after records up to this number are not asked again
 * @returns also how many could not be judged, or not by their manifest
 */
export function checkLeftOut(
  folds: Iterable<BypassFold>,
  rules: ClosingRules,
  after = 0,
): { readonly findings: readonly AuditFinding[]; readonly unknown: number } {
  let unknown = 0;
  const conditionsOf = reader();
  const findings = [...folds].flatMap((fold) => {
    const level = parseManifestId(fold.bypass)?.level;
    if (level === undefined || !fold.entries.some((entry) => entry.seq > after && isClosing(entry))) return [];
    const manifest = fold.state.activation?.manifest ?? fold.state.manifest;
    const request = rules.requestOf(fold.bypass, manifest);
    // It may be closed any number of times.
    const conditions = once((policy: CompiledPolicy) => conditionsOf(policy, level, request, fold));
    const isNotOwed = once((policy: CompiledPolicy) =>
      once((row: Obligation) => notOwed(row, clockEventsOf(fold), policy) !== null),
    );
    const stood = stoodOf(fold);
    const answers = answersIn(stood);
    return stood.flatMap((held): AuditFinding[] => {
      const { seq, event, path } = held;
      const named = namedBy(held) ?? (seq > rules.namedSince ? [] : undefined);
      if (seq <= after || !isClosing(held) || named === undefined) return [];
      const policies = rules.policiesAbout(parseInstant(event.at) ?? 0, dayOfRecord(path));
      if (policies === null || request === null) unknown++;
      const [first = [], ...others] = (policies ?? []).map(conditions);
      const owed = first.filter(([key]) => others.every((rows) => rows.some(([other]) => other === key)));
      const owedKeys = new Set(owed.map(([key]) => key));
      const before = (): readonly Stood[] => stood.filter((one) => stoodAt(one, seq));
      const isAnswer = (key: string, by: string): boolean =>
        !owedKeys.has(key) || policies?.some((policy) => mayAnswer(policy, key, by, before)) === true;
      const answered = new Set(named.flatMap(({ key, by }) => (by === undefined || !isAnswer(key, by) ? [] : [key])));
      const unowed = new Set(named.flatMap(({ key, by }) => (by === undefined ? [key] : [])));
      // Where nothing was activated some are owed by nobody, and the record says so in nobody's name.
      const isSpared = ([key, row]: Conditions[number]): boolean =>
        unowed.has(key) && policies?.some((policy) => isNotOwed(policy)(row)) === true;
      const asked = [...criteriaOf(request), ...owed.flatMap((one) => (isSpared(one) ? [] : [one[0]]))];
      const byOthers = policies === null ? [] : named.filter(isByNoOther(answers, seq, policies));
      const told = byOthers.map((one) => notOnRecord(fold.bypass, held, { by: undefined, ...one }));
      const missing = asked.filter((key) => !answered.has(key));
      if (missing.length === 0) return told;
      const problem = `it names nothing that answers ${listed(missing)}, and a closing depends on that by the manifest, or by every policy that the registry had about that day`;
      const item = finding(
        "MISSING_OBLIGATION",
        { seq, what: "closes the remediation of", bypass: fold.bypass, problem },
        { path },
      );
      return [...told, auditFinding(item, { bypass: fold.bypass, seq, actor: event.actor })];
    });
  });
  return { findings, unknown };
}

/**
 * Whether a policy takes a type of record for an answer: people say so, or what it names has happened, and is of the kind that it names.
 * @param before what held when it was closed
 */
function mayAnswer({ policy }: CompiledPolicy, key: string, by: string, before: () => readonly Stood[]): boolean {
  if (by === "obligation.done" || by === "obligation.na") return true;
  const proof = own(policy.obligations, key)?.satisfied_by;
  if (proof === undefined || typeof proof === "string") return proof === by;
  // That a record of this type is there, `checkClosings` says.
  return proof.event === by && before().some(({ event }) => matchesEvent(proof, event));
}

/** What answers lines of the checklist by their keys: by type, and by type and key. */
function answersIn(stood: readonly Stood[]): ReadonlyMap<string, readonly Stood[]> {
  const answers = new Map<string, Stood[]>();
  for (const one of stood) {
    const { type, data } = one.event;
    for (const name of isAnswered(type) ? [type, `${type} ${String(data.key)}`] : []) {
      const list = answers.get(name);
      if (list === undefined) answers.set(name, [one]);
      else list.push(one);
    }
  }
  return answers;
}

/**
 * Whether a line was said to be answered as others were, and by no policy any of those is an answer to it. Where nothing is on record by
 * which it could have been, `checkClosings` says so.
 * @param seq of the closing
 */
function isByNoOther(
  answers: ReadonlyMap<string, readonly Stood[]>,
  seq: number,
  policies: readonly CompiledPolicy[],
): (line: ClosedObligation) => boolean {
  const isAny = (name: string, suits: (one: Stood) => boolean = () => true): boolean =>
    answers.get(name)?.some((one) => stoodAt(one, seq) && suits(one)) === true;
  // There can be any number of answers, lines and closings.
  const isAnyOf = once((type: string) => isAny(type));
  return (line) => {
    const { key, by = "" } = line;
    if (!isLine(line) || isAny(`${by} ${key}`) || !isAnyOf(by)) return false;
    const proofs = policies.flatMap(({ policy }) => own(policy.obligations, key)?.satisfied_by ?? []);
    return !proofs.some((proof) => isAny(by, ({ event }) => matchesEvent(proof, event)));
  };
}

function criteriaOf(request: ManifestRequest | null): string[] {
  return Array.from({ length: request?.criteriaOfSuccess ?? 0 }, (_, index) => criterionKey(index));
}

type Conditions = ReturnType<typeof conditionsOfClosing>;

/** What a policy makes conditions for a bypass; without its manifest those that its level alone decides. */
function reader() {
  const rowsOf = once(conditionsOfClosing);
  return (policy: CompiledPolicy, level: Level, request: ManifestRequest | null, fold: BypassFold): Conditions => {
    const known = rowsOf(policy);
    const isByClass = known.some(([, { when }]) => when?.check_class !== undefined);
    const subject =
      request === null
        ? requestSubject(level, fold.state.drill)
        : subjectAsked(request, level, isByClass ? classify(request.input, policy.policy) : null);
    return known.filter(([, { when }]) => matchesWhen(when, subject));
  };
}
