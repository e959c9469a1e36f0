import type { Refusal } from "../authorization/answerers.ts";
import { forCodeSpan, forMarkdown } from "../text/escape.ts";

/** To somebody entitled whose command does not count. */
export function renderReply({ problem, fix, form }: Refusal): string {
  const right = form === undefined ? "" : ` ${forCodeSpan(form)}`;
  return `⚠️ The command above does not count: ${forMarkdown(problem)}. ${forMarkdown(fix)}${right}\n`;
}

/** Under a comment that says something else than it did when it was recorded. */
export function renderEdited(events: readonly string[]): string {
  const named = events.map((id) => forCodeSpan(`event:${id.slice(0, 12)}`)).join(", ");
  return `⚠️ The comment above was edited after it was recorded. What counts is on record as it was said first: ${named}. To change it, write a new comment.\n`;
}

/** In place of the text of an issue that tracks what another one tracks. */
export function renderDuplicate(reference: string): string {
  return `Duplicate of ${reference}.\n\nTwo runs opened an issue at the same moment; the record names ${reference}. Nothing that is said here counts: what was said here has to be said again there.\n`;
}

/** Under an issue that was closed before anybody verified. */
export function renderClosedEarly(): string {
  return "This issue was closed before its remediation was verified, so it is open again: closing it changes nothing in the record. It is closed by itself when `/qms verify` counts.\n";
}

/** @param reason why what was verified is open again */
export function renderOpenAgain(reason: string): string {
  return `This remediation was verified, and it is open again. ${forMarkdown(reason)} When it is completed, somebody has to write \`/qms verify\` once more.\n`;
}
