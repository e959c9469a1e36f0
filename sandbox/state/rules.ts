/** Classic protection of one branch: the part that the sandbox enforces. */
export interface ClassicProtection {
  readonly strict: boolean;
  readonly checks: readonly { readonly context: string; readonly app_id: number | null }[];
  readonly enforceAdmins: boolean;
  readonly reviews: ReviewRule | null;
}

export interface ReviewRule {
  readonly count: number;
  readonly codeOwner: boolean;
  readonly dismissStale: boolean;
  readonly lastPush: boolean;
}

export interface BypassActor {
  readonly actor_id: number;
  readonly actor_type: "Integration" | "RepositoryRole";
  readonly bypass_mode: "always" | "pull_request";
}

export type RulesetRule =
  | { readonly type: "deletion" | "non_fast_forward" | "creation" | "update" }
  | {
      readonly type: "pull_request";
      readonly parameters: {
        readonly required_approving_review_count: number;
        readonly require_code_owner_review: boolean;
        readonly dismiss_stale_reviews_on_push: boolean;
        readonly require_last_push_approval: boolean;
        readonly required_review_thread_resolution: false;
      };
    }
  | {
      readonly type: "required_status_checks";
      readonly parameters: {
        readonly strict_required_status_checks_policy: boolean;
        readonly required_status_checks: readonly { readonly context: string; readonly integration_id?: number }[];
      };
    };

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly enforcement: "active" | "disabled" | "evaluate";
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly RulesetRule[];
  readonly bypassActors: readonly BypassActor[];
  readonly createdAt: number;
}
