import type { EscalationRaised } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { markIn, type NoticeBundle } from "./bundle-notices.ts";
import type { PlannedNotice } from "./plan-notices.ts";

/** So many kinds are named; the record has all. */
const mostKinds = 10;

/** One thing that a notice is about, where it is a violation or an escalation. */
interface Told {
  readonly kind: string;
  /** With what tells it from others of its kind. */
  readonly one: string;
  /** When it became one, as events write instants; these sort as text. */
  readonly limit: string;
}

/**
 * What a bundle is about: of one its own words, of several their number, their kinds, the oldest and the latest by their limits.
 * Empty: it is about no violation or escalation.
 */
export function summarizeBundle(
  fold: BypassFold,
  bundle: NoticeBundle<Pick<PlannedNotice, "key">>,
): readonly (readonly [string, string])[] {
  const told = bundle.flatMap(({ key }) => tell(fold, markIn(key)) ?? []);
  const byLimit = [...told].sort((one, other) => (one.limit < other.limit ? -1 : one.limit > other.limit ? 1 : 0));
  const [oldest] = byLimit;
  const latest = byLimit.at(-1);
  if (oldest === undefined || latest === undefined) return [];
  if (bundle.length === 1) return [["About", oldest.kind]];
  const kinds = [...new Set(told.map(({ kind }) => kind))];
  const rest = kinds.length > mostKinds ? `; … ${kinds.length - mostKinds} more` : "";
  return [
    ["How many", String(bundle.length)],
    ["Oldest", `${oldest.one}, limit ${oldest.limit}`],
    ["Latest", `${latest.one}, limit ${latest.limit}`],
    ["About", `${kinds.slice(0, mostKinds).join("; ")}${rest}`],
  ];
}

function tell(fold: BypassFold, mark: string): Told | null {
  const found = fold.entries.find(({ event }) => event.id.startsWith(mark))?.event;
  if (found?.type === "violation.recorded") {
    const { kind, occurrence, limit_at } = found.data;
    const limit = String(limit_at ?? found.at);
    const one = occurrence === undefined || occurrence === limit ? String(kind) : `${kind} (${occurrence})`;
    return { kind: String(kind), one, limit };
  }
  if (found?.type !== "escalation.raised") return null;
  const { cause, rung, limit_at } = found.data as unknown as EscalationRaised;
  return { kind: `${cause}, rung ${rung}, limit ${limit_at}`, one: `${cause}, rung ${rung}`, limit: limit_at };
}
