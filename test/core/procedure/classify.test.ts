import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import {
  type ClassificationInput,
  classify,
  classifyCheck,
  lowestLevelFor,
} from "../../../src/core/procedure/classify.ts";
import { defaultPolicy } from "../../../src/core/procedure/default-policy.ts";
import { compareLevels, highestLevel, type Level, levels } from "../../../src/core/procedure/levels.ts";
import type { CheckClass, Policy } from "../../../src/generated/types/policy.ts";
import { baseManifest, bytesOf, policyOf } from "../manifest/base-manifests.ts";

const classes: Readonly<Record<CheckClass, Level>> = {
  code_quality_minor: "L1",
  documentation_coverage: "L1",
  performance_regression_warning: "L1",
  dor_dod: "L2",
  code_quality_major: "L2",
  security_high: "L2",
  security_other: "L2",
  security_critical: "L3",
  compliance_gdpr_pci: "L3",
  regulatory: "L3",
};
const classNames = Object.keys(classes) as CheckClass[];
const policy: Policy = { ...defaultPolicy(), checks: classNames.map((name) => ({ match: `${name}/*`, class: name })) };

const nothing: ClassificationInput = {
  severity: null,
  securityOrCompliance: null,
  codeQualityOnly: null,
  checks: [],
  complianceImplications: [],
  rollbackFeasibility: null,
};

/** severity, security_or_compliance, code_quality_only, level of the tree, path: the procedure's diagram, answer by answer. */
const truthTable: readonly (readonly [string, boolean, boolean, Level, string])[] = [
  ["S1", true, true, "L3", "A>B>C>E>H>K"], // R31
  ["S1", true, false, "L3", "A>B>C>E>H>K"],
  ["S1", false, true, "L2", "A>B>C>F>I>L"], // R32
  ["S1", false, false, "L2", "A>B>C>F>I>L"],
  ["S2", true, true, "L3", "A>B>C>E>H>K"],
  ["S2", true, false, "L3", "A>B>C>E>H>K"],
  ["S2", false, true, "L2", "A>B>C>F>I>L"],
  ["S2", false, false, "L2", "A>B>C>F>I>L"],
  ["S3", true, true, "L1", "A>B>D>G>J>M"], // R33
  ["S3", true, false, "L2", "A>B>D>F>I>L"], // R34
  ["S3", false, true, "L1", "A>B>D>G>J>M"],
  ["S3", false, false, "L2", "A>B>D>F>I>L"],
  ["S4", true, true, "L1", "A>B>D>G>J>M"],
  ["S4", true, false, "L2", "A>B>D>F>I>L"],
  ["S4", false, true, "L1", "A>B>D>G>J>M"],
  ["S4", false, false, "L2", "A>B>D>F>I>L"],
];
const matrix: Readonly<Record<string, Level>> = { S1: "EMERGENCY", S2: "L3", S3: "L2", S4: "L1" };

describe("the decision tree, all sixteen answers (R30 to R35)", () => {
  test.each(truthTable)(
    "%s, security %s, code quality only %s: %s by %s",
    (severity, security, quality, level, path) => {
      const input = { ...nothing, severity, securityOrCompliance: security, codeQualityOnly: quality };
      const result = classify(input, policy);
      expect(result).toMatchObject({ tree: level, path, matrix: matrix[severity] });
      expect(result.result).toBe(highestLevel([level, matrix[severity] ?? null]));
      expect(result.steps).toHaveLength(path.split(">").length);
    },
  );

  test("the table has every combination once", () => {
    expect(new Set(truthTable.map(([severity, a, b]) => `${severity}${a}${b}`)).size).toBe(16);
  });

  test("compliance implications answer the security question with yes, whatever the box says (R103)", () => {
    const input = { ...nothing, severity: "S2", securityOrCompliance: false, codeQualityOnly: false };
    expect(classify(input, policy).tree).toBe("L2");
    expect(classify({ ...input, complianceImplications: ["PCI DSS"] }, policy)).toMatchObject({
      tree: "L3",
      path: "A>B>C>E>H>K",
    });
  });

  test("an answer that is missing stops the walk there and says so", () => {
    const result = classify({ ...nothing, severity: "S2" }, policy);
    expect(result).toMatchObject({ path: "A>B>C", tree: null, result: "L3" });
    expect(result.steps.at(-1)).toContain("not answered");
    expect(classify(nothing, policy)).toMatchObject({ path: "A>B", matrix: null, tree: null, result: null });
  });

  test("a tree with a loop ends", () => {
    const tree = { ...policy.decision_tree, M: { text: "again", next: "A" } };
    const looped = { ...policy, decision_tree: tree };
    const result = classify({ ...nothing, severity: "S4", codeQualityOnly: true }, looped);
    expect(result.tree).toBe("L1");
    expect(result.path.split(">").length).toBeLessThanOrEqual(Object.keys(tree).length + 1);
  });

  test("a severity that is no row, not even of the prototype, raises nothing", () => {
    for (const severity of ["constructor", "__proto__", "toString", "S5", ""])
      expect(classify({ ...nothing, severity }, policy)).toMatchObject({ matrix: null, tree: null });
  });
});

