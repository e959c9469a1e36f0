// 10,000 signed commits judged from their bytes, against node:crypto verifying the same bytes alone; in turns, in one process.
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { judgeSignature } from "../build/core/signatures/judge-signature.js";
import { readTrust } from "../build/core/signatures/read-trust.js";
import { median } from "./statistics.mjs";

const COUNT = 10_000;
const ROUNDS = 5;
const OID = "a".repeat(40);

/** @returns {{ count: number, ours: number, floor: number, ratio: number }} milliseconds for all; anything but "good" throws */
export function benchSignatures() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const blob = Buffer.concat([
    sized("ssh-ed25519"),
    sized(Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url")),
  ]);
  const roots = readTrust(new Map([["allowed_signers", Buffer.from(`app ssh-ed25519 ${blob.toString("base64")}\n`)]]));
  const made = Array.from({ length: COUNT }, (_, index) => commitOf(index, privateKey, blob));
  const key = createPublicKey(privateKey);
  const [ours, floors] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(timeOf(() => made.every(({ data, value }) => verify(null, data, key, value))));
    ours.push(timeOf(() => made.every(({ bytes }) => judgeSignature(bytes, OID, roots).state === "good")));
  }
  return { count: COUNT, ours: median(ours), floor: median(floors), ratio: median(ours) / median(floors) };
}

function commitOf(index, privateKey, blob) {
  const head = `tree ${createHash("sha1").update(String(index)).digest("hex")}\nparent ${"5".repeat(40)}\nauthor App <app@example.com> ${1_772_442_000 + index} +0000\ncommitter App <app@example.com> ${1_772_442_000 + index} +0000\n`;
  const message = "\nLedger: bypass.used, bypass.deactivated\n";
  const digest = createHash("sha512")
    .update(head + message)
    .digest();
  const data = Buffer.concat([Buffer.from("SSHSIG"), ...["git", "", "sha512", digest].map(sized)]);
  const value = sign(null, data, privateKey);
  const inner = Buffer.concat([sized("ssh-ed25519"), sized(value)]);
  const packed = Buffer.concat([
    Buffer.from("SSHSIG"),
    Buffer.of(0, 0, 0, 1),
    ...[blob, "git", "", "sha512", inner].map(sized),
  ]);
  const lines = packed
    .toString("base64")
    .match(/.{1,70}/g)
    .join("\n ");
  const signature = `gpgsig -----BEGIN SSH SIGNATURE-----\n ${lines}\n -----END SSH SIGNATURE-----\n`;
  return { bytes: Buffer.from(head + signature + message), data, value };
}

function sized(part) {
  const bytes = Buffer.from(part);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

function timeOf(work) {
  const start = process.cpuUsage();
  if (!work()) throw new Error("a signature was not accepted");
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
