import { createHash } from "node:crypto";
import type { Instant } from "../time/instant.ts";
import { ByteReader } from "./byte-reader.ts";
import { attempt, Malformed } from "./malformed.ts";
import { type Packet, readPackets } from "./openpgp-packets.ts";
import { hexOf, isOpenPgpSignatureOf, type OpenPgpSignature, readOpenPgpSignature } from "./openpgp-signature.ts";
import { curves, ecdsaKey, ed25519Key, type PublicKey, rsaKey } from "./public-key.ts";
import { readArmor } from "./read-armor.ts";
import type { Period, TrustedKey } from "./trust-roots.ts";

/** A key of OpenPGP that may sign data: a main key, or one of its subkeys. */
export interface OpenPgpKey extends TrustedKey {
  /** The last 16 digits of its fingerprint. */
  readonly keyId: string;
}

const PUBLIC_KEY = 6;
const SUBKEY = 14;
const SIGNATURE = 2;
const USER_ID = 13;
const MAY_SIGN = 2;
const ED25519 = "2b06010401da470f01";
/** Reasons of a revocation after which what was signed before still counts: superseded, and no longer used (RFC 4880, 5.2.3.23). */
const soft = new Set([1, 3]);

/** Reads armored public keys. What cannot be used is said; a key without a valid signature of its own is none. */
export function readOpenPgpKeys(
  text: string,
  file: string,
  isServer: boolean,
): { readonly keys: readonly OpenPgpKey[]; readonly problems: readonly string[] } {
  const blocks = text.match(/-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g) ?? [];
  const keys: OpenPgpKey[] = [];
  const problems: string[] = blocks.length === 0 ? [`${file}: it holds no armored public key`] : [];
  for (const block of blocks) {
    const packets = attempt(() => readPackets(readArmor(block, "PGP PUBLIC KEY BLOCK")));
    if ("problem" in packets) problems.push(`${file}: ${packets.problem}`);
    else {
      for (const parts of splitKeys(packets)) {
        const read = attempt(() => readOne(parts, file, isServer));
        if ("problem" in read) problems.push(`${file}: ${read.problem}`);
        else keys.push(...read);
      }
    }
  }
  return { keys, problems };
}

function splitKeys(packets: readonly Packet[]): Packet[][] {
  const keys: Packet[][] = [];
  for (const packet of packets) {
    if (packet.tag === PUBLIC_KEY) keys.push([packet]);
    else keys.at(-1)?.push(packet);
  }
  return keys;
}

/** The key itself as it was read, before anybody says what it is for. */
interface Material {
  readonly body: Buffer;
  readonly fingerprint: string;
  readonly createdAt: Instant;
  /** Null: of a kind that is not read, e.g. one that only encrypts. */
  readonly key: PublicKey | null;
}

function readOne([first, ...parts]: readonly Packet[], file: string, isServer: boolean): OpenPgpKey[] {
  if (first === undefined) return [];
  const main = readMaterial(first.body);
  if (main.key === null) throw new Malformed(`the key ${main.fingerprint} is of a kind that is not read`);
  const { key } = main;
  const groups = groupSignatures(parts);
  const own = groups.filter(({ packet }) => packet === null || packet.tag === USER_ID);
  const statements = own.flatMap(({ packet, signatures }) =>
    signatures.filter((item) => {
      if (packet === null) return item.type === 0x1f && isSelf(key, item, framed(main.body));
      return item.type >= 0x10 && item.type <= 0x13 && isSelf(key, item, framed(main.body), userId(packet.body));
    }),
  );
  const newest = newestOf(statements);
  if (newest === null) throw new Malformed(`the key ${main.fingerprint} has no valid signature of its own`);
  const revoked = own.flatMap(({ signatures }) =>
    signatures.filter((item) => item.type === 0x20 && isSelf(key, item, framed(main.body))),
  );
  const names = own.flatMap(({ packet }) => (packet === null ? [] : [packet.body.toString("utf8")]));
  const about = { name: (names[0] ?? "").slice(0, 200), file, isServer };
  const mainSpan = spanOf(main, newest, revoked);
  const subkeys = groups.flatMap(({ packet, signatures }) =>
    packet?.tag === SUBKEY ? readSubkey(main, key, packet.body, signatures, mainSpan, about) : [],
  );
  const signs = newest.keyFlags === null || (newest.keyFlags & MAY_SIGN) !== 0;
  return signs ? [{ ...about, ...named(main), key, ...mainSpan }, ...subkeys] : subkeys;
}

