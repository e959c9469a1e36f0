import { branchFor, type JsonSchema, jsonTypeOf, resolveRef } from "./schema.ts";

/**
 * Turns the strings of a failsafe reading into the types that the schema asks for, in place; returns the converted value.
 * A string that does not fit its type is left alone, and the schema check then says so at its place.
 */
export function convertBySchema(value: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  return needsConversion(schema, root) ? convert(value, schema, root) : value;
}

function convert(value: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  if (typeof value === "string") return convertScalar(value, schema, root);
  if (typeof value !== "object" || value === null) return value;
  const branch = branchFor(schema, root, value);
  if (Array.isArray(value)) {
    const { items } = branch;
    if (items === undefined || !needsConversion(items, root)) return value;
    for (let index = 0; index < value.length; index++) value[index] = convert(value[index], items, root);
    return value;
  }
  const map = value as Record<string, unknown>;
  for (const [key, child] of conversions(branch, root)) {
    if (Object.hasOwn(map, key)) map[key] = convert(map[key], child, root);
  }
  const rest = branch.additionalProperties;
  if (typeof rest === "object" && needsConversion(rest, root)) {
    for (const key of Object.keys(map)) {
      if (branch.properties === undefined || !Object.hasOwn(branch.properties, key))
        map[key] = convert(map[key], rest, root);
    }
  }
  return value;
}

function convertScalar(text: string, schema: JsonSchema, root: JsonSchema): unknown {
  const types = scalarTypes(schema, root);
  if (types.has("string")) return text;
  if (types.has("null") && (text === "null" || text === "~" || text === "")) return null;
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  // Plain decimal only: 0x10, 1_000 and 1e3 mean different things to different YAML versions.
  if ((types.has("integer") || types.has("number")) && /^-?(0|[1-9]\d*)$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : text;
  }
  if (types.has("number") && /^-?(0|[1-9]\d*)\.\d{1,10}$/.test(text)) return Number(text);
  return text;
}

const scalarTypeCache = new WeakMap<JsonSchema, ReadonlySet<string>>();

function scalarTypes(schema: JsonSchema, root: JsonSchema): ReadonlySet<string> {
  const cached = scalarTypeCache.get(schema);
  if (cached !== undefined) return cached;
  const types = new Set<string>();
  const resolved = resolveRef(schema, root);
  for (const branch of resolved.anyOf ?? [resolved]) {
    const target = resolveRef(branch, root);
    for (const type of typeof target.type === "string" ? [target.type] : (target.type ?? [])) types.add(type);
    for (const constant of [...(target.enum ?? []), ...(target.const === undefined ? [] : [target.const])])
      types.add(jsonTypeOf(constant));
  }
  scalarTypeCache.set(schema, types);
  return types;
}

const conversionCache = new WeakMap<JsonSchema, readonly (readonly [string, JsonSchema])[]>();

/** The properties below which something has to be converted: most of a manifest is text and is skipped whole. */
function conversions(branch: JsonSchema, root: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const cached = conversionCache.get(branch);
  if (cached !== undefined) return cached;
  const list = Object.entries(branch.properties ?? {}).filter(([, child]) => needsConversion(child, root));
  conversionCache.set(branch, list);
  return list;
}

const needCache = new WeakMap<JsonSchema, boolean>();

function needsConversion(schema: JsonSchema, root: JsonSchema): boolean {
  const cached = needCache.get(schema);
  if (cached !== undefined) return cached;
  needCache.set(schema, true); // a schema that contains itself is taken to need it
  const resolved = resolveRef(schema, root);
  const scalars = scalarTypes(schema, root);
  const needed =
    ["integer", "number", "boolean", "null"].some((type) => scalars.has(type)) ||
    (resolved.anyOf ?? []).some((branch) => needsConversion(branch, root)) ||
    Object.values(resolved.properties ?? {}).some((child) => needsConversion(child, root)) ||
    (typeof resolved.additionalProperties === "object" && needsConversion(resolved.additionalProperties, root)) ||
    (resolved.items !== undefined && needsConversion(resolved.items, root));
  needCache.set(schema, needed);
  return needed;
}
