import type { LedgerEvent } from "../../generated/types/event.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { parseInstant } from "../time/instant.ts";
import { noticeHistory } from "./notice-history.ts";
import type { PlannedNotice } from "./plan-notices.ts";

const kinds = ["daily", "weekly", "monthly"] as const;

/**
 * The notices of a published report that are not delivered (policy `reports`, `to`). An audience without a channel is told nothing: the
 * report lies on the ledger branch, and a mention in some issue would be about another thing.
 * @param published the event `report.published`
 * @param told events of PROCEDURE after it, in the order of the ledger
 */
export function planReportNotices(
  published: LedgerEvent,
  told: readonly LedgerEvent[],
  { policy }: CompiledPolicy,
): PlannedNotice[] {
  const at = parseInstant(published.at);
  const kind = kinds.find((name) => String(published.data.period).startsWith(`${name}-`));
  if (at === null || kind === undefined) return [];
  const history = noticeHistory(told);
  const rule = `report_${kind}`;
  return policy.reports[kind].to.flatMap((recipient) =>
    [...new Set(own(policy.audiences, recipient)?.via ?? [])].flatMap((channel) => {
      const key = `${rule}:${published.id.slice(0, 12)}:${recipient}:${channel}`;
      const { settled, attempts, failed } = history(key);
      return settled ? [] : [{ rule, recipient, channel, key, at, about: published.type, attempts, failed }];
    }),
  );
}
