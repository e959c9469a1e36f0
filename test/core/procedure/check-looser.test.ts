import { describe, expect, test } from "vitest";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";

const read = (rows: string) =>
  readPolicy(new TextEncoder().encode(`schema: qms.policy/v1\nextends: default\n${rows}`), "policy.yml");

describe("a row that is weaker than the procedure is told, and accepted", () => {
  test.each([
    ["/severities/S1/level", "severities: { S1: { level: L1 } }"],
    ["/decision_tree/F/level", "decision_tree: { F: { level: L1 } }"],
    ["/certification/required", "certification: { required: [compliance_awareness_training] }"],
    ["/controls/paths", "controls: { paths: [] }"],
    ["/levels/L2/slots", "levels: { L2: { slots: [{ name: architect, roles: [core-architect] }] } }"],
    ["/levels/L1/request_ttl", "levels: { L1: { request_ttl: P9999D } }"],
    ["/levels/L3/max_lifetime", "levels: { L3: { max_lifetime: P1M } }"],
    ["/levels/L1/risk_levels", "levels: { L1: { risk_levels: [low, minimal, critical] } }"],
    ["/levels/L1/classes", "levels: { L1: { classes: [code_quality_minor, security_critical] } }"],
    ["/levels/EMERGENCY/severities", "levels: { EMERGENCY: { severities: [S1, S4] } }"],
  ])("%s", (pointer, rows) => {
    const { findings, compiled } = read(rows);
    expect(findings).toMatchObject([{ code: "POLICY_LOOSER", severity: "warning", pointer }]);
    expect(compiled).not.toBeNull();
  });

  test.each([
    ["the procedure itself", ""],
    ["a shorter time to live", "levels: { L1: { request_ttl: PT1H } }"],
    ["a further person", "levels: { L1: { slots: [{ name: a, roles: [lead-qa] }, { name: b, roles: [lead-qa] }] } }"],
    ["a higher level", "severities: { S4: { level: L2 } }"],
  ])("%s is not weaker", (_, rows) => {
    expect(read(rows).findings).toEqual([]);
  });
});

describe("what no policy may switch off", () => {
  test.each([
    ["/levels/L3/digest_required", "levels: { L3: { digest_required: false } }"],
    ["/levels/EMERGENCY/digest_required", "levels: { EMERGENCY: { digest_required: null } }"],
    ["/levels/L3/rationale_required", "levels: { L3: { rationale_required: false } }"],
    ["/levels/EMERGENCY/rationale_required", "levels: { EMERGENCY: { rationale_required: null } }"],
  ])("%s", (pointer, rows) => {
    expect(read(rows)).toMatchObject({ compiled: null, findings: [{ code: "POLICY_RULE", pointer }] });
  });

  test("the four approval criteria of level 3", () => {
    const { findings, compiled } = read("levels: { L3: { approval_criteria: null } }");
    expect(findings.map((item) => item.code)).toEqual(["POLICY_RULE", "POLICY_RULE", "POLICY_RULE", "POLICY_RULE"]);
    expect(compiled).toBeNull();
  });

  test("the access that a reviewer needs: read is not enough", () => {
    expect(read("levels: { L1: { access: read } }")).toMatchObject({
      compiled: null,
      findings: [{ code: "FIELD_INVALID" }],
    });
  });

  test.each([
    ["has no answer for no", 'decision_tree: { D: { answers: { "no": null } } }'],
    ["has no answer for S3", "decision_tree: { B: { answers: { S3: null } } }"],
    ["is missing", "decision_tree: { A: null }"],
    ["leads back to itself", "decision_tree: { F: { level: L2, next: B } }"],
    ["ends without a level", "decision_tree: { G: { level: null } }"],
  ])("the decision tree: %s", (problem, rows) => {
    const { findings, compiled } = read(rows);
    expect(findings.some((item) => item.code === "POLICY_RULE" && item.message.includes(problem))).toBe(true);
    expect(compiled).toBeNull();
  });
});
