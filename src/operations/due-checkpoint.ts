import type { EventContent } from "../core/ledger/draft-event.ts";
import { utcDayOf } from "../core/ledger/event-instant.ts";
import { planCheckpoint } from "../core/ledger/plan-checkpoint.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { Instant } from "../core/time/instant.ts";
import type { LedgerEvent } from "../generated/types/event.ts";

const DAY_MS = 86_400_000;

/** The checkpoint that the day still owes, and where another run would have written it. */
export interface DueCheckpoint {
  readonly content: EventContent;
  /** Folders of the ledger branch to look into before it is written. */
  readonly folders: readonly string[];
}

/** Null: the clone has that of today, or there is nothing that could be vouched for. */
export function dueCheckpoint(ledger: LedgerVerification, now: Instant): DueCheckpoint | null {
  const content = planCheckpoint(ledger, now);
  if (content === null) return null;
  // A run that planned before midnight may write behind it.
  const folders = [now, now + DAY_MS].map((at) => `ledger/${utcDayOf(at).replaceAll("-", "/")}`);
  return { content, folders };
}

/** Whether another run has written the event since the clone was made: the name of a record ends with the id of its event. */
export function isRecorded({ type, id }: LedgerEvent, names: Iterable<readonly string[]>): boolean {
  return [...names].flat().some((name) => name.endsWith(`-${type}-${id.slice(0, 12)}.json`));
}
