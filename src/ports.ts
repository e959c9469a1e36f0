import type { CommitLines } from "./core/audit/check-commit-dates.ts";
import type { MergeCommit } from "./core/audit/check-merges.ts";
import type { CloneState, HistoryCommit } from "./core/audit/history.ts";
import type { ConfigurationError } from "./core/findings/errors.ts";
import type { Finding } from "./core/findings/finding.ts";
import type { LedgerEntry, LedgerHead } from "./core/ledger/build-record.ts";
import type { LedgerFile } from "./core/ledger/plan-append.ts";
import type { ActiveEntry } from "./core/ledger/projections.ts";
import type { NoticeMessage } from "./core/notices/compose-notice.ts";
import type { RulesBySource } from "./core/override/branch-rules.ts";
import type { MergeFacts, MergeMethod } from "./core/override/judge-other-rules.ts";
import type { ClassicChecks, RulesetRule } from "./core/override/protection-snapshot.ts";
import type {
  BypassSuite,
  DatedResult,
  DirectPush,
  MergedPull,
  MergeRequirements,
  Readable,
} from "./core/reconcile/merge-evidence.ts";
import type { SeenPull } from "./core/remediation/index-pulls.ts";
import type { TrackingComment } from "./core/remediation/judge-commands.ts";
import type { Milestone } from "./core/remediation/milestone-of.ts";
import type { Instant, LocalDate } from "./core/time/instant.ts";
import type { LedgerEvent } from "./generated/types/event.ts";
import type { Account, Facts, TargetFacts } from "./generated/types/facts.ts";
import type { Channel } from "./generated/types/policy.ts";

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
  /** Names of the regular files right in a folder; null: there is no such folder. Links are left out. */
  list(path: string): Promise<readonly string[] | null>;
  /** Writes a new file with its folders; false where it exists already. */
  create(path: string, text: string): Promise<boolean>;
  /** Writes a file with its folders, in the place of what is there: whoever reads it sees the old text or the new one, never a part. */
  replace(path: string, text: string): Promise<void>;
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
  /** Names of the files in the folders that were asked for; absent: none was. */
  readonly folders?: ReadonlyMap<string, readonly string[]>;
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
   * @param bypasses ids; PROCEDURE has no state file and stands for the declarations and notices of the last day on record
   * @param folders of the ledger branch whose names are wanted, e.g. `reports/2026`
   * @param unreadable takes what is damaged of single bypasses, by their ids, instead of throwing it; those are left out
   */
  read(
    bypasses: readonly string[],
    shas: readonly string[],
    folders?: readonly string[],
    unreadable?: Map<string, ConfigurationError>,
  ): Promise<LedgerSnapshot>;
  /**
   * Compare-and-swap with retries (50-ledger.md, "Appending"). Throws UnavailableError when they end.
   * @param attach files that an event brings along, in the same commit; the planner sees to it that they are not there yet
   */
  append(
    snapshot: LedgerSnapshot,
    planner: AppendPlanner,
    about: readonly string[],
    attach?: (event: LedgerEvent) => readonly LedgerFile[],
  ): Promise<AppendResult>;
}

/** What became of a tag. `refused`: in GitHub's words. */
export type TagOutcome = { readonly state: "made" | "there" } | { readonly state: "refused"; readonly problem: string };

/** Tags that keep what the ledger was. */
export interface AnchorTags {
  /** Makes a tag that leads to a commit; one that is there already is left alone, whatever it leads to: verification judges that. */
  keep(name: string, commit: string): Promise<TagOutcome>;
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
  /** The workflow run that it is a job of; null: of none, or not told where this was read. */
  readonly runId: number | null;
}

/** A job of a workflow run, in its latest execution. */
export interface WorkflowJob {
  readonly id: number;
  readonly name: string;
  /** GitHub's word: conclusion of a completed job, else its status. */
  readonly state: string;
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
    readonly by: Account | null;
  } | null;
  readonly mergeState: MergeState;
  readonly labels: readonly string[];
  readonly comments: readonly OwnComment[];
  readonly results: readonly CheckResult[];
  readonly required: readonly RequiredContext[];
  /** Whether the base is merged into through a merge queue only. */
  readonly mergeQueue: boolean;
  /** All rules of the base, by source. */
  readonly rules: RulesBySource;
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
  /** The manifest or amendment at the pull request's head; null where it adds none. */
  readonly manifest: RegistryFile | null;
  /** Of an amendment: the manifest that it amends, on the registry branch; null: not there. */
  readonly original: RegistryFile | null;
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
  /** Requests of the emergencies of the week before; empty for another level. */
  readonly earlierEmergencies: readonly LedgerEvent[];
  /** Absent: they were not wanted. */
  readonly earlier?: EarlierStates;
}

