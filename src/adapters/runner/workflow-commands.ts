// The toolkit's own code for the runner's protocol. Its package gives it out only together with an HTTP client that is one
// megabyte and a tenth of a second of every start (docs/adr/0001-no-undici.md); these two files need nothing.
import { issueCommand } from "../../../node_modules/@actions/core/lib/command.js";
import { issueFileCommand, prepareKeyValueMessage } from "../../../node_modules/@actions/core/lib/file-command.js";
import { fitPage } from "../../core/text/fit-page.ts";

export type AnnotationLevel = "error" | "warning" | "notice";

/** One annotation: GitHub shows it on the file's line in the pull request. Line and column from 1. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly title: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** Sets an output of the step. The runner takes any text: the delimiter is random. */
export function setOutput(name: string, value: string): void {
  issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
}

/** Adds to the page of the run, as much as GitHub shows. */
export function addSummary(markdown: string): void {
  issueFileCommand("STEP_SUMMARY", fitPage(markdown));
}

/** Hides a value in every log line that follows. */
export function maskSecret(value: string): void {
  // The runner masks line by line; an empty mask would hide everything.
  for (const line of value.split(/\r?\n/)) if (line.trim() !== "") issueCommand("add-mask", {}, line);
}

export function annotate({ level, title, message, file, line, column }: Annotation): void {
  const place =
    file === null ? {} : { file, ...(line === null ? {} : { line }), ...(column === null ? {} : { col: column }) };
  issueCommand(level, { ...place, title }, message);
}
