import type { Delivery } from "./deliveries.ts";
import type { Activity, CheckRun, CheckSuite, Issue, Label, Milestone, Pull, QueueEntry, Status } from "./records.ts";
import type { RuleSuite } from "./rule-suites.ts";
import type { ClassicProtection, Ruleset } from "./rules.ts";
import type { WorkflowRun } from "./workflow-runs.ts";

export type Role = "read" | "triage" | "write" | "maintain" | "admin";
export const roles: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];

export interface User {
  readonly id: number;
  login: string;
  readonly type: "User" | "Bot" | "Organization";
  name: string | null;
  email: string;
  readonly createdAt: number;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: User;
  readonly bot: User;
  readonly createdAt: number;
}

export type Permissions = Readonly<Record<string, "read" | "write">>;

export interface Token {
  readonly value: string;
  readonly user: User;
  /** Null: a person's token, which may do what the person may. */
  readonly app: App | null;
  readonly permissions: Permissions;
  /** Repository ids. Null: all. */
  readonly repositories: ReadonlySet<number> | null;
  readonly expiresAt: number | null;
}

export interface Dispatch {
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: string;
  readonly at: string;
}

export interface Repo {
  readonly id: number;
  readonly owner: User;
  name: string;
  /** What it was called before, `owner/name`: leads to it until another repository has that name. */
  readonly formerNames: string[];
  /** The bare repository. */
  readonly dir: string;
  readonly parent: Repo | null;
  readonly private: boolean;
  readonly createdAt: number;
  defaultBranch: string;
  pushedAt: number;
  hasIssues: boolean;
  /** Pre-receive hooks of a GitHub Enterprise Server: merge state says so. */
  hasHooks: boolean;
  /** What the settings of the repository allow; the sandbox cannot rebase. */
  mergeMethods: ReadonlySet<"merge" | "squash">;
  /** The setting "Allow GitHub Actions to create and approve pull requests". */
  actionsMayApprove: boolean;
  readonly collaborators: Map<number, Role>;
  readonly protections: Map<string, ClassicProtection>;
  /** Its own. */
  readonly rulesets: Ruleset[];
  readonly ruleSuites: RuleSuite[];
  /** Those of its organization that hold here. */
  readonly inheritedRulesets: () => readonly Ruleset[];
  readonly queue: QueueEntry[];
  readonly issues: Map<number, Issue>;
  /** Numbers that are not used again: null where the issue was deleted, else where it was transferred to. */
  readonly gone: Map<number, { readonly repo: Repo; readonly number: number } | null>;
  /** Numbers of the pinned issues, oldest pin first. */
  readonly pinned: number[];
  readonly pulls: Map<number, Pull>;
  readonly labels: Label[];
  readonly milestones: Milestone[];
  readonly statuses: Status[];
  readonly suites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly activities: Activity[];
  readonly dispatches: Dispatch[];
  readonly deliveries: Delivery[];
  readonly runs: WorkflowRun[];
}

