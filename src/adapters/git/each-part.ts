import type { Readable } from "node:stream";

/**
 * Calls `take` with each part of a stream that a separator ends; without it the last part is incomplete and not given. Parts are
 * Latin-1, one character for one byte: ids and modes are ASCII, and of a path only its reader knows what it is.
 */
export async function eachPart(stream: Readable, separator: "\n" | "\0", take: (part: string) => void): Promise<void> {
  let rest = "";
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const parts = (rest + chunk.toString("latin1")).split(separator);
    rest = parts.pop() ?? "";
    for (const part of parts) take(part);
  }
}
