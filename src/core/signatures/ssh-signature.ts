import { createHash } from "node:crypto";
import { ByteReader } from "./byte-reader.ts";
import { Malformed } from "./malformed.ts";
import { type PublicKey, verifyEcdsa, verifyEd25519, verifyRsa } from "./public-key.ts";
import { readArmor } from "./read-armor.ts";

/** An SSH signature (OpenSSH, PROTOCOL.sshsig) as it was read; nothing in it has been verified. */
export interface SshSignature {
  /** The key that it names, as SSH writes it. */
  readonly publicKey: Buffer;
  /** What it was made for: git signs for `git`. */
  readonly namespace: string;
  readonly hash: string;
  readonly algorithm: string;
  readonly value: Buffer;
}

const MAGIC = "SSHSIG";

/** @throws Malformed */
export function readSshSignature(armored: string): SshSignature {
  const reader = new ByteReader(readArmor(armored, "SSH SIGNATURE"));
  if (reader.take(6).toString("latin1") !== MAGIC || reader.number(4) !== 1) throw new Malformed("it is no SSHSIG 1");
  const publicKey = reader.sized();
  const namespace = reader.name();
  reader.sized(); // reserved: is not signed as it stands here, and says nothing
  const hash = reader.name();
  const inner = new ByteReader(reader.sized());
  reader.end();
  const signature = { publicKey, namespace, hash, algorithm: inner.name(), value: inner.sized() };
  inner.end();
  return signature;
}

/** Null: the signature is of this key over these bytes, made for git. Else what does not fit, in words. */
export function sshSignatureProblem(signature: SshSignature, key: PublicKey, payload: Uint8Array): string | null {
  const { namespace, hash } = signature;
  if (namespace !== "git") return `it was made for ${JSON.stringify(namespace.slice(0, 60))}, not for git`;
  if (hash !== "sha256" && hash !== "sha512") return `its digest ${JSON.stringify(hash.slice(0, 20))} does not count`;
  const digest = createHash(hash).update(payload).digest();
  const signed = Buffer.concat([
    Buffer.from(MAGIC),
    ...[Buffer.from(namespace), Buffer.alloc(0), Buffer.from(hash), digest].flatMap((part) => [sizeOf(part), part]),
  ]);
  return matches(signature, key, signed) ? null : "it is not about this commit's bytes";
}

function matches({ algorithm, value }: SshSignature, key: PublicKey, signed: Buffer): boolean {
  if (key.kind === "ed25519") return algorithm === "ssh-ed25519" && verifyEd25519(key, signed, value);
  if (key.kind === "rsa") {
    // `ssh-rsa` would be SHA-1.
    const digest = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" }[algorithm];
    return digest !== undefined && verifyRsa(key, digest, signed, value);
  }
  if (algorithm !== `ecdsa-sha2-${key.curve.ssh}`) return false;
  const reader = new ByteReader(value);
  const [r, s] = [reader.sized(), reader.sized()];
  reader.end();
  return verifyEcdsa(key, key.curve.digest, signed, [r, s]);
}

function sizeOf(part: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(part.length);
  return size;
}
