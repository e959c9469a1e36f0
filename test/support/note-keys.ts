import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A key pair for notes, made and used without the code under test. */
export interface NotePair {
  /** As the input `checkpoint-key` takes it. */
  readonly signer: string;
  /** A line of `checkpoint_keys`. */
  readonly verifier: string;
  /** The note over a text. */
  note(text: string): string;
}

export function noteKeys(name = "example.com/ledger"): NotePair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const part = (text: string | undefined) => Buffer.concat([Buffer.of(1), Buffer.from(text ?? "", "base64url")]);
  const point = part(publicKey.export({ format: "jwk" }).x);
  const hash = createHash("sha256").update(`${name}\n`).update(point).digest().subarray(0, 4);
  return {
    signer: `PRIVATE+KEY+${name}+${hash.toString("hex")}+${part(privateKey.export({ format: "jwk" }).d).toString("base64")}`,
    verifier: `${name}+${hash.toString("hex")}+${point.toString("base64")}`,
    note: (text) => {
      const signature = Buffer.concat([hash, sign(null, Buffer.from(text), privateKey)]);
      return `${text}\n— ${name} ${signature.toString("base64")}\n`;
    },
  };
}
