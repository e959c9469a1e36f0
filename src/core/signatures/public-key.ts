import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { Malformed } from "./malformed.ts";

/** A public key that node:crypto can use, and how its signatures are written. */
export type PublicKey =
  | { readonly kind: "rsa"; readonly key: KeyObject; readonly bytes: number }
  | { readonly kind: "ecdsa"; readonly key: KeyObject; readonly curve: Curve }
  | { readonly kind: "ed25519"; readonly key: KeyObject };

/** A curve of NIST: its names here and there, the bytes of a coordinate, and the digest that SSH takes with it. */
export interface Curve {
  readonly jwk: "P-256" | "P-384" | "P-521";
  readonly ssh: "nistp256" | "nistp384" | "nistp521";
  /** Object identifier as OpenPGP writes it. */
  readonly oid: string;
  readonly size: number;
  readonly digest: Digest;
}

export type Digest = "sha256" | "sha384" | "sha512";

export const curves: readonly Curve[] = [
  { jwk: "P-256", ssh: "nistp256", oid: "2a8648ce3d030107", size: 32, digest: "sha256" },
  { jwk: "P-384", ssh: "nistp384", oid: "2b81040022", size: 48, digest: "sha384" },
  { jwk: "P-521", ssh: "nistp521", oid: "2b81040023", size: 66, digest: "sha512" },
];

const url = (bytes: Buffer): string => bytes.toString("base64url");

/** @throws Malformed for one that is too short to count, or so long that it would only cost time */
export function rsaKey(modulus: Buffer, exponent: Buffer): PublicKey {
  const n = withoutZeros(modulus);
  const e = withoutZeros(exponent);
  if (n.length < 256 || n.length > 2048) throw new Malformed("RSA keys have 2,048 to 16,384 bits");
  if (e.length === 0 || e.length > 4) throw new Malformed("its exponent is odd");
  return {
    kind: "rsa",
    key: createPublicKey({ key: { kty: "RSA", n: url(n), e: url(e) }, format: "jwk" }),
    bytes: n.length,
  };
}

/** @param point the uncompressed form: 4, then both coordinates */
export function ecdsaKey(curve: Curve, point: Buffer): PublicKey {
  if (point.length !== 2 * curve.size + 1 || point[0] !== 4) throw new Malformed("its point is not uncompressed");
  const [x, y] = [point.subarray(1, curve.size + 1), point.subarray(curve.size + 1)];
  const key = createPublicKey({ key: { kty: "EC", crv: curve.jwk, x: url(x), y: url(y) }, format: "jwk" });
  return { kind: "ecdsa", key, curve };
}

export function ed25519Key(point: Buffer): PublicKey {
  if (point.length !== 32) throw new Malformed("an Ed25519 key has 32 bytes");
  return {
    kind: "ed25519",
    key: createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: url(point) }, format: "jwk" }),
  };
}

/** RSASSA-PKCS1-v1_5, as SSH and OpenPGP both use it. */
export function verifyRsa(key: PublicKey & { kind: "rsa" }, digest: string, data: Buffer, signature: Buffer): boolean {
  const value = withoutZeros(signature);
  return value.length <= key.bytes && verify(digest, data, key.key, padded(value, key.bytes));
}

/** Two numbers, each as long as a coordinate at most. */
export function verifyEcdsa(
  { key, curve }: PublicKey & { kind: "ecdsa" },
  digest: string,
  data: Buffer,
  [r, s]: readonly [Buffer, Buffer],
): boolean {
  const parts = [withoutZeros(r), withoutZeros(s)];
  if (parts.some((part) => part.length > curve.size)) return false;
  const signature = Buffer.concat(parts.map((part) => padded(part, curve.size)));
  return verify(digest, data, { key, dsaEncoding: "ieee-p1363" }, signature);
}

export function verifyEd25519({ key }: PublicKey & { kind: "ed25519" }, data: Buffer, signature: Buffer): boolean {
  return signature.length === 64 && verify(null, data, key, signature);
}

/** To `size` bytes, with zeros in front. */
export function padded(bytes: Buffer, size: number): Buffer {
  return bytes.length >= size ? bytes : Buffer.concat([Buffer.alloc(size - bytes.length), bytes]);
}

function withoutZeros(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  return bytes.subarray(start);
}
