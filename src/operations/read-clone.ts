import { isManifestPath } from "../core/audit/check-registry.ts";
import type { CloneState, Contents, HistoryCommit } from "../core/audit/history.ts";
import { type LedgerRepository, readRepositoryId } from "../core/audit/read-repository-id.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import type { LedgerChange, LedgerCommit } from "../core/ledger/verify-walk.ts";
import type { BranchTip, RepositoryHistory } from "../ports.ts";

/** Where things lie in the clone. */
export interface CloneOptions {
  readonly history: RepositoryHistory;
  readonly registryBranch: string;
  readonly ledgerBranch: string;
  /** Folder of the manifests on the registry branch. */
  readonly folder: string;
  /** Path of the policy on the registry branch. */
  readonly policyPath: string;
  /** Path of the people on the registry branch; absent: nobody asks for them. */
  readonly peoplePath?: string;
  /** Tells what is being done, for whoever waits. */
  readonly progress?: (doing: string) => void;
}

/** A branch with its whole history; `problem` says why it could not be read, and then there are no commits. */
export interface BranchReading {
  readonly tip: BranchTip;
  readonly commits: readonly HistoryCommit[];
  readonly problem: string | null;
}

/** What a clone holds for an audit or a report. Null: the branch is not there. */
export interface CloneReading {
  readonly state: CloneState;
  readonly ledger: BranchReading | null;
  readonly registry: BranchReading | null;
  readonly contents: Contents;
  /** From the README.md of the ledger's first commit. */
  readonly repository: LedgerRepository | null;
  /** Bytes of the policy at the head of the registry branch. */
  readonly policy: Uint8Array | null;
  /** Bytes of the people at the same commit. */
  readonly people: Uint8Array | null;
}

/** Reads ledger and registry of a clone: two histories, and every content that matters in one go. */
export async function readClone(options: CloneOptions): Promise<CloneReading> {
  const { history, registryBranch, ledgerBranch, folder, progress } = options;
  const state = await history.state();
  progress?.(`reading the history of ${ledgerBranch}`);
  const ledger = await readBranch(history, ledgerBranch, []);
  progress?.(`reading the history of ${registryBranch}`);
  const registry = await readBranch(history, registryBranch, [folder]);
  const isManifest = isManifestPath(folder);
  const ids = new Set<string>(ledger === null ? [] : ledgerBlobs(ledger.commits));
  for (const { changes } of registry?.commits ?? []) {
    for (const { path, blob, previous } of changes) {
      if (!isManifest(path)) continue;
      for (const id of [blob, previous]) if (id !== null) ids.add(id);
    }
  }
  const readme = ledger?.commits[0]?.changes.find((change) => change.path === "README.md")?.blob ?? null;
  if (readme !== null) ids.add(readme);
  const nameOf = (path: string) => `${registry?.tip.commit}:${path}`;
  const governance = [options.policyPath, ...(options.peoplePath === undefined ? [] : [options.peoplePath])].map(
    nameOf,
  );
  if (registry !== null) for (const name of governance) ids.add(name);
  progress?.(`reading ${ids.size} files`);
  const contents = await history.contents(ids);
  return {
    state,
    ledger,
    registry,
    contents,
    repository: readRepositoryId(readme === null ? null : (contents.get(readme) ?? null)),
    policy: contents.get(governance[0] ?? "") ?? null,
    people: contents.get(governance[1] ?? "") ?? null,
  };
}

async function readBranch(
  history: RepositoryHistory,
  name: string,
  under: readonly string[],
): Promise<BranchReading | null> {
  const tip = await history.branch(name);
  if (tip === null) return null;
  const reading = await history.history(tip, under);
  return reading.outcome === "read"
    ? { tip, commits: reading.commits, problem: null }
    : { tip, commits: [], problem: reading.problem };
}

const projection = /^(?:state|active)\//;
const published = /^(?:reports|anchors)\//;

/** Records and published reports, all of them, and of the derived files only what the head has: an earlier version is judged by its place alone. */
function ledgerBlobs(commits: readonly HistoryCommit[]): string[] {
  const last = new Map<string, string>();
  const records: string[] = [];
  for (const { path, blob } of commits.flatMap((commit) => commit.changes)) {
    if (blob === null) last.delete(path);
    else if (projection.test(path)) last.set(path, blob);
    else if (published.test(path) || parseRecordPath(path) !== null) records.push(blob);
  }
  return [...records, ...last.values()];
}

/** The ledger's commits as its verification wants them: against the first parent, with the contents that it looks at. */
export function ledgerCommits({ commits }: BranchReading, contents: Contents): LedgerCommit[] {
  const wanted = new Set(ledgerBlobs(commits));
  const unread = new Uint8Array();
  return commits.map(({ oid, parents, changes }) => {
    const own = changes.filter((change) => change.parent === (parents[0] ?? null));
    return {
      oid,
      parents,
      changes: own.map(({ path, kind, mode, blob }): LedgerChange => {
        const isRead = blob !== null && wanted.has(blob);
        return { path, kind, mode, bytes: isRead ? (contents.get(blob) ?? null) : kind === "deleted" ? null : unread };
      }),
    };
  });
}
