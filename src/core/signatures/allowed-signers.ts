import { attempt } from "./malformed.ts";
import { sshFingerprint } from "./ssh-fingerprint.ts";
import { readSshPublicKey } from "./ssh-public-key.ts";
import type { TrustedKey } from "./trust-roots.ts";
import { readPeriod } from "./valid-period.ts";

/** One key of an `allowed_signers` file, with the key as SSH writes it in Base64. */
export interface AllowedSigner extends TrustedKey {
  readonly blob: string;
}

/**
 * Reads git's and OpenSSH's own form (ssh-keygen(1), "ALLOWED SIGNERS"). A line that cannot be used is left out and said: it would
 * make nothing count that did not count before. Times without a Z are UTC here: the local zone would mean another instant on every machine.
 */
export function readAllowedSigners(
  text: string,
  file: string,
): { readonly keys: readonly AllowedSigner[]; readonly problems: readonly string[] } {
  const byBlob = new Map<string, AllowedSigner>();
  const problems: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const read = readLine(line, file);
    if (typeof read === "string") problems.push(`${file}, line ${index + 1}: ${read}`);
    else {
      const twin = byBlob.get(read.blob);
      // The same key in two lines counts in both spans.
      byBlob.set(read.blob, twin === undefined ? read : { ...twin, periods: [...twin.periods, ...read.periods] });
    }
  }
  return { keys: [...byBlob.values()], problems };
}

function readLine(line: string, file: string): AllowedSigner | string {
  const words = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const at = words.findIndex((word, index) => index > 0 && /^(?:ssh-|ecdsa-|sk-)/.test(word));
  const [name = "", ...options] = words.slice(0, at < 0 ? words.length : at);
  const blob = words[at + 1];
  if (at < 0 || blob === undefined) return "it names no key";
  const period = readPeriod(options.join(","), { namespaces });
  if (typeof period === "string") return period;
  const bytes = Buffer.from(blob, "base64");
  if (bytes.toString("base64") !== blob) return "its key is not Base64";
  const key = attempt(() => readSshPublicKey(bytes));
  if ("problem" in key) return `its key cannot be used (${key.problem})`;
  const id = sshFingerprint(bytes);
  const about = { id, name: name.replaceAll('"', ""), file, key, ended: "valid-before", isServer: false };
  return { ...about, blob, periods: [period] };
}

function namespaces(value: string): string | null {
  return value.split(",").some((pattern) => pattern === "git" || pattern === "*") ? null : "it is not for git";
}
