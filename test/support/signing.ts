import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key that signs commits, as whatever program its user has would. */
export interface Signer {
  /** The armored signature over a payload. */
  sign(payload: Buffer): string;
  /** A line for allowed_signers, or an armored public key. */
  readonly trust: string;
}

export type SshKind = "ed25519" | "ecdsa-256" | "ecdsa-384" | "ecdsa-521" | "rsa-256" | "rsa-512";

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const sized = (part: Buffer | string): Buffer =>
  Buffer.concat([u32(Buffer.byteLength(part)), Buffer.from(part as string)]);
/** SSH's mpint of a positive number. */
const mpint = (bytes: Buffer): Buffer => {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const short = bytes.subarray(start);
  return sized((short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short);
};
const fromUrl = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");
export const armor = (label: string, bytes: Buffer, headers = ""): string => {
  const lines = (bytes.toString("base64").match(/.{1,70}/g) ?? []).join("\n");
  const sum = label.startsWith("PGP") ? `\n=${crc24(bytes).toString("base64")}` : "";
  return `-----BEGIN ${label}-----\n${headers}${lines}${sum}\n-----END ${label}-----\n`;
};

/** The checksum of OpenPGP's armor (RFC 4880, 6.1); gpg wants it. */
function crc24(bytes: Buffer): Buffer {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x800000) !== 0 ? ((crc << 1) ^ 0x1864cfb) & 0xffffff : crc << 1;
  }
  return Buffer.of(crc >> 16, (crc >> 8) & 0xff, crc & 0xff);
}

export interface SshOptions {
  readonly kind?: SshKind;
  readonly namespace?: string;
  readonly hash?: "sha256" | "sha512";
  /** Between principals and key, e.g. `valid-before="20270101Z"`. */
  readonly options?: string;
  readonly principals?: string;
}

/** An SSH key and the signatures of `ssh-keygen -Y sign -n git`, made with node:crypto alone. */
export function sshSigner(
  options: SshOptions = {},
): Signer & { readonly privateKey: KeyObject; readonly blob: Buffer } {
  const { kind = "ed25519", namespace = "git", hash = "sha512", principals = "app@example.com" } = options;
  const { privateKey, blob, type, algorithm, write } = makeSshKey(kind);
  const extra = options.options === undefined ? "" : `${options.options} `;
  return {
    ...{ privateKey, blob },
    trust: `${principals} ${extra}${type} ${blob.toString("base64")}\n`,
    sign(payload) {
      const digest = createHash(hash).update(payload).digest();
      const data = Buffer.concat([Buffer.from("SSHSIG"), ...[namespace, "", hash, digest].map((part) => sized(part))]);
      const value = Buffer.concat([sized(algorithm), sized(write(data))]);
      const parts = [blob, namespace, "", hash, value].map((part) => sized(part));
      return armor("SSH SIGNATURE", Buffer.concat([Buffer.from("SSHSIG"), u32(1), ...parts]));
    },
  };
}

function makeSshKey(kind: SshKind) {
  if (kind === "ed25519") {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const blob = Buffer.concat([sized("ssh-ed25519"), sized(fromUrl(publicKey.export({ format: "jwk" }).x))]);
    const write = (data: Buffer) => sign(null, data, privateKey);
    return { privateKey, blob, type: "ssh-ed25519", algorithm: "ssh-ed25519", write };
  }
  if (kind === "rsa-256" || kind === "rsa-512") {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { n, e } = publicKey.export({ format: "jwk" });
    const blob = Buffer.concat([sized("ssh-rsa"), mpint(fromUrl(e)), mpint(fromUrl(n))]);
    const write = (data: Buffer) => sign(kind === "rsa-256" ? "sha256" : "sha512", data, privateKey);
    return { privateKey, blob, type: "ssh-rsa", algorithm: `rsa-sha2-${kind.slice(4)}`, write };
  }
  const bits = kind.slice(6);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: `P-${bits}` });
  const { x, y } = publicKey.export({ format: "jwk" });
  const type = `ecdsa-sha2-nistp${bits}`;
  const point = Buffer.concat([Buffer.of(4), fromUrl(x), fromUrl(y)]);
  const blob = Buffer.concat([sized(type), sized(`nistp${bits}`), sized(point)]);
  const digest = { "256": "sha256", "384": "sha384", "521": "sha512" }[bits] ?? "";
  const write = (data: Buffer) => {
    const raw = sign(digest, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
    return Buffer.concat([mpint(raw.subarray(0, raw.length / 2)), mpint(raw.subarray(raw.length / 2))]);
  };
  return { privateKey, blob, type, algorithm: type, write };
}

