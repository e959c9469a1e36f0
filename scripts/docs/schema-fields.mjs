// The fields of a schema as rows: dotted path, type, when required, description, values. Only the subset of JSON Schema that
// schemas/ uses. An object that stands in several places is written out once; the others point there.
import { conditionsOf } from "./schema-conditions.mjs";

/**
 * @typedef {{ path: string, type: string, required: string, description: string, limits: object, sameAs: string | null }} Field
 * @param {object} root a whole schema file
 * @returns {Field[]} in the order of the schema, parents before their children
 */
export function fieldsOf(root) {
  const fields = [];
  const written = new Map();
  const lists = new Map();

  const walkObject = (schema, path) => {
    const conditions = conditionsOf(schema);
    walkProperties(schema, path, conditions, "");
  };
  const walkProperties = (schema, path, conditions, below) => {
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      const key = below === "" ? name : `${below}.${name}`;
      add(path === "" ? name : `${path}.${name}`, child, requirement(schema, name, key, conditions), conditions, key);
    }
    if (typeof schema.additionalProperties === "object") {
      add(path === "" ? "<name>" : `${path}.<name>`, schema.additionalProperties, "no", conditions, `${below}.<name>`);
    }
  };
  const add = (path, schema, required, conditions, key) => {
    const resolved = resolve(schema, root);
    const branches = (resolved.anyOf ?? [resolved]).map((branch) => resolve(branch, root));
    const description = [schema.description ?? resolved.description ?? "", ...(conditions.notes.get(key) ?? [])].join(
      " ",
    );
    const open = branches.find((branch) => kindOf(branch) === "object");
    const list = branches.find((branch) => kindOf(branch) === "array");
    const item = list?.items === undefined ? null : resolve(list.items, root);
    const inner = [
      open,
      item === null ? null : (branchesOf(item, root).find((branch) => kindOf(branch) === "object") ?? null),
    ].filter((target) => target != null && hasFields(target));
    const [target] = inner;
    const known = target === undefined ? undefined : written.get(target);
    fields.push({
      path,
      type: typeText(resolved, root),
      required,
      description,
      limits: branches.map((branch) => withoutRepeats(limitsOf(branch, root), path, lists)),
      sameAs: known ?? null,
    });
    if (target === undefined || known !== undefined) return;
    const childPath = target === open ? path : `${path}[]`;
    written.set(target, childPath);
    // Conditions of a parent may reach into an object of its own, never into one that others share.
    const own = conditionsOf(target);
    walkProperties(target, childPath, merge(own, conditions, key), "");
  };
  walkObject(root, "");
  return fields;
}

function merge(own, parent, key) {
  const strip = (map) =>
    [...map].filter(([path]) => path.startsWith(`${key}.`)).map(([path, value]) => [path.slice(key.length + 1), value]);
  return {
    required: new Map([...own.required, ...strip(parent.required)]),
    notes: new Map([...own.notes, ...strip(parent.notes)]),
  };
}

function requirement(schema, name, key, conditions) {
  if ((schema.required ?? []).includes(name)) return "yes";
  const when = conditions.required.get(key);
  return when === undefined ? "no" : when.join("; ");
}

/** Follows `$ref`s inside the file. */
export function resolve(schema, root) {
  let current = schema;
  while (current.$ref !== undefined) current = root.$defs[current.$ref.slice("#/$defs/".length)];
  return current;
}

function branchesOf(schema, root) {
  return (schema.anyOf ?? [schema]).map((branch) => resolve(branch, root));
}

function kindOf(schema) {
  if (schema.type !== undefined) return schema.type;
  return schema.properties === undefined ? "string" : "object";
}

function hasFields(schema) {
  return schema.properties !== undefined || typeof schema.additionalProperties === "object";
}

const words = { string: "text", integer: "whole number", number: "number", boolean: "true or false", null: "null" };

function typeText(schema, root) {
  const types = branchesOf(schema, root).flatMap((branch) =>
    [kindOf(branch)].flat().map((type) => oneType(type, branch, root)),
  );
  return [...new Set(types)].join(" or ");
}

function oneType(type, schema, root) {
  if (type === "array")
    return `list of ${schema.items === undefined ? "anything" : typeText(resolve(schema.items, root), root)}`;
  if (type === "object") return schema.properties === undefined ? "map" : "object";
  return words[type] ?? type;
}

const keywords = ["const", "enum", "default", "pattern", "minLength", "maxLength", "minimum", "maximum"];
const countKeywords = ["minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems"];

/** What a value may be, of the value itself and, for a list or map, of its entries and keys. */
function limitsOf(schema, root) {
  const pick = (source, names) =>
    Object.fromEntries(names.flatMap((name) => (name in source ? [[name, source[name]]] : [])));
  const item = schema.items === undefined ? null : resolve(schema.items, root);
  const names = schema.propertyNames === undefined ? null : resolve(schema.propertyNames, root);
  return {
    own: pick(schema, [...keywords, ...countKeywords]),
    item: item === null ? {} : pick(item, keywords),
    names: names === null ? {} : pick(names, keywords),
  };
}

/** A long list of words is written out where it stands first; later fields point there. */
function withoutRepeats(limits, path, lists) {
  const shorten = (part) => {
    if (part.enum === undefined || part.enum.length < 9) return part;
    const first = lists.get(part.enum);
    if (first === undefined) lists.set(part.enum, path);
    return first === undefined ? part : { ...part, valuesOf: first };
  };
  return { own: shorten(limits.own), item: shorten(limits.item), names: shorten(limits.names) };
}
