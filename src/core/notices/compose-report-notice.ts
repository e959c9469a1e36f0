import type { LedgerEvent, ReportPublished } from "../../generated/types/event.ts";
import { forTerminal } from "../text/escape.ts";
import type { NoticeMessage } from "./compose-notice.ts";
import type { PlannedNotice } from "./plan-notices.ts";

/** Says that a report is there, which one, and where to read it: its figures stay where they can be verified. */
export function composeReportNotice(
  { key, rule }: Pick<PlannedNotice, "key" | "rule">,
  published: LedgerEvent,
): NoticeMessage {
  const line = (text: unknown): string => forTerminal(String(text)).trim();
  const { period, rev, as_of, seq, files = [] } = published.data as unknown as ReportPublished;
  const text = files.find(({ path }) => path.endsWith(".md"));
  return {
    key,
    bypass: line(period),
    rule,
    title: `${nameOf(line(period))}${rev === 1 ? "" : ", revised"}`,
    facts: [
      ["Revision", line(rev)],
      ["As of", line(as_of)],
      ...(seq === undefined ? [] : [["Records seen", line(seq)] as const]),
      ...(text === undefined ? [] : [["On the ledger branch", line(text.path)] as const]),
    ],
    link: { url: published.source.url, text: "The run that published it" },
    next: "Read it on the page of the run, or on the ledger branch. Nothing else is asked of you.",
    at: published.at,
  };
}

/** `Daily report 2026-11-22` */
function nameOf(period: string): string {
  const [, kind = "", rest = period] = /^([a-z]+)-(.*)$/.exec(period) ?? [];
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} report ${rest}`.trim();
}
