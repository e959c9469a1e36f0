import { letsThrough } from "../override/own-result.ts";
import type { Instant } from "../time/instant.ts";
import { isGreenAt, resultsOf } from "./judge-check.ts";
import type { DatedResult, RequiredNow } from "./merge-evidence.ts";
import { fewestMerges, isAmong, isSameProducer, type Usual } from "./usual-producers.ts";

/** Whether a green result is the check's own. */
export type ProducerVerdict =
  | { readonly verdict: "own" }
  | { readonly verdict: "foreign"; readonly who: string }
  /** Nobody can tell from what was read. */
  | { readonly verdict: "unknown"; readonly who: string };

/** Whether a green needs a look at every result of its commit: it bears our mark, or its producer is not a usual one. */
export function isSuspicious(green: readonly DatedResult[], usual: Usual): boolean {
  return green.some(
    (result) => bearsMark(result) || result.producer === null || !isAmong(result.producer, usual.producers),
  );
}

/**
 * Judges the green results by which a required check let a merge pass, where the ledger knows of no override. Foreign is a result that
 * bears the mark of one; one that took the place of another producer's red; and a person's where the check is usually reported by
 * something else.
 * @param history every result of the commit
 */
export function judgeProducer(
  required: Pick<RequiredNow, "name" | "appId">,
  green: readonly DatedResult[],
  history: readonly DatedResult[],
  at: Instant,
  usual: Usual,
): ProducerVerdict {
  let unknown: string | null = null;
  for (const result of green) {
    const { producer } = result;
    const who = producer?.name ?? "a deleted account";
    if (bearsMark(result)) return { verdict: "foreign", who };
    if (producer !== null && isAmong(producer, usual.producers)) continue;
    if (hidRed(required, result, history, at)) return { verdict: "foreign", who };
    if (producer !== null && producer.kind !== "user") continue;
    if (producer !== null && usual.merges >= fewestMerges && usual.producers.length > 0)
      return { verdict: "foreign", who };
    unknown = who;
  }
  return unknown === null ? { verdict: "own" } : { verdict: "unknown", who: unknown };
}

/** Whether what somebody else last reported of the check, before the merge, was not green. */
function hidRed(
  required: Pick<RequiredNow, "name" | "appId">,
  green: DatedResult,
  history: readonly DatedResult[],
  at: Instant,
): boolean {
  const others = resultsOf(required, history).filter(
    (result) =>
      result.kind === green.kind &&
      result.startedAt <= Math.min(at, green.startedAt) &&
      result.id !== green.id &&
      !isSameProducer(result, green) &&
      !bearsRestoredMark(result),
  );
  const last = others.sort((one, other) => (one.id ?? one.startedAt) - (other.id ?? other.startedAt)).at(-1);
  return last !== undefined && !isGreenAt(last, at);
}

function bearsMark(result: DatedResult): boolean {
  return letsThrough(result) && !bearsRestoredMark(result);
}

/** The original that an ended override put back is nobody's own report. */
function bearsRestoredMark({ description, externalId }: DatedResult): boolean {
  return (description ?? "").startsWith("RESTORED after BYPASS-") || (externalId ?? "").endsWith(":restored");
}
