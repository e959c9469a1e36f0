import type { Instant } from "../time/instant.ts";
import type { Person } from "./merge-evidence.ts";

/** How a bypass was found; several may hold for one merge. */
export type HowFound =
  /** GitHub's own record of the change says that rules were bypassed. */
  | "rule_suite"
  /** A required check was not green at the merge. */
  | "check_not_green"
  /** A green that let it pass came from somebody who is not the check's producer, and from no activation of ours. */
  | "foreign_producer"
  /** A push to the branch, where changes have to come by a pull request or with green checks. */
  | "direct_push";

/** A required check that did not let the merge pass by itself. */
export interface BypassedCheck {
  readonly name: string;
  /** What it was at the merge, in GitHub's word; `expected`: never reported. */
  readonly state: string;
  /** Who posted the green that is not the check's own; null: it was not green. */
  readonly by: string | null;
}

/** A merge or push past the rules that the ledger does not account for. */
export interface UnregisteredMerge {
  /** Null: a push without a pull request. */
  readonly pull: number | null;
  readonly url: string | null;
  readonly base: string;
  readonly headSha: string | null;
  /** The commit that came into the branch. */
  readonly mergeSha: string;
  readonly mergedAt: Instant;
  readonly mergedBy: Person | null;
  readonly found: readonly HowFound[];
  readonly checks: readonly BypassedCheck[];
  /** GitHub's number of the rule suite that shows it; null: none does. */
  readonly suite: number | null;
  /** Types of the rules that GitHub says were bypassed. */
  readonly rules: readonly string[];
  /** A bypass that accounts for a part of it only; null: none does. */
  readonly bypass: string | null;
}

/** A merge of which nobody can say whether it was a bypass, and why. */
export interface UndecidedMerge {
  readonly pull: number | null;
  readonly base: string;
  readonly mergeSha: string | null;
  readonly why: string;
}
