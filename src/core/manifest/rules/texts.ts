import type { Locator } from "../../document/check-schema.ts";
import { pointerTo } from "../../document/locate.ts";
import { branchFor, type JsonSchema } from "../../document/schema.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import { own } from "../../own.ts";
import { placeholderIn, templateIn } from "../../text/placeholder.ts";
import { secretKindIn } from "../../text/secrets.ts";

/** The way to a value, joined to a pointer only for the few that something is said about. */
interface Path {
  readonly parent: Path | null;
  readonly key: string;
}

function pointerOf(path: Path | null): string {
  return path === null ? "" : pointerTo(pointerOf(path.parent), path.key);
}

/** Visits every string of a value with the schema that it falls under. */
function visitStrings(
  value: unknown,
  schema: JsonSchema | null,
  root: JsonSchema,
  path: Path | null,
  visit: (text: string, path: Path | null, schema: JsonSchema | null) => void,
): void {
  if (typeof value === "string") visit(value, path, schema);
  else if (typeof value === "object" && value !== null) {
    // Looked up once for all keys: a manifest has some hundred values, and most are no strings that anybody wrote.
    const branch = schema === null ? null : branchFor(schema, root, value);
    const rest = typeof branch?.additionalProperties === "object" ? branch.additionalProperties : null;
    for (const key of Object.keys(value)) {
      const child = (value as Record<string, unknown>)[key];
      if (typeof child !== "string" && typeof child !== "object") continue;
      const below =
        branch?.items ?? (branch?.properties === undefined ? undefined : own(branch.properties, key)) ?? rest;
      visitStrings(child, below, root, { parent: path, key }, visit);
    }
  }
}

/**
 * Texts say something, nothing looks like a secret, and a confidential manifest keeps its texts elsewhere.
 * The secret itself is never repeated.
 */
export function checkTexts(value: unknown, root: JsonSchema, confidential: boolean, where: Locator): Finding[] {
  const findings: Finding[] = [];
  visitStrings(value, root, root, null, (text, path, schema) => {
    const kind = secretKindIn(text);
    if (kind !== null) {
      findings.push(finding("SECRET_IN_MANIFEST", { kind }, where(pointerOf(path), "value")));
      return;
    }
    const isText = schema?.$ref === "#/$defs/Text";
    const isLine = schema?.$ref === "#/$defs/Statement" || (path?.parent === null && path.key === "title");
    if (!isText && !isLine) return;
    const found = isText ? placeholderIn(text) : templateIn(text);
    if (found === null && !(confidential && isText)) return;
    const pointer = pointerOf(path);
    const field = pointer.slice(1).replaceAll("/", ".");
    if (found !== null)
      findings.push(finding("PLACEHOLDER_TEXT", { field, found: JSON.stringify(found) }, where(pointer, "value")));
    else {
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
