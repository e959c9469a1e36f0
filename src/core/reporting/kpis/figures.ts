import type { Kpi, KpiExclusion } from "../../../generated/types/report.ts";
import { compareText } from "../../document/read-document.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import type { Instant } from "../../time/instant.ts";

/** `[start, end)`. */
export interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

export function isIn({ start, end }: Span, at: Instant | null): at is Instant {
  return at !== null && at >= start && at < end;
}

/** A deadline is exclusive, so one that falls on the end of a span was due in it: `(start, end]`. */
export function isDue({ start, end }: Span, deadline: Instant | null): deadline is Instant {
  return deadline !== null && deadline > start && deadline <= end;
}

/**
 * `factor · numerator / denominator`, half up to one decimal; null where there is nothing to divide by. Whole numbers in, so that
 * 0.05 is rounded as it is written, not as a float stands for it.
 */
export function ratio(numerator: number, denominator: number, factor = 1): number | null {
  if (denominator <= 0) return null;
  return Math.floor((20 * factor * numerator + denominator) / (2 * denominator)) / 10;
}

export function percent(part: number, whole: number): number | null {
  return ratio(part, whole, 100);
}

/** Shares that sum to exactly 100.0 by the largest remainder; ties go to the earlier one. All null where there is nothing. */
export function shares(counts: readonly number[]): (number | null)[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => null);
  const parts = counts.map((count, index) => ({ index, tenths: Math.floor((1000 * count) / total) }));
  const rest = (index: number): number => (1000 * (counts[index] ?? 0)) % total;
  const order = [...parts].sort((one, other) => rest(other.index) - rest(one.index) || one.index - other.index);
  const missing = 1000 - parts.reduce((sum, { tenths }) => sum + tenths, 0);
  for (const part of order.slice(0, missing)) part.tenths += 1;
  return parts.map(({ tenths }) => tenths / 10);
}

/** The middle of a sorted list, between the two where it is even; null for none. */
export function median(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** The nearest-rank percentile of a sorted list; null for none. */
export function nearestRank(sorted: readonly number[], rank: number): number | null {
  return sorted[Math.ceil((rank * sorted.length) / 100) - 1] ?? null;
}

type Needed = Pick<Kpi, "value" | "numerator" | "denominator" | "unit">;

/** A key figure; what is not given is empty, ids are sorted, and a reason without ids stays only where it is an input that lacks. */
export function figure(span: Span, needed: Needed, rest: Partial<Omit<Kpi, keyof Needed | "window">> = {}): Kpi {
  return {
    ...needed,
    window: { start: formatEventInstant(span.start), end: formatEventInstant(Math.max(span.start, span.end)) },
    excluded: rest.excluded ?? [],
    ids: sorted(rest.ids ?? []),
    cohort: sorted(rest.cohort ?? []),
    figures: rest.figures ?? {},
    groups: rest.groups ?? {},
  };
}

/** Left out because of what it is; nothing where nothing was. */
export function leftOut(reason: string, ids: readonly string[]): KpiExclusion[] {
  return ids.length === 0 ? [] : [{ reason, ids: sorted(ids) }];
}

/** An input that this clone does not have. */
export function notKnown(reason: string): KpiExclusion {
  return { reason, ids: [] };
}

export function sorted(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort(compareText);
}

/** Values by key, in the order of the keys. */
export function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): [string, Value[]][] {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups].sort(([one], [other]) => compareText(one, other));
}
