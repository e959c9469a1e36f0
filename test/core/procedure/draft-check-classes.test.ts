import { expect, test } from "vitest";
import { draftCheckClasses } from "../../../src/core/procedure/draft-check-classes.ts";
import { draftOwners, draftPeople, draftPolicy, pinWorkflow } from "../../../src/core/procedure/draft-registry.ts";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";

test.each([
  ["docs/coverage", "documentation_coverage"],
  ["Lint (ubuntu)", "code_quality_minor"],
  ["coverage", "code_quality_major"],
  ["unit-tests", "code_quality_major"],
  ["perf", "performance_regression_warning"],
  ["CodeQL", "security_critical"],
  ["secret-scan", "security_critical"],
  ["license check", "regulatory"],
  ["gdprScan", "compliance_gdpr_pci"],
  ["docs security", "security_critical"],
  ["lint tests", "code_quality_major"],
])("%s is drafted as %s", (name, expected) => {
  expect(draftCheckClasses([name])).toEqual({ classified: [{ match: name, class: expected }], unclassified: [] });
});

test.each(["ci", "latest", "docker", "docs/*", "lint?", ""])("%j stays without a class", (name) => {
  expect(draftCheckClasses([name, name])).toEqual({ classified: [], unclassified: [name] });
});

test("names with YAML's own characters come out as data", () => {
  const hostile = 'lint: "#{x}", class: regulatory } \\ & *no'.replace("*", "");
  const text = draftPolicy(draftCheckClasses([hostile, 'ci"\n- bad']));
  const reading = readPolicy(new TextEncoder().encode(text), null);
  expect(reading.findings.filter((item) => item.severity === "error")).toEqual([]);
  expect(reading.compiled?.policy.checks).toEqual([{ match: hostile, class: "regulatory" }]);
});

test("without people the example becomes a comment: its ids belong to somebody", () => {
  const text = draftPeople([], "# head\nschema: qms.people/v1\npeople:\n  lead: { id: 1 }\n");
  expect(text).toBe("# head\nschema: qms.people/v1\npeople: {}\nroles: {}\n# people:\n#   lead: { id: 1 }\n");
});

test("coordinators own the rules, everybody the requests", () => {
  const text = draftOwners(
    [
      { login: "lea", id: 1, roles: ["lead-devops"] },
      { login: "qin", id: 2, roles: ["qms-quality-coordinator"] },
    ],
    "",
  );
  expect(text).toMatch(/^\* +@qin$/m);
  expect(text).toMatch(/^\/\.qms\/bypasses\/ +@lea @qin$/m);
});

test("other branches reach triggers and inputs of a workflow", () => {
  const zeros = "0".repeat(40);
  const text = `    branches: [qms]\n    uses: qms-bypass/qms-bypass/a.yml@${zeros} # v0\n    with:\n      x: 1\n`;
  const sha = "a".repeat(40);
  expect(pinWorkflow(text, { repository: "acme/q", sha, registry: "reg", ledger: "led" })).toBe(
    `    branches: ["reg"]\n    uses: acme/q/a.yml@${sha}\n    with:\n      registry-branch: "reg"\n      ledger-branch: "led"\n      x: 1\n`,
  );
});
