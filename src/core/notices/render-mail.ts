import { sha256Hex } from "../document/read-document.ts";
import { cutTo } from "../text/cut.ts";
import { forHtml, forMail, forTerminal } from "../text/escape.ts";
import type { NoticeMessage } from "./compose-notice.ts";

/** A mail without its envelope. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets; the same at every try, so that mail programs drop a repeat. */
  readonly messageId: string;
  /** Of the thread: all notices about one bypass. */
  readonly references: string;
}

/** What a mail may hold; a notice is a page, not a report. */
const mostFacts = 60;
const longestValue = 1000;

/**
 * A notice as a mail, as text and as HTML without anything that is loaded from elsewhere.
 * @param domain of the sender: message ids are names below it
 * @param source URI of the repository
 */
export function renderMail(message: NoticeMessage, domain: string, source: string): RenderedMail {
  const { bypass, key, title } = message;
  const id = sha256Hex(new TextEncoder().encode(`${bypass}|${key}`)).slice(0, 32);
  return {
    subject: cutTo(`[${forTerminal(bypass)}] ${forTerminal(title)}`, 150),
    text: renderText(message, source),
    html: renderHtml(message, source),
    messageId: `<${bypass}-${id}@${domain}>`,
    references: `<${bypass}@${domain}>`,
  };
}

function renderText(message: NoticeMessage, source: string): string {
  const { title, facts, link, next } = message;
  const lines = [
    forMail(title),
    "",
    ...facts.slice(0, mostFacts).map(([name, value]) => `${forMail(name)}: ${forMail(cutTo(value, longestValue))}`),
    ...moreOf(facts.length),
    "",
    forMail(next),
    ...(link === null ? [] : [`${forMail(link.text)}: ${link.url}`]),
    "",
    // The mark of a signature: mail programs fold what follows.
    "-- ",
    ...footOf(message, source),
  ];
  return `${lines.join("\n")}\n`;
}

function moreOf(count: number): string[] {
  return count > mostFacts ? [`… ${count - mostFacts} more in the tracking issue`] : [];
}

function footOf({ bypass, rule }: NoticeMessage, source: string): string[] {
  // A published report is told to whom the report's own list names; no row of `notifications` says so.
  const [, kind = ""] = /^report_(daily|weekly|monthly)$/.exec(rule) ?? [];
  const isReport = kind !== "" && bypass.startsWith(`${kind}-`);
  const by = isReport ? `reports.${kind}.to` : `the row ${forMail(rule)}`;
  return [
    `Sent by qms-bypass for ${forMail(source.replace(/^https?:\/\//, ""))}, by ${by} of the policy.`,
    "Nobody reads answers to this address.",
  ];
}

const border = "border-bottom:1px solid #8c959f;padding:6px 12px 6px 0;vertical-align:top;text-align:left";

function renderHtml(message: NoticeMessage, source: string): string {
  const { title, facts, link, next } = message;
  const rows = facts
    .slice(0, mostFacts)
    .map(
      ([name, value]) =>
        `<tr><th scope="row" style="${border};font-weight:600;white-space:nowrap">${forHtml(name)}</th>` +
        `<td style="${border};overflow-wrap:anywhere">${forHtml(cutTo(value, longestValue))}</td></tr>`,
    );
  const button =
    link === null
      ? ""
      : `<p style="margin:20px 0"><a href="${escapeUrl(link.url)}" style="display:inline-block;padding:8px 16px;border-radius:6px;background:#0969da;color:#ffffff;text-decoration:none;font-weight:600">${forHtml(link.text)}</a></p>`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${forHtml(title)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif">',
    '<div style="max-width:640px;margin:0 auto">',
    `<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${forHtml(title)}</h1>`,
    `<table style="border-collapse:collapse;width:100%;font-size:14px">${rows.join("")}</table>`,
    ...moreOf(facts.length).map((line) => `<p>${line}</p>`),
    `<p style="margin:16px 0 0">${forHtml(next)}</p>`,
    button,
    `<p style="margin:24px 0 0;font-size:12px;opacity:.75">${footOf(message, source).map(forHtml).join("<br>")}</p>`,
    "</div></body></html>",
    "",
  ].join("\n");
}

/** An address that is meant as one: only what would end the attribute is taken out of it. */
function escapeUrl(url: string): string {
  return url.replace(/&/g, "&amp;").replace(/"/g, "%22").replace(/</g, "%3C").replace(/>/g, "%3E").replace(/'/g, "%27");
}
