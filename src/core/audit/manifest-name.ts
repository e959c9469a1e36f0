import { manifestLimits, readYaml } from "../document/read-yaml.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { own } from "../own.ts";

/** What a manifest names: its id, or why it has none, and who asks. */
export interface ManifestName {
  readonly id: string | null;
  readonly requester: string | null;
  readonly problem: string | null;
}

/**
 * Only the form, the id and who asks: whether a manifest was good was decided when it was approved, by the rules of that time, and a
 * later version of this program may ask for more.
 */
export function readManifestName(bytes: Uint8Array): ManifestName {
  const { document, findings } = readYaml(bytes, manifestLimits, null);
  const error = findings.find((item) => item.severity === "error");
  if (document === null || error !== undefined) {
    return { id: null, requester: null, problem: error?.code ?? "it is no YAML" };
  }
  const requester = textOf(document.value, "requested_by");
  const id = textOf(document.value, "id");
  if (id === null || parseManifestId(id) === null) return { id: null, requester, problem: "it has no id of a bypass" };
  return { id, requester, problem: null };
}

function textOf(value: unknown, key: string): string | null {
  const text =
    typeof value === "object" && value !== null ? own(value as Readonly<Record<string, unknown>>, key) : null;
  return typeof text === "string" ? text : null;
}
