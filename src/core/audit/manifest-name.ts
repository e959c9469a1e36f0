import { manifestLimits, readYaml } from "../document/read-yaml.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";

/** The id that a manifest names, or why it names none. */
export interface ManifestName {
  readonly id: string | null;
  readonly problem: string | null;
}

/**
 * Only the form and the id: whether a manifest was good was decided when it was approved, by the rules of that time, and a later
 * version of this program may ask for more.
 */
export function readManifestName(bytes: Uint8Array): ManifestName {
  const { document, findings } = readYaml(bytes, manifestLimits, null);
  const error = findings.find((item) => item.severity === "error");
  if (document === null || error !== undefined) return { id: null, problem: error?.code ?? "it is no YAML" };
  const value = document.value as { readonly id?: unknown } | null;
  const id = typeof value === "object" && value !== null && typeof value.id === "string" ? value.id : null;
  if (id === null || parseManifestId(id) === null) return { id: null, problem: "it has no id of a bypass" };
  return { id, problem: null };
}
