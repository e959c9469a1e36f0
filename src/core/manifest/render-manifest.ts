import { DUMP_SCHEMA, dump } from "js-yaml";
import type { JsonSchema } from "../document/schema.ts";

/**
 * A manifest as YAML, fields in the order of the schema. Strings that any YAML version would read as something else are quoted,
 * long texts become folded blocks, and nothing is an anchor or a tag.
 */
export function renderManifest(value: Readonly<Record<string, unknown>>, schema: JsonSchema): string {
  const known = Object.keys(schema.properties ?? {}).filter((key) => Object.hasOwn(value, key));
  // A set keeps the first place of a key; fromEntries makes even `__proto__` a key like any other.
  const keys = [...new Set([...known, ...Object.keys(value)])];
  const ordered = Object.fromEntries(keys.map((key) => [key, value[key]]));
  return dump(ordered, { schema: DUMP_SCHEMA, lineWidth: 100, noRefs: true });
}
