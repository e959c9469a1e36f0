import { type Finding, finding } from "../core/findings/finding.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { type ManifestReading, readManifest } from "../core/manifest/read-manifest.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import type { RegistryFile } from "../ports.ts";

/** The manifest of a bypass, if it is byte for byte the one that was approved: nothing else is made good, completed or verified. */
export function approvedManifest(
  { bypass, state }: BypassFold,
  file: RegistryFile | undefined,
  policy: CompiledPolicy,
  registryBranch: string,
): ManifestReading | Finding {
  const refuse = (problem: string) => finding("REMEDIATION_MANIFEST", { bypass, problem });
  if (file === undefined) return refuse(`is not on ${registryBranch}`);
  const manifest = readManifest(file.bytes, file.path, policy);
  const approved = state.activation?.manifest ?? state.manifest;
  return approved === null || approved.sha256 === manifest.sha256
    ? manifest
    : refuse(`on ${registryBranch} is not the one that was approved`);
}
