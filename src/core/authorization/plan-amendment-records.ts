import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { AmendmentReading } from "../manifest/read-amendment.ts";
import { endOfLocalDay } from "../time/business-days.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, parseInstant, parseLocalDate } from "../time/instant.ts";
import {
  approvalData,
  type DecidedInput,
  filledSlots,
  pullSource,
  refs,
  reviewContent,
  slotRecord,
} from "./record-parts.ts";

/** What the trusted job knows when it has decided about an amendment. */
export interface AmendmentRecordInput extends DecidedInput {
  readonly amendment: AmendmentReading;
}

/**
 * The events of a merged amendment: who reviewed it, and that it was approved. One that a person merged past the decision changes
 * nothing, and that somebody did so is a violation.
 */
export function planAmendmentRecords(input: AmendmentRecordInput): EventContent[] {
  const { decision, fold, amendment, policy } = input;
  const { bypass } = decision;
  const number = amendment.view.integer("/number");
  if (bypass === null || number === null || decision.verdict === "error") return [];
  const key = `${number}:${amendment.sha256}`;
  if (decision.verdict !== "approved") {
    // Read again later, what was recorded is not approved a second time: its number is taken.
    const recorded = fold.entries.some(({ event }) => event.type === "bypass.amended" && event.key === key);
    return recorded ? [] : violationOnce(fold, bypass, number);
  }
  const date = parseLocalDate(amendment.view.text("/changes/remediation/target_date") ?? "");
  const expiry = endOf(input);
  const owner = amendment.view.text("/changes/remediation/owner");
  const approved: EventContent = {
    type: "bypass.amended",
    bypass,
    key,
    source: pullSource(input),
    ...refs(input),
    data: {
      number,
      changes: {
        ...(expiry === null ? {} : { expires_at: formatEventInstant(expiry) }),
        ...(date === null
          ? {}
          : { target_date: date, deadline: formatEventInstant(endOfLocalDay(date, policy.calendar)) }),
        ...(owner === null ? {} : { owner }),
      },
      ...approvalData(input),
    },
  };
  const known = new Set(fold.entries.map(({ event }) => `${event.type} ${event.key}`));
  return [...slotRecords(input, bypass), approved].filter((content) => !known.has(`${content.type} ${content.key}`));
}

/**
 * The end that it gives. One that was merged before the activation and is recorded after it was decided without knowing when the lifetime
 * begins: it is held to it here, as an activation behind it would have been.
 */
function endOf({ amendment, decision, fold, policy }: AmendmentRecordInput): Instant | null {
  const asked = parseInstant(amendment.view.text("/changes/expires_at") ?? "");
  const level = parseManifestId(decision.bypass ?? "")?.level;
  const first = fold.entries.find(({ event }) => event.type === "bypass.activated");
  const start = parseInstant(first?.event.at ?? "");
  if (asked === null || start === null || level === undefined) return asked;
  const longest = resolveLimit(start, policy.policy.levels[level].max_lifetime, policy.calendar)?.deadline ?? start;
  return Math.min(asked, longest);
}

function violationOnce(fold: BypassFold, bypass: string, number: number): EventContent[] {
  const kind = "AMENDMENT_NOT_APPROVED";
  const occurrence = `amendment-${number}`;
  const key = `${kind}:${occurrence}`;
  const known = fold.entries.some(({ event }) => event.type === "violation.recorded" && event.key === key);
  return known ? [] : [{ type: "violation.recorded", bypass, key, data: { kind, occurrence } }];
}

/** Which slots were filled by which review. */
function slotRecords(input: DecidedInput, bypass: string): EventContent[] {
  return filledSlots(input).flatMap(({ slot, reviewId, role }) =>
    slotRecord(reviewContent(input, bypass, reviewId, role), `${slot}:${reviewId}`, {
      kind: slot,
      review_id: reviewId,
    }),
  );
}
