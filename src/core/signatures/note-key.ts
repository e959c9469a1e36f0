import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { attempt, Malformed } from "./malformed.ts";
import { ed25519Key, type PublicKey } from "./public-key.ts";

/** A key that signs notes, as https://c2sp.org/signed-note names it. */
export interface NoteKey {
  readonly name: string;
  /** Key ID: 8 lower-case hex digits. With the name it says which key, and is no proof of it. */
  readonly hash: string;
  readonly key: PublicKey & { readonly kind: "ed25519" };
}

/** What signs notes. It is secret: nothing of it is ever printed but name, hash and `verifier`. */
export interface NoteSigner {
  readonly name: string;
  readonly hash: string;
  readonly secret: KeyObject;
  /** Its public half as text, for those who check its notes. */
  readonly verifier: string;
}

const ED25519 = Buffer.of(1);
/** What PKCS #8 (RFC 8410) writes before the 32 bytes of an Ed25519 seed. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SIGNER = "PRIVATE+KEY+";
const MAX_KEY = 1_000;
/** A record of a key holds it whole, in 200 characters. */
const MAX_NAME = 140;

/** Reads a verifier key, `<name>+<hash>+<base64 of 1 and the public key>`; Ed25519 alone. A `problem` never repeats the text. */
export function readVerifierKey(text: string): NoteKey | { readonly problem: string } {
  return attempt(() => {
    const { name, hash, bytes } = split(text);
    const key = ed25519Key(bytes) as NoteKey["key"];
    checkHash(name, bytes, hash);
    return { name, hash, key };
  });
}

/** Reads a signer key, `PRIVATE+KEY+<name>+<hash>+<base64 of 1 and the seed>`; Ed25519 alone. A `problem` never repeats the text. */
export function readSignerKey(text: string): NoteSigner | { readonly problem: string } {
  return attempt(() => {
    if (!text.startsWith(SIGNER)) throw new Malformed(`it does not begin with ${SIGNER}`);
    const { name, hash, bytes } = split(text.slice(SIGNER.length));
    if (bytes.length !== 32) throw new Malformed("an Ed25519 key has 32 bytes");
    const secret = createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: "der", type: "pkcs8" });
    const point = Buffer.from(createPublicKey(secret).export({ format: "jwk" }).x ?? "", "base64url");
    checkHash(name, point, hash);
    const verifier = `${name}+${hash}+${Buffer.concat([ED25519, point]).toString("base64")}`;
    return { name, hash, secret, verifier };
  });
}

/** Whether a name of a key can stand in a note: no space of any kind, no plus, nothing that moves a terminal. */
export function isKeyName(name: string): boolean {
  return name !== "" && !/[\s+\p{Cc}\p{Cs}]/u.test(name);
}

/** The bytes of Base64 (RFC 4648, section 4) in its one right spelling; null: it is none. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

function split(text: string): { readonly name: string; readonly hash: string; readonly bytes: Buffer } {
  if (text.length > MAX_KEY) throw new Malformed(`it is longer than ${MAX_KEY} characters`);
  const [, name = "", digits, packed = ""] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text) ?? [];
  if (digits === undefined) throw new Malformed("it has not the parts name, hash and key, with a plus between them");
  if (!isKeyName(name)) throw new Malformed("its name is empty or has a space or a control character");
  if (name.length > MAX_NAME) throw new Malformed(`its name is longer than ${MAX_NAME} characters`);
  if (!/^[0-9a-fA-F]{8}$/.test(digits)) throw new Malformed("its hash is not 8 hex digits");
  const bytes = strictBase64(packed);
  if (bytes === null || bytes.length === 0) throw new Malformed("its key is not Base64");
  if (bytes[0] !== ED25519[0]) throw new Malformed(`keys of the type ${bytes[0]} are not read, only Ed25519 (1)`);
  return { name, hash: digits.toLowerCase(), bytes: bytes.subarray(1) };
}

function checkHash(name: string, point: Buffer, hash: string): void {
  const digest = createHash("sha256").update(`${name}\n`).update(ED25519).update(point).digest("hex");
  if (digest.slice(0, 8) !== hash) throw new Malformed("its hash is not that of its name and key");
}
