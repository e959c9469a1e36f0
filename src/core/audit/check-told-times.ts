import type { LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** Times of what a bypass has caused, as people tell them, in their order: figures look for it in a span after the merge. */
const toldTimes: Readonly<Record<string, readonly string[]>> = {
  "defect.attributed": ["detected_at"],
  "incident.caused": ["declared_at", "stabilized_at"],
};

/**
 * Whether what a bypass is said to have caused was noticed after it was used, before that was said, and ended after it began: else no
 * figure counts it, or counts no minute of it. These are people's words, so each is a warning: somebody may have mistaken the year.
 */
export function checkToldTimes(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const holdings = holdingsOf(fold);
    if (!holdings.some(({ event }) => Object.hasOwn(toldTimes, event.type))) return [];
    const merge = firstMerge(holdings);
    return holdings.flatMap((held) => problemsOf(held, merge));
  });
}

/** A record with the time that it tells. */
interface Timed {
  readonly held: Holding;
  readonly at: Instant;
}

function firstMerge(holdings: readonly Holding[]): Timed | null {
  const merges = holdings.flatMap((held): Timed[] => {
    const { type, at, data } = held.event;
    const told = type === "bypass.used" ? at : type === "bypass.registered" ? data.merged_at : undefined;
    const time = typeof told === "string" ? parseInstant(told) : null;
    return time === null ? [] : [{ held, at: time }];
  });
  return merges.reduce<Timed | null>((first, next) => (first === null || next.at < first.at ? next : first), null);
}

function problemsOf(held: Holding, merge: Timed | null): AuditFinding[] {
  const { event } = held;
  const told = (toldTimes[event.type] ?? []).flatMap((name) => {
    const time = parseInstant(String(event.data[name] ?? ""));
    return time === null ? [] : [{ name, time }];
  });
  const said = parseInstant(event.at) ?? 0;
  return told.flatMap(({ name, time }, index) => {
    const text = String(event.data[name]);
    if (time - said > SERVER_SKEW_MS) return [warning(held, event.at, held, `by its ${name}`, text)];
    const before = told[index - 1];
    if (before !== undefined && time < before.time)
      return [warning(held, text, held, `by its ${before.name}`, String(event.data[before.name]))];
    return merge === null || merge.at - time <= SERVER_SKEW_MS || before !== undefined
      ? []
      : [warning(held, text, merge.held, "the merge that it is put down to", timeIn(merge.held.event))];
  });
}

function timeIn({ type, at, data }: LedgerEvent): string {
  return type === "bypass.registered" ? String(data.merged_at) : at;
}

function warning(
  { seq, event, path }: Holding,
  at: string,
  before: Holding,
  how: string,
  latest: string,
): AuditFinding {
  const { type, bypass, actor } = event;
  const item = finding("BACKDATED_RECORD", { seq, type, at, before: before.seq, how, latest }, { path });
  return auditFinding({ ...item, severity: "warning" }, { bypass, seq, actor });
}
