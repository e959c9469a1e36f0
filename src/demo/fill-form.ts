import { manifestKind } from "../core/document/kinds.ts";
import { pointerTokens } from "../core/document/locate.ts";
import { type FormField, formFieldsOf } from "../core/manifest/request-form/form-fields.ts";
import { levelLabel } from "../core/manifest/request-form/form-row.ts";
import type { Level } from "../core/procedure/levels.ts";

/** A request form as somebody fills it to get this manifest: the text that GitHub makes of it. Other answers by label; null: left empty. */
export function fillForm(
  level: Level,
  manifest: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, string | null>> = {},
): string {
  const sections = formFieldsOf(level, manifestKind.schema()).map((field) => {
    const change = changes[field.label];
    const answer = change === undefined ? typed(field, valueAt(manifest, field.pointer)) : change;
    const shown = answer === null ? "_No response_" : field.pointer === "/checks" ? fenced(answer) : answer;
    return [field.label, field.answer === "flag" && answer === null ? `- [ ] ${field.help}` : shown] as const;
  });
  return [[levelLabel, level] as const, ...sections].map(([label, shown]) => `### ${label}\n\n${shown}`).join("\n\n");
}

/** How GitHub hands on a field with `render:`. */
function fenced(answer: string): string {
  return `\`\`\`text\n${answer}\n\`\`\``;
}

function typed(field: FormField, value: unknown): string | null {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  const option = (word: string): string => {
    const meaning = field.meanings?.[word];
    return meaning === undefined ? word : `${word}: ${meaning}`;
  };
  switch (field.answer) {
    case "yes-no":
      return option(value === true ? "yes" : "no");
    case "choice":
      return option(String(value));
    case "choices":
      return (value as readonly string[]).map(option).join(", ");
    case "list":
      return Array.isArray(value) ? value.join("\n") : String(value);
    case "table":
      return (value as readonly Record<string, unknown>[])
        .map((row) => field.parts.map((key) => String(row[key] ?? "")).join(" | "))
        .join("\n");
    case "evidence":
      return Object.entries(value as Record<string, Record<string, unknown>>)
        .flatMap(([name, facts]) => Object.entries(facts).map(([key, fact]) => `${name}.${key}: ${String(fact)}`))
        .join("\n");
    case "money":
      return typeof value === "string" ? value : Object.values(value as object).join(" ");
    case "flag":
      return `- [x] ${field.help}`;
    case "text":
      return typeof value === "object" && value !== null ? reference(value) : String(value);
    default:
      return String(value);
  }
}

function reference(value: object): string {
  const { ref, sha256 } = value as { ref?: unknown; sha256?: unknown };
  return `ref: ${ref}\nsha256: ${sha256}`;
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointerTokens(pointer).reduce<unknown>(
    (node, token) => (typeof node === "object" && node !== null ? (node as Record<string, unknown>)[token] : undefined),
    value,
  );
}
