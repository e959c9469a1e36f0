import { ByteReader } from "./byte-reader.ts";
import { Malformed } from "./malformed.ts";

/** A packet of OpenPGP (RFC 4880, 4): what it is, and its body. */
export interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

/** More than any key that people use has; a key full of foreign certifications is to be exported minimal. */
const MAX_PACKETS = 5000;

/** @throws Malformed also for lengths in parts, which neither keys nor signatures have */
export function readPackets(bytes: Uint8Array): readonly Packet[] {
  const reader = new ByteReader(bytes);
  const packets: Packet[] = [];
  while (reader.left > 0) {
    const head = reader.number(1);
    if ((head & 0x80) === 0) throw new Malformed("it is no OpenPGP packet");
    const isNew = (head & 0x40) !== 0;
    const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
    packets.push({ tag, body: reader.take(isNew ? newLength(reader) : oldLength(reader, head & 3)) });
    if (packets.length > MAX_PACKETS) throw new Malformed(`it has more than ${MAX_PACKETS} packets`);
  }
  return packets;
}

function oldLength(reader: ByteReader, type: number): number {
  if (type === 3) throw new Malformed("it has a packet without a length");
  return reader.number(type === 0 ? 1 : type === 1 ? 2 : 4);
}

/** The same form as the length of a subpacket. */
export function newLength(reader: ByteReader): number {
  const first = reader.number(1);
  if (first < 192) return first;
  if (first < 224) return ((first - 192) << 8) + reader.number(1) + 192;
  if (first < 255) throw new Malformed("it has a length in parts");
  return reader.number(4);
}