/** State files of the bypasses that were asked for in the months before a request. */
export interface EarlierStates {
  readonly files: readonly Uint8Array[];
  /** From when on what was used is all there. */
  readonly since: Instant;
  /** Why they were not read; null: they were. */
  readonly problem: string | null;
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
  ) => {
    readonly number: number;
    readonly base: string;
    /** Required checks that are gates: which jobs are behind them is told with the results. */
    readonly gates: readonly string[];
  } | null;
  /** Teams, as `org/slug`, that a people.yml names as roles. */
  readonly teamsOf: (people: RegistryFile) => readonly string[];
  /** Whether what was used in the months before is wanted. Default: it is not. */
  readonly earlier?: boolean;
  /** Whether the target's results and the rules of its base are wanted, too. Default: they are. */
  readonly results?: boolean;
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

export type { MergeMethod };

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
  /** Number of the milestone that it is in; null: in none. */
  readonly milestone: number | null;
  /** Whether this token wrote it. */
  readonly own: boolean;
}

/** Milestones of a repository. */
export interface Milestones {
  /** Numbers by title, open and closed ones, of the newest thousand. Null: the repository has its issues turned off. */
  list(): Promise<ReadonlyMap<string, number> | null>;
  /** Number of the new one. A title that is there already is refused. */
  create(milestone: Milestone): Promise<number | Refused>;
  /** Puts an issue into one; whether it is in it now. */
  put(issue: number, milestone: number): Promise<boolean>;
}

export interface GitHub {
  /** Server time of the last answer. */
  serverTime(): Instant | null;
  readRepository(): Promise<RepositoryFacts>;
  /** How GitHub calls the repository now, owner/name: a former name still leads to it. */
  readName(): Promise<string>;
  readRequest(number: number, options: RequestOptions): Promise<RequestReading>;
  /** Numeric ids of the active members of teams, by `org/slug`; null where GitHub does not tell. */
  readTeams(teams: readonly string[]): Promise<NonNullable<Facts["teams"]>>;
  readTarget(number: number): Promise<TargetReading>;
  readMergeState(number: number): Promise<MergeState & Pick<TargetReading, "headSha" | "base" | "results">>;
  /** Latest result per kind and name on any commit, the ones that no roll-up shows included. */
  readResults(sha: string): Promise<readonly CheckResult[]>;
  /** Open pull requests whose head is this commit, the asking one included. */
  openPullsAt(sha: string): Promise<readonly { readonly number: number; readonly base: string }[]>;
  /** Whether a commit is in the history of another one, or is it. */
  isBehind(ancestor: string, sha: string): Promise<boolean>;
  /** Head of a branch; null: there is none of that name. */
  headOf(branch: string): Promise<string | null>;
  /** Pull requests that were changed since, newest change first, as many as a few requests tell. */
  recentPulls(since: Instant): Promise<readonly SeenPull[]>;
  /** Head of the pull request whose merge is this commit; null: it came another way. */
  mergedHeadOf(sha: string): Promise<string | null>;
  /** Whether the token may post statuses or check runs, or run jobs again, asked without doing it. Throws PermissionMissing. */
  probeWrite(what: "status" | "check_run" | "job"): Promise<void>;
  /** The latest execution of every job of a run. */
  readJobs(run: number): Promise<readonly WorkflowJob[]>;
  /** Runs one job again, and what waits for it. */
  rerunJob(job: number): Promise<"started" | Refused>;
  postStatus(status: PostedStatus): Promise<{ readonly id: number }>;
  postCheckRun(run: PostedCheckRun): Promise<{ readonly id: number }>;
  /** Writes a new comment, or a known one anew. */
  writeComment(issue: number, body: string, known: OwnComment | null): Promise<OwnComment>;
  addLabels(issue: number, labels: readonly string[]): Promise<void>;
  /** Whether issues can be assigned to that login. */
  canAssign(login: string): Promise<boolean>;
  mergePull(number: number, sha: string, method: MergeMethod): Promise<MergeResult>;
  /** Issues of this token, or of anybody, updated since, newest first; and what milestones there are, which costs no request here. */
  listIssues(since: Instant | null): Promise<{
    readonly issues: readonly Issue[];
    /** The newest hundred, as `milestones.list` gives them. */
    readonly milestones: Awaited<ReturnType<Milestones["list"]>>;
  }>;
  /**
   * Opens an issue, labelled and assigned in the same call, so that a killed run leaves no half of it. Without assignees where GitHub does
   * not take them, and without the milestone likewise: the answer says who is assigned, and where it is. Null: the repository has its issues turned off (410).
   */
  createIssue(issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
    readonly assignees: readonly string[];
    readonly milestone: number | null;
  }): Promise<Issue | null>;
  /** Closes an issue as a duplicate and gives it this text, in one request. */
  closeDuplicate(issue: number, body: string): Promise<void>;
  readonly milestones: Milestones;
}

