import { createHash } from "node:crypto";

/** A key as ssh-keygen shows it: `SHA256:…`. */
export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replaceAll("=", "")}`;
}
