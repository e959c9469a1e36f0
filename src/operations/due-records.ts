import { planTrustRecords } from "../core/audit/plan-trust-records.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import { utcDayOf } from "../core/ledger/event-instant.ts";
import { type CheckpointSigning, planCheckpoint } from "../core/ledger/plan-checkpoint.ts";
import type { Instant } from "../core/time/instant.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { Reporting } from "./open-reporting.ts";

const DAY_MS = 86_400_000;

/** What the day still owes to the ledger besides its reports, and where another run would have written it. */
export interface DueRecords {
  /** Keys that came or went, and then the checkpoint. Empty: nothing is owed. */
  readonly contents: readonly EventContent[];
  /** Folders of the ledger branch to look into before they are written. */
  readonly folders: readonly string[];
}

/** Nothing where the clone has it all, or where nothing could be vouched for. */
export function dueRecords(
  { ledger, keys }: Pick<Reporting, "ledger" | "keys">,
  now: Instant,
  signing: CheckpointSigning | null,
): DueRecords {
  const checkpoint = planCheckpoint(ledger, now, signing);
  // Not known is not none: nothing is said of keys then.
  const trust = keys === null ? [] : planTrustRecords(keys, ledger);
  const contents = [...trust, ...(checkpoint === null ? [] : [checkpoint])];
  // A run that planned before midnight may write behind it, and this one may be the later of the two.
  const days = contents.length === 0 ? [] : [now - DAY_MS, now, now + DAY_MS];
  return { contents, folders: days.map((at) => `ledger/${utcDayOf(at).replaceAll("-", "/")}`) };
}

/** Whether another run has written the event since the clone was made: the name of a record ends with the id of its event. */
export function isRecorded({ type, id }: LedgerEvent, names: Iterable<readonly string[]>): boolean {
  return [...names].flat().some((name) => name.endsWith(`-${type}-${id.slice(0, 12)}.json`));
}
