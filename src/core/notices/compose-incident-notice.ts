import type { LedgerEvent } from "../../generated/types/event.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isDrillDeclaration } from "../procedure/declared-as.ts";
import { forTerminal } from "../text/escape.ts";
import type { NoticeMessage } from "./compose-notice.ts";
import type { PlannedNotice } from "./plan-notices.ts";

/** Says that an emergency was declared, by whom and why. It is about the incident: no bypass exists yet. */
export function composeIncidentNotice(
  { key, rule }: Pick<PlannedNotice, "key" | "rule">,
  declared: LedgerEvent,
  { policy }: CompiledPolicy,
): NoticeMessage {
  const line = (text: unknown): string => forTerminal(String(text)).trim();
  const row = own(policy.notifications, rule);
  const incident = line(declared.data.incident_id);
  return {
    key,
    bypass: incident,
    rule,
    title: `${isDrillDeclaration(declared) ? "DRILL: " : ""}${line(row?.text ?? "An emergency was declared")}`,
    facts: [
      ["Incident", incident],
      ["Declared by", line(declared.actor.login)],
      ["Declared at", declared.at],
      ["Reason", line(declared.data.reason)],
    ],
    link: { url: declared.source.url, text: "The run that declared it" },
    next:
      row?.kind === "authorization_request"
        ? "The request for the bypass follows; it waits for your review there."
        : "The request for the bypass follows. Nothing is asked of you yet.",
    at: declared.at,
  };
}
