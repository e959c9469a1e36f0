/** One path that a commit changed against one of its parents, without rename detection. */
export interface TreeChange {
  /** With `/`; a backslash is doubled, and where the name is no UTF-8 its bytes beyond ASCII are written `\xff`. */
  readonly path: string;
  readonly kind: "added" | "modified" | "deleted";
  /** Git's file mode after the change, e.g. `100644`; null where deleted. */
  readonly mode: string | null;
  /** Id of the content after the change; null where deleted, or where it is no file (a submodule). */
  readonly blob: string | null;
  /** Id of the content before it; null where added. */
  readonly previous: string | null;
  /** The parent that it was compared with; null: the commit is a root. */
  readonly parent: string | null;
}

/** A commit with what it changed against every parent: a merge hides changes from whoever looks at the first one alone. */
export interface HistoryCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly changes: readonly TreeChange[];
}

/** What makes a clone show another history than was written, or only a part of it. */
export interface CloneState {
  /** Commits behind which a shallow clone has nothing. */
  readonly shallow: readonly string[];
  /** Commits whose parents `info/grafts` changes; our reader ignores it. */
  readonly grafted: readonly string[];
  /** It was told to leave objects behind, and to fetch them when somebody asks. */
  readonly isPartial: boolean;
  /** Objects that `refs/replace/` shows as others; our reader does not follow it. */
  readonly replaced: readonly string[];
  /** Tags `qms-anchor/...` by name, with the commits that they lead to: what the ledger was on a day. */
  readonly anchorTags: ReadonlyMap<string, string>;
}

/** Contents by id of the blob. What this clone does not have is left out. */
export type Contents = ReadonlyMap<string, Uint8Array>;
