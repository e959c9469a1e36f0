import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../../src/core/ledger/canonical-json.ts";

const seed = { seed: 20261123, numRuns: 500 };

test("the sample of RFC 8785, 3.2.2 comes out as the RFC prints it", () => {
  const input = `{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
    "literals": [null, true, false]
  }`;
  expect(canonicalJson(JSON.parse(input))).toBe(
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  );
});

test("keys come in the order of their UTF-16 units (RFC 8785, 3.2.3), so an emoji before a Hebrew presentation form", () => {
  const map = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
  expect(Object.values(JSON.parse(canonicalJson(map).replace('"1"', '"one"')))).toEqual([2, 4, 6, 7, 1, 5, 3]);
});

describe("numbers of RFC 8785, appendix B", () => {
  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("%s is written %s", (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE())).toBe(text);
  });

  test.each(["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])("%s is refused", (bits) => {
    expect(() => canonicalJson([Buffer.from(bits, "hex").readDoubleBE()])).toThrow(TypeError);
  });
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

test.each([
  ["undefined in a map", { a: undefined }],
  ["a hole in a list", new Array(2)],
  ["a lone high surrogate", "a\ud800"],
  ["a lone low surrogate", "\udc00 and more"],
  ["a lone surrogate in a key", { "\ud83d": 1 }],
  ["a big integer", 1n],
  ["a function", () => 1],
  ["a date", new Date(0)],
  ["a map object", new Map()],
  ["65 levels", deep(65)],
])("refuses %s instead of guessing", (_, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test("64 levels and a map without a prototype are fine", () => {
  expect(canonicalJson(deep(64))).toBe(`${"[".repeat(64)}1${"]".repeat(64)}`);
  expect(canonicalJson(Object.assign(Object.create(null), { b: "", a: "\u007f~\u001f" }))).toBe(
    '{"a":"\u007f~\\u001f","b":""}',
  );
});

test("a key named __proto__ is a key like any other", () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1},"b":1}');
});

const wellFormed = fc.string({ unit: "grapheme" });
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    wellFormed,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(wellFormed, tie("value"), { maxKeys: 6 }),
  ),
})).value;

test("reading canonical text and writing it again gives the same bytes, and the value that JSON sees is the same", () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    seed,
  );
});

function shuffled(value: unknown, turn: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, turn));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, shuffled(child, turn)] as const);
  const cut = entries.length === 0 ? 0 : turn % entries.length;
  return Object.fromEntries([...entries.slice(cut), ...entries.slice(0, cut)].reverse());
}

test("the order in which keys were written makes no difference", () => {
  fc.assert(
    fc.property(values, fc.nat(5), (value, turn) => {
      expect(canonicalJson(shuffled(value, turn))).toBe(canonicalJson(value));
    }),
    seed,
  );
});
