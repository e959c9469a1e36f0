import type { Instant } from "../time/instant.ts";

/** What a later verification needs to know of the signatures of this one. */
export interface SignatureBasis {
  /** Who named the keys. */
  readonly source: "registry" | "given" | "none";
  /** The files that name them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What proven commits of each branch name: what is signed after them was not written before. -Infinity: nothing. */
  readonly ledgerAfter: Instant;
  readonly registryAfter: Instant;
  /** Whether a checkpoint bears a note that counts (`checkNotes`). */
  readonly attested: boolean;
}

/** No key is trusted. */
export const noBasis: SignatureBasis = {
  source: "none",
  files: new Map(),
  ledgerAfter: Number.NEGATIVE_INFINITY,
  registryAfter: Number.NEGATIVE_INFINITY,
  attested: false,
};
