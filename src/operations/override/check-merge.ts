import { type Finding, finding } from "../../core/findings/finding.ts";
import type { RequestReading } from "../../ports.ts";

/** Merged, and merged as it was approved. */
export function checkMerge({ facts, pull, merged, manifest }: RequestReading): Finding[] {
  const registry = facts.registry_branch ?? "qms";
  const { number } = facts.pull_request;
  if (pull.mergedAt === null || merged === null) return [finding("MANIFEST_NOT_MERGED", { registry, number })];
  const approved = manifest?.blob ?? "";
  if (approved === merged.blob) return [];
  const { path } = merged;
  return [finding("MANIFEST_DIGEST_MISMATCH", { registry, merged: merged.blob, approved, path }, { path })];
}
