import { subjectOf } from "../core/authorization/subject-of.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import type { ManifestReading } from "../core/manifest/read-manifest.ts";
import { composeNotice, type NoticeContext } from "../core/notices/compose-notice.ts";
import { channelsOf } from "../core/notices/plan-notices.ts";
import { own } from "../core/own.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Notifier } from "../ports.ts";
import { failedDelivery, noticeEvent } from "./notice-record.ts";

/**
 * Sends the notices that come before an act, and gives back what is to be recorded of them. Each destination is tried, none blocks: the
 * act waits for the attempt, not for its success (decision 6).
 * @param mark what tells this occasion from others of the same bypass, e.g. `activation-1`
 * @param about what is about to happen, as a notice names it
 */
export async function attemptNotices(
  notifier: Notifier,
  context: NoticeContext & { readonly manifest: ManifestReading },
  rules: readonly { readonly rule: string; readonly audience: string }[],
  { mark, about, at }: { readonly mark: string; readonly about: string; readonly at: Instant },
): Promise<EventContent[]> {
  const { policy } = context.policy;
  const { drill } = subjectOf(context.manifest, context.level);
  const events: EventContent[] = [];
  for (const { rule, audience: recipient } of rules) {
    // A drill goes through the channels of the audience drill; the record names whom it stands for.
    for (const channel of channelsOf(drill ? "drill" : recipient, context.policy)) {
      const key = `${rule}:${mark}:${recipient}:${channel ?? "tracking-issue"}`;
      const way = channel === null ? undefined : own(policy.channels, channel);
      const message = composeNotice([{ key, rule, about, at }], context);
      const delivery = way === undefined ? failedDelivery("no_channel") : await notifier.send(way, message);
      const notice = { rule, recipient, channel, key, attempts: 0 };
      events.push(noticeEvent(context.fold.bypass, notice, delivery, own(policy.notifications, rule)?.kind));
    }
  }
  return events;
}
