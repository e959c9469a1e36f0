import { createHash } from "node:crypto";
import type { Instant } from "../time/instant.ts";
import { ByteReader } from "./byte-reader.ts";
import { Malformed } from "./malformed.ts";
import { newLength } from "./openpgp-packets.ts";
import { type PublicKey, padded, verifyEcdsa, verifyEd25519, verifyRsa } from "./public-key.ts";

/** A signature packet of version 4 (RFC 4880, 5.2.3) as it was read; nothing in it has been verified. */
export interface OpenPgpSignature {
  /** 0x00: of a document, 0x10 to 0x13: of a user id, 0x18: of a subkey … */
  readonly type: number;
  readonly algorithm: number;
  /** Digest by the name that node:crypto knows; null: one that does not count. */
  readonly digest: string | null;
  /** When its maker says that it was made. */
  readonly createdAt: Instant;
  /** Key id of its maker in upper-case hex: a hint by which the key is found. */
  readonly issuer: string;
  /** Milliseconds from the key's creation to its end, where a self-signature says so; 0: no end. */
  readonly keyLife: number | null;
  /** What the key is for, where a self-signature says so. */
  readonly keyFlags: number | null;
  /** Why a key was revoked, where it says so. */
  readonly reason: number | null;
  /** The signature of a subkey over its main key. */
  readonly embedded: Buffer | null;
  /** It says that it ends: no git makes such a one. */
  readonly isLimited: boolean;
  /** It holds something that has to be understood, and is not. */
  readonly isStrange: boolean;
  /** What is signed together with the data. */
  readonly trailer: Buffer;
  readonly value: Buffer;
}

/** SHA-1 and older count nowhere but in a key's own signatures, where only its owner can be the forger. */
const digests: Readonly<Record<number, string>> = { 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512" };
/** Subpackets that are read, or that change nothing when they are not. */
const known = new Set([2, 3, 4, 5, 7, 9, 11, 12, 16, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34]);

/** @throws Malformed */
export function readOpenPgpSignature(body: Buffer): OpenPgpSignature {
  const reader = new ByteReader(body);
  if (reader.number(1) !== 4) throw new Malformed("its version is not 4");
  const [type, algorithm, hash] = [reader.number(1), reader.number(1), reader.number(1)];
  const hashed = readSubpackets(reader.take(reader.number(2)));
  const signedUpTo = reader.position;
  const loose = readSubpackets(reader.take(reader.number(2)));
  reader.take(2); // the first two bytes of the digest: a quick check for people who have the digest
  const made = hashed.find((part) => part.type === 2)?.body;
  if (made?.length !== 4) throw new Malformed("it does not say when it was made");
  const find = (wanted: number) => hashed.find((part) => part.type === wanted)?.body;
  const fingerprint = [...hashed, ...loose].find((part) => part.type === 33)?.body;
  const keyId = [...hashed, ...loose].find((part) => part.type === 16)?.body;
  const issuer = fingerprint?.subarray(-8) ?? keyId;
  const life = find(9);
  const end = find(3);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(signedUpTo);
  return {
    ...{ type, algorithm, digest: digests[hash] ?? null },
    createdAt: made.readUInt32BE() * 1000,
    issuer: issuer?.length === 8 ? hexOf(issuer) : "",
    keyLife: life?.length === 4 ? life.readUInt32BE() * 1000 : null,
    keyFlags: find(27)?.[0] ?? null,
    reason: find(29)?.[0] ?? null,
    // It proves itself, so it does not matter whether it is signed.
    embedded: [...hashed, ...loose].find((part) => part.type === 32)?.body ?? null,
    isLimited: end?.some((byte) => byte !== 0) === true,
    isStrange: hashed.some((part) => part.isCritical && !known.has(part.type)),
    trailer: Buffer.concat([body.subarray(0, signedUpTo), Buffer.of(4, 0xff), size]),
    value: body.subarray(reader.position),
  };
}

interface Subpacket {
  readonly type: number;
  readonly isCritical: boolean;
  readonly body: Buffer;
}

function readSubpackets(bytes: Buffer): readonly Subpacket[] {
  const reader = new ByteReader(bytes);
  const parts: Subpacket[] = [];
  while (reader.left > 0) {
    const body = reader.take(newLength(reader));
    const type = body[0];
    if (type === undefined) throw new Malformed("it has an empty subpacket");
    parts.push({ type: type & 0x7f, isCritical: (type & 0x80) !== 0, body: body.subarray(1) });
  }
  return parts;
}

/** Whether the signature is of this key over these bytes. */
export function isOpenPgpSignatureOf(key: PublicKey, signature: OpenPgpSignature, data: Uint8Array): boolean {
  const { algorithm, digest, value } = signature;
  if (digest === null) return false;
  const signed = Buffer.concat([data, signature.trailer]);
  const reader = new ByteReader(value);
  const isMatch = (): boolean => {
    if (key.kind === "rsa")
      return (algorithm === 1 || algorithm === 3) && verifyRsa(key, digest, signed, reader.integer());
    if (key.kind === "ecdsa") {
      return algorithm === 19 && verifyEcdsa(key, digest, signed, [reader.integer(), reader.integer()]);
    }
    // Both ways of Ed25519 sign the digest: 22 with two integers (draft-koch-eddsa-for-openpgp), 27 with 64 bytes (RFC 9580).
    const hash = createHash(digest).update(signed).digest();
    if (algorithm === 27) return verifyEd25519(key, hash, reader.take(64));
    if (algorithm !== 22) return false;
    return verifyEd25519(key, hash, Buffer.concat([padded(reader.integer(), 32), padded(reader.integer(), 32)]));
  };
  const result = isMatch();
  if (result) reader.end();
  return result;
}

export function hexOf(bytes: Buffer): string {
  return bytes.toString("hex").toUpperCase();
}
