import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../../src/core/ledger/canonical-json.ts";
import { isSurelyCanonical } from "../../../src/core/ledger/canonical-text.ts";

const surely = (text: string): boolean => isSurelyCanonical(text, JSON.parse(text));

test("what it calls canonical is what canonical JSON writes, whatever the value is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const written = JSON.stringify(value);
      // In any order of keys: only the canonical one may pass.
      if (surely(written)) expect(canonicalJson(JSON.parse(written))).toBe(written);
    }),
    { seed: 20261127, numRuns: 2000 },
  );
});

test("canonical texts of ordinary values pass", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme" }), (value) => {
      expect(surely(canonicalJson(value))).toBe(true);
    }),
    { seed: 20261127, numRuns: 2000 },
  );
});

test.each([
  ["keys in another order", '{"b":1,"a":2}'],
  ["keys in another order inside a list", '{"a":[{"b":1,"a":2}]}'],
  ["a key that stands twice", '{"a":1,"a":1}'],
  ["digits as keys, which ECMAScript puts first in their own order", '{"10":1,"9":2}'],
  ["white space", '{"a": 1}'],
  ["a number written otherwise", '{"a":1.0}'],
  ["a minus before zero", '{"a":-0}'],
  ["a number that is none any more", '{"a":1e999}'],
  ["an escape that nobody needs", '{"a":"\\u0041"}'],
  ["an escaped slash", '{"a":"\\/"}'],
  ["half a character, escaped", '{"a":"\\ud800"}'],
  ["more levels than canonical JSON has", `${"[".repeat(70)}${"]".repeat(70)}`],
])("%s does not pass", (_, text) => {
  expect(surely(text)).toBe(false);
});

test("prototype as a name is a name", () => {
  expect(surely('{"__proto__":{"b":1,"a":2}}')).toBe(false);
  expect(surely('{"__proto__":{"a":1,"b":2},"toJSON":1}')).toBe(true);
});
