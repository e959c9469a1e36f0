import type { TargetFacts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { foldLogin } from "./identity.ts";

/** Whether a manifest registers what an administrator already did. */
export function isRetroactive(manifest: ManifestReading): boolean {
  return manifest.view.has("/retroactive");
}

/**
 * A registration tells what happened, so GitHub has to show exactly that: the target merged by this commit and this person. Whether it
 * is open, moved on or red does not matter any more (30-authorization.md, "Phases").
 */
export function checkRetroactive(target: TargetFacts, manifest: ManifestReading): Finding[] {
  const { view, where } = manifest;
  const { number, merge_sha: sha, merged_by: by } = target;
  const findings: Finding[] = [];
  const differ = (field: string, wanted: string, actual: string): void => {
    findings.push(
      finding(
        "RETROACTIVE_MISMATCH",
        { number, field, manifest: wanted, actual },
        where(`/retroactive/${field}`, "value"),
      ),
    );
  };
  const wantedSha = view.text("/retroactive/merge_sha");
  const wantedBy = view.text("/retroactive/merged_by");
  if (wantedSha === null || wantedBy === null) return []; // FIELD_MISSING says it
  if (sha == null) differ("merge_sha", wantedSha, "it is not merged");
  else if (sha !== wantedSha) differ("merge_sha", wantedSha, sha);
  // A deleted account can be named by nobody; the login in the manifest then is what is left of it.
  if (sha != null && by != null && foldLogin(by.login) !== foldLogin(wantedBy)) differ("merged_by", wantedBy, by.login);
  return findings;
}
