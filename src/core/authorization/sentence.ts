const longest = 2000;

/**
 * A text of a decision: on one line, as the decision's schema wants it, and never longer than somebody would read. Paths, check
 * names and messages of servers are foreign; one of them with line ends must not look like several sentences of ours.
 */
export function toSentence(text: string): string {
  const line = text.replace(/\s*[\r\n\u0085\u2028\u2029]\s*/g, " ");
  return line.length > longest ? `${line.slice(0, longest).replace(/[\ud800-\udbff]$/, "")} …` : line;
}
