import type { EventManifest } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { ManifestVersions } from "./manifest-name.ts";

/**
 * Whether the two names that a record has for a content, its sha256 and git's blob, are of the same bytes. Approvals are counted by what
 * the blob says: one that named another blob, or none that is there, would be counted by something else than people approved, or not at
 * all. What the registry does not have is held against the records of the same bypass that name the same sha256. And whether all of them
 * have it under one path, which follows from the id of the bypass.
 */
export function checkNamedContents(folds: Iterable<BypassFold>, versions: ManifestVersions): AuditFinding[] {
  const blobs = new Map<string, string>();
  for (const [blob, { sha256 }] of versions) blobs.set(sha256, blob);
  return [...folds].flatMap(({ bypass, entries }) => {
    const named = new Map<string, Named>();
    return entries.flatMap(({ seq, event: { type, manifest, actor } }): AuditFinding[] => {
      if (manifest === undefined) return [];
      const { path, blob, sha256, commit } = manifest;
      const before = named.get(sha256);
      if (before === undefined) named.set(sha256, { blob, path, seq });
      const problem = problemOf(manifest, versions.get(blob)?.sha256, blobs.get(sha256), before);
      if (problem === null) return [];
      const item = finding("EVENT_MANIFEST_MISMATCH", { seq, type, file: path, expected: sha256, problem }, { path });
      return [auditFinding(item, { bypass, seq, actor, commits: [commit] })];
    });
  });
}

/** A content as the first record of the bypass names it. */
interface Named extends Pick<EventManifest, "blob" | "path"> {
  readonly seq: number;
}

function problemOf(
  { blob, path }: EventManifest,
  held: string | undefined,
  right: string | undefined,
  before: Named | undefined,
): string | null {
  if (before !== undefined && before.path !== path)
    return `record ${before.seq} has the same bytes under ${before.path}`;
  if (right === blob) return null;
  if (right !== undefined) return `it names the blob ${blob}, and these bytes are the blob ${right}`;
  if (held !== undefined) return `the blob ${blob} that it names has ${held}`;
  if (before === undefined || before.blob === blob) return null;
  return `it names the blob ${blob}, and record ${before.seq} the blob ${before.blob} for the same bytes`;
}
