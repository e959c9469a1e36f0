import { describe, expect, test } from "vitest";
import { initialState } from "../../../src/core/ledger/bypass-state.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import { planActivation, type TargetFactsForPlan } from "../../../src/core/override/plan-activation.ts";
import { parseInstant } from "../../../src/core/time/instant.ts";
import { baseManifest, basePolicy, basePolicyText, bytesOf, edit, policyOf } from "../manifest/base-manifests.ts";
import { behindGate, type PlanRow, planRows, result } from "./plan-rows.ts";

const now = parseInstant("2026-03-02T12:00:00Z") ?? 0;
const hour = 3_600_000;
const fine: TargetFactsForPlan = {
  number: 512,
  state: "open",
  draft: false,
  fork: false,
  base: "main",
  headSha: "dffc5c79a97700589755935202638482fd77da1d",
  autoMerge: false,
  inMergeQueue: false,
  mergeQueue: false,
  mergeState: { status: "BLOCKED", reviewDecision: null },
  rules: { rules: [], classic: [] },
  required: [{ name: "docs/coverage", appId: null }],
  results: [result("docs/coverage", "failure")],
};

function planOf(row: Partial<PlanRow> & { readonly level?: "L1" | "EMERGENCY" }) {
  const text = (row.edits ?? []).reduce((all, [from, to]) => edit(all, from, to), baseManifest(row.level ?? "L1"));
  const policy = row.policy === undefined ? basePolicy : policyOf(edit(basePolicyText, ...row.policy));
  const manifest = readManifest(bytesOf(text), null, policy);
  return planActivation({
    manifest,
    policy,
    target: { ...fine, ...row.target },
    sharedWith: row.sharedWith ?? [],
    state: initialState,
    now,
    login: row.login ?? "github-actions",
    power: row.power === undefined ? null : row.power,
  });
}

