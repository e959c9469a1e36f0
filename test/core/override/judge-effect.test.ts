import { expect, test } from "vitest";
import { type EffectInput, judgeEffect } from "../../../src/core/override/judge-effect.ts";
import { postedDescription, postedId } from "../../../src/core/override/own-result.ts";
import { result } from "./plan-rows.ts";

const ours = { bypass: "BYPASS-L1-20260302-090000", sha: "a".repeat(40), login: "github-actions[bot]" };
const posted = result("docs", "success", "status", {
  description: postedDescription(ours.bypass, ["lea"]),
  creator: "github-actions",
});
const run = result("unit", "success", "check_run", { externalId: postedId(ours, "unit") });
const base: EffectInput = {
  ours,
  checks: [
    { name: "docs", kind: "status" },
    { name: "unit", kind: "check_run" },
  ],
  required: ["docs", "unit", "build"].map((name) => ({ name, appId: null })),
  status: "BLOCKED",
  later: [],
  reviewDecision: null,
  results: [posted, run, result("build", "success", "check_run")],
};

test.each(["CLEAN", "UNSTABLE", "HAS_HOOKS"])("%s: it works", (status) => {
  expect(judgeEffect({ ...base, status })).toEqual({ outcome: "effective", others: [] });
});

test("what the App's merge goes past later blocks until then, under a name that was posted as well", () => {
  expect(judgeEffect(base).outcome).toBe("ineffective");
  expect(judgeEffect({ ...base, later: ["unit"] })).toEqual({ outcome: "effective", others: ['the check "unit"'] });
});

test("UNKNOWN: nobody knows yet", () => {
  expect(judgeEffect({ ...base, status: "UNKNOWN" })).toEqual({ outcome: "unknown" });
});

test("blocked although everything that is seen passes: what was posted is not counted", () => {
  expect(judgeEffect(base)).toEqual({ outcome: "ineffective", checks: ["docs", "unit"] });
});

test.each([
  { what: "a later real failure buried ours", results: [posted, result("unit", "failure", "check_run")] },
  { what: "GitHub does not show what was posted", results: [posted] },
  { what: "CI started again", results: [posted, result("unit", "in_progress", "check_run")] },
])("blocked, and $what", ({ results }) => {
  expect(judgeEffect({ ...base, results })).toEqual({ outcome: "ineffective", checks: ["unit"] });
});

test.each([
  {
    what: "a check that fails",
    change: { results: [posted, run, result("build", "failure", "check_run")] },
    says: '"build"',
  },
  { what: "a check that nobody reported", change: { results: [posted, run] }, says: '"build"' },
  { what: "a check of another app", change: { required: [{ name: "build", appId: 777 }] }, says: '"build"' },
  { what: "missing reviews", change: { reviewDecision: "REVIEW_REQUIRED" }, says: "missing reviews" },
  { what: "requested changes", change: { reviewDecision: "CHANGES_REQUESTED" }, says: "requested changes" },
  { what: "its being a draft", change: { status: "DRAFT" }, says: "draft" },
])("blocked by $what: the override holds, and the other reason is named", ({ change, says }) => {
  const effect = judgeEffect({ ...base, ...change });
  expect(effect.outcome === "effective" && effect.others.join()).toContain(says);
});

test.each(["BEHIND", "DIRTY"])("%s: only a new commit lets it merge, and that ends the override", (status) => {
  expect(judgeEffect({ ...base, status })).toEqual({ outcome: "stale" });
  // What is not overridden is said first.
  expect(judgeEffect({ ...base, status, results: [posted] })).toEqual({ outcome: "ineffective", checks: ["unit"] });
});

test("somebody else's status with our words is not ours", () => {
  const forged = { ...posted, creator: "mallory" };
  expect(judgeEffect({ ...base, results: [forged, run, result("build", "success", "check_run")] })).toEqual({
    outcome: "ineffective",
    checks: ["unit"],
  });
});

/** A job behind a gate, and what the gate's check run is by now. */
const gated = (state: string, id: number, status = "BLOCKED"): EffectInput => ({
  ...base,
  status,
  checks: [{ name: "lint", kind: "check_run", gate: { check: "ci-ok", run: 7, job: 70 } }],
  required: [{ name: "ci-ok", appId: 15368 }],
  results: [result("lint", "failure", "check_run", { id: 69 }), result("ci-ok", state, "check_run", { id })],
});

test.each([
  ["has not been run again yet", gated("failure", 70), { outcome: "unknown" }],
  ["waits for a runner", gated("queued", 71), { outcome: "unknown" }],
  ["stays shut", gated("failure", 71), { outcome: "ineffective", checks: ["ci-ok"] }],
  ["opens", gated("success", 71, "CLEAN"), { outcome: "effective", others: [] }],
  [
    "opens, and something else blocks",
    { ...gated("success", 71), reviewDecision: "REVIEW_REQUIRED" },
    { outcome: "effective", others: ["missing reviews"] },
  ],
  ["opens, and GitHub does not count it", gated("success", 71), { outcome: "ineffective", checks: ["ci-ok"] }],
])("a gate that %s", (_, input, effect) => {
  expect(judgeEffect(input)).toEqual(effect);
});
