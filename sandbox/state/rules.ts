import type { App, User } from "./world.ts";

/** Who is named in a classic setting. Teams are not in the sandbox. */
export interface PeopleList {
  readonly users: readonly User[];
  readonly apps: readonly App[];
}

export interface ReviewRule {
  readonly count: number;
  readonly codeOwner: boolean;
  readonly dismissStale: boolean;
  readonly lastPush: boolean;
}

export interface ClassicReviews extends ReviewRule {
  /** Null: everybody who may write dismisses. Shown, as the sandbox lets nobody else dismiss. */
  readonly dismissal: PeopleList | null;
  /** Who needs no review. Null: nobody was ever named. */
  readonly allowances: PeopleList | null;
}

export interface ClassicChecks {
  readonly strict: boolean;
  /** `app_id` null: any source, as GET tells it. */
  readonly checks: readonly { readonly context: string; readonly app_id: number | null }[];
}

/** The switches of classic protection that have nothing but on and off; GitHub's default is off. */
export interface ClassicSwitches {
  readonly linearHistory: boolean;
  readonly allowForcePushes: boolean;
  readonly allowDeletions: boolean;
  readonly blockCreations: boolean;
  readonly conversations: boolean;
  readonly lock: boolean;
  readonly allowForkSyncing: boolean;
  /** An endpoint of its own: PUT of the whole neither sets nor resets it. */
  readonly signatures: boolean;
}

/** Classic protection of one branch. Values are replaced, never changed in place. */
export interface ClassicProtection extends ClassicSwitches {
  /** Null: not enabled. */
  readonly statusChecks: ClassicChecks | null;
  readonly enforceAdmins: boolean;
  readonly reviews: ClassicReviews | null;
  /** Who may push and merge. Null: whoever may write. */
  readonly restrictions: PeopleList | null;
}

export const allSwitchesOff: ClassicSwitches = {
  linearHistory: false,
  allowForcePushes: false,
  allowDeletions: false,
  blockCreations: false,
  conversations: false,
  lock: false,
  allowForkSyncing: false,
  signatures: false,
};

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: "Integration" | "RepositoryRole" | "User" | "DeployKey";
  readonly bypass_mode: "always" | "pull_request" | "exempt";
}

export interface MergeQueueParameters {
  readonly check_response_timeout_minutes: number;
  readonly grouping_strategy: "ALLGREEN" | "HEADGREEN";
  readonly max_entries_to_build: number;
  readonly max_entries_to_merge: number;
  readonly merge_method: "MERGE" | "SQUASH" | "REBASE";
  readonly min_entries_to_merge: number;
  readonly min_entries_to_merge_wait_minutes: number;
}

export type RulesetRule =
  | {
      readonly type:
        | "deletion"
        | "non_fast_forward"
        | "creation"
        | "update"
        | "required_linear_history"
        | "required_signatures";
    }
  | {
      readonly type: "pull_request";
      readonly parameters: {
        readonly required_approving_review_count: number;
        readonly require_code_owner_review: boolean;
        readonly dismiss_stale_reviews_on_push: boolean;
        readonly require_last_push_approval: boolean;
        readonly required_review_thread_resolution: boolean;
        readonly allowed_merge_methods?: readonly ("merge" | "squash" | "rebase")[];
      };
    }
  | {
      readonly type: "required_status_checks";
      readonly parameters: {
        readonly strict_required_status_checks_policy: boolean;
        readonly do_not_enforce_on_create?: boolean;
        readonly required_status_checks: readonly { readonly context: string; readonly integration_id?: number }[];
      };
    }
  | { readonly type: "merge_queue"; readonly parameters: MergeQueueParameters }
  /** Nothing in the sandbox deploys or analyses, so these are never met: what the product cannot check itself. */
  | {
      readonly type: "required_deployments";
      readonly parameters: { readonly required_deployment_environments: readonly string[] };
    }
  | {
      readonly type: "code_scanning";
      readonly parameters: {
        readonly code_scanning_tools: readonly {
          readonly tool: string;
          readonly alerts_threshold: string;
          readonly security_alerts_threshold: string;
        }[];
      };
    };

export const ruleTypes: ReadonlySet<string> = new Set<RulesetRule["type"]>([
  "deletion",
  "non_fast_forward",
  "creation",
  "update",
  "required_linear_history",
  "required_signatures",
  "pull_request",
  "required_status_checks",
  "merge_queue",
  "required_deployments",
  "code_scanning",
]);

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  /** Login of the organization that it belongs to; null: the repository's own. */
  readonly organization: string | null;
  /** Of an organization's: names of the repositories, or `~ALL`. */
  readonly repositories: readonly string[];
  /** What its patterns name, and its rules bind. */
  readonly target: "branch" | "tag";
  readonly enforcement: "active" | "disabled" | "evaluate";
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly RulesetRule[];
  readonly bypassActors: readonly BypassActor[];
  readonly createdAt: number;
  readonly updatedAt: number;
}
