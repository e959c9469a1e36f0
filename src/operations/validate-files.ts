import { readFacts } from "../core/facts/read-facts.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { readAmendment } from "../core/manifest/read-amendment.ts";
import { type ManifestReading, readManifest } from "../core/manifest/read-manifest.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readPolicy } from "../core/procedure/read-policy.ts";
import type { Instant } from "../core/time/instant.ts";
import type { FoundFile } from "../ports.ts";

export type FileKind = "manifest" | "amendment" | "policy" | "people" | "facts";

/** One file and everything that is wrong with it. */
export interface ValidatedFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly sha256: string;
  readonly findings: readonly Finding[];
  /** Only of manifests: what the classification found. */
  readonly manifest: ManifestReading | null;
}

/**
 * Checks files one by one, then against each other (no id twice). Pure work: the files were read before.
 * @param policy null where it has errors: manifests are then left out, because nothing can be judged by it
 */
export function validateFiles(
  files: readonly FoundFile[],
  policy: CompiledPolicy | null,
  now: Instant,
): ValidatedFile[] {
  const results = files.flatMap((file) => validateFile(file, policy, now) ?? []);
  const seen = new Map<string, string>();
  return results.map((result) => {
    const id = result.manifest?.view.text("/id") ?? null;
    if (id === null) return result;
    const first = seen.get(id);
    seen.set(id, first ?? result.path);
    if (first === undefined || result.manifest === null) return result;
    const duplicate = finding("DUPLICATE_ID", { id }, result.manifest.where("/id", "value"));
    return { ...result, findings: [...result.findings, duplicate] };
  });
}

function validateFile(file: FoundFile, policy: CompiledPolicy | null, now: Instant): ValidatedFile | null {
  const kind = kindOf(file);
  const { path, bytes } = file;
  if (file.irregular !== undefined) {
    const findings = [finding("MANIFEST_NOT_REGULAR", { what: file.irregular }, { path })];
    return { path, kind, sha256: "", findings, manifest: null };
  }
  if (kind === "manifest") {
    if (policy === null) return null;
    const manifest = readManifest(bytes, path, policy);
    return { path, kind, sha256: manifest.sha256, findings: manifest.findings, manifest };
  }
  const reading =
    kind === "policy"
      ? readPolicy(bytes, path)
      : kind === "people"
        ? readPeople(bytes, path, policy, now)
        : kind === "facts"
          ? readFacts(bytes, path)
          : readAmendment(bytes, path);
  return { path, kind, sha256: reading.sha256, findings: reading.findings, manifest: null };
}

/** By the `schema` line where there is one, else by name: a file with a broken first line is still somebody's manifest. */
export function kindOf({ path, bytes }: Pick<FoundFile, "path" | "bytes">): FileKind {
  const head = new TextDecoder().decode(bytes.subarray(0, 4096));
  const schema = /^[ \t]*"?schema"?[ \t]*:[ \t]*["']?qms\.([a-z]+)\//m.exec(head)?.[1];
  for (const kind of ["manifest", "amendment", "policy", "people", "facts"] as const) if (schema === kind) return kind;
  if (/(^|\/)policy\.ya?ml$/.test(path)) return "policy";
  if (/(^|\/)people\.ya?ml$/.test(path)) return "people";
  if (/\.json$/.test(path)) return "facts";
  return /\.amend-[^/]*\.ya?ml$/.test(path) ? "amendment" : "manifest";
}