export type PgpKind = "rsa" | "eddsa" | "ecdsa-256" | "ecdsa-521";

export interface PgpOptions {
  readonly kind?: PgpKind;
  /** Seconds since 1970. */
  readonly created?: number;
  /** Seconds from its creation to its end. */
  readonly life?: number;
  /** Seconds since 1970, and RFC 4880's code of the reason. */
  readonly revoked?: { readonly at: number; readonly reason: number };
  /** Seconds since 1970 of every signature. */
  readonly signsAt?: number;
  readonly hash?: "sha1" | "sha256" | "sha512";
  readonly user?: string;
  /** Type of the signature over data. */
  readonly type?: number;
  readonly flags?: number;
  /** A signing subkey makes the signatures. */
  readonly subkey?: boolean;
  /** Leaves the subkey's own signature out. */
  readonly withoutBack?: boolean;
}

const mpi = (bytes: Buffer): Buffer => {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  const short = bytes.subarray(start);
  const bits = short.length === 0 ? 0 : short.length * 8 - Math.clz32(short[0] ?? 0) + 24;
  return Buffer.concat([Buffer.of(bits >> 8, bits & 0xff), short]);
};
/** A packet with a length of four bytes. */
const packet = (tag: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0xc0 | tag, 0xff), u32(body.length), body]);
const subpacket = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0xff), u32(body.length + 1), Buffer.of(type), body]);
const framed = (body: Buffer): Buffer => Buffer.concat([Buffer.of(0x99, body.length >> 8, body.length & 0xff), body]);
const hashIds = { sha1: 2, sha256: 8, sha512: 10 } as const;

interface PgpMaterial {
  readonly body: Buffer;
  readonly keyId: Buffer;
  readonly fingerprint: string;
  readonly algorithm: number;
  readonly write: (hash: string, data: Buffer) => Buffer;
}

function makePgpKey(kind: PgpKind, created: number): PgpMaterial {
  const made = (algorithm: number, numbers: Buffer, write: PgpMaterial["write"]): PgpMaterial => {
    const body = Buffer.concat([Buffer.of(4), u32(created), Buffer.of(algorithm), numbers]);
    const digest = createHash("sha1").update(framed(body)).digest();
    return { body, keyId: digest.subarray(-8), fingerprint: digest.toString("hex").toUpperCase(), algorithm, write };
  };
  if (kind === "rsa") {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { n, e } = publicKey.export({ format: "jwk" });
    return made(1, Buffer.concat([mpi(fromUrl(n)), mpi(fromUrl(e))]), (hash, data) =>
      mpi(sign(hash, data, privateKey)),
    );
  }
  const both = (raw: Buffer) =>
    Buffer.concat([mpi(raw.subarray(0, raw.length / 2)), mpi(raw.subarray(raw.length / 2))]);
  const curve = (oid: string, point: Buffer) => {
    const bytes = Buffer.from(oid, "hex");
    return Buffer.concat([Buffer.of(bytes.length), bytes, mpi(point)]);
  };
  if (kind === "eddsa") {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const point = Buffer.concat([Buffer.of(0x40), fromUrl(publicKey.export({ format: "jwk" }).x)]);
    return made(22, curve("2b06010401da470f01", point), (hash, data) =>
      both(sign(null, createHash(hash).update(data).digest(), privateKey)),
    );
  }
  const [name, oid] = kind === "ecdsa-256" ? ["P-256", "2a8648ce3d030107"] : ["P-521", "2b81040023"];
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: name });
  const { x, y } = publicKey.export({ format: "jwk" });
  return made(19, curve(oid, Buffer.concat([Buffer.of(4), fromUrl(x), fromUrl(y)])), (hash, data) =>
    both(sign(hash, data, { key: privateKey, dsaEncoding: "ieee-p1363" })),
  );
}

