import type { ManifestVersion } from "./manifest-name.ts";

/** Reads what manifests name beside this thread: parsing them is the largest part of an audit, and none has to do with another. */
export interface ManifestReader {
  /** @param bytes maybe a part of something bigger, which is not held */
  add(id: string, bytes: Uint8Array): void;
  /**
   * What all that was added name, by its id, in no certain order.
   * @throws Error where the reading broke off: what a part of the manifests name is no answer
   */
  end(): Promise<ReadonlyMap<string, ManifestVersion>>;
  /** Gives up what is not read yet; nothing where it has ended. */
  stop(): void;
}

/**
 * @param count how many manifests there will be
 * @param share see `readManifestRequest`
 * @returns null where they are to be read in this thread
 */
export type OpenManifestReader = (count: number, share: (text: string) => string) => ManifestReader | null;
