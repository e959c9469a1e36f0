import type { ClosedObligation, RemediationVerified } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** Whoever closes has learned something, whatever the policy says. */
const lesson: ClosedObligation = { key: "lesson", state: "done", by: "lesson.recorded" };

/**
 * Whether what a closing record names as done or set aside was so before it (50-ledger.md, "closed × obligations"). What was taken back
 * afterwards had been there; what was taken back before had not. Some answers are about the procedure as a whole, a declaration for one.
 */
export function checkClosings(folds: Iterable<BypassFold>): AuditFinding[] {
  const list = [...folds];
  const procedure = list.find(({ bypass }) => bypass === "PROCEDURE")?.entries ?? [];
  return list.flatMap((fold) =>
    holdingsOf(fold)
      .filter(({ event }) => event.type === "remediation.verified")
      .flatMap((held) => checkClosing(fold, held, procedure)),
  );
}

/** How many closing records do not name what was a condition of closing, in words; null: none. */
export function unnamedClosings(entries: readonly LedgerEntry[]): string | null {
  const unnamed = entries.filter(
    ({ event }) => event.type === "remediation.verified" && (namedBy(event) ?? []).length === 0,
  );
  if (unnamed.length === 0) return null;
  return `whether everything was done when ${unnamed.length} remediations were closed (the first one in record ${unnamed[0]?.seq}): the records do not name what was a condition of it`;
}

function namedBy({ data }: Holding["event"]): readonly ClosedObligation[] | undefined {
  return (data as unknown as RemediationVerified).obligations;
}

function checkClosing(fold: BypassFold, { seq, path, event }: Holding, procedure: readonly LedgerEntry[]) {
  const named = namedBy(event);
  if (named === undefined) return [];
  const before = [...fold.entries, ...procedure].filter((entry) => entry.seq < seq);
  const gone = goneOf(before);
  const there = before.flatMap((entry) => (gone.has(entry.event.id) ? [] : [entry.event]));
  return [...named, lesson].flatMap(({ key, state, by }) => {
    // That nothing had to be done is the policy's to say.
    if (by === undefined && state === "na") return [];
    const isAnswer = by === "obligation.done" || by === "obligation.na";
    const fits = (by === "obligation.na") === (state === "na");
    if (fits && there.some(({ type, data }) => type === by && (!isAnswer || data.key === key))) return [];
    const params = { seq, bypass: fold.bypass, key, state, by: by === undefined ? "" : ` by ${by}` };
    const item = finding("MISSING_OBLIGATION", params, { path });
    return [auditFinding(item, { bypass: fold.bypass, seq, actor: event.actor })];
  });
}

/**
 * What was withdrawn, or put right by another record. What such a record had taken away is back where it was withdrawn itself; the one
 * that does so is the later one.
 */
function goneOf(entries: readonly LedgerEntry[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const { event } of [...entries].sort((left, right) => right.seq - left.seq)) {
    if (event.supersedes !== undefined && !gone.has(event.id)) gone.add(event.supersedes);
  }
  return gone;
}
