import { sha256Hex } from "../document/read-document.ts";
import { manifestLimits, readYaml, type YamlDocument } from "../document/read-yaml.ts";
import { View } from "../document/view.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { type ManifestRequest, readManifestRequest } from "./manifest-request.ts";

/** What is known of one content that a manifest had or has; the bytes themselves are not held. */
export interface ManifestVersion {
  readonly sha256: string;
  /** Null: only its digest was wanted. */
  readonly name: ManifestName | null;
}

/** Every content of every manifest by the id of its blob. What this clone does not have is left out. */
export type ManifestVersions = ReadonlyMap<string, ManifestVersion>;

/** What a manifest names: its id, or why it has none, and what it asks for. */
export interface ManifestName {
  readonly id: string | null;
  readonly problem: string | null;
  /** Null: it cannot be read. */
  readonly request: ManifestRequest | null;
}

/**
 * @param isNamed whether more than its digest is wanted: parsing is the largest part of an audit
 * @param share see `readManifestRequest`
 * @param keep has what was parsed, where nothing is wrong with it: a report reads all of the manifest
 */
export function readManifestVersion(
  bytes: Uint8Array,
  isNamed: boolean,
  share: (text: string) => string,
  keep?: (document: YamlDocument) => void,
): ManifestVersion {
  return { sha256: sha256Hex(bytes), name: isNamed ? readManifestName(bytes, share, keep) : null };
}

/**
 * Only the form, the id, who asks and for what: whether a manifest was good was decided when it was approved, by the rules of that time,
 * and a later version of this program may ask for more.
 */
function readManifestName(
  bytes: Uint8Array,
  share: (text: string) => string,
  keep?: (document: YamlDocument) => void,
): ManifestName {
  const { document, findings } = readYaml(bytes, manifestLimits, null);
  if (document !== null && findings.length === 0) keep?.(document);
  const error = findings.find((item) => item.severity === "error");
  if (document === null || error !== undefined) {
    return { id: null, problem: error?.code ?? "it is no YAML", request: null };
  }
  const request = readManifestRequest(document.value, share);
  const id = new View(document.value).text("/id");
  const isBypass = id !== null && parseManifestId(id) !== null;
  return isBypass
    ? { id: share(id), problem: null, request }
    : { id: null, problem: "it has no id of a bypass", request };
}
