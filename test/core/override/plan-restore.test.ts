import { expect, test } from "vitest";
import { postedDescription, postedId, restoredDescription, restoredId } from "../../../src/core/override/own-result.ts";
import { conclusionToPost, planRestore, stateToPost } from "../../../src/core/override/plan-restore.ts";
import type { ActivatedCheck } from "../../../src/generated/types/event.ts";
import { result } from "./plan-rows.ts";

const ours = { bypass: "BYPASS-L1-20260302-090000", sha: "a".repeat(40), login: "github-actions" };
const other = { ...ours, bypass: "BYPASS-L1-20260302-090001" };
const base = { mode: "check", app_id: null, conclusion: "failure", url: null } as const;
const status: ActivatedCheck = { ...base, name: "docs", kind: "status" };
const run: ActivatedCheck = { ...base, name: "unit", kind: "check_run" };
const own = { creator: "github-actions[bot]" };
const said = (description: string, creator = own.creator) =>
  result("docs", "success", "status", { description, creator });
const made = (externalId: string) => result("unit", "success", "check_run", { externalId });

test.each([
  {
    what: "ours stands",
    results: [said(postedDescription(ours.bypass, ["lea"])), made(postedId(ours, "unit"))],
    post: true,
  },
  {
    what: "ours stands without names",
    results: [said(postedDescription(ours.bypass, [])), made(postedId(ours, "unit"))],
    post: true,
  },
  {
    what: "the originals stand again",
    results: [said(restoredDescription(ours.bypass, "failure")), made(restoredId(ours, "unit"))],
    post: false,
  },
  {
    what: "real results came later",
    results: [result("docs", "success"), result("unit", "failure", "check_run")],
    post: false,
  },
  { what: "nothing is shown", results: [], post: false },
  {
    what: "another bypass stands",
    results: [said(postedDescription(other.bypass, ["lea"])), made(postedId(other, "unit"))],
    post: false,
  },
  {
    what: "somebody wrote our words",
    results: [said(postedDescription(ours.bypass, ["lea"]), "mallory")],
    post: false,
  },
])("$what: the original is posted: $post", ({ results, post }) => {
  expect(planRestore([status, run], results, ours).map((step) => step.post)).toEqual([post, post]);
});

test("what this run posted is taken back even where GitHub does not show it", () => {
  const steps = planRestore([status, run], [], ours, new Set(["check_run unit"]));
  expect(steps.map((step) => step.post)).toEqual([false, true]);
});

test("a status is found again in other letters, as GitHub compares it", () => {
  const shown = { ...said(postedDescription(ours.bypass, ["lea"])), name: "DOCS" };
  expect(planRestore([status], [shown], ours)).toEqual([{ check: status, post: true }]);
});

test("what the API does not take becomes a failure, never a success", () => {
  expect(["failure", "cancelled", "timed_out", "stale", "startup_failure", null].map(conclusionToPost)).toEqual([
    "failure",
    "cancelled",
    "timed_out",
    "failure",
    "failure",
    "failure",
  ]);
  expect(["failure", "error", null].map(stateToPost)).toEqual(["failure", "error", "failure"]);
});

test("a description fits GitHub's 140 characters, counted as GitHub counts", () => {
  const names = Array.from({ length: 30 }, (_, index) => `🦊approver${index}`);
  const text = postedDescription(ours.bypass, names);
  expect([...text]).toHaveLength(140);
  expect(text.startsWith(`BYPASSED by ${ours.bypass}, approved by `)).toBe(true);
});
