import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { checkSchema, type Validator } from "../../../src/core/document/check-schema.ts";
import type { JsonSchema } from "../../../src/core/document/schema.ts";

const schema = {
  type: "object",
  required: ["name", "level"],
  additionalProperties: false,
  properties: {
    name: { type: "string", minLength: 3, maxLength: 8, description: "Name of the thing. Example: door." },
    level: { $ref: "#/$defs/Level" },
    count: { type: "integer", minimum: 0, maximum: 10 },
    ratio: { type: "number" },
    on: { type: "boolean" },
    date: { type: "string", pattern: "^\\d{4}$" },
    tags: { type: "array", minItems: 1, maxItems: 2, uniqueItems: true, items: { type: "string" } },
    text: { $ref: "#/$defs/Text" },
    checks: {
      anyOf: [
        { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        { type: "string", enum: ["all"] },
      ],
    },
    map: {
      type: "object",
      minProperties: 1,
      propertyNames: { pattern: "^[a-z]+$" },
      additionalProperties: { $ref: "#/$defs/Text" },
    },
    version: { const: "v1", "x-code": "SCHEMA_VERSION" },
    criteria: {
      type: "array",
      minItems: 1,
      "x-code": "CRITERIA_MISSING",
      "x-missing-code": "CRITERIA_MISSING",
      items: { type: "string" },
    },
    nested: {
      type: "object",
      required: ["criteria"],
      additionalProperties: false,
      properties: { criteria: { $ref: "#/$defs/Criteria" } },
    },
  },
  $defs: {
    Level: { type: "string", enum: ["L1", "L2", "EMERGENCY"], "x-code": "LEVEL_UNKNOWN", description: "The level." },
    Criteria: { type: "array", "x-missing-code": "CRITERIA_MISSING" },
    Text: {
      description: "A text or a reference.",
      anyOf: [
        { type: "string", minLength: 5 },
        {
          type: "object",
          required: ["ref"],
          additionalProperties: false,
          properties: { ref: { type: "string", pattern: "^https://" } },
        },
      ],
    },
  },
};
const ajv = new Ajv2020({ allErrors: true, strict: false, messages: false, inlineRefs: false });
const validate = ajv.compile(schema) as unknown as Validator;
const check = (value: object) =>
  checkSchema(validate, schema as JsonSchema, { name: "door", level: "L1", ...value }, (pointer, part) => ({
    path: "f.yml",
    pointer,
    line: part === "key" ? 1 : 2,
  }));
const said = (value: object) => check(value).map((item) => `${item.code} ${item.pointer} ${item.message}`);

test("a valid value has no findings", () => {
  expect(check({ count: 3, text: { ref: "https://x" }, checks: "all", map: { a: "hello" } })).toEqual([]);
});

describe("one sentence for each kind of mistake", () => {
  test.each([
    [{ name: "x" }, 'FIELD_INVALID /name "name" is too short: 1 characters, at least 3 are needed.'],
    [{ name: "" }, 'FIELD_INVALID /name "name" is empty.'],
    [{ name: "🚪".repeat(9) }, 'FIELD_INVALID /name "name" is too long: 9 characters, at most 8 are allowed.'],
    [{ count: "three" }, 'FIELD_INVALID /count "count" must be a whole number, but it is "three".'],
    [{ count: 1.5 }, 'FIELD_INVALID /count "count" must be a whole number, but it is 1.5.'],
    [{ count: -1 }, 'FIELD_INVALID /count "count" must be at least 0, but it is -1.'],
    [{ count: 11 }, 'FIELD_INVALID /count "count" must be at most 10, but it is 11.'],
    [{ count: ["1"] }, 'FIELD_INVALID /count "count" must be a whole number, but it is a list.'],
    [{ ratio: {} }, 'FIELD_INVALID /ratio "ratio" must be a number, but it is a map of fields.'],
    [{ on: "yes" }, 'FIELD_INVALID /on "on" must be true or false, but it is "yes".'],
    [{ on: "" }, 'FIELD_INVALID /on "on" must be true or false, but it is empty.'],
    [{ date: "x" }, 'FIELD_INVALID /date "date" does not have the right form: "x".'],
    [{ tags: [] }, 'FIELD_INVALID /tags "tags" needs at least 1 entry.'],
    [{ tags: ["a", "b", "c"] }, 'FIELD_INVALID /tags "tags" has too many entries; at most 2 are allowed.'],
    [{ tags: ["a", "a"] }, 'FIELD_INVALID /tags "tags" names the same entry twice.'],
    [{ tags: "a" }, 'FIELD_INVALID /tags "tags" must be a list, but it is "a".'],
    [{ map: {} }, 'FIELD_INVALID /map "map" needs at least 1 entry.'],
    [{ map: { A: "hello" } }, 'FIELD_INVALID /map/A "A" is not a usable name here.'],
    [{ nested: {} }, "CRITERIA_MISSING /nested/criteria No emergency criterion is named in incident.criteria."],
    [{ criteria: [] }, "CRITERIA_MISSING /criteria No emergency criterion is named in incident.criteria."],
    [{ level: "L4" }, 'LEVEL_UNKNOWN /level "L4" is not a level.'],
    [{ level: ["L1"] }, 'LEVEL_UNKNOWN /level ["L1"] is not a level.'],
    [{ nmae: "x" }, 'FIELD_UNKNOWN /nmae "nmae" is not a field.'],
    [{ "a/b~c": "x" }, 'FIELD_UNKNOWN /a~1b~0c "a/b~c" is not a field.'],
  ])("%j", (value, sentence) => {
    expect(said(value)).toEqual([sentence]);
  });

  test("a missing field says where, and what it is", () => {
    const [first] = checkSchema(validate, schema as JsonSchema, { level: "L1" }, (pointer) => ({
      path: null,
      pointer,
    }));
    expect(first).toMatchObject({ code: "FIELD_MISSING", pointer: "/name", fix: "Add it: Name of the thing." });
  });

  test("a key is told at the key, a value at the value", () => {
    expect(check({ nmae: "x" })[0]?.line).toBe(1);
    expect(check({ count: "x" })[0]?.line).toBe(2);
  });

  test("a long or strange value is quoted on one line and cut", () => {
    const [item] = check({ date: `a\nb"${"x".repeat(500)}` });
    expect(item?.message).toContain('"a\\nb\\"xxx');
    expect(item?.message.length).toBeLessThan(140);
    expect(check({ ["k".repeat(500)]: 1 })[0]?.message.length).toBeLessThan(120);
  });
});

describe("suggestions", () => {
  test.each([
    [{ cuont: 1 }, 'Did you mean "count"?'],
    [{ level: "Emergency" }, "Write L1, L2, L3 or EMERGENCY, in capitals and without spaces."],
    [{ checks: "al" }, 'Did you mean "all"?'],
    [{ zzzzzz: 1 }, /^Allowed here: name, level, count/],
    [{ count: "x" }, "See the field reference."],
    [{ name: 1 }, "Name of the thing."],
  ])("%j", (value, fix) => {
    if (typeof fix === "string") expect(check(value)[0]?.fix).toBe(fix);
    else expect(check(value)[0]?.fix).toMatch(fix);
  });

  test("a key of the prototype is unknown, and suggests nothing of it", () => {
    const [item] = check(JSON.parse('{"__proto__": 1}'));
    expect(item).toMatchObject({ code: "FIELD_UNKNOWN", pointer: "/__proto__" });
    expect(said({ constructor: 1 })).toEqual(['FIELD_UNKNOWN /constructor "constructor" is not a field.']);
  });
});

describe("of a union only the branch that was meant speaks", () => {
  test.each([
    [{ text: "abc" }, ["FIELD_INVALID /text"]],
    [{ text: {} }, ["FIELD_MISSING /text/ref"]],
    [{ text: { ref: "http://x" } }, ["FIELD_INVALID /text/ref"]],
    [{ text: { ref: "https://x", rev: 1 } }, ["FIELD_UNKNOWN /text/rev"]],
    [{ text: ["abcdef"] }, ["FIELD_INVALID /text"]],
    [{ text: 5 }, ["FIELD_INVALID /text"]],
    [{ checks: [] }, ["FIELD_INVALID /checks"]],
    [{ checks: ["a", ""] }, ["FIELD_INVALID /checks/1"]],
    [{ checks: "docs" }, ["FIELD_INVALID /checks"]],
    [{ checks: {} }, ["FIELD_INVALID /checks"]],
    [{ map: { a: "x", b: {} } }, ["FIELD_INVALID /map/a", "FIELD_MISSING /map/b/ref"]],
    [
      { text: "abc", checks: [], map: { a: { ref: 1 } } },
      ["FIELD_INVALID /text", "FIELD_INVALID /checks", "FIELD_INVALID /map/a/ref"],
    ],
  ])("%j", (value, expected) => {
    expect(
      check(value)
        .map((item) => `${item.code} ${item.pointer}`)
        .sort(),
    ).toEqual(expected.sort());
  });

  test("where no branch fits, the types are named", () => {
    expect(check({ text: ["x"] })[0]?.message).toBe('"text" must be text or a map of fields, but it is a list.');
  });
});
