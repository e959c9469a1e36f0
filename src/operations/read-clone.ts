import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { checkDepth } from "../core/audit/check-clone.ts";
import { isManifestPath } from "../core/audit/check-registry.ts";
import type { HeadTrees } from "../core/audit/check-trees.ts";
import { isTrustPath, trustFolderOf } from "../core/audit/follow-trust.ts";
import type { CloneState, Contents, HistoryCommit } from "../core/audit/history.ts";
import { type ManifestVersion, type ManifestVersions, readManifestVersion } from "../core/audit/manifest-name.ts";
import type { ManifestReader, OpenManifestReader } from "../core/audit/manifest-reader.ts";
import type { LedgerRepository } from "../core/audit/read-repository-id.ts";
import type { YamlDocument } from "../core/document/read-yaml.ts";
import { textSharer } from "../core/text/own-text.ts";
import type { Instant } from "../core/time/instant.ts";
import type { BranchTip, RepositoryHistory } from "../ports.ts";
import { newestBehind, readSegments } from "./read-segments.ts";
import { type LedgerPart, type WalkedLedger, walkLedger } from "./walk-ledger.ts";

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
  /** The clock of whoever looks, for what is dated in the future; absent: nothing is compared with it, which the result says. */
  readonly now?: Instant;
  /** Reads what manifests name beside this thread; absent: they are read in it. */
  readonly openManifestReader?: OpenManifestReader;
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
  /** With the commits of the branches that it goes on from before its own. */
  readonly ledger: BranchReading | null;
  /** The branches that the ledger went over, the first one first; none where they are not all here. */
  readonly segments: readonly LedgerPart[];
  /** What is wrong with the way from one to the next. */
  readonly segmentFindings: readonly AuditFinding[];
  /** The branches on which the ledger goes on: it was rolled over, and its last record is not the last. Empty: it has not ended. */
  readonly continuedOn: readonly string[];
  /** Null: there is no ledger, or its history is not whole. */
  readonly walked: WalkedLedger | null;
  readonly registry: BranchReading | null;
  /** Every version of the trusted keys, the policy and the people, and of every manifest where those are wanted. */
  readonly contents: Contents;
  /** Every version of every manifest; those that the head of the registry has with what they name. */
  readonly versions: ManifestVersions;
  /** What manifests of the head were parsed to, by blob, where they are kept and nothing is wrong with them. */
  readonly documents: ReadonlyMap<string, YamlDocument>;
  /** Trees of that head, and how many there are; what is not here was not judged. */
  readonly trees: { readonly read: HeadTrees; readonly count: number };
  /** From the README.md of the ledger's first commit. */
  readonly repository: LedgerRepository | null;
  /** Bytes of the policy at the head of the registry branch. */
  readonly policy: Uint8Array | null;
  /** Bytes of the people at the same commit. */
  readonly people: Uint8Array | null;
}

/**
 * Reads ledger and registry of a clone, both at once: git reads on while we judge what is there.
 * @param manifests an audit needs their digests only, and ten thousand of them are much to hold
 */
export async function readClone(options: CloneOptions, manifests: "kept" | "hashed"): Promise<CloneReading> {
  const { history, ledgerBranch, registryBranch, progress } = options;
  const state = await history.state();
  progress?.(`reading the histories of ${ledgerBranch} and ${registryBranch}`);
  const [ledger, registry] = await Promise.all([
    readLedger(state, options),
    readRegistry(options, manifests === "kept"),
  ]);
  return { state, ...ledger, ...registry, repository: ledger.walked?.repository ?? null };
}

async function readLedger(
  state: CloneState,
  { history, ledgerBranch, progress }: CloneOptions,
): Promise<Pick<CloneReading, "ledger" | "walked" | "segments" | "segmentFindings" | "continuedOn">> {
  const branch = await readBranch(history, ledgerBranch, []);
  const none = { segments: [], segmentFindings: [], continuedOn: [], walked: null };
  if (branch === null || branch.problem !== null) return { ledger: branch, ...none };
  // Asked for now, read later: every record names a head of the default branch.
  if (branch.commits.length > 0) {
    const name = await history.defaultBranch();
    if (name !== null) void history.commitsOf(name);
  }
  const { parts, findings } = await readSegments(branch, history);
  const continuedOn = await newestBehind(branch, history);
  const read = { segments: parts, segmentFindings: findings, continuedOn };
  if (parts.length === 0) return { ledger: branch, ...read, walked: null };
  const ledger = { ...branch, commits: parts.flatMap((part) => part.commits) };
  const isWhole = checkDepth(branch.tip.ref, ledger.commits, state).length === 0;
  return { ledger, ...read, walked: isWhole ? await walkLedger(parts, history, progress) : null };
}

