import { type Code, catalogue } from "../findings/catalogue.ts";
import { type Finding, finding, type Where } from "../findings/finding.ts";
import { nearestOf } from "../text/nearest.ts";
import { pointerTo, pointerTokens } from "./locate.ts";
import { allowsType, branchFor, childSchema, type JsonSchema, jsonTypeOf, resolveRef } from "./schema.ts";

/** An error as ajv's compiled validators give it. */
export interface SchemaError {
  readonly instancePath: string;
  /** Of unions and what is inside them only. */
  readonly schemaPath?: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}

/** A compiled validator: true, or false with `errors` set. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** Gives the place of a value or of its key in the file that was read. */
export type Locator = (pointer: string, part: "key" | "value") => Where;

interface Context {
  readonly root: JsonSchema;
  readonly value: unknown;
  readonly where: Locator;
}

/** Bounds the report of one file: each finding costs a walk to its place, and nobody reads more at once. */
const maxFindings = 200;

/** Runs the validator and turns every error into a finding of the catalogue, one for each thing that is wrong. */
export function checkSchema(validate: Validator, root: JsonSchema, value: unknown, where: Locator): Finding[] {
  if (validate(value)) return [];
  const context: Context = { root, value, where };
  const unions = failedUnions(validate.errors ?? [], context);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const error of validate.errors ?? []) {
    if (findings.length >= maxFindings) break;
    if (error.keyword === "if" || isNoiseOfUnion(error, unions)) continue;
    const result = describe(error, context);
    const key = `${result.pointer}\n${result.message}`;
    if (result !== null && !seen.has(key)) {
      seen.add(key);
      findings.push(result);
    }
  }
  return findings;
}

/** An `anyOf` that failed, and the branch that the value's JSON type was meant for (null where none fits). */
interface FailedUnion {
  readonly at: string;
  readonly prefix: string;
  readonly index: number;
  readonly meant: JsonSchema | null;
}

function failedUnions(errors: readonly SchemaError[], context: Context): FailedUnion[] {
  return errors
    .filter((error) => error.keyword === "anyOf")
    .map(({ instancePath, schemaPath }) => {
      const value = valueAt(context.value, instancePath);
      const schema = schemaAt(instancePath, context);
      const union = (schema === null ? undefined : resolveRef(schema, context.root).anyOf) ?? [];
      const branches = union.map((branch) => branchFor(branch, context.root, value));
      const index = branches.findIndex((branch) => allowsType(branch, jsonTypeOf(value)));
      return { at: instancePath, prefix: schemaPath ?? "", index, meant: branches[index] ?? null };
    });
}

/**
 * Of a failed union only the branch that the value was meant for speaks; where none fits, only the union itself does.
 * A branch written in place is known by its schema path. Behind a `$ref` ajv counts paths from the definition, so there it is
 * the keyword that tells: the meant branch has the right type, and enum and const are checked whatever the type is.
 */
function isNoiseOfUnion(error: SchemaError, unions: readonly FailedUnion[]): boolean {
  return unions.some(({ at, prefix, index, meant }) => {
    if (error.instancePath !== at) return false;
    if (error.keyword === "anyOf") return meant !== null;
    if (meant === null) return true;
    if (error.schemaPath?.startsWith(`${prefix}/`) === true) return !error.schemaPath.startsWith(`${prefix}/${index}/`);
    if (error.keyword === "enum" || error.keyword === "const")
      return meant.enum === undefined && meant.const === undefined;
    return error.keyword === "type";
  });
}

function describe(error: SchemaError, context: Context): Finding {
  const { instancePath } = error;
  if (error.keyword === "required") {
    const field = String(error.params.missingProperty);
    return missing(field, instancePath, context);
  }
  if (error.keyword === "additionalProperties" || error.keyword === "unevaluatedProperties") {
    return unknown(String(error.params.additionalProperty ?? error.params.unevaluatedProperty), instancePath, context);
  }
  if (error.keyword === "propertyNames" || error.propertyName !== undefined) {
    const name = String(error.params.propertyName ?? error.propertyName);
    const where = context.where(pointerTo(instancePath, name), "key");
    return finding(
      "FIELD_INVALID",
      { field: name, problem: "is not a usable name here", hint: hintOf(schemaAt(instancePath, context)) },
      where,
    );
  }
  const field = fieldName(instancePath);
  const schema = schemaAt(instancePath, context);
  const value = valueAt(context.value, instancePath);
  const problem = problemOf(error, value, schema, context.root);
  const code = knownCode(ownCode(instancePath, context, "x-code")) ?? "FIELD_INVALID";
  const params = { field, problem, value: shown(value), hint: suggestion(error, value) ?? hintOf(schema) };
  return finding(code, params as never, context.where(instancePath, "value"));
}

function missing(field: string, parent: string, context: Context): Finding {
  const pointer = pointerTo(parent, field);
  const schema = childAt(parent, field, context);
  const code =
    knownCode(
      schema === null ? undefined : (resolveRef(schema, context.root)["x-missing-code"] ?? schema["x-missing-code"]),
    ) ?? "FIELD_MISSING";
  const description = firstSentence(
    schema?.description ?? (schema === null ? undefined : resolveRef(schema, context.root).description),
  );
  const params = {
    field,
    where: inParent(parent),
    hint: description === "" ? "" : `: ${description.replace(/\.$/, "")}`,
    value: "nothing",
    problem: "is missing",
  };
  return finding(code, params as never, { ...context.where(parent, "key"), pointer });
}

