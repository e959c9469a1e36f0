import { cutTo } from "../text/cut.ts";
import { forMarkdown } from "../text/escape.ts";
import { markerOf } from "../text/marker.ts";
import type { NoticeMessage } from "./compose-notice.ts";

/** The hidden mark of a notice on the tracking issue. */
export function noticeMarker(key: string): string {
  return markerOf("notice", key);
}

/** Whether a comment of ours is the notice, or tells it among others: the marks are all that its first line has. */
export function tellsNotice(body: string, key: string): boolean {
  const first = body.split("\n", 1)[0]?.trimEnd() ?? "";
  return /^(?:<!-- qms-bypass:notice:[^ ]+ -->)+$/.test(first) && first.includes(noticeMarker(key));
}

/**
 * A comment on the tracking issue for people that no channel reaches. Only these are mentioned; everything else is escaped.
 * @param keys of every notice that it tells
 */
export function renderMention(
  { title, facts, next }: Pick<NoticeMessage, "title" | "facts" | "next">,
  logins: readonly string[],
  keys: readonly string[],
): string {
  const said = (name: string): string => cutTo(facts.find(([fact]) => fact === name)?.[1] ?? "", 200);
  const broken = said("About");
  const what = broken === "" ? forMarkdown(title) : `${forMarkdown(title)}: ${forMarkdown(broken)}`;
  const span =
    said("Oldest") === "" ? "" : ` Oldest: ${forMarkdown(said("Oldest"))}. Latest: ${forMarkdown(said("Latest"))}.`;
  const names = logins.map((login) => `@${login}`).join(" ");
  return `${keys.map(noticeMarker).join("")}\n🔔 ${names}: **${what}**.${span} ${forMarkdown(next)}\n`;
}
