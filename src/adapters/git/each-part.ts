import type { Readable } from "node:stream";

/**
 * Calls `take` with each part of a stream that a separator ends; without it the last part is incomplete and not given. Parts are
 * Latin-1, one character for one byte: ids and modes are ASCII, and of a path only its reader knows what it is. Each is a text of its
 * own: one cut out of a bigger text would keep that alive for as long as somebody holds it.
 */
export async function eachPart(stream: Readable, separator: "\n" | "\0", take: (part: string) => void): Promise<void> {
  const byte = separator.charCodeAt(0);
  let rest = "";
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(byte); end >= 0; end = chunk.indexOf(byte, start)) {
      const part = chunk.toString("latin1", start, end);
      take(rest === "" ? part : rest + part);
      rest = "";
      start = end + 1;
    }
    rest += chunk.toString("latin1", start);
  }
}
