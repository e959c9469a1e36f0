import { describe, expect, test } from "vitest";
import { decide } from "../../../src/core/authorization/decide.ts";
import { readFacts } from "../../../src/core/facts/read-facts.ts";
import { procedureCodes } from "../../../src/core/findings/catalogue/procedure.ts";
import { catalogue } from "../../../src/core/findings/catalogue.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../../../src/core/procedure/read-policy.ts";
import type { Facts } from "../../../src/generated/types/facts.ts";
import { readExample } from "../../schemas/example-files.ts";
import { baseManifest, basePolicyText, bytesOf, edit, placeIn, policyOf } from "../manifest/base-manifests.ts";
import { coveredCodes } from "./covered-codes.ts";
import { peopleRows, policyHead, policyRows } from "./policy-rows.ts";

const now = Date.UTC(2026, 2, 2, 9);
const everybody = new TextDecoder()
  .decode(readExample("people/valid/spare-for-every-slot.yml").bytes)
  .replace(/^#.*\n/, "");
const { compiled: standard } = readDefaultPolicy();

test("what is spoiled below is valid: the policy's head, and people with a stand-in for everybody", () => {
  expect(readPolicy(bytesOf(policyHead), null).findings).toEqual([]);
  expect(readPeople(bytesOf(everybody), null, standard, now).findings).toEqual([]);
});

describe.each(policyRows)("$code: $what", (row) => {
  const text = `${policyHead}${row.policy}`;
  const { findings, compiled } = readPolicy(bytesOf(text), "policy.yml");

  test("is found at its place, alone, and rejects the whole policy", () => {
    expect(findings).toMatchObject([
      { code: row.code, pointer: row.pointer, path: "policy.yml", severity: "error", ...placeIn(text, row.at) },
    ]);
    expect(compiled).toBeNull();
  });
});

describe.each(peopleRows)("$code: $what", (row) => {
  const text = (row.people ?? []).reduce((all, [from, to]) => edit(all, from, to), everybody);
  const { findings, compiled } = readPeople(bytesOf(text), "people.yml", standard, now);

  test("is found at its place, alone, and rejects the file where it is an error", () => {
    const { severity } = catalogue[row.code];
    // Nobody to spare is a matter of course where somebody is missing at all.
    const found = findings.filter((item) => item.code === row.code || item.severity === "error");
    expect(found).toMatchObject([
      { code: row.code, pointer: row.pointer, path: "people.yml", severity, ...placeIn(text, row.at) },
    ]);
    expect(compiled === null).toBe(severity === "error");
  });
});

test("UNSATISFIABLE only warns where the people are there and their certificates are not", () => {
  const lapsed = everybody.replace(
    /(lin|lev)(:\n.*\n.*\n.*?qms_bypass_procedures_basic: )2036-12-31/g,
    "$1$22026-01-31",
  );
  const { findings, compiled } = readPeople(bytesOf(lapsed), "people.yml", standard, now);
  expect(findings.filter((item) => item.code === "UNSATISFIABLE")).toMatchObject([{ severity: "warning" }]);
  expect(findings.find((item) => item.code === "UNSATISFIABLE")?.message).toContain("certificates valid");
  expect(compiled).not.toBeNull();
});

describe("codes that a decision raises", () => {
  const facts = readFacts(readExample("facts/valid/l1-approved.json").bytes, null).facts as Facts;
  const people = new TextDecoder().decode(readExample("facts/people.yml").bytes);
  const decideWith = (policyText: string, peopleText = people) => {
    const policy = readPolicy(bytesOf(policyText), ".qms/policy.yml");
    const source = readExample("manifest/valid/BYPASS-L1-20260302-090000.yml").bytes;
    return decide({
      facts,
      manifest:
        policy.compiled === null
          ? null
          : readManifest(source, facts.pull_request.files[0]?.path ?? "", policy.compiled),
      policy,
      people: readPeople(bytesOf(peopleText), ".qms/people.yml", policy.compiled, now),
      peopleAtOpening: null,
      registryBranch: "qms",
      tool: { name: "qms-bypass", version: "0.0.0" },
    });
  };

  test("the facts are approved by the policy and people of the examples", () => {
    expect(decideWith(basePolicyText)).toMatchObject({ verdict: "approved", findings: [] });
  });

  test("POLICY_INVALID: one error in policy.yml, and nothing is decided", () => {
    const decision = decideWith(`${basePolicyText}statos: active\n`);
    expect(decision.verdict).toBe("error");
    const found = decision.findings.find((item) => item.code === "POLICY_INVALID");
    expect(found).toMatchObject({
      path: ".qms/policy.yml",
      message: ".qms/policy.yml cannot be used: one error in it.",
    });
  });

  test("POLICY_INVALID: errors in people.yml, and nothing is decided", () => {
    const decision = decideWith(basePolicyText, people.replaceAll("status: active", "status: here"));
    expect(decision.verdict).toBe("error");
    expect(decision.findings).toContainEqual(
      expect.objectContaining({ code: "POLICY_INVALID", path: ".qms/people.yml" }),
    );
  });

  test("POLICY_NOT_ACTIVE: a retired policy authorises nothing", () => {
    const decision = decideWith(`${basePolicyText}status: retired\n`);
    expect(decision.verdict).toBe("denied");
    expect(decision.findings).toContainEqual(expect.objectContaining({ code: "POLICY_NOT_ACTIVE" }));
  });

  test("MEMBERSHIP_UNKNOWN: a team whose members nobody could read is an error, never an empty role", () => {
    const decision = decideWith(
      basePolicyText,
      people.replace(/^ {2}lead-devops: .*$/m, "  lead-devops: { team: acme/leads }"),
    );
    expect(decision.verdict).toBe("error");
    expect(decision.findings).toContainEqual(
      expect.objectContaining({ code: "MEMBERSHIP_UNKNOWN", message: expect.stringContaining("acme/leads") }),
    );
  });
});

test("LEVEL_TOO_LOW, UNCLASSIFIED_CHECK and CHECK_NOT_BYPASSABLE: EMERGENCY takes any class, never what is never bypassed", () => {
  const policy = policyOf(`${basePolicyText}never_bypass: ["never/*"]\n`);
  const codes = (text: string) => readManifest(bytesOf(text), null, policy).findings.map((item) => item.code);
  const checks = (level: "L1" | "EMERGENCY", names: string) =>
    baseManifest(level).replace(/checks:\n(?: {2}- .*\n)+/, `checks: [${names}]\n`);
  expect(codes(checks("L1", "docs/a, unheard/of, never/this"))).toEqual(["UNCLASSIFIED_CHECK", "CHECK_NOT_BYPASSABLE"]);
  expect(codes(checks("EMERGENCY", "pci/a, unheard/of, codeql"))).toContain("FIELD_MISSING");
  expect(codes(checks("EMERGENCY", "unheard/of, codeql"))).toEqual([]);
  expect(codes(checks("EMERGENCY", "never/this"))).toEqual(["CHECK_NOT_BYPASSABLE"]);
  expect(codes(checks("L1", "quality/a"))).toEqual(["LEVEL_TOO_LOW"]);
});

test("every code of the procedure's catalogue is shown here", () => {
  expect(Object.keys(procedureCodes).filter((code) => !(coveredCodes as readonly string[]).includes(code))).toEqual([]);
});