async function readRegistry(
  { history, registryBranch, folder, policyPath, peoplePath, openManifestReader }: CloneOptions,
  keepsManifests: boolean,
): Promise<Pick<CloneReading, "registry" | "contents" | "versions" | "documents" | "trees" | "policy" | "people">> {
  const tip = await history.branch(registryBranch);
  if (tip === null) {
    const none = { contents: new Map(), versions: new Map(), documents: new Map() };
    return { registry: null, ...none, trees: { read: new Map(), count: 0 }, policy: null, people: null };
  }
  const isManifest = isManifestPath(folder);
  const trustFolder = trustFolderOf(policyPath);
  const isTrust = isTrustPath(trustFolder);
  const rules = [policyPath, ...(peoplePath === undefined ? [] : [peoplePath])];
  const reading = readBranch(history, registryBranch, [folder, trustFolder, ...rules]);
  // Whoever waits for it hears of its failure; if the contents fail first, nobody does.
  reading.catch(() => undefined);
  const nameOf = (path: string) => `${tip.commit}:${path}`;
  const contents = new Map<string, Uint8Array>();
  const versions = new Map<string, ManifestVersion>();
  const documents = new Map<string, YamlDocument>();
  /** What is read as a manifest, and what as trusted keys, policy or people, which is held. */
  const [manifests, kept] = [new Set<string>(), new Set<string>()];
  const present = new Set<string>();
  const share = textSharer();
  let reader = null as ManifestReader | null;
  /** Paths of the head's trees, by id: two folders with the same files have the same. */
  const treePaths = new Map<string, string[]>();
  const trees = new Map<string, Uint8Array>();
  /** What the head has, to be read while git still looks through the history, and then whatever else there ever was. */
  async function* wanted(): AsyncGenerator<readonly string[]> {
    const head = await history.entriesAt(tip?.commit ?? "", folder);
    for (const [path, id] of head.files) if (isManifest(path)) present.add(id);
    for (const [path, id] of head.trees) treePaths.set(id, [...(treePaths.get(id) ?? []), path]);
    for (const id of present) manifests.add(id);
    // A report wants the documents themselves, which are too much to send from one thread to another.
    if (!keepsManifests) reader = openManifestReader?.(present.size, share) ?? null;
    yield [...treePaths.keys(), ...present];
    const commits = (await reading)?.commits ?? [];
    for (const id of blobsOf(commits, isManifest)) manifests.add(id);
    for (const id of blobsOf(commits, (path) => isTrust(path) || rules.includes(path))) kept.add(id);
    // A file of keys with the bytes of a manifest was not kept the first time.
    const ids = new Set([...manifests].filter((id) => !present.has(id)));
    for (const id of kept) ids.add(id);
    yield [...ids, ...rules.map(nameOf)];
  }
  try {
    await history.contentsInTurn(
      wanted(),
      (bytes, id) => {
        const isManifestOnly = manifests.has(id) && !kept.has(id);
        if (reader !== null && present.has(id)) {
          reader.add(id, bytes);
        } else if (manifests.has(id)) {
          const keep = keepsManifests ? (document: YamlDocument) => void documents.set(id, document) : undefined;
          versions.set(id, readManifestVersion(bytes, present.has(id), share, keep));
        }
        // A copy: a slice of a few bytes would keep its whole chunk alive.
        if (keepsManifests || !isManifestOnly) contents.set(id, Buffer.from(bytes));
      },
      (bytes, id) => {
        for (const path of treePaths.get(id) ?? []) trees.set(path, Buffer.from(bytes));
      },
    );
    for (const [id, version] of (await reader?.end()) ?? []) versions.set(id, version);
  } finally {
    reader?.stop();
  }
  const people = peoplePath === undefined ? null : (contents.get(nameOf(peoplePath)) ?? null);
  const count = [...treePaths.values()].flat().length;
  const read = { contents, versions, documents, trees: { read: trees, count } };
  return { registry: await reading, ...read, policy: contents.get(nameOf(policyPath)) ?? null, people };
}

/** Every content that some paths ever had. */
function blobsOf(commits: readonly HistoryCommit[], isWanted: (path: string) => boolean): Set<string> {
  const ids = new Set<string>();
  for (const { changes } of commits) {
    for (const { path, blob, previous } of changes) {
      if (!isWanted(path)) continue;
      for (const id of [blob, previous]) if (id !== null) ids.add(id);
    }
  }
  return ids;
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