describe("classes of checks", () => {
  test.each(classNames.map((name) => [name, classes[name]] as const))("%s is for %s and up", (name, level) => {
    expect(lowestLevelFor(name, policy)).toBe(level);
    expect(classify({ ...nothing, checks: [`${name}/x`] }, policy)).toMatchObject({ classes: level, result: level });
  });

  const cases = classNames.flatMap((name) => levels.map((level) => [name, level] as const));
  test.each(cases)(
    "a check of class %s asked at %s is LEVEL_TOO_LOW exactly where the class wants more",
    (name, level) => {
      const rules = `schema: qms.policy/v1\nextends: default\nchecks: [{ match: the-check, class: ${name} }]\n`;
      const text = baseManifest(level).replace(/checks:\n(?: {2}- .*\n)+/, "checks: [the-check]\n");
      const findings = readManifest(bytesOf(text), null, policyOf(rules)).findings;
      const low = findings.filter((item) => item.code === "LEVEL_TOO_LOW" && item.message.includes("the-check"));
      expect(low).toHaveLength(level !== "EMERGENCY" && compareLevels(classes[name], level) > 0 ? 1 : 0);
      expect(findings.map((item) => item.code)).not.toContain("UNCLASSIFIED_CHECK");
    },
  );

  test("the first rule that matches decides, never the strictest", () => {
    const rules: Policy["checks"] = [
      { match: "lint/*", class: "code_quality_minor" },
      { match: "lint/security", class: "security_critical" },
    ];
    expect(classifyCheck("lint/security", { ...policy, checks: rules }).class).toBe("code_quality_minor");
    expect(classifyCheck("lint/security", { ...policy, checks: rules.toReversed() }).class).toBe("security_critical");
    expect(classifyCheck("LINT/security", { ...policy, checks: rules })).toMatchObject({ class: null, level: null });
  });

  test("never_bypass is told beside the class", () => {
    const strict = { ...policy, never_bypass: ["dor_dod/*"] };
    expect(classifyCheck("dor_dod/x", strict)).toMatchObject({ class: "dor_dod", neverBypass: true });
    expect(classifyCheck("regulatory/x", strict).neverBypass).toBe(false);
  });

  test("all stands for no check until it is expanded", () => {
    expect(classify({ ...nothing, checks: "all" }, policy)).toMatchObject({ checks: [], classes: null });
  });
});

describe("the required level is the highest of all inputs", () => {
  const input = fc.record({
    severity: fc.constantFrom(null, "S1", "S2", "S3", "S4", "S9"),
    securityOrCompliance: fc.constantFrom(null, true, false),
    codeQualityOnly: fc.constantFrom(null, true, false),
    checks: fc.array(fc.constantFrom(...classNames.map((name) => `${name}/x`), "unheard/of"), { maxLength: 5 }),
    complianceImplications: fc.array(fc.constant("GDPR"), { maxLength: 1 }),
    rollbackFeasibility: fc.constantFrom(null, "easy", "moderate", "hard", "impossible"),
  });

  test("never below any of them, and never above all of them", () => {
    fc.assert(
      fc.property(input, (value) => {
        const { matrix: first, tree, classes: third, rollback, result } = classify(value, policy);
        const inputs = [first, tree, third, rollback];
        for (const level of inputs) {
          if (level !== null) expect(result !== null && compareLevels(result, level) >= 0).toBe(true);
        }
        expect([...inputs, null]).toContain(result);
      }),
      { seed: 20260302, numRuns: 1000 },
    );
  });

  test("a further check or worse answer never lowers it", () => {
    fc.assert(
      fc.property(input, fc.constantFrom(...classNames), (value, name) => {
        const rank = (item: ClassificationInput) => levels.indexOf(classify(item, policy).result as Level);
        const before = rank(value);
        expect(rank({ ...value, checks: [...value.checks, `${name}/y`] })).toBeGreaterThanOrEqual(before);
        expect(rank({ ...value, rollbackFeasibility: "impossible" })).toBeGreaterThanOrEqual(Math.max(before, 2));
        expect(rank({ ...value, complianceImplications: ["PCI"] })).toBeGreaterThanOrEqual(before);
      }),
      { seed: 20260303, numRuns: 1000 },
    );
  });

  test.each([null, "easy", "moderate", "hard"])("rollback %s raises nothing, impossible raises to level 3", (word) => {
    expect(classify({ ...nothing, rollbackFeasibility: word }, policy).rollback).toBeNull();
    expect(classify({ ...nothing, rollbackFeasibility: "impossible" }, policy)).toMatchObject({
      rollback: "L3",
      result: "L3",
    });
  });
});
