import { DUMP_SCHEMA, dump } from "js-yaml";
import type { JsonSchema } from "../document/schema.ts";

/**
 * A manifest as YAML, fields in the order of the schema. Strings that any YAML version would read as something else are quoted,
 * long texts become folded blocks, and nothing is an anchor or a tag.
 */
export function renderManifest(value: Readonly<Record<string, unknown>>, schema: JsonSchema): string {
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(schema.properties ?? {})) if (Object.hasOwn(value, key)) ordered[key] = value[key];
  for (const key of Object.keys(value)) if (!Object.hasOwn(ordered, key)) ordered[key] = value[key];
  return dump(ordered, { schema: DUMP_SCHEMA, lineWidth: 100, noRefs: true });
}
