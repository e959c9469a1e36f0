/** More of a kind are mended by no pull request: whoever writes its text may be anybody, and each name is a line in a record. */
const mostNames = 20;

/** Bounded everywhere: whoever writes this text may be anybody. */
const closing =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]{1,20}(?:(?:https?:\/\/[^\s/]{1,100}\/)?([\w.-]{1,100}\/[\w.-]{1,100})(?:#|\/issues\/)|#)(\d{1,9})\b/gi;

/** Four spaces or a tab make code of a line; a list mark makes none. */
const trailer = /^ {0,3}(?:[-*+] {1,3})?qms:(.{1,1000})$/i;
const fenceMark = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** What an issue is found by, e.g. `acme/payments#12`; GitHub's names ignore case. */
export function issueName(repository: string, number: number): string {
  return `${repository.toLowerCase()}#${number}`;
}

/**
 * The bypasses and issues that a text says it mends, each once, as `BYPASS-…` and `owner/name#12`: by a line `qms: ID, ID`, or by a closing
 * keyword. Comments and code say nothing, as on GitHub. The first twenty of each: a text that names more mends none of the rest.
 * @param source repository that a number alone is of
 */
export function namesIn(body: string, source: string): string[] {
  const bypasses = new Set<string>();
  const issues = new Set<string>();
  for (const line of linesOf(body)) {
    const words = trailer.exec(line)?.[1]?.split(/[\s,;]+/) ?? [];
    for (const name of words.map(bare)) if (name.startsWith("BYPASS-")) bypasses.add(name);
    for (const [, repository = source, number] of line.replace(/`[^`]*`/g, "").matchAll(closing))
      issues.add(issueName(repository, Number(number)));
  }
  return [...[...bypasses].slice(0, mostNames), ...[...issues].slice(0, mostNames)];
}

/** Without the marks of a sentence, of code or of stress around it. */
function bare(word: string): string {
  return word.slice(0, 100).replace(/^[`*_("'<[]{1,4}|[`*_)"'>\].:!?]{1,4}$/g, "");
}

/** The lines outside comments and fenced code. */
function linesOf(body: string): string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of body.replace(/<!--[\s\S]*?(?:-->|$)/g, "").split(/\r?\n/)) {
    const [, mark = null, info = ""] = fenceMark.exec(line) ?? [];
    if (fence !== null) {
      if (mark?.startsWith(fence) && info.trim() === "") fence = null;
    } else if (mark !== null && !(mark.startsWith("`") && info.includes("`"))) fence = mark;
    else lines.push(line);
  }
  return lines;
}
