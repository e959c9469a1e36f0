import type { LedgerEvent } from "../../generated/types/event.ts";
import { withMark } from "./bundle-notices.ts";

/** What was tried before for one destination. */
export interface NoticeHistory {
  /** It was sent, refused for good or given up: nothing is sent again. */
  readonly settled: boolean;
  readonly attempts: number;
  /** Reason of the last failure; null: never tried. */
  readonly failed: string | null;
}

/** After so many attempts somebody has to look: the report lists what failed. */
const mostAttempts = 5;

/** What tells several records of one notice apart: the run that made it, and of failures the number of the attempt. */
const ofRun = /:run-\d+\.\d+$/;
const attempt = /:\d+$/;

/**
 * Looks up notices by their keys among the events about one bypass or incident.
 * @param events that hold, in the order of the ledger
 */
export function noticeHistory(events: readonly LedgerEvent[]): (key: string) => NoticeHistory {
  const sent = new Set<string>();
  const failures = new Map<string, string[]>();
  for (const { type, key: recorded, data } of events) {
    if (type !== "notification.sent" && type !== "notification.failed") continue;
    const named = recorded.replace(ofRun, "");
    const also = Array.isArray(data.also) ? data.also.map(String) : [];
    const each = (key: string): string[] => [key, ...also.map((mark) => withMark(key, mark))];
    // The name of a channel may be a number, too: only a failure is numbered behind it.
    if (type === "notification.sent") {
      for (const key of each(named)) sent.add(key);
      continue;
    }
    for (const key of each(named === recorded ? recorded.replace(attempt, "") : named))
      failures.set(key, [...(failures.get(key) ?? []), String(data.reason)]);
  }
  return (key) => {
    const reasons = failures.get(key) ?? [];
    const failed = reasons.at(-1) ?? null;
    const given = failed === "refused" || failed === "too_late" || reasons.length >= mostAttempts;
    return { settled: sent.has(key) || given, attempts: reasons.length, failed };
  };
}
