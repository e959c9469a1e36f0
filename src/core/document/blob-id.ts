import { createHash } from "node:crypto";

/**
 * Git's id of a content.
 * @param like any id of the repository: 40 hex digits where it names objects by SHA-1, 64 where by SHA-256
 */
export function blobIdOf(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
