import type { LedgerEntry } from "../ledger/build-record.ts";

/**
 * The branch that is the default one in a clone, and those that were it when records were written. The trusted workflow runs from the
 * default branch alone, so each record says by its run which one that was.
 */
export interface DefaultBranches {
  readonly name: string;
  readonly commits: ReadonlySet<string>;
  /** The commits of the others from which records were written, as far as this clone has these branches. */
  readonly former: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Names of branches that were the default one before, as a set or as the keys of a map. */
export interface Former {
  readonly size: number;
  has(branch: string): boolean;
}

/** The branch whose workflow wrote a record; null: it names none. */
export function writerOf({ event: { run } }: Pick<LedgerEntry, "event">): string | null {
  return run === undefined ? null : (/@refs\/heads\/(.+)$/.exec(run.workflow_ref)?.[1] ?? null);
}

/** The branches whose workflows wrote records, with the first record of each. */
export function writingBranches(entries: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry> {
  const branches = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const name = writerOf(entry);
    if (name !== null && !branches.has(name)) branches.set(name, entry);
  }
  return branches;
}

/** The branch that was the default one when a record was written; where this clone does not have it, the one of now. */
export function defaultBranchOf(entry: Pick<LedgerEntry, "event">, name: string, former: Former): string {
  if (former.size === 0) return name;
  const writer = writerOf(entry);
  return writer !== null && former.has(writer) ? writer : name;
}

/** Whether the head that a record saw is in the branch that was the default one then, or in the one of now. */
export function hasSeenHead(entry: Pick<LedgerEntry, "event">, { name, commits, former }: DefaultBranches): boolean {
  const { main_head } = entry.event;
  if (commits.has(main_head)) return true;
  if (writerOf(entry) === null) return [...former.values()].some((others) => others.has(main_head));
  return former.get(defaultBranchOf(entry, name, former))?.has(main_head) ?? false;
}

/** A line of what is not checked: merges into a branch that is and was no default one. */
export function notCompared(what: string, names: readonly string[]): string {
  return `${what}: only ${names.join(" and ")} ${names.length === 1 ? "is" : "are"} compared`;
}

/** Whether one of them has a commit that something outside of the ledger saw. */
export function hasAnywhere(commit: string, { commits, former }: DefaultBranches): boolean {
  return commits.has(commit) || [...former.values()].some((others) => others.has(commit));
}
