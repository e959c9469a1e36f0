import type { EventType } from "../../../generated/types/event.ts";
import { checkSchema } from "../../document/check-schema.ts";
import { convertBySchema } from "../../document/convert.ts";
import { type JsonSchema, resolveRef } from "../../document/schema.ts";
import { dataSchemaOf, fieldsOf } from "../../ledger/event-fields.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import { eventKind } from "../../ledger/event-kind.ts";
import { nearestOf } from "../../text/nearest.ts";
import { parseInstant, parseLocalDate } from "../../time/instant.ts";
import { ownCommands, type RecordableType, recordableTypes } from "./recordable-types.ts";

/** The data of an event as somebody gave it, or everything that is wrong with it and the form that would be right. */
export type ComposedRecord =
  | { readonly type: EventType; readonly data: Readonly<Record<string, unknown>> }
  | { readonly problems: readonly string[]; readonly form: string };

/**
 * Makes the data of an event out of `key=value` pairs. Which keys there are, and what they take, is the event's own schema: there is no
 * second list.
 * @param about `bypass`: on a tracking issue; `procedure`: on the record issue
 * @param comment number of the comment, which the data names where its schema has a place for it
 */
export function composeRecorded(
  type: string,
  pairs: readonly (readonly [string, string])[],
  about: "bypass" | "procedure",
  comment: number,
): ComposedRecord {
  const row = recordableTypes[type as EventType];
  const isHere = (one: RecordableType): boolean => one.about === about || one.about === "both";
  const own = ownCommands[type as EventType];
  // Its command has guards that the schema knows nothing of: there is no way around them.
  if (own !== undefined && (about === "bypass" || row === undefined)) {
    return { problems: [`"${type}" has a command of its own`], form: own };
  }
  if (row === undefined) {
    const names = Object.entries(recordableTypes)
      .filter(([name, one]) => isHere(one) && (about === "procedure" || !Object.hasOwn(ownCommands, name)))
      .map(([name]) => name);
    const near = nearestOf(type, names);
    const problem = `"${type.slice(0, 60)}" is nothing that people record`;
    return {
      problems: [near === null ? problem : `${problem} (did you mean ${near}?)`],
      form: `/qms record TYPE key=value, TYPE is one of ${names.join(", ")}`,
    };
  }
  if (!isHere(row)) {
    const where = row.about === "bypass" ? "the tracking issue of the bypass" : "the record issue of the procedure";
    return { problems: [`"${type}" does not belong here, but on ${where}`], form: own ?? formOf(type) };
  }
  const form = formOf(type);
  const schema = dataSchemaOf(type);
  if (schema === null) return { problems: [`this version does not know what "${type}" holds`], form };
  const { data, problems } = gather(pairs, schema);
  const whole = withComment(type, data, comment);
  const all = [...problems, ...findProblems(type, whole)];
  return all.length === 0 ? { type: type as EventType, data: whole } : { problems: [...new Set(all)], form };
}

/** `/qms record TYPE a=… [b=…]` */
export function formOf(type: string): string {
  const fields = (fieldsOf(type) ?? []).map(({ name, required, placeholder }) =>
    required ? `${name}=${placeholder}` : `[${name}=${placeholder}]`,
  );
  return ["/qms record", type, ...fields].join(" ");
}

/** The data with the comment's number, where its schema has a place for it. */
export function withComment(
  type: string,
  data: Readonly<Record<string, unknown>>,
  comment: number,
): Readonly<Record<string, unknown>> {
  const schema = dataSchemaOf(type);
  const takes = schema === null || Object.hasOwn(schema.properties ?? {}, "comment_id");
  return takes ? { ...data, comment_id: comment } : data;
}

function gather(
  pairs: readonly (readonly [string, string])[],
  schema: JsonSchema,
): { readonly data: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } {
  const root = eventKind.schema();
  const data: Record<string, unknown> = {};
  const problems: string[] = [];
  const lists = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    if (key === "comment_id") {
      problems.push('"comment_id" is not yours to say');
      continue;
    }
    const field = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
    const resolved = field === undefined ? undefined : resolveRef(field, root);
    if (resolved?.type === "array") {
      lists.set(key, [...(lists.get(key) ?? []), value]);
    } else if (Object.hasOwn(data, key)) problems.push(`"${key}" stands twice`);
    else Object.assign(data, { [key]: plainInstant(field, value) });
  }
  for (const [key, values] of lists) data[key] = values;
  return { data: convertBySchema(data, schema, root) as Record<string, unknown>, problems };
}

/** The ledger spells instants in one way only; people write them as they are used to. */
function plainInstant(field: JsonSchema | undefined, value: string): string {
  if (field?.$ref !== "#/$defs/EventInstant") return value;
  const at = parseInstant(value);
  return at === null ? value : formatEventInstant(at);
}

/** Everything that the schema says of it; the rest of the record is a frame that has no fault. */
function findProblems(type: string, data: Readonly<Record<string, unknown>>): string[] {
  const id = "0".repeat(64);
  const at = "2026-01-01T00:00:00.000Z";
  const event = {
    id,
    type,
    bypass: "PROCEDURE",
    key: "frame",
    at,
    actor: { id: 1, login: "frame", role: null, kind: "human" },
    source: { kind: "comment", url: "https://github.com" },
    main_head: "0".repeat(40),
    data,
  };
  const frame = {
    schema: "qms.event/v1",
    event,
    event_sha256: id,
    link: { seq: 1, prev_event_sha256: null, prev_link_sha256: null },
  };
  const findings = checkSchema(eventKind.validate, eventKind.schema(), frame, (pointer) => ({ path: null, pointer }));
  // Which fields there are is told by the form; of the advice only a near miss says more.
  const told = findings.map(({ message, fix }) => clean(/^Did you mean/.test(fix) ? `${message} ${fix}` : message));
  return [...told, ...unreal(type, data)];
}

/** Dates that no calendar has; the schema sees their form only. */
function unreal(type: string, data: Readonly<Record<string, unknown>>): string[] {
  const names = new Set((fieldsOf(type) ?? []).map(({ name }) => name));
  return Object.entries(data).flatMap(([key, value]) => {
    if (!names.has(key) || typeof value !== "string") return [];
    if (/^\d{4}-\d{2}-\d{2}$/.test(value) && parseLocalDate(value) === null) return [`"${key}" is no real date`];
    return /^\d{4}-\d{2}-\d{2}T/.test(value) && parseInstant(value) === null ? [`"${key}" is no real instant`] : [];
  });
}

/** The words of a reader of files, for somebody who wrote a comment. */
function clean(text: string): string {
  return text
    .replaceAll("event.data.", "")
    .replace(/ in "?event\.data"?/g, "")
    .replace(/\.$/, "");
}