/** An OpenPGP key of version 4 and what `gpg -bsa` makes with it, with node:crypto alone. */
export function pgpSigner(options: PgpOptions = {}): Signer & { readonly fingerprint: string } {
  const { kind = "rsa", created = 1_700_000_000, hash = "sha512", user = "GitHub <noreply@github.com>" } = options;
  const main = makePgpKey(kind, created);
  const signature = (
    key: PgpMaterial,
    { type, at, more = [], loose = [], digest = hash }: SignatureParts,
    ...data: readonly Buffer[]
  ): Buffer => {
    const hashed = Buffer.concat([
      subpacket(33, Buffer.concat([Buffer.of(4), Buffer.from(key.fingerprint, "hex")])),
      subpacket(2, u32(at)),
      ...more,
    ]);
    const head = Buffer.concat([
      Buffer.of(4, type, key.algorithm, hashIds[digest], hashed.length >> 8, hashed.length & 0xff),
      hashed,
    ]);
    const signed = Buffer.concat([...data, head, Buffer.of(4, 0xff), u32(head.length)]);
    const unhashed = Buffer.concat([subpacket(16, key.keyId), ...loose]);
    const left = createHash(digest).update(signed).digest().subarray(0, 2);
    const size = Buffer.of(unhashed.length >> 8, unhashed.length & 0xff);
    return packet(2, Buffer.concat([head, size, unhashed, left, key.write(digest, signed)]));
  };
  const life = options.life === undefined ? [] : [subpacket(9, u32(options.life))];
  const uid = Buffer.from(user);
  const named = Buffer.concat([Buffer.of(0xb4), u32(uid.length), uid]);
  const flags = subpacket(27, Buffer.of(options.flags ?? 3));
  const parts = [packet(6, main.body)];
  if (options.revoked !== undefined) {
    const reason = subpacket(29, Buffer.of(options.revoked.reason));
    parts.push(signature(main, { type: 0x20, at: options.revoked.at, more: [reason] }, framed(main.body)));
  }
  const self = { type: 0x13, at: created, more: [flags, ...life], digest: "sha256" as const };
  parts.push(packet(13, uid), signature(main, self, framed(main.body), named));
  let signing = main;
  if (options.subkey === true) {
    signing = makePgpKey(kind, created);
    const both = [framed(main.body), framed(signing.body)];
    const back = signature(signing, { type: 0x19, at: created, digest: "sha256" }, ...both);
    const loose = options.withoutBack === true ? [] : [subpacket(32, back.subarray(6))];
    const binding = { type: 0x18, at: created, more: [subpacket(27, Buffer.of(2))], loose, digest: "sha256" as const };
    parts.push(packet(14, signing.body), signature(main, binding, ...both));
  }
  return {
    fingerprint: signing.fingerprint,
    trust: armor("PGP PUBLIC KEY BLOCK", Buffer.concat(parts), "\n"),
    sign: (payload) => {
      const about = { type: options.type ?? 0, at: options.signsAt ?? created + 86_400 };
      return armor("PGP SIGNATURE", signature(signing, about, payload), "\n");
    },
  };
}

interface SignatureParts {
  readonly type: number;
  readonly at: number;
  readonly more?: readonly Buffer[];
  readonly loose?: readonly Buffer[];
  readonly digest?: "sha1" | "sha256" | "sha512";
}

/** A commit object with a signature in it, as git writes it. */
export function withSignature(payload: string, armored: string, header = "gpgsig"): Buffer {
  const end = payload.indexOf("\n\n");
  const folded = armored.trimEnd().replaceAll("\n", "\n ");
  return Buffer.from(`${payload.slice(0, end + 1)}${header} ${folded}\n${payload.slice(end + 1)}`);
}
