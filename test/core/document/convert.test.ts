import { describe, expect, test } from "vitest";
import { convertBySchema } from "../../../src/core/document/convert.ts";
import type { JsonSchema } from "../../../src/core/document/schema.ts";

const as = (value: unknown, schema: JsonSchema, root: JsonSchema = schema): unknown =>
  convertBySchema(value, schema, root);

describe("a scalar becomes what its type asks for", () => {
  test.each([
    ["string", "12", "12"],
    ["string", "true", "true"],
    ["string", "null", "null"],
    ["string", "", ""],
    ["integer", "12", 12],
    ["integer", "-3", -3],
    ["integer", "0", 0],
    ["number", "6.5", 6.5],
    ["number", "12", 12],
    ["number", "-0.25", -0.25],
    ["boolean", "true", true],
    ["boolean", "false", false],
    ["null", "null", null],
    ["null", "~", null],
    ["null", "", null],
  ])("%s: %j → %j", (type, text, value) => {
    expect(as(text, { type })).toBe(value);
  });

  test.each([
    ["integer", "1.0"],
    ["integer", "1e3"],
    ["integer", "0x10"],
    ["integer", "1_000"],
    ["integer", "+1"],
    ["integer", "010"],
    ["integer", " 1"],
    ["integer", "1 "],
    ["integer", ""],
    ["integer", "-"],
    ["integer", "9007199254740993"],
    ["number", ".5"],
    ["number", "5."],
    ["number", "1e5"],
    ["number", ".inf"],
    ["number", "NaN"],
    ["number", "0.12345678901"],
    ["boolean", "yes"],
    ["boolean", "no"],
    ["boolean", "True"],
    ["boolean", "1"],
    ["null", "Null"],
  ])("%s: %j fits no reading that all programs share and stays a text", (type, text) => {
    expect(as(text, { type })).toBe(text);
  });

  test("a const or an enum says its type, too", () => {
    expect(as("3", { const: 3 })).toBe(3);
    expect(as("true", { enum: [true] })).toBe(true);
    expect(as("x", { const: "x" })).toBe("x");
  });
});

describe("maps, lists and unions", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      count: { type: "integer" },
      name: { type: "string" },
      flags: { type: "array", items: { type: "boolean" } },
      limit: { anyOf: [{ type: "string" }, { $ref: "#/$defs/Days" }] },
      many: { anyOf: [{ $ref: "#/$defs/Row" }, { type: "array", items: { $ref: "#/$defs/Row" } }] },
    },
    additionalProperties: { type: "integer" },
    $defs: {
      Days: { type: "object", properties: { days: { type: "integer" } } },
      Row: { type: "object", properties: { drill: { type: "boolean" } } },
    },
  };

  test("each value by its own type, whatever is beside it", () => {
    const value = { count: "1", name: "1", flags: ["true", "no"], other: "7", __x: "8" };
    expect(as(value, schema)).toEqual({ count: 1, name: "1", flags: [true, "no"], other: 7, __x: 8 });
  });

  test("of a union the branch of the value's own kind", () => {
    expect(as({ limit: "5" }, schema)).toEqual({ limit: "5" });
    expect(as({ limit: { days: "5" } }, schema)).toEqual({ limit: { days: 5 } });
    expect(as({ many: { drill: "true" } }, schema)).toEqual({ many: { drill: true } });
    expect(as({ many: [{ drill: "true" }, { drill: "x" }] }, schema)).toEqual({
      many: [{ drill: true }, { drill: "x" }],
    });
    expect(as({ limit: ["5"] }, schema)).toEqual({ limit: ["5"] });
  });

  test("a value of the wrong kind is left to the schema check", () => {
    expect(as({ count: { a: "1" }, flags: "true" }, schema)).toEqual({ count: { a: "1" }, flags: "true" });
  });

  test("keys of the prototype are no properties", () => {
    const value = JSON.parse('{"__proto__": "1", "constructor": "2"}');
    expect(Object.entries(as(value, schema) as object)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
    expect(as({}, { type: "object", properties: { toString: { type: "integer" } } })).toEqual({});
  });

  test("a schema that contains itself ends", () => {
    const tree: JsonSchema = {
      $ref: "#/$defs/Node",
      $defs: {
        Node: {
          type: "object",
          properties: { size: { type: "integer" }, children: { type: "array", items: { $ref: "#/$defs/Node" } } },
        },
      },
    };
    expect(as({ size: "1", children: [{ size: "2", children: [] }] }, tree)).toEqual({
      size: 1,
      children: [{ size: 2, children: [] }],
    });
  });
});
