import type { EventContent } from "../core/ledger/draft-event.ts";
import { own } from "../core/own.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";

/**
 * What becomes of notices that the policy wants and this version cannot send: recorded as failed, with the reason. The attempt and its
 * record are what the procedure asks for; a broken channel does not block (decision 6).
 * @param rules row of `notifications` → audience
 */
export function failedNotices(
  bypass: string,
  rules: readonly { readonly rule: string; readonly audience: string }[],
  policy: CompiledPolicy,
): EventContent[] {
  return rules.map(({ rule, audience }) => {
    const via = own(policy.policy.audiences, audience)?.via ?? [];
    const [channel] = via;
    const reason = channel === undefined ? "no_channel" : "unsupported";
    return {
      type: "notification.failed",
      bypass,
      key: `${rule}:${audience}`,
      data: { audience, rule, reason, ...(channel === undefined ? {} : { channel }) },
    };
  });
}