/** The answers that GitHub's documentation leaves open (reference-github.md section 8); the defaults are the good ones. */
export interface Variants {
  /**
   * What becomes of a check run that a token posted: it `counts`; or it is `listed` in the roll-up but no rule counts it
   * (its suite does not belong to the pull request); or it is `hidden` (only the list of the commit has it).
   */
  readonly postedCheckRun: "counts" | "listed" | "hidden";
  /** A later run of CI for the same commit hides check runs that a token posted. */
  readonly rerunHidesPosted: boolean;
  /** Where one job of a run is run again, the new attempt also lists the others, under new numbers. */
  readonly rerunCopiesJobs: boolean;
  /** A commit status satisfies a pin when the pinned app's token set it. */
  readonly tokenStatusSatisfiesPin: boolean;
  /** Which of several check runs of one name is the latest. */
  readonly latestCheckRunBy: "id" | "started_at" | "completed_at";
  /** A skipped sibling of a successful check run blocks (one field report, against the documentation). */
  readonly skippedSiblingBlocks: boolean;
  /** `review.commit_id` is re-pointed to the new head. */
  readonly reviewFollowsHead: boolean;
  /** An author who owns the path satisfies its ownership without a review. */
  readonly authorOwnershipImplicit: boolean;
  /** GraphQL `issues(filterBy: {createdBy})` finds what `name[bot]` opened (one field report says: not on GHE.com). */
  readonly createdByFindsBots: boolean;
  /** GraphQL answers the old number of a transferred issue with the issue where it is now (field reports say: not found). */
  readonly graphqlFollowsTransfer: boolean;
  /**
   * An App (GITHUB_TOKEN is one) comments on a locked conversation like people who may write. Field reports say that it may not
   * (hashicorp/terraform-github-actions#100, probot/stale#25, open-telemetry/opentelemetry-dotnet#6554).
   */
  readonly appsCommentOnLocked: boolean;
  /**
   * Where classic protection is not enforced for administrators (or restricts who may push), an App with `administration: write` counts as
   * one. The documentation says "people with admin permissions" for the first and "people and apps" for the second; field reports say no.
   */
  readonly adminAppCountsAsAdmin: boolean;
  /** Merge state for somebody who may bypass what blocks: still `blocked`, as for everybody, or as if the rules were not there. */
  readonly mergeStateForBypasser: "blocked" | "clean";
  /** A branch that has to be up to date and is not is shown as behind, even where something else blocks it, too. */
  readonly behindHidesBlocked: boolean;
  /** The first read of mergeability after head or base moved answers "not computed yet", as GitHub mostly does. */
  readonly mergeabilityIsLazy: boolean;
}

export const defaultVariants: Variants = {
  postedCheckRun: "counts",
  rerunHidesPosted: false,
  rerunCopiesJobs: true,
  tokenStatusSatisfiesPin: true,
  latestCheckRunBy: "id",
  skippedSiblingBlocks: false,
  reviewFollowsHead: true,
  authorOwnershipImplicit: true,
  createdByFindsBots: true,
  graphqlFollowsTransfer: false,
  appsCommentOnLocked: false,
  adminAppCountsAsAdmin: false,
  mergeStateForBypasser: "blocked",
  behindHidesBlocked: false,
  mergeabilityIsLazy: false,
};

export interface TeamMember {
  readonly user: User;
  /** Invited, and has not accepted yet. */
  readonly pending: boolean;
}

export interface World {
  /** Address of the server, without a slash at the end. */
  url: string;
  readonly dir: string;
  /** Server time, epoch milliseconds. */
  readonly now: () => number;
  readonly nextId: () => number;
  readonly users: Map<number, User>;
  readonly apps: Map<number, App>;
  readonly tokens: Map<string, Token>;
  readonly repos: Repo[];
  /** By `org/slug` in lower case. */
  readonly teams: Map<string, readonly TeamMember[]>;
  /** Rulesets of organizations. */
  readonly orgRulesets: Ruleset[];
  readonly variants: Variants;
  /** Commits that GitHub shows as verified. */
  readonly verified: Set<string>;
  /** Number of reads of mergeability that still answer "not computed yet". */
  mergeableUnknown: number;
  /** Pairs of base and head whose mergeability was asked for (variant mergeabilityIsLazy). */
  readonly mergeabilityAsked: Set<string>;
}

export const sameLogin = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export function findUser(world: World, login: string): User | undefined {
  return [...world.users.values()].find((user) => sameLogin(user.login, login));
}

/** By the name of now, else by a former one. */
export function findRepo(world: World, owner: string, name: string): Repo | undefined {
  const wanted = `${owner}/${name}`;
  return (
    world.repos.find((repo) => sameLogin(`${repo.owner.login}/${repo.name}`, wanted)) ??
    world.repos.find((repo) => repo.formerNames.some((former) => sameLogin(former, wanted)))
  );
}

/** A person's role in a repository; null: none. */
export function roleOf(repo: Repo, user: User): Role | null {
  return repo.owner.id === user.id ? "admin" : (repo.collaborators.get(user.id) ?? null);
}

export function roleAtLeast(role: Role | null, least: Role): boolean {
  return role !== null && roles.indexOf(role) >= roles.indexOf(least);
}

/** Epoch milliseconds → GitHub's form: UTC, whole seconds. */
export function toIso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
