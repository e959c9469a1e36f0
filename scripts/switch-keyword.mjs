// A list of `if: {type is …}, then: …` costs a kilobyte of compiled code for each entry and is walked to its end for every value.
// For the compiler alone such a list becomes one keyword that picks the entry; what is valid stays the same.
import { _, getProperty } from "ajv/dist/compile/codegen/index.js";

const keyword = "x-cases";

/** @param {object} schema a whole schema; gives a copy in which every list of cases of one property is one keyword */
export function withCases(schema) {
  if (Array.isArray(schema)) return schema.map(withCases);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, withCases(value)]);
  const copy = Object.fromEntries(entries);
  const cases = Array.isArray(copy.allOf) ? copy.allOf.map(caseOf) : [];
  const [first] = cases;
  const distinct = new Set(cases.map((one) => one?.value)).size === cases.length;
  if (cases.length < 3 || !distinct || cases.some((one) => one === null || one.property !== first.property))
    return copy;
  const { allOf: _left, ...rest } = copy;
  const schemas = Object.fromEntries(cases.map(({ value, then }) => [value, then]));
  return { ...rest, [keyword]: schemas, "x-cases-of": first.property };
}

/** `{if: {properties: {P: {const: "…"}}, required: [P]}, then}` and nothing else; null for any other schema. */
function caseOf(schema) {
  const { if: condition, then, ...others } = schema;
  const [[property, test] = [], ...more] = Object.entries(condition?.properties ?? {});
  const plain =
    Object.keys(others).length === 0 &&
    more.length === 0 &&
    Object.keys(condition ?? {}).length === 2 &&
    condition.required?.length === 1 &&
    condition.required[0] === property &&
    Object.keys(test).length === 1 &&
    typeof test.const === "string";
  return plain && typeof then === "object" ? { property, value: test.const, then } : null;
}

/** For `ajv.addKeyword`. */
export const casesKeyword = {
  keyword,
  type: "object",
  schemaType: "object",
  code(cxt) {
    const { gen, data, schema, parentSchema } = cxt;
    const tag = gen.const("tag", _`${data}${getProperty(parentSchema["x-cases-of"])}`);
    gen.if(false);
    for (const value of Object.keys(schema)) {
      gen.elseIf(_`${tag} === ${value}`);
      // It reports what is wrong; the keyword itself has nothing to say.
      cxt.subschema({ keyword, schemaProp: value }, gen.name("valid"));
    }
    gen.endIf();
  },
};
