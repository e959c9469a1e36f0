import type { Locator } from "../../document/check-schema.ts";
import { pointerTo } from "../../document/locate.ts";
import { childSchema, type JsonSchema } from "../../document/schema.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import { placeholderIn } from "../../text/placeholder.ts";
import { secretKindIn } from "../../text/secrets.ts";

/** Visits every string of a value with the schema that it falls under. */
function visitStrings(
  value: unknown,
  schema: JsonSchema | null,
  root: JsonSchema,
  pointer: string,
  visit: (text: string, pointer: string, schema: JsonSchema | null) => void,
): void {
  if (typeof value === "string") visit(value, pointer, schema);
  else if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      visitStrings(
        child,
        schema === null ? null : childSchema(schema, root, value, key),
        root,
        pointerTo(pointer, key),
        visit,
      );
    }
  }
}

/**
 * Texts say something, nothing looks like a secret, and a confidential manifest keeps its texts elsewhere.
 * The secret itself is never repeated.
 */
export function checkTexts(value: unknown, root: JsonSchema, confidential: boolean, where: Locator): Finding[] {
  const findings: Finding[] = [];
  visitStrings(value, root, root, "", (text, pointer, schema) => {
    const field = pointer.slice(1).replaceAll("/", ".");
    const kind = secretKindIn(text);
    if (kind !== null) {
      findings.push(finding("SECRET_IN_MANIFEST", { kind }, where(pointer, "value")));
      return;
    }
    if (schema?.$ref !== "#/$defs/Text") return;
    const found = placeholderIn(text);
    if (found !== null)
      findings.push(finding("PLACEHOLDER_TEXT", { field, found: JSON.stringify(found) }, where(pointer, "value")));
    else if (confidential) {
      const problem = "holds its text, but the manifest is confidential";
      findings.push(
        finding(
          "FIELD_INVALID",
          { field, problem, hint: "Keep the text elsewhere and give its ref and sha256." },
          where(pointer, "value"),
        ),
      );
    }
  });
  return findings;
}
