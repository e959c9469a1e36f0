import type { Instant } from "../time/instant.ts";
import type { NoteKey } from "./note-key.ts";
import type { OpenPgpKey } from "./openpgp-keys.ts";
import type { PublicKey } from "./public-key.ts";

/** A span in which what a key signed counts. Null: no such end. */
export interface Period {
  readonly from: Instant | null;
  /** First instant after it. */
  readonly until: Instant | null;
}

/** A key whose signatures count, as somebody says who may. */
export interface TrustedKey {
  /** `SHA256:…` of an SSH key, the fingerprint of an OpenPGP key in upper-case hex, the whole verifier key of one for notes. */
  readonly id: string;
  /** Whose it is, as its file says: principals, or the first user id. */
  readonly name: string;
  readonly file: string;
  readonly key: PublicKey;
  /** Spans in which it counts. None: it never does, for the reason that `ended` gives. */
  readonly periods: readonly Period[];
  /** Why there is an end, in words, e.g. `valid-before` or `revoked`. */
  readonly ended: string;
  /** It signs for a server, which says when: its time of signing is no claim of a person. */
  readonly isServer: boolean;
}

/** A key whose notes count. Its signatures of commits do not. */
export type TrustedNoteKey = TrustedKey & NoteKey;

/** The keys that count, by what a signature says of the key that made it. */
export interface TrustRoots {
  /** By the key itself, as SSH writes it, in Base64. */
  readonly ssh: ReadonlyMap<string, TrustedKey>;
  /** By key id: the last 16 digits of the fingerprint. Two keys can have the same one. */
  readonly openPgp: ReadonlyMap<string, readonly OpenPgpKey[]>;
  /** Whose commits on the ledger branch count where a server signed for them: patterns of the author's e-mail. Null: everybody's. */
  readonly ledgerAuthors: readonly string[] | null;
  /** What in the files could not be used, in words. */
  readonly problems: readonly string[];
  /** Whose notes on checkpoints count, by `<name>+<hash>`. */
  readonly notes: ReadonlyMap<string, TrustedNoteKey>;
  /** Every key for commits once, for comparing two states of the roots. */
  readonly keys: readonly TrustedKey[];
}
