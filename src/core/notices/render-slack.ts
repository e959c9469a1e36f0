import { cutTo } from "../text/cut.ts";
import { forTerminal } from "../text/escape.ts";
import type { NoticeMessage } from "./compose-notice.ts";

/** Slack takes 50 blocks and fails near 13,200 characters without saying so (slackapi/bolt-js#2509). */
const budget = 12_000;
const mostBlocks = 45;
/** A section holds ten fields of 2,000 characters. */
const perSection = 10;

/**
 * For Slack's mrkdwn, on one line: no `<!channel>`, `<@U…>` or link comes alive, and nothing turns bold or into code. A zero-width space
 * behind each mark keeps it dead, wherever the text is cut.
 */
export function forSlack(text: string): string {
  return forTerminal(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[*_~`@#]/g, "$&\u200b");
}

/** Body for an incoming webhook (Block Kit). Facts that do not fit are counted, never cut in the middle of a mark. */
export function renderSlack(message: NoticeMessage): Readonly<Record<string, unknown>> {
  for (let most = Math.min(message.facts.length, (mostBlocks - 6) * perSection), long = 1000; ; ) {
    const body = render(message, most, long);
    if (JSON.stringify(body).length <= budget || (most === 0 && long <= 100)) return body;
    if (long > 200) long = Math.floor(long / 2);
    else if (most > 0) most = Math.floor(most / 2);
    else long = 100;
  }
}

function render({ title, bypass, facts, link, next }: NoticeMessage, most: number, long: number) {
  const text = (words: string) => ({ type: "mrkdwn", text: words, verbatim: true });
  const fields = facts
    .slice(0, most)
    .map(([name, value]) => text(`*${forSlack(name)}*\n${forSlack(cutTo(value, long))}`));
  const sections: object[] = [];
  for (let from = 0; from < fields.length; from += perSection)
    sections.push({ type: "section", fields: fields.slice(from, from + perSection) });
  const more = facts.length - fields.length;
  return {
    text: `${forSlack(cutTo(title, 120))} (${forSlack(bypass)})`,
    blocks: [
      // A header is plain text: nothing in it is markup.
      { type: "header", text: { type: "plain_text", text: cutTo(forTerminal(title), 150), emoji: false } },
      ...sections,
      ...(more > 0 ? [{ type: "section", text: text(`… ${more} more in the tracking issue`) }] : []),
      { type: "section", text: text(forSlack(cutTo(next, 500))) },
      ...(link === null
        ? []
        : [
            {
              type: "actions",
              elements: [
                {
                  type: "button",
                  text: { type: "plain_text", text: cutTo(forTerminal(link.text), 75) },
                  url: link.url,
                },
              ],
            },
          ]),
    ],
  };
}
