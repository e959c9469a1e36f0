import { describe, expect, test } from "vitest";
import type { BranchRule } from "../../../src/core/override/branch-rules.ts";
import { factsWanted, judgeOtherRules, type OtherRulesInput } from "../../../src/core/override/judge-other-rules.ts";
import { result } from "./plan-rows.ts";

const rule = (type: string, parameters: BranchRule["parameters"] = {}): BranchRule => ({
  type,
  parameters,
  ruleset: 7,
  owner: "Repository",
});

const review = (extra: BranchRule["parameters"]) =>
  rule("pull_request", {
    required_approving_review_count: 0,
    require_code_owner_review: false,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
    allowed_merge_methods: ["merge", "squash", "rebase"],
    ...extra,
  });

const checks = (strict: boolean) =>
  rule("required_status_checks", {
    strict_required_status_checks_policy: strict,
    do_not_enforce_on_create: false,
    required_status_checks: [{ context: "scan", integration_id: 777 }, { context: "build" }],
  });

const fine: OtherRulesInput = {
  branch: { rules: [checks(false)], classic: [] },
  required: [
    { name: "scan", appId: 777 },
    { name: "build", appId: null },
  ],
  results: [result("scan", "failure", "check_run", { appId: 777 }), result("build", "success")],
  reviewDecision: null,
  excused: new Set(["scan"]),
  classicStrict: false,
  facts: { behind: false, openConversations: 0, unsignedCommits: 0 },
};

const judge = (change: Partial<OtherRulesInput>, ...rules: BranchRule[]) =>
  judgeOtherRules({ ...fine, ...change, branch: { rules: [checks(false), ...rules], classic: [] } });

const facts = (change: Partial<OtherRulesInput["facts"]>) => ({ facts: { ...fine.facts, ...change } });

describe("every rule but the named checks", () => {
  test("met: nothing stands against the merge", () => {
    expect(judge({})).toEqual({ unmet: [], methods: ["merge", "squash", "rebase"] });
  });

  test.each([
    ["deletion", {}],
    ["non_fast_forward", {}],
    ["creation", {}],
    ["copilot_code_review", { review_on_push: true }],
  ])("%s is no matter of a merge", (type, parameters) => {
    expect(judge({}, rule(type, parameters)).unmet).toEqual([]);
  });

  test.each<[string, Partial<OtherRulesInput>, readonly BranchRule[], string]>([
    ["another check fails", { results: [result("build", "failure")] }, [], 'the check "build"'],
    ["another check never reported", { results: [] }, [], 'the check "build"'],
    [
      "a pinned check has a status, which tells no app",
      { required: [{ name: "build", appId: 15368 }] },
      [],
      'the check "build"',
    ],
    ["a review is missing", { reviewDecision: "REVIEW_REQUIRED" }, [review({})], "missing reviews"],
    ["changes are requested", { reviewDecision: "CHANGES_REQUESTED" }, [review({})], "requested changes"],
    ["nobody says what reviews came to", {}, [review({ required_approving_review_count: 1 })], "says nothing"],
    ["code owners, of whom nobody says anything", {}, [review({ require_code_owner_review: true })], "says nothing"],
    [
      "the last push has to be approved by somebody else",
      {},
      [review({ require_last_push_approval: true })],
      "last_push",
    ],
    [
      "a conversation is open",
      facts({ openConversations: 2 }),
      [review({ required_review_thread_resolution: true })],
      "2 unresolved",
    ],
    [
      "conversations were not read",
      facts({ openConversations: null }),
      [review({ required_review_thread_resolution: true })],
      "could not be read",
    ],
    ["a commit is not signed", facts({ unsignedCommits: 1 }), [rule("required_signatures")], "1 commit"],
    ["signatures were not read", facts({ unsignedCommits: null }), [rule("required_signatures")], "could not be read"],
    ["the branch is behind", facts({ behind: true }), [checks(true)], "up to date"],
    [
      "the branch is behind, and classic protection minds",
      { classicStrict: true, ...facts({ behind: true }) },
      [],
      "up to date",
    ],
    [
      "nobody knows, and classic protection minds",
      { classicStrict: true, ...facts({ behind: null }) },
      [],
      "could not",
    ],
    [
      "the branch is behind, and nobody may read whether classic protection minds",
      { classicStrict: null, ...facts({ behind: true }) },
      [],
      "may want it",
    ],
    ["nobody knows whether it is behind", facts({ behind: null }), [checks(true)], "could not be read"],
    ["a queue would test what is behind", facts({ behind: true }), [rule("merge_queue")], "up to date"],
    ["deployments are wanted", {}, [rule("required_deployments")], '"required_deployments" of ruleset 7'],
    ["code scanning is wanted", {}, [rule("code_scanning")], "cannot be judged"],
    ["nobody may update the branch", {}, [rule("update")], '"update"'],
    ["a workflow is required", {}, [rule("workflows")], '"workflows"'],
    ["the type is none that we know", {}, [rule("of_next_year")], '"of_next_year"'],
    ["a rule has a setting that we do not know", {}, [review({ required_reviewers: [{}] })], '"required_reviewers"'],
    [
      "the rules forbid every way to merge",
      {},
      [rule("required_linear_history"), review({ allowed_merge_methods: ["merge"] })],
      "forbid them all",
    ],
  ])("not met: %s", (_, change, rules, says) => {
    const { unmet } = judge(change, ...rules);
    expect(unmet).toHaveLength(1);
    expect(unmet[0]).toContain(says);
  });

  test("a setting that is off is no rule", () => {
    const off = { required_reviewers: [], new_switch: false, new_number: 0, new_text: "", new_thing: null };
    expect(judge({}, review(off)).unmet).toEqual([]);
  });

  test.each<[readonly BranchRule[], readonly string[]]>([
    [[rule("required_linear_history")], ["squash", "rebase"]],
    [[rule("required_signatures")], ["merge", "squash"]],
    [[review({ allowed_merge_methods: ["squash"] })], ["squash"]],
    [[rule("required_linear_history"), rule("required_signatures")], ["squash"]],
  ])("ways to merge that %j leave: %j", (rules, methods) => {
    expect(judge({}, ...rules)).toEqual({ unmet: [], methods });
  });
});

test("only what a rule asks for is read", () => {
  const wanted = (...rules: BranchRule[]) => factsWanted({ rules, classic: [] }, false);
  const none = { behind: false, openConversations: false, unsignedCommits: false };
  expect(wanted(checks(false), review({}), rule("deletion"))).toEqual(none);
  expect(factsWanted({ rules: [], classic: [] }, true)).toEqual({ ...none, behind: true });
  expect(wanted(checks(true))).toEqual({ ...none, behind: true });
  expect(wanted(rule("merge_queue"))).toEqual({ ...none, behind: true });
  expect(wanted(review({ required_review_thread_resolution: true }))).toEqual({ ...none, openConversations: true });
  expect(wanted(rule("required_signatures"))).toEqual({ ...none, unsignedCommits: true });
});
