import type { WorkflowRun } from "./workflow-runs.ts";
import type { App, Repo, User } from "./world.ts";

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Milestone {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly description: string | null;
  state: "open" | "closed";
  readonly creator: User;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  readonly dueOn: number | null;
}

export interface Comment {
  readonly id: number;
  readonly user: User;
  readonly app: App | null;
  body: string;
  readonly createdAt: number;
  updatedAt: number;
  editor: User | null;
  lastEditedAt: number | null;
}

/** What an issue and a pull request share: GitHub numbers and labels them alike. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly user: User;
  readonly app: App | null;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  closedBy: User | null;
  /** Only who may write can comment. */
  locked: boolean;
  /** Of the text. */
  editor: User | null;
  lastEditedAt: number | null;
  readonly labels: Label[];
  assignees: User[];
  milestone: Milestone | null;
  readonly comments: Comment[];
  /** Changes of the title, oldest first. */
  readonly renames: {
    readonly id: number;
    readonly by: User;
    readonly at: number;
    readonly from: string;
    readonly to: string;
  }[];
}

export type ReviewState = "PENDING" | "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "DISMISSED";

export interface Review {
  readonly id: number;
  readonly user: User;
  body: string;
  state: ReviewState;
  /** The head when it was submitted. GitHub may show another one (variant reviewFollowsHead). */
  readonly commit: string;
  readonly submittedAt: number | null;
  editor: User | null;
  lastEditedAt: number | null;
}

/** A conversation on the code. */
export interface Thread {
  readonly id: number;
  readonly by: User;
  readonly path: string;
  readonly body: string;
  resolvedBy: User | null;
}

export interface Pull {
  readonly issue: Issue;
  readonly id: number;
  readonly headRepo: Repo;
  readonly headRef: string;
  base: string;
  readonly draft: boolean;
  /** Last known head: frozen when the pull request closes. */
  headSha: string;
  /** Frozen base when closed; while open the base is live. */
  closedBaseSha: string | null;
  lastPusher: User;
  merged: { readonly at: number; readonly by: User; readonly sha: string } | null;
  /** Merges by itself once nothing is missing. Null: nobody asked for that. */
  autoMerge: { readonly by: User; readonly at: number; readonly method: "merge" | "squash" } | null;
  readonly reviews: Review[];
  readonly threads: Thread[];
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
  readonly app: App | null;
  readonly createdAt: number;
}

export interface CheckSuite {
  readonly id: number;
  readonly sha: string;
  readonly app: App;
  /** The workflow run whose jobs these are; null: results that no run of a workflow stands behind. */
  readonly run: WorkflowRun | null;
}

export interface CheckRun {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  readonly app: App;
  readonly suite: CheckSuite;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  readonly startedAt: number;
  completedAt: number | null;
  readonly externalId: string | null;
  readonly detailsUrl: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
  /** Made through the API with a token, not a job of CI. */
  readonly posted: boolean;
  /** Of a job: the attempt of its run that it ran in. */
  readonly attempt: number;
  /** Of a job: names of the jobs that it waits for. */
  readonly needs: readonly string[];
  /** Who sees it: rules and roll-up, the roll-up alone, or neither (variants). */
  seen: "counts" | "listed" | "hidden";
}

export interface Activity {
  readonly id: number;
  readonly before: string;
  readonly after: string;
  readonly ref: string;
  readonly at: number;
  readonly type: "push" | "force_push" | "branch_creation" | "branch_deletion" | "pr_merge";
  readonly actor: User;
}

/** A pull request in the merge queue of its base, and the group that was built for it: on what was in front of it. */
export interface QueueEntry {
  readonly pull: Pull;
  readonly by: User;
  /** Head when it was enqueued: a push takes it out. */
  readonly headSha: string;
  readonly groupSha: string;
  readonly groupRef: string;
  readonly baseSha: string;
  readonly builtAt: number;
}
