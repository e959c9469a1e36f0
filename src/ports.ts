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
