import type { LedgerEvent } from "../../generated/types/event.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isDrillDeclaration } from "../procedure/declared-as.ts";
import { matchesWhen, requestSubject, type Subject } from "../procedure/when.ts";
import { matchesEvent } from "../remediation/evaluate-clock.ts";
import { parseInstant } from "../time/instant.ts";
import { noticeHistory } from "./notice-history.ts";
import { channelsOf, type PlannedNotice } from "./plan-notices.ts";

/** What is known of an emergency before anybody asked for a bypass. */
const emergency = (drill: boolean): Subject => ({ ...requestSubject("EMERGENCY", drill), severity: "S1" });

/**
 * The notices of a declared emergency that are not delivered, by destination (25-policy-sections.md, `notifications`). It belongs to no
 * bypass, so the events about it are of PROCEDURE. Of a drill everything goes to the audience drill.
 * @param declared the event `incident.declared`
 * @param told events of PROCEDURE after it, in the order of the ledger
 */
export function planIncidentNotices(
  declared: LedgerEvent,
  told: readonly LedgerEvent[],
  policy: CompiledPolicy,
): PlannedNotice[] {
  const at = parseInstant(declared.at);
  if (at === null) return [];
  const history = noticeHistory(told);
  const drill = isDrillDeclaration(declared);
  const looked = { type: declared.type, at, actor: declared.actor.id, data: declared.data };
  return Object.entries(policy.policy.notifications).flatMap(([rule, { on, when, before, to }]) => {
    if (on === undefined || before === true || !matchesEvent(on, looked) || !matchesWhen(when, emergency(drill)))
      return [];
    // Nobody is woken for an exercise.
    return (drill ? ["drill"] : to).flatMap((recipient) =>
      channelsOf(recipient, policy).flatMap((channel) => {
        const key = `${rule}:${declared.id.slice(0, 12)}:${recipient}:${channel ?? "tracking-issue"}`;
        const { settled, attempts, failed } = history(key);
        return settled ? [] : [{ rule, recipient, channel, key, at, about: declared.type, attempts, failed }];
      }),
    );
  });
}
