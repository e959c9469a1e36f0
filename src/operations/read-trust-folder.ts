import { ConfigurationError } from "../core/findings/errors.ts";
import { isTrustFile, readTrust } from "../core/signatures/read-trust.ts";
import type { Files } from "../ports.ts";
import type { NamedFile } from "./load-governance.ts";

/**
 * The trusted keys that somebody keeps outside of the repository.
 * @throws ConfigurationError for a folder that names no key, or one that cannot be used: what the user trusts is not to be guessed
 */
export async function readTrustFolder(
  files: Files,
  { path, shown }: NamedFile,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const form =
    "It holds allowed_signers (SSH, as git reads it), armored OpenPGP public keys (*.asc), or checkpoint_keys.";
  const names = await files.list(path);
  if (names === null) throw new ConfigurationError(`There is no folder ${shown}.`, form);
  const found = new Map<string, Uint8Array>();
  for (const name of names.filter(isTrustFile)) {
    const file = await files.read(`${path}/${name}`);
    if (file?.kind === "file") found.set(name, file.bytes);
  }
  const { keys, notes, problems } = readTrust(found);
  const [problem] = problems;
  if (problem !== undefined)
    throw new ConfigurationError(`${shown}: ${problem}.`, "Mend the file, or take the line out.");
  if (keys.length + notes.size === 0) throw new ConfigurationError(`${shown} names no key.`, form);
  return found;
}
