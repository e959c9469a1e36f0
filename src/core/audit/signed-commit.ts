import type { JudgedCommit } from "../signatures/judge-signature.ts";
import type { Instant } from "../time/instant.ts";
import type { Holding } from "./holdings.ts";

/** A commit of a guarded branch: what its signature shows, and what is known of the time in which it was written. */
export interface SignedCommitFacts {
  readonly oid: string;
  readonly judged: JudgedCommit;
  /** The newest instant that its own records name: it was not written before. Null: it names none. */
  readonly names: Instant | null;
  /** A checkpoint in it: by its instant that commit, and all before it, had been written. Null: it holds none. */
  readonly checkpoint: { readonly at: Instant; readonly commit: string } | null;
  /** The records that it added, as far as they could be read. */
  readonly records: readonly Holding[];
}

/** The commits of one branch whose signatures were looked at, oldest first. */
export interface SignedBranch {
  readonly name: string;
  readonly commits: readonly SignedCommitFacts[];
}
