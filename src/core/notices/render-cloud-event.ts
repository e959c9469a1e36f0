import { sha256Hex } from "../document/read-document.ts";
import type { NoticeMessage } from "./compose-notice.ts";

/**
 * Body for a generic webhook: CloudEvents 1.0 in structured mode. `id` is the same at every try, so that the receiver can drop repeats.
 * @param source URI of the repository
 */
export function renderCloudEvent(message: NoticeMessage, source: string): Readonly<Record<string, unknown>> {
  const { key, bypass, rule, title, facts, link, next, at } = message;
  return {
    specversion: "1.0",
    id: sha256Hex(new TextEncoder().encode(`${bypass}|${key}`)),
    source,
    type: "qms.notice.v1",
    subject: bypass,
    time: at,
    datacontenttype: "application/json",
    data: { rule, title, facts: facts.map(([name, value]) => ({ name, value })), url: link?.url ?? null, next },
  };
}
