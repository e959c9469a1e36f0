import type { ClosedObligation, LedgerEvent } from "../../generated/types/event.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { once } from "../once.ts";
import { isCriterionKey } from "../remediation/criterion-key.ts";
import type { AuditFinding } from "./audit-finding.ts";
import { isAnswered, isClosing, isLine, namedBy, notOnRecord } from "./check-left-out.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** Whoever closes has learned something, whatever the policy says. */
const lesson: ClosedObligation = { key: "lesson", state: "done", by: "lesson.recorded" };

/**
 * Whether what a closing record names as done or set aside was so before it (50-ledger.md, "closed × obligations"). What was taken back
 * afterwards had been there; what was taken back before had not. Of what is about the procedure as a whole, only a declaration answers.
 */
export function checkClosings(folds: Iterable<BypassFold>): AuditFinding[] {
  const list = [...folds];
  const ofProcedure = list.find(({ bypass }) => bypass === "PROCEDURE")?.entries ?? [];
  const declarations = answersOf(ofProcedure.filter(({ event }) => isDeclaration(event)));
  return list.flatMap((fold) => {
    const closings = holdingsOf(fold).filter((held) => isClosing(held) && namedBy(held) !== undefined);
    if (closings.length === 0) return [];
    const own = answersOf(fold.entries);
    return closings.flatMap((held) => checkClosing(fold.bypass, held, [own, declarations]));
  });
}

/** How many closing records do not name what was a condition of closing, in words; null: none. */
export function unnamedClosings(entries: readonly LedgerEntry[]): string | null {
  const unnamed = entries.filter((entry) => isClosing(entry) && (namedBy(entry) ?? []).length === 0);
  if (unnamed.length === 0) return null;
  return `whether everything was done when ${unnamed.length} remediations were closed (the first one in record ${unnamed[0]?.seq}): the records do not name what was a condition of it`;
}

function checkClosing(bypass: string, held: Holding, answers: readonly Answers[]): AuditFinding[] {
  const { seq } = held;
  const stands = (list: readonly LedgerEntry[], { goneBefore }: Answers): boolean =>
    list.some((entry) => entry.seq < seq && !goneBefore(seq).has(entry.event.id));
  const isThere = (name: string): boolean => answers.some((one) => stands(one.byName.get(name) ?? [], one));
  // Another line of the checklist may answer this one: whether it does is the policy's to say (`checkLeftOut`).
  const isAnother = once((type: string) =>
    answers.some((one) => [...one.byName].some(([name, list]) => name.startsWith(`${type} `) && stands(list, one))),
  );
  return [...(namedBy(held) ?? []), lesson].flatMap(({ key, state, by }) => {
    // That nothing had to be done is the policy's to say.
    if (by === undefined && state === "na") return [];
    const fits = (by === "obligation.na") === (state === "na") && isAnswerTo(key, by);
    if (fits && by !== undefined && (isThere(nameOf(by, key)) || (isLine({ key, by }) && isAnother(by)))) return [];
    return [notOnRecord(bypass, held, { key, state, by })];
  });
}

/** A criterion of success is confirmed by somebody, and never set aside; anything else may be answered by what happened. */
function isAnswerTo(key: string, by: ClosedObligation["by"]): boolean {
  return !isCriterionKey(key) || by === "obligation.done";
}

/** What takes the place of one, or takes it back, is needed to see which hold. */
function isDeclaration({ type }: LedgerEvent): boolean {
  return type === "incident.declared" || type === "correction";
}

/** Events that can answer, by what they answer. */
interface Answers {
  readonly byName: ReadonlyMap<string, readonly LedgerEntry[]>;
  /** Ids of what did not hold any more before a record. */
  readonly goneBefore: (seq: number) => ReadonlySet<string>;
}

function answersOf(entries: readonly LedgerEntry[]): Answers {
  const byName = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const name = nameOf(entry.event.type, entry.event.data.key);
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [entry]);
    else list.push(entry);
  }
  const corrections = entries.filter(({ event }) => event.supersedes !== undefined);
  let last: { readonly count: number; readonly gone: ReadonlySet<string> } = { count: 0, gone: new Set() };
  return {
    byName,
    goneBefore(seq) {
      const before = corrections.filter((entry) => entry.seq < seq);
      if (last.count !== before.length) last = { count: before.length, gone: goneOf(before) };
      return last.gone;
    },
  };
}

/** A line of the checklist is answered by its key, anything else by what happened. */
function nameOf(type: string, key: unknown): string {
  return isAnswered(type) ? `${type} ${String(key)}` : type;
}

/**
 * What was withdrawn, or put right by another record. What such a record had taken away is back where it was withdrawn itself; the one
 * that does so is the later one.
 */
function goneOf(corrections: readonly LedgerEntry[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const { event } of [...corrections].sort((left, right) => right.seq - left.seq)) {
    if (event.supersedes !== undefined && !gone.has(event.id)) gone.add(event.supersedes);
  }
  return gone;
}
