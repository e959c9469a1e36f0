import { cutTo } from "../text/cut.ts";
import { forMarkdown } from "../text/escape.ts";
import { markerOf } from "../text/marker.ts";
import type { NoticeMessage } from "./compose-notice.ts";

/** The hidden mark of a notice on the tracking issue. */
export function noticeMarker(key: string): string {
  return markerOf("notice", key);
}

/** A comment on the tracking issue for people that no channel reaches. Only these are mentioned; everything else is escaped. */
export function renderMention({ key, title, facts, next }: NoticeMessage, logins: readonly string[]): string {
  const broken = facts.find(([name]) => name === "About")?.[1];
  const what = broken === undefined ? forMarkdown(title) : `${forMarkdown(title)}: ${forMarkdown(cutTo(broken, 200))}`;
  const names = logins.map((login) => `@${login}`).join(" ");
  return `${noticeMarker(key)}\n🔔 ${names}: **${what}**. ${forMarkdown(next)}\n`;
}
