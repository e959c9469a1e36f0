/** GitHub shows no job summary of more than 1 MiB: not a part of it either. */
const mostBytes = 1_000_000;

const cutNote = "_Cut here: GitHub shows 1 MiB. The output `result` and the files of the report have the rest._\n";

/**
 * Markdown in as many whole lines as GitHub shows of a job summary, from its top, where the verdict stands. What is open at the cut is
 * closed, so that the note is text.
 * @param most bytes of UTF-8
 */
export function fitPage(markdown: string, most = mostBytes): string {
  const encoder = new TextEncoder();
  const sizeOf = (text: string): number => encoder.encode(text).length;
  if (sizeOf(markdown) <= most) return markdown;
  const kept: string[] = [];
  // Room for the note, a fence and what is folded.
  let room = most - 200;
  let fence: string | null = null;
  let folds = 0;
  for (const line of markdown.split("\n")) {
    room -= sizeOf(line) + 1;
    if (room < 0) break;
    kept.push(line);
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (ticks !== undefined) fence = fence === null ? ticks : ticks.length < fence.length ? fence : null;
    else if (line.startsWith("<details>")) folds++;
    else if (line.startsWith("</details>")) folds--;
  }
  const closing = [...(fence === null ? [] : [fence]), ...Array.from({ length: folds }, () => "\n</details>")];
  return [...kept, ...closing, "", cutNote].join("\n");
}
