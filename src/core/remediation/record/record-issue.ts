import { forCodeSpan, forMarkdown } from "../../text/escape.ts";
import { hasMarker, markerOf } from "../../text/marker.ts";
import { formOf } from "./compose-recorded.ts";
import { procedureOwners, recordableTypes } from "./recordable-types.ts";

/** How the record issue is known: our own, with this mark on its first line. */
const marker = markerOf("record", "PROCEDURE");
export const recordLabel = "qms:record";
export const recordTitle = "Record of the bypass procedure: what belongs to no single bypass";

export function isRecordIssue(body: string): boolean {
  return hasMarker(body, marker);
}

/** The text of the record issue: what can be said here, by whom and how. */
export function renderRecordIssue(): string {
  const rows = Object.entries(recordableTypes)
    .filter(([, { about }]) => about !== "bypass")
    .map(([type, row]) => `| ${forCodeSpan(formOf(type))} | ${procedureOwners(row).map(forMarkdown).join(", ")} |`);
  return [
    marker,
    "Training, certificates, exercises, controls, feedback and improvements of the emergency bypass procedure are recorded here: a comment of its own, nothing before the command. What belongs to one bypass is said on its tracking issue.",
    "",
    "| Comment | By |",
    "| --- | --- |",
    ...rows,
    `| ${forCodeSpan("/qms decision TEXT")} | the same as for improvements |`,
    `| ${forCodeSpan("/qms action TEXT")} | the same |`,
    "",
    'A value with blanks stands in quotes: `text="two words"`. In brackets is what may be left out. Each is answered with the id under which the ledger keeps it. Edited comments do not count: write a new one.',
    "",
    "This issue is a way into the record and not the record: editing, closing or deleting it changes nothing that was recorded.",
    "",
  ].join("\n");
}
