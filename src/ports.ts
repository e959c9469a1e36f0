import type { CloneState, HistoryCommit } from "./core/audit/history.ts";
import type { Instant } from "./core/time/instant.ts";

/** What was read, and from where: an answer names the ref and commit that it rests on. */
export interface FoundFile {
  readonly bytes: Uint8Array;
  /** Path inside the repository, with `/`. */
  readonly path: string;
  /** Null: the working tree, or a file that was named on the command line. */
  readonly commit: string | null;
  /** e.g. `working tree`, `qms`, `origin/qms`. */
  readonly source: string;
  /** e.g. `a symbolic link`: what it is where it is no regular file; its bytes are then empty. */
  readonly irregular?: string;
}

/** The registry (policy, people, manifests) as a local clone has it. */
export interface Registry {
  /** The working tree's file if there is one, else the registry branch's, else its remote's. Null: nowhere. */
  find(path: string): Promise<FoundFile | null>;
  /** Every manifest and amendment below the registry's folder, from the first of these places that has the folder. */
  manifests(): Promise<readonly FoundFile[]>;
}

/** Files that the user names. */
export interface Files {
  /** Null where there is no such file. A symbolic link or folder is told by `kind`. */
  read(
    path: string,
  ): Promise<{ readonly kind: "file" | "link" | "folder" | "other"; readonly bytes: Uint8Array } | null>;
  /** Writes a new file with its folders; false where it exists already. */
  create(path: string, text: string): Promise<boolean>;
}

/** Time comes from outside, so that every run can be repeated. */
export interface Clock {
  now(): Instant;
}

// ---------------------------------------------------------------------------------------------------------------------
// History: what an auditor reads from a full clone
// ---------------------------------------------------------------------------------------------------------------------

/** A branch as this clone has it. */
export interface BranchTip {
  readonly name: string;
  /** The ref that was taken, without `refs/heads/` or `refs/remotes/`, e.g. `origin/qms`. */
  readonly ref: string;
  readonly commit: string;
  /** The local and the remote-tracking branch have both gone on: this is the one that was not taken. */
  readonly diverged: string | null;
}

/** A whole history, oldest commits first; or why there is none to be had. */
export type HistoryReading =
  | { readonly outcome: "read"; readonly commits: readonly HistoryCommit[] }
  | { readonly outcome: "unreadable"; readonly problem: string };

/** History and contents of a clone's branches. Reads git's objects only: nobody's configuration changes a byte. */
export interface RepositoryHistory {
  state(): Promise<CloneState>;
  /** The local branch, or the remote-tracking one of `origin` where that is ahead or alone. Null: neither. */
  branch(name: string): Promise<BranchTip | null>;
  /** Name of the branch that origin's HEAD points to, else `main` or `master` where there is one. */
  defaultBranch(): Promise<string | null>;
  /** All commits behind a tip; their changes below `under` (folders or files), or all of them. */
  history(tip: BranchTip, under?: readonly string[]): Promise<HistoryReading>;
  /** Ids of all commits behind the local and the remote-tracking branch of that name. Null: there is neither, or it cannot be read. */
  commitsOf(name: string): Promise<ReadonlySet<string> | null>;
  /** Which of these objects the given commits lead to: of commits, trees and files. */
  reachable(ids: readonly string[], commits: readonly string[]): Promise<readonly string[]>;
  /** Contents by id, or by `<commit>:<path>`. What is not there, or not in this clone, is left out. */
  contents(ids: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>>;
}
