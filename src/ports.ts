import type { Finding } from "./core/findings/finding.ts";
import type { LedgerEntry, LedgerHead } from "./core/ledger/build-record.ts";
import type { ActiveEntry } from "./core/ledger/projections.ts";
import type { Instant } from "./core/time/instant.ts";
import type { LedgerEvent } from "./generated/types/event.ts";
import type { Facts } from "./generated/types/facts.ts";

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
// The ledger, through whatever writes it
// ---------------------------------------------------------------------------------------------------------------------

/** What an append rests on, all of one commit of the ledger branch. */
export interface LedgerSnapshot {
  /** Head of the ledger branch; null: it does not exist yet. */
  readonly commit: string | null;
  /** GitHub's number of the repository: event ids hang on it. */
  readonly repositoryId: number;
  readonly head: LedgerHead | null;
  /** Every event of the bypasses that were asked for, in the ledger's order. */
  readonly entries: readonly LedgerEntry[];
  readonly active: ReadonlyMap<string, readonly ActiveEntry[]>;
}

/** Events to be recorded, worked out again at every try: what the ledger holds by then is not wanted any more. */
export type AppendPlanner = (snapshot: LedgerSnapshot) => readonly LedgerEvent[];

export interface AppendResult {
  /** After the append, so that the next one needs no reading. */
  readonly snapshot: LedgerSnapshot;
  /** What this call wrote; empty where everything was there already. */
  readonly appended: readonly LedgerEntry[];
  /** Why nothing was written, where the events cannot follow. */
  readonly findings: readonly Finding[];
}

export interface Ledger {
  /**
   * Everything about some bypasses, and about what is active on some commits.
   * @param bypasses ids; PROCEDURE has no state file and is not asked for here
   */
  read(bypasses: readonly string[], shas: readonly string[]): Promise<LedgerSnapshot>;
  /** Compare-and-swap with retries (50-ledger.md, "Appending"). Throws UnavailableError when they end. */
  append(snapshot: LedgerSnapshot, planner: AppendPlanner, about: readonly string[]): Promise<AppendResult>;
}

// ---------------------------------------------------------------------------------------------------------------------
// GitHub, one repository, through one token
// ---------------------------------------------------------------------------------------------------------------------

/** Who a token acts as, and where the default branch stands: what every event names. */
export interface RepositoryFacts {
  /** `owner/name` as GitHub spells it. */
  readonly name: string;
  readonly id: number;
  readonly defaultBranch: { readonly name: string; readonly head: string };
  readonly viewer: { readonly login: string; readonly id: number };
}

/** A file of the registry branch at a commit. */
export interface RegistryFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly blob: string;
}

/** A required check of a branch, from rules and classic protection together; both apply. */
export interface RequiredContext {
  readonly name: string;
  /** App that it is pinned to; null: any. */
  readonly appId: number | null;
}

/** One result on a commit, with what an override of it has to know. */
export interface CheckResult {
  readonly name: string;
  readonly kind: "status" | "check_run";
  /** GitHub's word in lower case: state of a status, conclusion of a completed check run, else its status. */
  readonly state: string;
  readonly url: string | null;
  /** App that reported it; null: a person, or not known. */
  readonly appId: number | null;
  readonly description: string | null;
  readonly externalId: string | null;
  /** The account behind a status; null for a check run. */
  readonly creator: string | null;
  readonly id: number | null;
}

/** The pull request that a bypass is for. */
export interface TargetReading {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: "open" | "closed";
  readonly draft: boolean;
  readonly fork: boolean;
  readonly base: string;
  readonly headSha: string;
  readonly headTree: string;
  readonly author: string | null;
  readonly autoMerge: boolean;
  readonly inMergeQueue: boolean;
  readonly merged: {
    readonly sha: string;
    readonly at: string;
    readonly by: { readonly login: string; readonly id: number } | null;
  } | null;
  readonly mergeState: MergeState;
  readonly labels: readonly string[];
  readonly comments: readonly OwnComment[];
  readonly results: readonly CheckResult[];
  readonly required: readonly RequiredContext[];
  /** Whether the base wants branches up to date before merging. */
  readonly strict: boolean;
  /** Whether the base is merged into through a merge queue only. */
  readonly mergeQueue: boolean;
}