describe("an approved request for a target", () => {
  test.each(planRows)("$what: $code", (row) => {
    const plan = planOf(row);
    expect(plan.outcome).toBe(row.outcome);
    expect(plan.findings.map((item) => item.code)).toEqual([row.code]);
    if (row.says !== undefined) {
      expect(`${plan.findings[0]?.message} ${plan.findings[0]?.fix}`).toContain(row.says);
    }
  });

  test("that is as it was approved: activated for the level's lifetime", () => {
    expect(planOf({})).toEqual({
      outcome: "activate",
      activation: 1,
      checks: [
        { name: "docs/coverage", kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null },
      ],
      skipped: [],
      expiresAt: now + 72 * hour,
      protection: null,
      findings: [],
    });
  });

  test("with the same name as status and as check run: both are overridden, because both are required", () => {
    const results = [result("docs/coverage", "failure"), result("docs/coverage", "cancelled", "check_run")];
    const plan = planOf({ target: { results } });
    expect(plan.outcome === "activate" && plan.checks.map(({ kind, conclusion }) => `${kind} ${conclusion}`)).toEqual([
      "status failure",
      "check_run cancelled",
    ]);
  });

  test.each(["failure", "cancelled", "skipped"])(
    "with a job behind a gate that ended as %s: the gate is what opens",
    (state) => {
      const plan = planOf({ target: behindGate(state, "failure") });
      expect(plan.outcome === "activate" && plan.checks).toEqual([
        {
          name: "docs/coverage",
          kind: "check_run",
          mode: "gate",
          app_id: null,
          conclusion: state,
          url: null,
          gate: { check: "ci-ok", run: 7, job: 70 },
        },
      ]);
    },
  );

  test("with a job that is required and behind a gate: both ways are taken", () => {
    const { required, results } = behindGate("failure", "failure");
    const plan = planOf({ target: { required: [...required, { name: "docs/coverage", appId: null }], results } });
    expect(plan.outcome === "activate" && plan.checks.map(({ mode }) => mode).sort()).toEqual(["check", "gate"]);
  });

  test("with one that fails and one that passes by now: the passing one is left alone, and that is said", () => {
    const plan = planOf({
      edits: [["checks:\n  - docs/coverage", "checks:\n  - docs/coverage\n  - docs/links"]],
      target: {
        required: [...fine.required, { name: "docs/links", appId: null }],
        results: [...fine.results, result("docs/links", "skipped", "check_run")],
      },
    });
    expect(plan).toMatchObject({ outcome: "activate", skipped: ["docs/links"], checks: [{ name: "docs/coverage" }] });
    expect(plan.findings.map((item) => item.code)).toEqual(["CHECK_SKIPPED"]);
  });

  describe("whose check only the App can carry", () => {
    const failing = result("docs/coverage", "failure", "check_run", { appId: 777 });
    const rule = (type: string, parameters = {}) => ({ type, parameters, ruleset: 7, owner: "Repository" });
    const required = rule("required_status_checks", {
      required_status_checks: [{ context: "docs/coverage", integration_id: 777 }],
    });
    const bound = {
      required: [{ name: "docs/coverage", appId: 777 }],
      results: [failing],
      rules: { rules: [required], classic: [] },
    };
    const facts = { behind: false, openConversations: 0, unsignedCommits: 0 };
    const snapshot = { branch: "main", classic: null, rulesets: [{ id: 7, name: "main", rules: [required] }] };
    const mode = (name: string): readonly (readonly [string, string])[] => [
      ["checks:\n", `override_mode: ${name}\nchecks:\n`],
    ];

    test("a merge: recorded as such, and nothing of protection", () => {
      const plan = planOf({
        target: bound,
        power: { bypasses: new Set([7]), snapshot: null, classicStrict: false, facts },
      });
      expect(plan).toMatchObject({ outcome: "activate", checks: [{ mode: "merge", app_id: 777 }], protection: null });
    });

    test("required twice, pinned and not: the merge goes past the one, a posted result meets the other", () => {
      const free = { ...rule("required_status_checks", { required_status_checks: [{ context: "docs/coverage" }] }) };
      const twice = {
        ...bound,
        required: [...bound.required, { name: "docs/coverage", appId: null }],
        rules: { rules: [required, { ...free, ruleset: 8 }], classic: [] },
      };
      const plan = planOf({
        target: twice,
        power: { bypasses: new Set([7]), snapshot: null, classicStrict: false, facts },
      });
      expect(plan.outcome === "activate" && plan.checks.map((check) => [check.mode, check.app_id])).toEqual([
        ["merge", 777],
        ["check", null],
      ]);
    });

    test("protection: with the snapshot, and only where it was asked for", () => {
      const power = { bypasses: new Set<number>(), snapshot, classicStrict: false, facts };
      const plan = planOf({ target: bound, edits: mode("protection"), power });
      expect(plan).toMatchObject({ outcome: "activate", checks: [{ mode: "protection" }], protection: snapshot });
      expect(planOf({ target: bound, power }).findings.map((item) => item.code)).toEqual(["MODE_UNSUPPORTED"]);
    });

    test("one by a merge and one by protection: only the places that are changed are kept of protection", () => {
      const scan = { name: "scan", appId: 777 };
      const other = (ruleset: number, ...names: string[]) => ({
        type: "required_status_checks",
        parameters: { required_status_checks: names.map((context) => ({ context, integration_id: 777 })) },
        ruleset,
        owner: "Repository",
      });
      const rules = { rules: [required, other(8, "scan")], classic: [] };
      const [merged, relaxed] = rules.rules.map((one) => ({ id: one.ruleset, name: "main", rules: [one] }));
      const classic = { strict: false, checks: [{ context: "docs/coverage", app_id: 777 }] };
      const whole = { branch: "main", classic, rulesets: [merged, relaxed].flatMap((one) => one ?? []) };
      const plan = planOf({
        level: "EMERGENCY",
        edits: [["checks:\n  - quality/complexity\n  - sast/semgrep\n", "checks: all\n"]],
        target: {
          number: 555,
          headSha: "1f6ec007ac1a2450b17064c92d8f06c9b23098d7",
          rules,
          required: [...bound.required, scan],
          results: [failing, result("scan", "failure", "check_run", { appId: 777 })],
        },
        power: { bypasses: new Set([7]), snapshot: whole, classicStrict: false, facts },
      });
      expect(plan.findings).toEqual([]);
      expect(plan.outcome === "activate" && plan.checks.map(({ name, mode: how }) => `${name} ${how}`)).toEqual([
        "docs/coverage merge",
        "scan protection",
      ]);
      expect(plan).toMatchObject({ protection: { branch: "main", classic: null, rulesets: [relaxed] } });
    });

    test("protection: a branch that is behind is not merged where classic protection minds", () => {
      const behind = { ...facts, behind: true };
      const power = { bypasses: new Set<number>(), snapshot, classicStrict: true, facts: behind };
      const plan = planOf({ target: bound, edits: mode("protection"), power });
      expect(plan.findings.map((item) => item.code)).toEqual(["RULE_UNMET"]);
    });

    test.each(["merge", "protection"])("%s: every other rule is judged before anything is recorded", (name) => {
      const rules = { rules: [required, rule("required_deployments")], classic: [] };
      const power = { bypasses: new Set([7]), snapshot, classicStrict: false, facts };
      const plan = planOf({ target: { ...bound, rules }, edits: mode(name), power });
      expect(plan.outcome).toBe("refused");
      expect(plan.findings.map((item) => item.code)).toEqual(["RULE_UNMET"]);
    });
  });

  test("with an expires_at of its own: the sooner end counts, and one that has passed refuses", () => {
    const until = (text: string): readonly (readonly [string, string])[] => [
      ["checks:\n", `expires_at: "${text}"\nchecks:\n`],
    ];
    const plan = planOf({ edits: until("2026-03-02T15:00:00Z") });
    expect(plan.outcome === "activate" && plan.expiresAt).toBe(now + 3 * hour);
    const past = planOf({ edits: until("2026-03-02T11:59:59Z") });
    expect(past.outcome).toBe("refused");
    expect(past.findings.map((item) => item.code)).toEqual(["EXPIRY_PASSED"]);
  });

  test("with everything wrong at once: all of it is said in one go", () => {
    const plan = planOf({ target: { draft: true, autoMerge: true, headSha: "c".repeat(40), results: [] } });
    expect(plan.findings.map((item) => item.code)).toEqual([
      "TARGET_NOT_OPEN",
      "HEAD_CHANGED",
      "AUTO_MERGE_ON",
      "CHECK_IN_PROGRESS",
    ]);
  });

  test("that says all, at EMERGENCY: of a gate that is shut, the jobs behind it", () => {
    const { required, results } = behindGate("failure", "failure");
    const more = [
      result("unit", "skipped", "check_run", { runId: 7 }),
      result("lint", "success", "check_run", { runId: 7 }),
      result("other", "failure", "check_run", { runId: 8 }),
    ];
    const plan = planOf({
      level: "EMERGENCY",
      edits: [["checks:\n  - quality/complexity\n  - sast/semgrep\n", "checks: all\n"]],
      target: {
        number: 555,
        headSha: "1f6ec007ac1a2450b17064c92d8f06c9b23098d7",
        required,
        results: [...results, ...more],
      },
    });
    expect(plan.outcome === "activate" && plan.checks.map(({ name, mode }) => `${mode} ${name}`)).toEqual([
      "gate docs/coverage",
      "gate unit",
    ]);
  });

  test("that says all, at EMERGENCY: every failing required check is enumerated, never_bypass excepted", () => {
    const plan = planOf({
      level: "EMERGENCY",
      edits: [["checks:\n  - quality/complexity\n  - sast/semgrep\n", "checks: all\n"]],
      policy: ["extends: default", "extends: default\nnever_bypass: [secret-scan]"],
      target: {
        number: 555,
        headSha: "1f6ec007ac1a2450b17064c92d8f06c9b23098d7",
        required: ["lint", "unit", "secret-scan"].map((name) => ({ name, appId: null })),
        results: [result("lint", "failure"), result("unit", "success"), result("secret-scan", "failure")],
      },
    });
    expect(plan).toMatchObject({ outcome: "activate", checks: [{ name: "lint" }], expiresAt: now + 4 * hour });
  });
});
