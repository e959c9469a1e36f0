import { Malformed } from "./malformed.ts";

/** Reads foreign bytes from front to back; whatever wants more than there is, is malformed. */
export class ByteReader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  get position(): number {
    return this.at;
  }

  /** The next bytes, as a part of what is read. */
  take(count: number): Buffer {
    if (count > this.left) throw new Malformed(`it ends after ${this.bytes.length} bytes, in the middle of a field`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** A number of one to four bytes, big-endian. */
  number(size: 1 | 2 | 4): number {
    return this.take(size).readUIntBE(0, size);
  }

  /** SSH's `string` (RFC 4251, 5): four bytes of length, then the bytes. */
  sized(): Buffer {
    return this.take(this.number(4));
  }

  /** The same as text; names in keys and signatures are ASCII. */
  name(): string {
    return this.sized().toString("latin1");
  }

  /** OpenPGP's multiprecision integer (RFC 4880, 3.2): two bytes of length in bits, then the bytes. */
  integer(): Buffer {
    return this.take((this.number(2) + 7) >> 3);
  }

  /** Nothing may follow: bytes that nobody reads could say anything. */
  end(): void {
    if (this.left > 0) throw new Malformed(`${this.left} bytes follow its end`);
  }
}