/** GitHub's own computation of whether a pull request can be merged. */
export interface MergeState {
  /** mergeStateStatus: CLEAN, BLOCKED, UNSTABLE, BEHIND, DIRTY, DRAFT, HAS_HOOKS, UNKNOWN. */
  readonly status: string;
  /** reviewDecision: null where no rule asks for reviews. */
  readonly reviewDecision: string | null;
}

/** A comment that this token wrote. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/** Everything that is known about one manifest pull request, read in one go. */
export interface RequestReading {
  readonly repository: RepositoryFacts;
  readonly facts: Facts;
  readonly registryHead: string;
  readonly policy: RegistryFile | null;
  readonly people: RegistryFile | null;
  readonly peopleAtOpening: RegistryFile | null;
  readonly codeowners: { readonly path: string; readonly text: string } | null;
  /** The manifest at the pull request's head; null where it adds none. */
  readonly manifest: RegistryFile | null;
  /** The same path on the registry branch; null where it is not there. */
  readonly merged: RegistryFile | null;
  readonly pull: {
    readonly title: string;
    readonly state: "open" | "closed";
    readonly mergedAt: string | null;
    readonly url: string;
  };
  readonly comments: readonly OwnComment[];
  readonly target: TargetReading | null;
  readonly ledger: LedgerSnapshot;
}

export interface RequestOptions {
  readonly registryBranch: string;
  readonly phase: "request" | "act";
  readonly policyPath: string;
  readonly peoplePath: string;
  /** Which pull request a manifest is for; null where it cannot be read. Only same-repository targets are read. */
  readonly targetOf: (
    manifest: RegistryFile,
    policy: RegistryFile | null,
  ) => { readonly number: number; readonly base: string } | null;
}

export interface PostedStatus {
  readonly sha: string;
  readonly context: string;
  readonly state: "success" | "failure" | "pending" | "error";
  /** Cut to GitHub's 140 characters by the caller. */
  readonly description: string;
  readonly url: string | null;
}

export interface PostedCheckRun {
  readonly sha: string;
  readonly name: string;
  readonly conclusion: string;
  readonly externalId: string;
  readonly url: string | null;
  readonly title: string;
  readonly summary: string;
}

export interface MergeResult {
  /** Null: GitHub refused, with this sentence. */
  readonly sha: string | null;
  readonly status: number;
  readonly message: string;
}

export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  /** Whether this token wrote it. */
  readonly own: boolean;
}

export interface GitHub {
  /** Server time of the last answer. */
  serverTime(): Instant | null;
  readRepository(): Promise<RepositoryFacts>;
  readRequest(number: number, options: RequestOptions): Promise<RequestReading>;
  readTarget(number: number): Promise<TargetReading>;
  readMergeState(number: number): Promise<MergeState & Pick<TargetReading, "headSha" | "base" | "results">>;
  /** Latest result per kind and name on any commit, the ones that no roll-up shows included. */
  readResults(sha: string): Promise<readonly CheckResult[]>;
  /** Open pull requests whose head is this commit, the asking one included. */
  openPullsAt(sha: string): Promise<readonly { readonly number: number; readonly base: string }[]>;
  /** Whether the token may post statuses or check runs, asked without posting one. Throws PermissionMissing. */
  probeWrite(what: "status" | "check_run"): Promise<void>;
  postStatus(status: PostedStatus): Promise<{ readonly id: number }>;
  postCheckRun(run: PostedCheckRun): Promise<{ readonly id: number }>;
  /** Writes a new comment, or a known one anew. */
  writeComment(issue: number, body: string, known: OwnComment | null): Promise<OwnComment>;
  addLabels(issue: number, labels: readonly string[]): Promise<void>;
  mergePull(number: number, sha: string): Promise<MergeResult>;
  /** Issues of this token, or of anybody, updated since; newest first. */
  listIssues(since: Instant | null): Promise<readonly Issue[]>;
  createIssue(issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<Issue>;
  /** Assigns whoever can be assigned; returns who is assigned afterwards. */
  assign(issue: number, login: string): Promise<readonly string[]>;
}

/** Waits. Apart from `Clock`, so that what only reads the time cannot wait. */
export interface Sleeper {
  sleep(milliseconds: number): Promise<void>;
}
