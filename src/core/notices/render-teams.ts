import { cutTo } from "../text/cut.ts";
import { forTerminal } from "../text/escape.ts";
import type { NoticeMessage } from "./compose-notice.ts";

/** Teams refuses messages beyond about 28 KB. */
const budget = 26_000;

/** For the Markdown of an Adaptive Card: no link, emphasis, list or mention (`<at>`) comes alive. */
export function forCard(text: string): string {
  return forTerminal(text)
    .replace(/</g, "‹")
    .replace(/>/g, "›")
    .replace(/[\\`*_[\]()#~|!]/g, "\\$&")
    .replace(/\b(https?|ftp|mailto):/gi, "$1:\u200b")
    .replace(/^( *)([-+]|\d+[.)])(?=\s)/, "$1\\$2");
}

/** Body for a Teams workflow: one Adaptive Card. */
export function renderTeams(message: NoticeMessage): Readonly<Record<string, unknown>> {
  for (let most = message.facts.length, long = 1000; ; ) {
    const body = render(message, most, long);
    if (new TextEncoder().encode(JSON.stringify(body)).length <= budget || (most === 0 && long <= 100)) return body;
    if (long > 200) long = Math.floor(long / 2);
    else if (most > 0) most = Math.floor(most / 2);
    else long = 100;
  }
}

function render({ title, facts, link, next }: NoticeMessage, most: number, long: number) {
  const block = (text: string, more: object = {}) => ({ type: "TextBlock", text, wrap: true, ...more });
  const rest = facts.length - most;
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      block(forCard(cutTo(title, 150)), { size: "Large", weight: "Bolder" }),
      {
        type: "FactSet",
        facts: facts
          .slice(0, most)
          .map(([name, value]) => ({ title: forCard(name), value: forCard(cutTo(value, long)) })),
      },
      ...(rest > 0 ? [block(`… ${rest} more in the tracking issue`)] : []),
      block(forCard(cutTo(next, 500))),
    ],
    actions: link === null ? [] : [{ type: "Action.OpenUrl", title: cutTo(forTerminal(link.text), 75), url: link.url }],
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return { type: "message", attachments: [attachment] };
}
