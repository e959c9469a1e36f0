import type { Instant } from "../time/instant.ts";

/** A GitHub account as a record names it. */
export interface Person {
  readonly id: number;
  readonly login: string;
}

/** Whose result it is: an app for a check run, the account for a status. */
export interface Producer {
  readonly kind: "app" | "bot" | "user";
  readonly id: number;
  readonly name: string;
}

/** One result on a commit, with when it began and ended: what a check was at an instant follows from all of them. */
export interface DatedResult {
  readonly name: string;
  readonly kind: "status" | "check_run";
  /** GitHub's word in lower case: state of a status, conclusion of a completed check run, else its status. */
  readonly state: string;
  readonly startedAt: Instant;
  /** From when `state` held; null: it has not ended. */
  readonly endedAt: Instant | null;
  /** Null: a deleted account. */
  readonly producer: Producer | null;
  readonly description: string | null;
  readonly externalId: string | null;
  /** Orders results of one name; null where it was not told. */
  readonly id: number | null;
}

/** A pull request that was merged, with the latest result of every check on its head. */
export interface MergedPull {
  readonly number: number;
  readonly url: string;
  readonly base: string;
  readonly headSha: string;
  /** Null: GitHub names no commit. */
  readonly mergeSha: string | null;
  /** Of a merge commit: the commit that it merged, its last parent. Null or absent: it has one parent. */
  readonly mergedHead?: string | null;
  readonly mergedAt: Instant;
  readonly mergedBy: Person | null;
  readonly results: readonly DatedResult[];
}

/** A check that a branch requires now. */
export interface RequiredNow {
  readonly name: string;
  /** App that it is pinned to; null: any. */
  readonly appId: number | null;
  /** When the ruleset that asks for it was last changed; null: not told, as of classic protection. */
  readonly since: Instant | null;
}

/** What a branch asks of a merge now. */
export interface MergeRequirements {
  readonly required: readonly RequiredNow[];
  /** Changes have to come by a pull request; `since` as above. Null: no rule that can be read asks for it. */
  readonly pullRequest: { readonly since: Instant | null } | null;
  readonly mergeQueue: boolean;
}

/** A change of a branch that GitHub's own record says went past the rules. */
export interface BypassSuite {
  readonly id: number;
  readonly actor: Person | null;
  readonly branch: string;
  /** Null: the branch was deleted. */
  readonly after: string | null;
  readonly at: Instant;
  /** Types of the rules that failed; null: the details could not be read. */
  readonly failed: readonly string[] | null;
}

/** A move of a branch by a push, as GitHub's activity has it. */
export interface DirectPush {
  readonly after: string;
  readonly at: Instant;
  readonly actor: Person | null;
  readonly forced: boolean;
}

/** What could be read; or why not, in words. */
export type Readable<Value> = { readonly read: Value } | { readonly unreadable: string };

/** Everything that GitHub said about a window. */
export interface MergeEvidence {
  readonly window: { readonly start: Instant; readonly end: Instant };
  /** Merged in the window, oldest first. */
  readonly pulls: readonly MergedPull[];
  /** Merged behind the window's end, while this was read: their pushes and rule suites are the next run's. */
  readonly later: readonly MergedPull[];
  /** Null: the branch is gone. Bases that are not in here were not asked about. */
  readonly branches: ReadonlyMap<string, MergeRequirements | null>;
  readonly suites: Readable<readonly BypassSuite[]>;
  /** By branch. */
  readonly pushes: ReadonlyMap<string, Readable<readonly DirectPush[]>>;
  /** Every result on a commit, by its SHA, where the latest ones could not settle it. */
  readonly histories: ReadonlyMap<string, Readable<readonly DatedResult[]>>;
}
