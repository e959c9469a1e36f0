import { type JsonSchema, resolveRef } from "../document/schema.ts";
import { eventKind } from "./event-kind.ts";

/** The schema of the data of one type of event; null: this version has none, so nobody can say what belongs into it. */
export function dataSchemaOf(type: string): JsonSchema | null {
  const root = eventKind.schema();
  const found = root.$defs?.LedgerEvent?.allOf?.find((row) => row.if?.properties?.type?.const === type);
  const data = found?.then?.properties?.data;
  return data === undefined ? null : resolveRef(data, root);
}

/** A field of the data of an event, in words. */
export interface EventField {
  readonly name: string;
  readonly required: boolean;
  /** What stands for its value in a form: `pass/fail`, `DATE`, `N`, `TEXT`. */
  readonly placeholder: string;
  readonly description: string;
}

/** The fields that a person gives, in the order of the schema; the number of the comment is not theirs to say. */
export function fieldsOf(type: string): readonly EventField[] | null {
  const schema = dataSchemaOf(type);
  if (schema === null) return null;
  const { required = [] } = schema as { readonly required?: readonly string[] };
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== "comment_id")
    .map(([name, field]) => ({
      name,
      required: required.includes(name),
      placeholder: placeholderOf(name, field),
      description: field.description ?? "",
    }));
}

function placeholderOf(name: string, field: JsonSchema): string {
  const resolved = resolveRef(field, eventKind.schema());
  const { enum: words, type, items } = resolved;
  if (words !== undefined) return words.map(String).join("/");
  if (type === "boolean") return "true/false";
  if (type === "array") return items === undefined ? "…" : `${placeholderOf(name, items)} (again for each)`;
  if (type === "integer" || type === "number") return "N";
  const title = field.$ref?.slice("#/$defs/".length);
  if (title === "EventInstant") return "2026-03-02T09:00:00Z";
  if (title === "Url") return "URL";
  if (/(?:^|_)(?:date|until|on)$/.test(name)) return "YYYY-MM-DD";
  return title === "Line" || title === "SaidText" ? '"TEXT"' : name.toUpperCase();
}