/** A ruleset as the token of the App sees it. */
export interface RulesetReading {
  readonly id: number;
  readonly name: string;
  /** Whether this token's merges go past it. False also where GitHub does not say. */
  readonly bypassed: boolean;
  readonly rules: readonly RulesetRule[];
}

/** The App that may go past rules, or change them, through a token of its own (input `admin-token`). */
export interface RuleKeeper {
  /** Whether it may merge, or change protection and rulesets, asked without doing it. Throws PermissionMissing. */
  probe(what: "merge" | "protection", number: number): Promise<void>;
  /** Null: there is none of that number. */
  readRuleset(id: number): Promise<RulesetReading | null>;
  /** Required checks of classic protection; null: it requires none. */
  readClassic(branch: string): Promise<ClassicChecks | null>;
  writeClassic(branch: string, checks: ClassicChecks): Promise<void>;
  /** Replaces the rules, and nothing else of the ruleset. */
  writeRules(id: number, rules: readonly RulesetRule[]): Promise<void>;
  /** What only some rules ask about a pull request, and only that. */
  readFacts(
    pull: { readonly number: number; readonly base: string; readonly headSha: string },
    wanted: Readonly<Record<keyof MergeFacts, boolean>>,
  ): Promise<MergeFacts>;
  mergePull(number: number, sha: string, method: MergeMethod): Promise<MergeResult>;
  /** Open pull requests against a branch (null: any) that merge by themselves as soon as they can. */
  autoMerging(branch: string | null): Promise<readonly { readonly number: number; readonly base: string }[]>;
}

/** The issue by which somebody asks for a bypass. */
export interface RequestIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  /** RFC 3339, server time. */
  readonly createdAt: string;
  /** Null: the account was deleted. */
  readonly author: Account | null;
  /** Who changed text or title last, somebody else first; null: nobody, or a deleted account (then `edited` is true). */
  readonly editor: Account | null;
  readonly edited: boolean;
  readonly comments: readonly OwnComment[];
}

/** A request issue with where the registry stands. */
export interface RequestIssueReading {
  readonly repository: RepositoryFacts;
  /** Null: there is no registry branch. */
  readonly registry: { readonly commit: string; readonly tree: string } | null;
  readonly issue: RequestIssue;
}

/** A new branch of one commit that adds one file. */
export interface RequestBranch {
  /** Without `refs/heads/`. */
  readonly name: string;
  readonly parent: string;
  readonly tree: string;
  readonly path: string;
  readonly text: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
}

/** Where a request by issue form becomes a branch and a pull request. */
export interface RequestDesk {
  readIssue(number: number, registryBranch: string): Promise<RequestIssueReading>;
  /** Head of the registry branch, and its tree; null: there is none. */
  readRegistry(registryBranch: string): Promise<RequestIssueReading["registry"]>;
  /** Number of the account that has a login now; null: none has. */
  accountOf(login: string): Promise<number | null>;
  /** Whether the account may push; false also where GitHub knows no such account. */
  mayWrite(login: string): Promise<boolean>;
  /** `own`: nobody but this account ever pushed to it, by the server's own record. */
  readBranch(
    name: string,
    viewer: number,
  ): Promise<{ readonly commit: string; readonly message: string; readonly own: boolean } | null>;
  /**
   * The pull request that a bypass is asked for; null: there is none of that number.
   * @param gates required checks that are gates
   */
  readTarget(number: number, gates: readonly string[]): Promise<TargetFacts | null>;
  createBranch(branch: RequestBranch): Promise<"created" | "exists" | Refused>;
  /** Number of the open pull request from a branch; null: there is none. */
  findPull(head: string, base: string): Promise<number | null>;
  /** Number of the new pull request. */
  openPull(pull: {
    readonly title: string;
    readonly body: string;
    readonly head: string;
    readonly base: string;
  }): Promise<number | Refused>;
}

/** GitHub said no to what a person may still do, with this sentence. */
export interface Refused {
  readonly refused: string;
}

/** A tracking issue with everything that was said on it. */
export interface TrackedIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  /** It was closed before and is open again, whoever did that. */
  readonly reopened: boolean;
  /** Its conversation: only people with write access comment there. */
  readonly locked: boolean;
  /** Whether this token wrote it. */
  readonly own: boolean;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  /** Title of the milestone that it is in; null: in none. */
  readonly milestone: string | null;
  readonly comments: readonly (TrackingComment & { readonly own: boolean })[];
}

