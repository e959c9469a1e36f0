/** Foreign bytes that are not what they should be. Never leaves this folder: each reader turns it into a value. */
export class Malformed extends Error {}

/** The value, or what is wrong with the bytes; what node:crypto says of a key that is none counts as wrong bytes, too. */
export function attempt<Value>(read: () => Value): Value | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.message };
    // OpenSSL names its own errors; everything else is a bug of ours and must show.
    if (isCryptoError(error)) return { problem: "node:crypto refuses it" };
    throw error;
  }
}

function isCryptoError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^ERR_(?:OSSL|CRYPTO)_/.test(code);
}
