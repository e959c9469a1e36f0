import { forCodeSpan, forMarkdown } from "../../text/escape.ts";

/** Where an extension that was asked for has come to. */
export type ExtensionStep =
  | { readonly step: "open"; readonly url: string; readonly branch: string }
  | { readonly step: "add"; readonly url: string; readonly path: string; readonly text: string; readonly why: string }
  | { readonly step: "waits"; readonly url: string; readonly branch: string };

/** What whoever asked for a later day is answered. Until the amendment is merged the old day holds. */
export function renderExtension(by: string, date: string, takes: string, next: ExtensionStep): string {
  const holds = "Until it is merged the day that is on record holds.";
  if (next.step === "waits") {
    return `An amendment waits already in ${forCodeSpan(next.branch)}: [open or close its pull request](${next.url}) first, or delete the branch; then ask again in a new comment. ${holds}\n`;
  }
  const approval = `It is approved by ${takes}, and never by ${forMarkdown(by)}.`;
  if (next.step === "open") {
    return `**Next:** ${forMarkdown(by)}, [open the pull request](${next.url}) and press "Create pull request": whoever asks has to be its author. The branch ${forCodeSpan(next.branch)} holds the amendment for ${date}. ${approval} ${holds}\n`;
  }
  return [
    `The branch could not be made: ${forMarkdown(next.why)}`,
    "",
    `**Next:** ${forMarkdown(by)}, [add the file](${next.url}) ${forCodeSpan(next.path)} with the text below, choose "Create a new branch" and open the pull request. ${approval} ${holds}`,
    "",
    // Indented code: no text can end it.
    ...next.text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    "",
  ].join("\n");
}
