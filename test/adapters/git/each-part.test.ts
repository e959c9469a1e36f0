import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { eachPart } from "../../../src/adapters/git/each-part.ts";

test("parts are the same however the stream is cut, and what no separator ends is none", async () => {
  const bytes = fc.uint8Array({ maxLength: 60 }).map((list) => list.map((byte) => (byte < 100 ? 0 : byte)));
  await fc.assert(
    fc.asyncProperty(bytes, fc.array(fc.integer({ min: 1, max: 9 })), async (whole, cuts) => {
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < whole.length; turn++) {
        const size = cuts.length === 0 ? whole.length : (cuts[turn % cuts.length] ?? 1);
        chunks.push(Buffer.from(whole.slice(at, at + size)));
        at += size;
      }
      const parts: string[] = [];
      await eachPart(Readable.from(chunks), "\0", (part) => parts.push(part));
      expect(parts).toEqual(Buffer.from(whole).toString("latin1").split("\0").slice(0, -1));
    }),
  );
});