/**
 * What became of an issue that cannot be read. here: it is there all the same. disabled: issues are turned off. unknown: deleted, or
 * transferred to where this token cannot look.
 */
export type Whereabouts =
  | { readonly kind: "here" | "disabled" | "deleted" | "unknown" }
  | { readonly kind: "transferred"; readonly url: string };

/** Reads and changes tracking issues. */
export interface IssueTracker {
  /** By number; one that is deleted or transferred is left out. */
  read(numbers: readonly number[]): Promise<ReadonlyMap<number, TrackedIssue>>;
  /** Where one is that was left out. */
  locate(number: number): Promise<Whereabouts>;
  update(
    issue: number,
    change: {
      readonly title?: string;
      readonly body?: string;
      readonly state?: "open" | "closed";
      readonly assignees?: readonly string[];
    },
  ): Promise<void>;
}

/** The one issue for what belongs to no bypass. */
export interface RecordIssue {
  /** GraphQL's id. */
  readonly node: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  readonly pinned: boolean;
}

/** Finds the record issue and reads what was said on it. */
export interface RecordDesk {
  /**
   * The oldest issue of this token whose text is the one meant: among the pinned and the labelled first, then among all. Null: none.
   */
  find(label: string, isMeant: (body: string) => boolean): Promise<RecordIssue | null>;
  pin(node: string): Promise<"pinned" | Refused>;
  /** What was said since, oldest first; earlier ones may be among them. */
  comments(number: number, since: Instant): Promise<TrackedIssue["comments"]>;
}

/** What a run over many bypasses begins with, read in one go. */
export interface Overview {
  readonly repository: RepositoryFacts;
  /** Head of the registry branch; null: there is none. */
  readonly registryHead: string | null;
  /** Commit of the ledger branch that `states` are read at; null: there is no ledger yet. */
  readonly ledgerHead: string | null;
  /** Paths of the state files, one for each bypass (50-ledger.md, "Branch"). */
  readonly states: readonly string[];
  /** Commits that something is active on. */
  readonly active: readonly string[];
}

/** An open pull request against the registry, and whether a decision has seen its last review. */
export interface OpenRequest {
  readonly number: number;
  /** A review, or an edit of one, that is newer than our decision on the pull request; or there is no decision. */
  readonly undecided: boolean;
}

