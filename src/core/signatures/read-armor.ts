import { Malformed } from "./malformed.ts";

/** Bigger than any signature of these kinds, RSA of 16,384 bits included. */
const MAX_BLOCK = 65_536;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The bytes of the one armored block that a text is, e.g. of `SSH SIGNATURE` or `PGP SIGNATURE`. OpenPGP's headers and checksum are
 * passed over: they protect against bad lines, not against people.
 * @throws Malformed
 */
export function readArmor(text: string, label: string): Buffer {
  const lines = text.trimEnd().split(/\r?\n/);
  if (text.length > MAX_BLOCK) throw new Malformed(`it is longer than ${MAX_BLOCK} characters`);
  if (lines.shift() !== `-----BEGIN ${label}-----`) throw new Malformed(`it does not begin with BEGIN ${label}`);
  if (lines.pop() !== `-----END ${label}-----`) throw new Malformed(`it does not end with END ${label}`);
  const blank = lines.findIndex((line) => line.trim() === "");
  const isHeaders = blank >= 0 && lines.slice(0, blank).every((line) => /^[A-Za-z]+: /.test(line));
  const body = blank < 0 ? lines : isHeaders ? lines.slice(blank + 1) : [];
  if (/^=[A-Za-z0-9+/]{4}$/.test(body.at(-1) ?? "")) body.pop();
  const packed = body.join("");
  if (packed === "" || !base64.test(packed)) throw new Malformed("its lines are not Base64");
  return Buffer.from(packed, "base64");
}
