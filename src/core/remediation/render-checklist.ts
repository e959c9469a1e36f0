import { ownerInWords } from "../authorization/answerers.ts";
import type { Level } from "../procedure/levels.ts";
import { forCodeSpan, forMarkdown } from "../text/escape.ts";
import { dueWords, formatMinute } from "./due-words.ts";
import type { ObligationReading } from "./list-obligations.ts";

/** One line of the checklist (60-remediation.md, "Obligations"). The command stands in a code span: as HTML its `<evidence>` would vanish. */
export function checklistLine(row: ObligationReading, level: Level, zone: string): string {
  const box = row.state === "open" ? " " : "x";
  const parts = [`- [${box}] **${forMarkdown(row.text)}**`, forMarkdown(ownerInWords(row.owner, level))];
  if (row.answeredAt !== null) {
    const answer = row.state === "na" ? "not applicable" : "done";
    parts.push(row.why === undefined ? `${answer} ${formatMinute(row.answeredAt)}` : `${answer}: ${row.why}`);
    return parts.join(" · ");
  }
  parts.push(dueWords(row.due, zone));
  if (row.owner === "automation") parts.push(`answered by ${forCodeSpan(row.satisfiedBy ?? "")}`);
  else parts.push(forCodeSpan(commandOf(row)));
  return parts.join(" · ");
}

/** Some are answered by a word of their own. */
function commandOf({ key, satisfiedBy }: ObligationReading): string {
  if (satisfiedBy === "remediation.verified") return "/qms verify";
  return satisfiedBy === "lesson.recorded" ? "/qms lesson <text>" : `/qms done ${key} <evidence>`;
}
