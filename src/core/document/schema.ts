/** The parts of JSON Schema 2020-12 that our schemas use; `x-code` and `x-missing-code` name the code of a failure. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly "x-code"?: string;
  readonly "x-missing-code"?: string;
}

/** Follows `$ref`s inside the same schema file. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; current.$ref !== undefined && hops < 20; hops++) {
    const name = current.$ref.slice("#/$defs/".length);
    const target = root.$defs?.[name];
    if (target === undefined) throw new Error(`schema reference ${current.$ref} leads nowhere`);
    current = target;
  }
  return current;
}

/** JSON type of a value in the words of JSON Schema. */
export function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

export function allowsType(schema: JsonSchema, type: string): boolean {
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  if (types === undefined) return schema.enum !== undefined || schema.const !== undefined ? type === "string" : true;
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

/** The branch of an `anyOf` that a value of this JSON type is meant for: our unions differ in type, so one fits at most. */
export function branchFor(schema: JsonSchema, root: JsonSchema, value: unknown): JsonSchema {
  const resolved = resolveRef(schema, root);
  if (resolved.anyOf === undefined) return resolved;
  const type = jsonTypeOf(value);
  const branch = resolved.anyOf.find((candidate) => allowsType(branchFor(candidate, root, value), type));
  return branch === undefined ? resolved : branchFor(branch, root, value);
}

/** The schema of the value below `key`, or null where the schema knows no such key. */
export function childSchema(schema: JsonSchema, root: JsonSchema, value: unknown, key: string): JsonSchema | null {
  const branch = branchFor(schema, root, value);
  if (Array.isArray(value)) return branch.items ?? null;
  const own = caseOf(branch, value, key);
  if (own !== null) return own;
  if (branch.properties !== undefined && Object.hasOwn(branch.properties, key)) return branch.properties[key] ?? null;
  return typeof branch.additionalProperties === "object" ? branch.additionalProperties : null;
}

/** The schema that `allOf: [{if: {type is …}, then: …}]` holds ready for a key of this value: an event's data is what its type says. */
function caseOf({ allOf }: JsonSchema, value: unknown, key: string): JsonSchema | null {
  if (allOf === undefined || typeof value !== "object" || value === null) return null;
  const chosen = allOf.find(({ if: condition }) => {
    const tests = Object.entries(condition?.properties ?? {});
    return (
      tests.length > 0 &&
      tests.every(([name, test]) => test.const !== undefined && (value as Record<string, unknown>)[name] === test.const)
    );
  });
  const schema = chosen?.then?.properties?.[key];
  return schema?.$ref === undefined ? null : schema;
}
