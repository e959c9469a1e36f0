import { expect, test } from "vitest";
import { sourceFiles } from "./source-files.ts";

/** A file over 300 lines wants a reason (architecture.md). */
const reasons: Readonly<Record<string, string>> = {
  "src/ports.ts": "the interfaces to the outside, in one place: nothing but types and their documentation",
};

const files = sourceFiles("src").filter((file) => !file.path.startsWith("src/generated/"));
const linesOf = (text: string): number => text.split("\n").length - 1;

test("no source file has more than 300 lines without a reason", () => {
  const long = files.filter((file) => linesOf(file.text) > 300 && reasons[file.path] === undefined);
  expect(long.map((file) => `${file.path}: ${linesOf(file.text)}`)).toEqual([]);
});

test("the median file has fewer than 100 lines", () => {
  const lines = files.map((file) => linesOf(file.text)).sort((left, right) => left - right);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
});

test("every reason is about a file that exists and needs one", () => {
  const long = files.filter((file) => linesOf(file.text) > 300).map((file) => file.path);
  expect(Object.keys(reasons).filter((path) => !long.includes(path))).toEqual([]);
});
