// One function per sink. Foreign text (titles, names, file contents) passes through the one of the place where it ends up.

/** Control and format characters that move a cursor, start an escape sequence or reorder text. Line ends are the caller's. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const unsafeInTerminal = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * For a terminal, on one line: nothing can move the cursor, change colours or hide text. And nothing is a workflow command where
 * the terminal is a runner's log: it takes a line's first word `::…`, also behind spaces, and `##[…` anywhere.
 */
export function forTerminal(text: string): string {
  return text
    .replace(/\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g, " ")
    .replace(unsafeInTerminal, "\ufffd")
    .replace(/(^|\s)::/g, "$1: :")
    .replace(/##\[/g, "## [");
}

/**
 * For one line of GitHub Markdown: no markup, HTML, link, mention, issue reference or comment marker comes alive.
 * GitHub looks for mentions and references in the rendered text, where entities and backslashes are gone: only a zero-width
 * space behind `@` and `#` keeps them dead.
 */
export function forMarkdown(text: string): string {
  return forTerminal(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~$]/g, "\\$&")
    .replace(/@|#(?=\d)|\bGH-(?=\d)/gi, "$&&#8203;")
    .replace(/\b(https?|ftp|mailto):/gi, "$1&#58;&#8203;")
    .replace(/\bwww\./gi, "www&#8203;.")
    .replace(/^( *)([-+]|\d+[.)])(?=\s)/, "$1\\$2");
}

/** Inside a code span: the fence is longer than any run of backticks in the text, so the text cannot close it. */
export function forCodeSpan(text: string): string {
  const line = forTerminal(text).replace(/\|/g, "¦");
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") || line.trim() === "" ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** For text and quoted attributes of HTML, on one line. Mail clients make links of addresses by themselves: a zero-width space keeps them dead. */
export function forHtml(text: string): string {
  return forMail(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}

/** For one line of a plain text mail: no address in it becomes a link, where the reader's program looks for them. */
export function forMail(text: string): string {
  return forTerminal(text)
    .replace(/\b(https?|ftp|mailto|file|smb|tel):/gi, "$1:\u200b")
    .replace(/\bwww\./gi, "www\u200b.");
}
