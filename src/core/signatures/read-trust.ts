import { type AllowedSigner, readAllowedSigners } from "./allowed-signers.ts";
import { readNoteVerifiers } from "./note-verifiers.ts";
import { type OpenPgpKey, readOpenPgpKeys } from "./openpgp-keys.ts";
import type { TrustedNoteKey, TrustRoots } from "./trust-roots.ts";

const MAX_FILE = 1_048_576;
const ALLOWED_SIGNERS = "allowed_signers";
const LEDGER_AUTHORS = "ledger_authors";
const CHECKPOINT_KEYS = "checkpoint_keys";
const plain: ReadonlySet<string> = new Set([ALLOWED_SIGNERS, LEDGER_AUTHORS, CHECKPOINT_KEYS]);
/** GitHub's own key, https://github.com/web-flow.gpg: it signs what is made through the API and on its pages, at GitHub's time. */
const SERVER_KEYS = "web-flow.asc";

/** Whether a file of the trust folder says something about keys; a README does not. */
export function isTrustFile(name: string): boolean {
  return plain.has(name) || /^[A-Za-z0-9._-]+\.asc$/.test(name);
}

/**
 * Reads trust roots: `allowed_signers` (SSH, as git reads it), `*.asc` (OpenPGP public keys), `web-flow.asc` (those of the server), and
 * `ledger_authors` (e-mail patterns, one a line), and `checkpoint_keys` (whose notes on checkpoints count).
 * @param files of one folder, by name; others than these are passed over
 */
export function readTrust(files: ReadonlyMap<string, Uint8Array>): TrustRoots {
  const ssh = new Map<string, AllowedSigner>();
  const openPgp = new Map<string, OpenPgpKey[]>();
  const problems: string[] = [];
  let notes: ReadonlyMap<string, TrustedNoteKey> = new Map();
  let ledgerAuthors: string[] | null = null;
  for (const [name, bytes] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (!isTrustFile(name)) continue;
    if (bytes.length > MAX_FILE) {
      problems.push(`${name}: it is larger than ${MAX_FILE} bytes`);
      continue;
    }
    const text = new TextDecoder().decode(bytes);
    if (name === LEDGER_AUTHORS) ledgerAuthors = linesOf(text);
    else if (name === CHECKPOINT_KEYS) {
      const read = readNoteVerifiers(text, name);
      problems.push(...read.problems);
      notes = read.keys;
    } else if (name === ALLOWED_SIGNERS) {
      const read = readAllowedSigners(text, name);
      problems.push(...read.problems);
      for (const key of read.keys) ssh.set(key.blob, key);
    } else {
      const read = readOpenPgpKeys(text, name, name === SERVER_KEYS);
      problems.push(...read.problems);
      for (const key of read.keys) {
        const known = openPgp.get(key.keyId) ?? [];
        // The same key in two files: the stricter reading is no reading at all, so the first file by name counts.
        if (!known.some(({ id }) => id === key.id)) openPgp.set(key.keyId, [...known, key]);
      }
    }
  }
  const keys = [...ssh.values(), ...[...openPgp.values()].flat()];
  return { ssh, openPgp, ledgerAuthors, notes, problems, keys };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
