import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import type { PlannedNotice } from "../core/notices/plan-notices.ts";
import type { Delivery } from "../ports.ts";

/** A notice that could not even be tried. */
export interface FailedDelivery {
  readonly outcome: "failed";
  readonly reason: string;
  readonly status: number | null;
}

export function failedDelivery(reason: string): FailedDelivery {
  return { outcome: "failed", reason, status: null };
}

/**
 * What is recorded of one try.
 * @param also marks of what the same message tells besides
 */
export function noticeEvent(
  bypass: string,
  notice: Pick<PlannedNotice, "rule" | "recipient" | "channel" | "key" | "attempts">,
  delivery: Delivery | FailedDelivery,
  kind: string | undefined,
  also: readonly string[] = [],
): EventContent {
  const { rule, key, attempts } = notice;
  const more = also.length === 0 ? {} : { also };
  const shared = { audience: notice.recipient.replace(/^role:/, ""), rule, ...more };
  const status = isStatus(delivery.status) ? { status: delivery.status } : {};
  if (delivery.outcome === "sent") {
    const remote = delivery.remoteId === null ? {} : { remote_id: delivery.remoteId };
    const channel = notice.channel ?? "tracking-issue";
    const accepted = delivery.accepted === true ? { accepted: true } : {};
    const data = { ...shared, channel, ...(kind === undefined ? {} : { kind }), ...status, ...accepted, ...remote };
    return { type: "notification.sent", bypass, key, data };
  }
  const channel = notice.channel === null ? {} : { channel: notice.channel };
  return {
    type: "notification.failed",
    bypass,
    key: `${key}:${attempts + 1}`,
    data: { ...shared, ...channel, reason: delivery.reason, ...status },
  };
}

/** Whatever a foreign server answers: the record takes what HTTP and SMTP know. Node passes 999 on. */
function isStatus(status: number | null): status is number {
  return status !== null && status >= 100 && status <= 599;
}

/**
 * Where a notice goes, in words.
 * @param count how many are told in one message
 */
export function placeOf(
  { rule, recipient, channel }: Pick<PlannedNotice, "rule" | "recipient" | "channel">,
  count = 1,
): string {
  const how = channel ?? "a mention in the tracking issue";
  return `${rule} to ${recipient} by ${how}${count > 1 ? ` (${count} in one)` : ""}`;
}

/** The warning about one that was not delivered. */
export function noticeFailed(
  bypass: string,
  notice: Pick<PlannedNotice, "rule" | "recipient" | "channel">,
  { reason, status }: { readonly reason: string; readonly status: number | null },
  count = 1,
): Finding {
  const answer = status === null ? "" : ` (answer ${status})`;
  return finding("NOTICE_FAILED", { bypass, notice: placeOf(notice, count), reason: `${reason}${answer}` });
}
