import { trustFolderOf } from "../core/audit/follow-trust.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { BranchTip } from "../ports.ts";
import type { BranchReading, CloneOptions } from "./read-clone.ts";

/** More than this is no increment: reading everything anew costs about as much. */
const MOST_COMMITS = 5000;

/** What a clone has since a verification. */
export interface SinceReading {
  readonly ledger: BranchReading;
  readonly registry: BranchReading;
  readonly main: BranchTip;
  /** Ids of the new commits of the default branch. */
  readonly mainCommits: ReadonlySet<string>;
  /** Ids of the bypasses that new records or new state files are about, as far as they say. */
  readonly bypasses: ReadonlySet<string>;
}

/**
 * Reads what the branches have gained since a note, and nothing before it.
 * @returns why the note does not suffice, as a text: an odd clone, a branch that does not go on from it, a record that reaches back
 */
export async function readSince(
  { ledger: noted, registry: notedRegistry, default_branch, names }: Verified,
  { history, ledgerBranch, registryBranch, folder, policyPath }: CloneOptions,
): Promise<SinceReading | string> {
  const state = await history.state();
  if (state.isPartial) return "it is a partial clone";
  if (state.shallow.length > 0) return "it is a shallow clone";
  if (state.grafted.length > 0) return "it has grafts";
  if (state.replaced.length > 0) return "it has replaced objects";
  const [ledgerTip, registryTip, main] = await Promise.all([
    history.branch(ledgerBranch),
    history.branch(registryBranch),
    history.branch(names.default_branch),
  ]);
  for (const { branch, commit } of noted.earlier ?? []) {
    const tip = await history.branch(branch);
    if (tip?.commit !== commit || tip.diverged !== null) return `${branch} is not as it was verified`;
  }
  if (ledgerTip === null || registryTip === null || main === null) return "a branch is missing";
  const split = [ledgerTip, registryTip, main].find(({ diverged }) => diverged !== null);
  if (split !== undefined) return `${split.ref} and ${split.diverged} have gone different ways`;
  const [ledger, registry, mainCommits] = await Promise.all([
    history.history(ledgerTip, [], noted.commit),
    history.history(registryTip, [folder, trustFolderOf(policyPath)], notedRegistry.commit),
    history.commitsSince(main.commit, default_branch.commit),
  ]);
  if (ledger.outcome === "unreadable" || registry.outcome === "unreadable" || mainCommits === null) {
    return "a commit that was verified is not in this clone";
  }
  const readings = [
    { tip: ledgerTip, commits: ledger.commits, since: noted.commit },
    { tip: registryTip, commits: registry.commits, since: notedRegistry.commit },
  ];
  for (const { tip, commits, since } of readings) {
    if ((commits.at(-1)?.oid ?? since) !== tip.commit)
      return `${tip.ref} does not go on from the commit that was verified`;
    if (commits.length > MOST_COMMITS) return `${tip.ref} has more than ${MOST_COMMITS} new commits`;
  }
  const isSame = main.commit === default_branch.commit;
  const known = isSame ? new Set([main.commit]) : await history.behind([default_branch.commit], main.commit);
  if (!known.has(default_branch.commit)) return `${main.ref} does not have the commit that was verified`;
  const bypasses = await bypassesOf(ledger.commits, history);
  if (typeof bypasses === "string") return bypasses;
  const none = { problem: null };
  return {
    ledger: { tip: ledgerTip, commits: ledger.commits, ...none },
    registry: { tip: registryTip, commits: registry.commits, ...none },
    ...{ main, mainCommits, bypasses },
  };
}

/** Whom new records are about. Whether they are records at all is for the walk to say. */
async function bypassesOf(
  commits: BranchReading["commits"],
  history: CloneOptions["history"],
): Promise<ReadonlySet<string> | string> {
  const bypasses = new Set<string>();
  const records: string[] = [];
  for (const { path, blob } of commits.flatMap(({ changes }) => changes)) {
    const named = /^state\/\d{4}\/\d{2}\/([A-Z0-9-]+)\.json$/.exec(path)?.[1];
    if (named !== undefined) bypasses.add(named);
    if (blob !== null && parseRecordPath(path) !== null) records.push(blob);
  }
  const contents = await history.contents(records);
  for (const blob of records) {
    const event = eventOf(contents.get(blob));
    if (typeof event?.bypass !== "string") return "a record cannot be read";
    if (event.supersedes !== undefined) return "a record corrects an earlier one";
    bypasses.add(event.bypass);
  }
  return bypasses;
}

function eventOf(bytes: Uint8Array | undefined): Partial<LedgerEvent> | null {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as { readonly event?: Partial<LedgerEvent> } | null;
    return record?.event ?? null;
  } catch {
    return null;
  }
}