/** Registry and ledger as files of one repository, through the API. */
export interface RegistryReader {
  /** @param parts `active`: without the list of state files, which is long in an old registry. Default: all. */
  overview(registryBranch: string, parts?: "all" | "active"): Promise<Overview>;
  /** Files at a commit; what is not there, or is no file, is left out. */
  files(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, RegistryFile>>;
  /** Names in folders at a commit, by folder; a folder that is not there is left out. */
  names(commit: string, folders: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Open pull requests of this repository's own branches against the registry, newest first, a hundred at most. */
  openRequests(registryBranch: string): Promise<readonly OpenRequest[]>;
}

/** GitHub's own record of what came into branches, for comparing it with the ledger. */
export interface MergeRecord {
  /** Merged since, oldest first; `unreadable`: why their results could not be read, which are then empty. */
  mergedSince(since: Instant): Promise<{ readonly pulls: readonly MergedPull[]; readonly unreadable: string | null }>;
  /** What a branch asks of a merge now; null: there is no such branch. */
  requirements(branch: string): Promise<MergeRequirements | null>;
  bypassSuites(since: Instant): Promise<Readable<readonly BypassSuite[]>>;
  pushes(branch: string, since: Instant): Promise<Readable<readonly DirectPush[]>>;
  /** Every result that a commit ever had. */
  results(sha: string): Promise<Readable<readonly DatedResult[]>>;
}

/** The end of the ledger, as the API has it. */
export interface LedgerTail {
  /**
   * Records behind number `seq` at a commit of the ledger branch, in order.
   * @param days UTC days in which they can have been written, `YYYY-MM-DD`
   */
  entriesAfter(
    commit: string,
    seq: number,
    days: readonly LocalDate[],
    repositoryId: number,
  ): Promise<readonly LedgerEntry[]>;
}

/** What became of one try to send a notice: HTTP status or SMTP reply. Never an address: those are secrets. */
export type Delivery =
  | {
      readonly outcome: "sent";
      readonly status: number;
      readonly remoteId: string | null;
      /** It was taken and is delivered later: whether it arrives is not known. */
      readonly accepted?: true;
    }
  | {
      readonly outcome: "failed";
      readonly reason: "secret_missing" | "sender_missing" | "insecure" | "refused" | "unreachable";
      readonly status: number | null;
    };

/** Sends notices through the channels of the policy. Never throws for what the other side does. */
export interface Notifier {
  /** Whether a channel's kind can be used and its secrets were given; else why not. Asks nobody. */
  readiness(channel: Channel): "ready" | "secret_missing" | "sender_missing";
  send(channel: Channel, message: NoticeMessage): Promise<Delivery>;
}

/** Waits. Apart from `Clock`, so that what only reads the time cannot wait. */
export interface Sleeper {
  sleep(milliseconds: number): Promise<void>;
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
  /** Where both have gone on: the last commit that both have; null: there is none, one of them began anew. */
  readonly common: string | null;
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
  /** Names of all branches, local or of `origin`. */
  branchNames(): Promise<readonly string[]>;
  /** Name of the branch that origin's HEAD points to, else `main` or `master` where there is one. */
  defaultBranch(): Promise<string | null>;
  /**
   * All commits behind a tip, or those of them that are not behind `since` too; their changes below `under` (folders or files), or all.
   * Where dates lie, a commit behind `since` may be told all the same; none is left out.
   */
  history(tip: BranchTip, under?: readonly string[], since?: string): Promise<HistoryReading>;
  /** Ids of the commits behind one commit and not behind another, as far as for `history`. Null: it cannot be read. */
  commitsSince(commit: string, since: string): Promise<ReadonlySet<string> | null>;
  /** Which of these are commits behind a commit, itself included. Where dates lie, one may be left out; none is told that is not. */
  behind(ids: readonly string[], commit: string): Promise<ReadonlySet<string>>;
  /** Ids of a commit's first-parent line, itself first; without what is behind `since`; none where it cannot be read. */
  firstParents(commit: string, since?: string): Promise<ReadonlySet<string>>;
  /** The last commit of the first-parent line that changed a path; null: none did. */
  lastChange(commit: string, path: string): Promise<string | null>;
  /** Ids of all commits behind a branch: as for `branch`, but the remote-tracking one where both have gone on. Null: there is neither, or it cannot be read. */
  commitsOf(name: string): Promise<ReadonlySet<string> | null>;
  /** Those of its first-parent line, the newest first; none where it cannot be read. */
  lineOf(name: string): Promise<readonly string[]>;
  /**
   * When the commits of that branch's first-parent line were made, by their committers: one for each merge, squash or push of one commit.
   * Null: there is no such branch, or its history is not whole here.
   */
  landings(name: string): Promise<readonly Instant[] | null>;
  /** Which of these objects the given commits lead to: of commits, trees and files. */
  reachable(ids: readonly string[], commits: readonly string[]): Promise<readonly string[]>;
  /** Contents by id, or by `<commit>:<path>`. What is not there, or not in this clone, is left out. */
  contents(ids: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * The same for names of which the later ones are known later: `take` has each as soon as it is there, and nothing is held; whoever
   * keeps the bytes copies them. A tree that is asked for is no content: `takeTree` has it.
   * @param groups where it throws, nothing more is asked
   */
  contentsInTurn(
    groups: AsyncIterable<readonly string[]>,
    take: (bytes: Uint8Array, id: string) => void,
    takeTree?: (bytes: Uint8Array, id: string) => void,
  ): Promise<void>;
  /**
   * Paths and ids of the files below a folder at a commit, and of the trees on the way there and below it, the root as ""; none where
   * it cannot be read.
   */
  entriesAt(
    commit: string,
    folder: string,
  ): Promise<{ readonly files: ReadonlyMap<string, string>; readonly trees: ReadonlyMap<string, string> }>;
  /**
   * The same for ids, one after the other in the order given and without holding any: null where it is not in this clone. The bytes
   * are a part of something bigger: whoever keeps them copies them.
   */
  readEach(ids: readonly string[], take: (bytes: Uint8Array | null, index: number) => void): Promise<void>;
  /** Commit objects as git stores them, signatures included, one after the other like `readEach`. */
  eachCommit(commits: readonly string[], take: (bytes: Uint8Array | null, index: number) => void): Promise<void>;
  /**
   * The merges of that branch by which these commits came in as a parent other than the first, by commit; the oldest where there are
   * several. What came in without a merge is left out.
   */
  mergesOf(name: string, commits: ReadonlySet<string>): Promise<ReadonlyMap<string, MergeCommit>>;
  /** Parents, and author and committer lines as written, of commits, by id. What is not in this clone is left out. */
  lines(commits: readonly string[]): Promise<ReadonlyMap<string, CommitLines>>;
}
