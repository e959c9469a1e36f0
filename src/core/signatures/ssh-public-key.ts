import { ByteReader } from "./byte-reader.ts";
import { Malformed } from "./malformed.ts";
import { curves, ecdsaKey, ed25519Key, type PublicKey, rsaKey } from "./public-key.ts";

/**
 * Reads a public key as SSH writes it (RFC 4253, 6.6; RFC 5656; RFC 8709): Ed25519, ECDSA on the curves of NIST, RSA.
 * @throws Malformed also for the kinds that are not read: DSA, keys on tokens (sk-…), certificates
 */
export function readSshPublicKey(blob: Uint8Array): PublicKey {
  const reader = new ByteReader(blob);
  const type = reader.name();
  const key = readBody(type, reader);
  reader.end();
  return key;
}

function readBody(type: string, reader: ByteReader): PublicKey {
  if (type === "ssh-ed25519") return ed25519Key(reader.sized());
  if (type === "ssh-rsa") {
    const exponent = reader.sized();
    return rsaKey(reader.sized(), exponent);
  }
  const curve = curves.find(({ ssh }) => type === `ecdsa-sha2-${ssh}`);
  if (curve === undefined) throw new Malformed(`keys of the kind ${JSON.stringify(type.slice(0, 60))} are not read`);
  if (reader.name() !== curve.ssh) throw new Malformed("it names two curves");
  return ecdsaKey(curve, reader.sized());
}
