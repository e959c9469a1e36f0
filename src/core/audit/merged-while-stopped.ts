import type { BypassUsed } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { endReader } from "./ends-before.ts";
import { stoodOf } from "./holdings.ts";

/**
 * Merges of a bypass that was suspended, or whose override had been ineffective, by that time, in words; null: there is none. What was
 * posted had been taken back, so either everything was green, or somebody went past the rules. Unlike a merge after a revocation no record
 * calls it late. What ends a bypass for good, and the end of its window, are for `checkEffects`.
 * @param after records up to this number are not told again
 */
export function mergedWhileStopped(folds: Iterable<BypassFold>, after = 0): string | null {
  const merged = [...folds].flatMap((fold) => usesWhileStopped(fold).filter((seq) => seq > after));
  if (merged.length === 0) return null;
  const first = Math.min(...merged);
  return `whether everything was green when ${merged.length} bypasses were merged that were suspended, or whose override had been ineffective, by then (the first one in record ${first}): nothing was overridden any more, and only GitHub knows`;
}

/** Numbers of the records. */
function usesWhileStopped(fold: BypassFold): number[] {
  if (fold.state.used === null) return [];
  const stood = stoodOf(fold);
  const endBefore = endReader(stood);
  let latest: number | null = null;
  return stood.flatMap((held) => {
    const { event, until, seq } = held;
    if (until === null && event.type === "bypass.activated") latest = Number(event.data.activation);
    if (event.type !== "bypass.used" || latest === null || endBefore(held, null) !== null) return [];
    const ended = endBefore(held, latest);
    if (ended === null || (event.data as unknown as BypassUsed).after_expiry === true) return [];
    const since = (parseInstant(event.at) ?? 0) - (parseInstant(ended.event.at) ?? 0);
    return since > SERVER_SKEW_MS ? [seq] : [];
  });
}
