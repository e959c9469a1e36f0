import { pointerTo } from "../document/locate.ts";
import { branchFor, type JsonSchema, resolveRef } from "../document/schema.ts";
import type { Level } from "../procedure/levels.ts";

/** One thing to ask for when somebody writes a manifest. */
export interface Question {
  readonly pointer: string;
  /** e.g. `remediation.target_date` */
  readonly name: string;
  readonly description: string;
  /** `list`: several texts; `items`: several maps, asked field by field. */
  readonly kind: "text" | "integer" | "boolean" | "list" | "items";
  readonly choices: readonly string[] | null;
  /** Of `items`: the questions of one entry, with pointers below it. */
  readonly items: readonly Question[];
}

/** Everything that the schema asks for at a level, in the schema's order; the answers that follow from others are left out. */
export function questionsFor(level: Level, schema: JsonSchema): Question[] {
  const root = schema as JsonSchema & {
    readonly required?: readonly string[];
    readonly allOf?: readonly Conditional[];
  };
  const extra = new Map<string, readonly string[]>();
  for (const rule of root.allOf ?? []) {
    if (appliesTo(rule, level)) collectRequired(rule.then, "", extra);
  }
  return ask(schema, schema, "", extra).filter(
    (question) => !["/schema", "/procedure", "/id", "/level"].includes(question.pointer),
  );
}

interface Conditional {
  readonly if?: {
    readonly properties?: { readonly level?: { readonly const?: string; readonly enum?: readonly string[] } };
  };
  readonly then?: JsonSchema & { readonly required?: readonly string[] };
}

function appliesTo(rule: Conditional, level: Level): boolean {
  const condition = rule.if?.properties?.level;
  return condition?.const === level || condition?.enum?.includes(level) === true;
}

function collectRequired(schema: Conditional["then"], pointer: string, into: Map<string, readonly string[]>): void {
  if (schema === undefined || typeof schema !== "object") return;
  if (schema.required !== undefined) into.set(pointer, [...(into.get(pointer) ?? []), ...schema.required]);
  for (const [key, child] of Object.entries(schema.properties ?? {}))
    collectRequired(child as never, pointerTo(pointer, key), into);
}

function ask(
  schema: JsonSchema,
  root: JsonSchema,
  pointer: string,
  extra: ReadonlyMap<string, readonly string[]>,
): Question[] {
  const resolved = resolveRef(schema, root) as JsonSchema & { readonly required?: readonly string[] };
  const required = new Set([...(resolved.required ?? []), ...(extra.get(pointer) ?? [])]);
  return Object.entries(resolved.properties ?? {}).flatMap(([key, child]) => {
    if (!required.has(key)) return [];
    return questionOf(child, root, pointerTo(pointer, key), extra);
  });
}

function questionOf(
  schema: JsonSchema,
  root: JsonSchema,
  pointer: string,
  extra: ReadonlyMap<string, readonly string[]>,
): Question[] {
  const resolved = resolveRef(schema, root);
  // Of a union the form that can be typed: a text, or for lists the list.
  const wanted =
    resolved.anyOf === undefined
      ? resolved
      : branchFor(resolved, root, resolved.anyOf.some((branch) => resolveRef(branch, root).type === "array") ? [] : "");
  const description = schema.description ?? resolved.description ?? "";
  const base = { pointer, name: pointer.slice(1).replaceAll("/", "."), description, choices: null, items: [] };
  if (wanted.type === "object") return ask(wanted, root, pointer, extra);
  if (wanted.type === "array") {
    const item = wanted.items === undefined ? undefined : resolveRef(wanted.items, root);
    if (item?.type === "object") return [{ ...base, kind: "items", items: ask(item, root, "", new Map()) }];
    return [{ ...base, kind: "list", choices: (item?.enum as readonly string[] | undefined) ?? null }];
  }
  if (wanted.type === "integer" || wanted.type === "number") return [{ ...base, kind: "integer" }];
  if (wanted.type === "boolean") return [{ ...base, kind: "boolean", choices: ["true", "false"] }];
  return [{ ...base, kind: "text", choices: (wanted.enum as readonly string[] | undefined) ?? null }];
}
