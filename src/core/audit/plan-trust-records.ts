import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { LedgerVerification } from "../ledger/verify-ledger.ts";
import type { TrustedKey } from "../signatures/trust-roots.ts";

/** In one commit; the next run records the rest. */
const mostAtOnce = 200;

/** First and last instant at which a key counts; undefined: no such bound. */
interface Span {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** What the ledger last said of a key, and how often it has spoken of it. */
interface Known {
  readonly text: string;
  readonly kind: unknown;
  readonly times: number;
}

/**
 * The keys whose standing the ledger does not know yet, one `trust.changed` each: came, went, or counts for another span. The registry
 * says which keys count and a server's clock says here since when that is known: nobody can date a key back later.
 * @param keys those that count at the head of the registry, after every change that does not count was left out
 */
export function planTrustRecords(
  keys: readonly TrustedKey[],
  { folds, blindFrom }: LedgerVerification,
): EventContent[] {
  // A record that could not be read may be the one that says it.
  if (blindFrom !== null) return [];
  const known = new Map<string, Known>();
  for (const { event } of folds.get("PROCEDURE")?.entries ?? []) {
    if (event.type !== "trust.changed") continue;
    const { kind, key, valid_from_at: from, valid_until_at: until } = event.data;
    const times = (known.get(String(key))?.times ?? 0) + 1;
    known.set(String(key), { text: textOf(kind, from, until), kind, times });
  }
  const counting = keys.filter(({ periods }) => periods.length > 0);
  const there = new Set(counting.map(({ id }) => id));
  const gone = [...known].filter(([id, { kind }]) => kind === "added" && !there.has(id)).map(([id]) => id);
  const due = [
    ...counting.flatMap((key) => {
      const { from, until } = spanOf(key);
      return textOf("added", from, until) === known.get(key.id)?.text ? [] : [record("added", key.id, { from, until })];
    }),
    ...gone.map((id) => record("removed", id, {})),
  ];
  return due.slice(0, mostAtOnce);

  function record(kind: "added" | "removed", key: string, { from, until }: Span): EventContent {
    const bounds = {
      ...(from === undefined ? {} : { valid_from_at: from }),
      ...(until === undefined ? {} : { valid_until_at: until }),
    };
    const occurrence = `${key}:${(known.get(key)?.times ?? 0) + 1}`;
    return { type: "trust.changed", bypass: "PROCEDURE", key: occurrence, data: { kind, key, ...bounds } };
  }
}

/** Gaps in between are the registry's to tell. */
function spanOf({ periods }: TrustedKey): Span {
  const from = periods.some((period) => period.from === null)
    ? null
    : Math.min(...periods.map(({ from }) => from ?? 0));
  const until = periods.some((period) => period.until === null)
    ? null
    : Math.max(...periods.map(({ until }) => until ?? 0));
  return {
    ...(from === null ? {} : { from: formatEventInstant(from) }),
    ...(until === null ? {} : { until: formatEventInstant(until) }),
  };
}

function textOf(kind: unknown, from: unknown, until: unknown): string {
  return JSON.stringify([kind, from ?? null, until ?? null]);
}
