import type { ManifestVersion } from "../../core/audit/manifest-name.ts";

/** Manifests in one piece of memory, which goes over to the thread that reads them. */
export interface ManifestBatch {
  readonly bytes: Uint8Array;
  /** Where each of them ends, in their order. */
  readonly ends: readonly number[];
}

/** What they name, in the same order. */
export type ReadBatch = readonly ManifestVersion[];