function unknown(field: string, parent: string, context: Context): Finding {
  const schema = schemaAt(parent, context);
  const known = Object.keys(
    schema === null ? {} : (branchFor(schema, context.root, valueAt(context.value, parent)).properties ?? {}),
  );
  const nearest = nearestOf(field, known);
  const list =
    known.length > 0 && known.length <= 20
      ? `Allowed here: ${known.join(", ")}.`
      : "Delete it, or look the field up in the reference.";
  const hint = nearest === null ? list : `Did you mean "${nearest}"?`;
  return finding(
    "FIELD_UNKNOWN",
    { field: clip(field), where: inParent(parent), hint },
    context.where(pointerTo(parent, field), "key"),
  );
}

function problemOf(error: SchemaError, value: unknown, schema: JsonSchema | null, root: JsonSchema): string {
  const { params } = error;
  switch (error.keyword) {
    case "type":
    case "anyOf":
      return `must be ${typeNames(schema, root)}, but it is ${shownType(value)}`;
    case "enum":
      return `must be one of ${(params.allowedValues as unknown[]).map((item) => shown(item)).join(", ")}, but it says ${shown(value)}`;
    case "const":
      return `must be ${shown(params.allowedValue)}, but it says ${shown(value)}`;
    case "pattern":
      return `does not have the right form: ${shown(value)}`;
    case "minLength":
      return value === ""
        ? "is empty"
        : `is too short: ${[...String(value)].length} characters, at least ${params.limit} are needed`;
    case "maxLength":
      return `is too long: ${[...String(value)].length} characters, at most ${params.limit} are allowed`;
    case "minItems":
      return `needs at least ${params.limit} ${params.limit === 1 ? "entry" : "entries"}`;
    case "maxItems":
      return `has too many entries; at most ${params.limit} are allowed`;
    case "minProperties":
      return `needs at least ${params.limit} ${params.limit === 1 ? "entry" : "entries"}`;
    case "maxProperties":
      return `has too many entries; at most ${params.limit} are allowed`;
    case "false schema":
      return "must not stand together with the other fields here";
    case "uniqueItems":
      return "names the same entry twice";
    case "minimum":
      return `must be at least ${params.limit}, but it is ${shown(value)}`;
    case "maximum":
      return `must be at most ${params.limit}, but it is ${shown(value)}`;
    default:
      return `does not follow the rule "${error.keyword}" of the schema`;
  }
}

function suggestion(error: SchemaError, value: unknown): string | null {
  if (error.keyword !== "enum" || typeof value !== "string") return null;
  const nearest = nearestOf(
    value.trim(),
    (error.params.allowedValues as unknown[]).filter((item) => typeof item === "string"),
  );
  return nearest === null ? null : `Did you mean "${nearest}"?`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a map of fields",
  null: "null",
};

function typeNames(schema: JsonSchema | null, root: JsonSchema): string {
  if (schema === null) return "of another type";
  const resolved = resolveRef(schema, root);
  const types = (resolved.anyOf ?? [resolved]).flatMap((branch) => {
    const target = resolveRef(branch, root);
    if (typeof target.type === "string") return [target.type];
    return target.type ?? (target.const === undefined && target.enum === undefined ? [] : ["string"]);
  });
  return [...new Set(types)].map((type) => typeWords[type] ?? type).join(" or ");
}

function shownType(value: unknown): string {
  const type = jsonTypeOf(value);
  if (value === "") return "empty";
  return type === "array" || type === "object" ? (typeWords[type] ?? type) : shown(value);
}

/** A value as a message may carry it: quoted, on one line, cut. */
export function shown(value: unknown): string {
  return clip(JSON.stringify(value) ?? "nothing");
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function hintOf(schema: JsonSchema | null): string {
  const sentence = firstSentence(schema?.description);
  return sentence === "" ? "See the field reference." : sentence;
}

function firstSentence(text: string | undefined): string {
  if (text === undefined) return "";
  const end = text.search(/\.(\s|$)/);
  return end < 0 ? text : text.slice(0, end + 1);
}

function ownCode(pointer: string, context: Context, key: "x-code"): string | undefined {
  const schema = schemaAt(pointer, context);
  return schema === null ? undefined : (schema[key] ?? resolveRef(schema, context.root)[key]);
}

function knownCode(code: string | undefined): Code | undefined {
  return code !== undefined && Object.hasOwn(catalogue, code) ? (code as Code) : undefined;
}

/** The schema of a value, descending by the value's own types; null where the schema knows nothing of it. */
function schemaAt(pointer: string, context: Context): JsonSchema | null {
  let schema: JsonSchema | null = context.root;
  let value = context.value;
  for (const token of pointerTokens(pointer)) {
    schema = childSchema(schema, context.root, value, token);
    if (schema === null) return null;
    value = step(value, token);
  }
  return schema;
}

function childAt(parent: string, key: string, context: Context): JsonSchema | null {
  const schema = schemaAt(parent, context);
  return schema === null ? null : childSchema(schema, context.root, valueAt(context.value, parent), key);
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointerTokens(pointer).reduce(step, value);
}

function step(value: unknown, token: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
  return (value as Record<string, unknown>)[token];
}

function fieldName(pointer: string): string {
  const tokens = pointerTokens(pointer);
  return tokens.length === 0 ? "The document" : tokens.join(".");
}

function inParent(pointer: string): string {
  return pointer === "" ? "" : ` in "${fieldName(pointer)}"`;
}
