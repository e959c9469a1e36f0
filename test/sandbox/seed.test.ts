import { expect, test } from "vitest";
import { readPeople } from "../../src/core/procedure/read-people.ts";
import { readPolicy } from "../../src/core/procedure/read-policy.ts";
import { repo, startSeeded } from "./support.ts";

test("the seed's policy and people are good ones by the product's own judgement", async () => {
  const { job } = await startSeeded();
  const read = async (path: string) =>
    Buffer.from((await job().get(`${repo}/contents/${path}?ref=qms`)).body.content, "base64");
  const policy = readPolicy(await read(".qms/policy.yml"), ".qms/policy.yml");
  const people = readPeople(
    await read(".qms/people.yml"),
    ".qms/people.yml",
    policy.compiled,
    Date.parse("2026-11-23T00:00:00Z"),
  );
  expect([...policy.findings, ...people.findings].map((finding) => `${finding.severity} ${finding.code}`)).toEqual([]);
});

test("main requires its checks by a ruleset as well as by classic protection, pinned or not", async () => {
  const { job } = await startSeeded({ seed: { protection: "ruleset", pinned: true } });
  const rules = (await job().get(`${repo}/rules/branches/main`)).body;
  const checks = rules.find((rule: { type: string }) => rule.type === "required_status_checks").parameters
    .required_status_checks;
  expect(checks).toEqual([
    { context: "docs/coverage" },
    { context: "unit-tests", integration_id: 15368 },
    { context: "build", integration_id: 15368 },
  ]);
  expect((await job().get(`${repo}/branches/main`)).body).toMatchObject({
    protected: true,
    protection: { enabled: false },
  });
  const refused = await job().put(`${repo}/pulls/1/merge`, {});
  expect(refused.body.message).toBe(
    'Repository rule violations found\n\nRequired status check "docs/coverage" is failing.\n\nRequired status check "unit-tests" is failing.\n\n',
  );
});
