import type { BranchRule, RulesBySource } from "./branch-rules.ts";
import type { Required } from "./choose-checks.ts";
import { unmetChecks } from "./judge-effect.ts";
import type { SeenResult } from "./own-result.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

/** Facts that only some rules ask for; null: not asked for. */
export interface MergeFacts {
  /** Whether the base has commits that the head lacks. */
  readonly behind: boolean | null;
  readonly openConversations: number | null;
  readonly unsignedCommits: number | null;
}

/**
 * Which facts the rules of a branch ask for, so that no other is read.
 * @param classicStrict whether classic protection wants the branch up to date; null: the token may not see it, so it may
 */
export function factsWanted(
  { rules }: RulesBySource,
  classicStrict: boolean | null,
): Readonly<Record<keyof MergeFacts, boolean>> {
  return {
    behind:
      classicStrict !== false ||
      rules.some(
        ({ type, parameters }) =>
          type === "merge_queue" ||
          (type === "required_status_checks" && parameters.strict_required_status_checks_policy === true),
      ),
    openConversations: rules.some(
      ({ type, parameters }) => type === "pull_request" && parameters.required_review_thread_resolution === true,
    ),
    unsignedCommits: rules.some(({ type }) => type === "required_signatures"),
  };
}

export interface OtherRulesInput {
  readonly branch: RulesBySource;
  readonly required: readonly Required[];
  readonly results: readonly SeenResult[];
  /** GitHub's own word on reviews, code owners included; null: no rule asks for any. */
  readonly reviewDecision: string | null;
  /** Required checks that the bypass is for. */
  readonly excused: ReadonlySet<string>;
  /** Whether classic protection wants the branch up to date; null: the token may not see it, and it is taken for wanted. */
  readonly classicStrict: boolean | null;
  readonly facts: MergeFacts;
}

export interface OtherRules {
  /** What is not met, or cannot be judged, in words. */
  readonly unmet: readonly string[];
  /** Ways to merge that no rule forbids, the best first. */
  readonly methods: readonly MergeMethod[];
}

/**
 * Every rule but the named checks. A bypass actor goes past all rules of a ruleset at once, and who merges in a window may be one: so
 * nothing is merged unless all others are met, by our own judgement. What cannot be judged counts as not met.
 */
export function judgeOtherRules(input: OtherRulesInput): OtherRules {
  const { branch, required, results, reviewDecision, excused } = input;
  const others = required.filter(({ name }) => !excused.has(name));
  // A status tells nobody's app: what is pinned is met by that app's check run alone.
  const runs = results.filter(({ kind }) => kind === "check_run");
  const pinned = others.filter(({ appId }) => appId !== null);
  const free = others.filter(({ appId }) => appId === null);
  const unmet = [...unmetChecks(free, results), ...unmetChecks(pinned, runs)].map((name) => `the check "${name}"`);
  if (reviewDecision !== null && reviewDecision !== "APPROVED") {
    unmet.push(reviewDecision === "CHANGES_REQUESTED" ? "requested changes" : "missing reviews");
  }
  if (input.classicStrict !== false) {
    const why =
      " (classic protection may want it: the App of admin-token may not read that, it takes administration: write)";
    unmet.push(...upToDate(input.facts).map((rule) => (input.classicStrict === null ? `${rule}${why}` : rule)));
  }
  let methods: readonly MergeMethod[] = ["merge", "squash", "rebase"];
  for (const rule of branch.rules) {
    const judge = judges[rule.type];
    unmet.push(...(judge === undefined ? [unknownRule(rule)] : judge(rule, input)));
    const forbidden = forbids(rule);
    methods = methods.filter((method) => !forbidden.has(method));
  }
  if (methods.length === 0) unmet.push("a way to merge: the rules together forbid them all");
  return { unmet: [...new Set(unmet)], methods };
}

type Judge = (rule: BranchRule, input: OtherRulesInput) => string[];

const nothing: Judge = () => [];

/** One entry for each type that can be judged. */
const judges: Readonly<Record<string, Judge>> = {
  // About refs that come, go or are rewritten: a merge does none of it.
  creation: nothing,
  deletion: nothing,
  non_fast_forward: nothing,
  // A wish that blocks nobody.
  copilot_code_review: nothing,
  // The way of merging answers it.
  required_linear_history: nothing,

  required_status_checks(rule, { facts }) {
    const { strict_required_status_checks_policy: strict } = rule.parameters;
    const known = ["required_status_checks", "strict_required_status_checks_policy", "do_not_enforce_on_create"];
    return [...(strict === true ? upToDate(facts) : []), ...unknownParameters(rule, known)];
  },

  // What a queue adds to the checks is that they ran on what will be on the base: up to date, they did.
  merge_queue: (_, { facts }) => upToDate(facts),

  pull_request(rule, { facts, reviewDecision }) {
    const { required_approving_review_count: count, required_review_thread_resolution: threads } = rule.parameters;
    const reviews = Number(count) > 0 || rule.parameters.require_code_owner_review === true;
    const open = facts.openConversations;
    return [
      // GitHub says what it made of the reviews; where it says nothing although a rule asks, nobody knows.
      ...(reviews && reviewDecision === null ? ["reviews, of which GitHub says nothing"] : []),
      ...(threads !== true || open === 0
        ? []
        : [open === null ? "conversations, which could not be read" : `${open} unresolved conversation(s)`]),
      ...unknownParameters(rule, [
        "required_approving_review_count",
        "require_code_owner_review",
        "dismiss_stale_reviews_on_push",
        "required_review_thread_resolution",
        "allowed_merge_methods",
        "automatic_copilot_code_review_enabled",
      ]),
    ];
  },

  required_signatures(_, { facts: { unsignedCommits: unsigned } }) {
    if (unsigned === 0) return [];
    return [unsigned === null ? "signatures, which could not be read" : `${unsigned} commit(s) without a signature`];
  },
};

function upToDate({ behind }: MergeFacts): string[] {
  if (behind === false) return [];
  return [behind === null ? "a branch that is up to date, which could not be read" : "a branch that is up to date"];
}

function unknownRule({ type, ruleset }: BranchRule): string {
  return `the rule "${type}" of ruleset ${ruleset}, which cannot be judged from here`;
}

/** A setting that nobody here knows, and that is on, may be a rule of its own. */
function unknownParameters({ type, parameters, ruleset }: BranchRule, known: readonly string[]): string[] {
  return Object.entries(parameters)
    .filter(([name, value]) => !known.includes(name) && isOn(value))
    .map(([name]) => `"${name}" of the rule "${type}" of ruleset ${ruleset}, which cannot be judged from here`);
}

function isOn(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== false && value !== 0 && value !== "";
}

function forbids({ type, parameters }: BranchRule): ReadonlySet<string> {
  if (type === "required_linear_history") return new Set(["merge"]);
  // GitHub signs what it merges or squashes, and not what it rebases.
  if (type === "required_signatures") return new Set(["rebase"]);
  const allowed = type === "pull_request" ? parameters.allowed_merge_methods : undefined;
  if (!Array.isArray(allowed)) return new Set();
  return new Set(["merge", "squash", "rebase"].filter((method) => !allowed.includes(method)));
}