function readSubkey(
  main: Material,
  mainKey: PublicKey,
  body: Buffer,
  signatures: readonly OpenPgpSignature[],
  mainSpan: Span,
  about: Pick<TrustedKey, "name" | "file" | "isServer">,
): OpenPgpKey[] {
  // One that is too weak, or of a kind that only encrypts, takes nothing from the others.
  const sub = attempt(() => readMaterial(body));
  if ("problem" in sub || sub.key === null) return [];
  const { key } = sub;
  const both = [framed(main.body), framed(sub.body)];
  const bindings = signatures.filter((item) => item.type === 0x18 && isSelf(mainKey, item, ...both));
  const newest = newestOf(bindings);
  if (newest === null || newest.keyFlags === null || (newest.keyFlags & MAY_SIGN) === 0) return [];
  // Without the subkey's own word somebody could take another's key for his own.
  const back = newest.embedded === null ? null : attempt(() => readOpenPgpSignature(newest.embedded ?? body));
  if (back === null || "problem" in back || back.type !== 0x19 || !isSelf(key, back, ...both)) return [];
  const revoked = signatures.filter((item) => item.type === 0x28 && isSelf(mainKey, item, ...both));
  const own = spanOf(sub, newest, revoked);
  const periods = own.periods.flatMap((left) => mainSpan.periods.flatMap((right) => overlap(left, right)));
  const ended = periods.length === 0 && own.periods.length > 0 ? mainSpan.ended : own.ended;
  return [{ ...about, ...named(sub), key, periods, ended }];
}

type Span = Pick<TrustedKey, "periods" | "ended">;

/** From its creation to its end, as its newest signature says, or to its revocation; a stolen key never counted. */
function spanOf({ createdAt }: Material, newest: OpenPgpSignature, revoked: readonly OpenPgpSignature[]): Span {
  if (revoked.some(({ reason }) => reason === null || !soft.has(reason))) return { periods: [], ended: "revoked" };
  const life = newest.keyLife ?? 0;
  const ends = [...revoked.map((item) => item.createdAt), ...(life > 0 ? [createdAt + life] : [])];
  const until = ends.length === 0 ? null : Math.min(...ends);
  return { periods: [{ from: createdAt, until }], ended: revoked.length > 0 ? "revoked" : "expired" };
}

function overlap(left: Period, right: Period): Period[] {
  const from = Math.max(left.from ?? Number.NEGATIVE_INFINITY, right.from ?? Number.NEGATIVE_INFINITY);
  const until = Math.min(left.until ?? Number.POSITIVE_INFINITY, right.until ?? Number.POSITIVE_INFINITY);
  return from < until ? [{ from, until: until === Number.POSITIVE_INFINITY ? null : until }] : [];
}

function named({ fingerprint }: Material): Pick<OpenPgpKey, "id" | "keyId"> {
  return { id: fingerprint, keyId: fingerprint.slice(-16) };
}

/** Each user id and subkey with the signatures behind it; first those behind the main key itself. Unreadable ones are nobody's word. */
function groupSignatures(
  parts: readonly Packet[],
): { readonly packet: Packet | null; readonly signatures: OpenPgpSignature[] }[] {
  const groups: { packet: Packet | null; signatures: OpenPgpSignature[] }[] = [{ packet: null, signatures: [] }];
  for (const packet of parts) {
    if (packet.tag !== SIGNATURE) {
      groups.push({ packet, signatures: [] });
      continue;
    }
    const read = attempt(() => readOpenPgpSignature(packet.body));
    if (!("problem" in read)) groups.at(-1)?.signatures.push(read);
  }
  return groups;
}

function isSelf(key: PublicKey, signature: OpenPgpSignature, ...parts: readonly Buffer[]): boolean {
  return attempt(() => isOpenPgpSignatureOf(key, signature, Buffer.concat(parts))) === true;
}

function newestOf(signatures: readonly OpenPgpSignature[]): OpenPgpSignature | null {
  return signatures.reduce<OpenPgpSignature | null>(
    (best, item) => (best === null || item.createdAt > best.createdAt ? item : best),
    null,
  );
}

/** A key as it goes into a digest. */
function framed(body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x99, body.length >> 8, body.length & 0xff), body]);
}

function userId(body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([Buffer.of(0xb4), size, body]);
}

function readMaterial(body: Buffer): Material {
  const reader = new ByteReader(body);
  if (body.length > 0xffff || reader.number(1) !== 4) throw new Malformed("a key in it is not of version 4");
  const createdAt = reader.number(4) * 1000;
  const fingerprint = hexOf(createHash("sha1").update(framed(body)).digest());
  return { body, createdAt, fingerprint, key: readKey(reader.number(1), reader) };
}

function readKey(algorithm: number, reader: ByteReader): PublicKey | null {
  if (algorithm === 1 || algorithm === 3) {
    const modulus = reader.integer();
    return rsaKey(modulus, reader.integer());
  }
  if (algorithm === 27) return ed25519Key(reader.take(32));
  if (algorithm !== 19 && algorithm !== 22) return null;
  const oid = reader.take(reader.number(1)).toString("hex");
  const point = reader.integer();
  const curve = curves.find((item) => item.oid === oid);
  if (algorithm === 19) return curve === undefined ? null : ecdsaKey(curve, point);
  // Its point is marked as one that stands as it is.
  return oid === ED25519 && point[0] === 0x40 ? ed25519Key(point.subarray(1)) : null;
}
