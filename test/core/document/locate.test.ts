import { describe, expect, test } from "vitest";
import { locate, pointerTo, pointerTokens } from "../../../src/core/document/locate.ts";
import { positionAt } from "../../../src/core/document/position.ts";
import { manifestLimits, readYaml } from "../../../src/core/document/read-yaml.ts";

const place = (text: string, pointer: string, part: "key" | "value" = "value"): string => {
  const { document } = readYaml(new TextEncoder().encode(text), manifestLimits, null);
  if (document === null) throw new Error("the test's own YAML is broken");
  const { line, column } = locate(document, pointer, part);
  return `${line}:${column}`;
};

describe("pointers", () => {
  test.each([
    ["", []],
    ["/a", ["a"]],
    ["/a/0/b", ["a", "0", "b"]],
    ["/a~1b/c~0d", ["a/b", "c~d"]],
    ["/~01", ["~1"]],
    ["/", [""]],
  ])("%j has the tokens %j, and back", (pointer, tokens) => {
    expect(pointerTokens(pointer)).toEqual(tokens);
    expect(tokens.reduce((path: string, token) => pointerTo(path, token), "")).toBe(pointer);
  });
});

describe("positions count lines and UTF-16 columns from 1", () => {
  const text = "ab\n\n🚪x\r\nend";
  test.each([
    [0, "1:1"],
    [2, "1:3"],
    [3, "2:1"],
    [4, "3:1"],
    [6, "3:3"],
    [9, "4:1"],
    [12, "4:4"],
    [99, "4:4"],
    [-5, "1:1"],
  ])("offset %i is %s", (offset, expected) => {
    const { line, column } = positionAt(text, offset);
    expect(`${line}:${column}`).toBe(expected);
  });
});

describe("a value and its key in the text", () => {
  const text = [
    "plain: one", // 1
    "single: 'two'", // 2
    'double: "three"', // 3
    '"quoted key": four', // 4
    "folded: >-", // 5
    "  long text", // 6
    "nothing:", // 7
    "map:", // 8
    "  inner: five", // 9
    "list:", // 10
    "  - six", // 11
    "  - { a: seven, b: [8, nine] }", // 12
    "  -", // 13
    "    deep: ten", // 14
    "flow: { x: 1, 'y': 2 }", // 15
    "späße: 🚪 eleven", // 16
    "a/b: { c~d: twelve }", // 17
  ].join("\n");

  test.each([
    ["/plain", "value", "1:8"],
    ["/plain", "key", "1:1"],
    ["/single", "value", "2:9"],
    ["/double", "value", "3:9"],
    ["/quoted key", "key", "4:1"],
    ["/quoted key", "value", "4:15"],
    ["/folded", "value", "5:1"],
    ["/nothing", "value", "7:1"],
    ["/map", "value", "8:1"],
    ["/map/inner", "value", "9:10"],
    ["/map/inner", "key", "9:3"],
    ["/list/0", "value", "11:5"],
    ["/list/1/a", "value", "12:10"],
    ["/list/1/b", "value", "12:17"],
    ["/list/1/b/1", "value", "12:24"],
    ["/list/2/deep", "value", "14:11"],
    ["/flow/y", "key", "15:15"],
    ["/flow/y", "value", "15:20"],
    ["/späße", "value", "16:8"],
    ["/a~1b/c~0d", "value", "17:13"],
    ["", "value", "1:1"],
  ] as const)("%s, %s: %s", (pointer, part, expected) => {
    expect(place(text, pointer, part)).toBe(expected);
  });

  test.each([
    ["/map/missing", "8:1"],
    ["/missing", "1:1"],
    ["/plain/deeper", "1:8"],
    ["/list/9", "10:1"],
    ["/list/1/zzz", "12:5"],
  ])("%s leads to nothing: its nearest parent, %s", (pointer, expected) => {
    expect(place(text, pointer)).toBe(expected);
  });

  test("of a key that stands twice, the first", () => {
    expect(place("a: 1\na: 2\n", "/a")).toBe("1:4");
  });

  test("an alias has a place of its own", () => {
    expect(place("a: &x 1\nb: *x\n", "/b")).toBe("2:4");
  });
});
