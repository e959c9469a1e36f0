import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/core/findings/catalogue.ts";
import { root } from "./source-files.ts";

type Json = Record<string, unknown>;
const isMap = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every subschema with its JSON pointer. `if`, `then` and `else` only narrow what is described elsewhere. */
function* subschemas(schema: unknown, pointer = ""): Generator<{ pointer: string; schema: Json }> {
  if (!isMap(schema)) return;
  yield { pointer, schema };
  for (const key of ["properties", "$defs"]) {
    for (const [name, child] of Object.entries(isMap(schema[key]) ? schema[key] : {}))
      yield* subschemas(child, `${pointer}/${key}/${name}`);
  }
  for (const key of ["items", "additionalProperties", "propertyNames"])
    yield* subschemas(schema[key], `${pointer}/${key}`);
  for (const [index, branch] of (Array.isArray(schema.anyOf) ? schema.anyOf : []).entries())
    yield* subschemas(branch, `${pointer}/anyOf/${index}`);
}

const names = readdirSync(`${root}schemas`).filter((name) => name.endsWith(".schema.json"));

/** Read from YAML and converted by the schema; the others are JSON, written by a program: there null is an answer. */
const yamlKinds = ["manifest", "amendment", "policy", "people"].map((name) => `${name}.schema.json`);

test("the schemas of what people and programs write are there", () => {
  expect(names).toEqual(expect.arrayContaining([...yamlKinds, "facts.schema.json", "decision.schema.json"]));
});

describe.each(names)("%s", (name) => {
  const schema = JSON.parse(readFileSync(`${root}schemas/${name}`, "utf8")) as Json;
  const all = [...subschemas(schema)];

  test("describes every property: the descriptions are the field reference and the editor's help", () => {
    const silent = all.filter(
      ({ pointer, schema: sub }) =>
        /\/properties\/[^/]+$/.test(pointer) &&
        (typeof sub.description !== "string" || sub.description.trim().length < 8),
    );
    expect(silent.map(({ pointer }) => pointer)).toEqual([]);
  });

  test("closes every object, so that a misspelt field is never a silently missing one", () => {
    const open = all.filter(
      ({ schema: sub }) =>
        sub.type === "object" &&
        sub.additionalProperties === undefined &&
        !String(sub.$comment ?? "").startsWith("Open on purpose"),
    );
    expect(open.map(({ pointer }) => pointer)).toEqual([]);
  });

  test("names itself, its version and only codes that exist", () => {
    expect(schema.$id).toBe(`urn:qms:${name.replace(".schema.json", "")}:v1`);
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    const codes = all
      .flatMap(({ schema: sub }) => [sub["x-code"], sub["x-missing-code"]])
      .filter((code) => code !== undefined);
    expect(codes.filter((code) => !Object.hasOwn(catalogue, String(code)))).toEqual([]);
  });

  test("has no union of text with a number, boolean or null: YAML is read as text first", () => {
    const mixed = all.filter(({ schema: sub }) => {
      const types = [
        sub.type,
        ...(Array.isArray(sub.anyOf) ? sub.anyOf.map((branch: Json) => branch.type) : []),
      ].flat();
      return types.includes("string") && ["integer", "number", "boolean", "null"].some((type) => types.includes(type));
    });
    if (yamlKinds.includes(name)) expect(mixed.map(({ pointer }) => pointer)).toEqual([]);
    expect(all.filter(({ schema: sub }) => "oneOf" in sub || "format" in sub).map(({ pointer }) => pointer)).toEqual(
      [],
    );
  });
});
