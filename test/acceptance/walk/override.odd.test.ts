import { expect, test } from "vitest";
import { policyYaml } from "../../../sandbox/seed/governance.ts";
import { activate, merged, mergeTarget, resultsOn, settle } from "./override-world.ts";
import { later, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

const statusOnly = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };
const contexts = (results: readonly string[]) => results.filter((line) => /^docs\/coverage:/i.test(line));

test("a commit with a thousand check runs: the named one is found behind all pages, and the effect is verified", async () => {
  const walk = await walkForTest(statusOnly);
  const runs = Array.from({ length: 1000 }, (_, n) => ({ name: `matrix (${n})`, conclusion: "success" }));
  await walk.sandbox.admin("reportCi", walk.repository, walk.target.headSha, runs);
  const asked = await merged(walk);
  const step = await activate(walk, asked);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "active", overridden: '["docs/coverage"]' });
  // A page holds a hundred; the target is read before, between and after.
  expect(step.requests.length).toBeLessThanOrEqual(20 + 4 * 10);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
}, 300_000);

test("a rule that writes a status in other letters: asked for by the rule's letters, merged, and put back", async () => {
  const policy = policyYaml.replaceAll("docs/*", "Docs/*");
  expect(policy).not.toBe(policyYaml);
  const required = ["Docs/Coverage", "build"].map((context) => ({ context, app_id: null }));
  const seed = { ...statusOnly.seed, registryFiles: { ".qms/policy.yml": policy } };
  const walk = await walkForTest({ seed });
  const rules = { strict: false, enforceAdmins: true, reviews: null, checks: required };
  await walk.sandbox.admin("protect", walk.repository, "main", rules);
  const wrong = await walk.ask({ level: "L1", checks: ["docs/coverage"] });
  const told = await validate(walk, wrong.number);
  expect(told.summary).toContain('Did you mean "Docs/Coverage"?');
  await later(walk);
  const asked = await merged(walk, { level: "L1", checks: ["Docs/Coverage"] });
  const step = await activate(walk, asked);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "active" });
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
  expect((await settle(walk, "closed")).outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(contexts((await resultsOn(walk)).statuses).at(-1)).toContain("failure");
}, 200_000);

const next = { branch: "main", author: "boss", message: "Meanwhile", files: { "src/next.ts": "export {};\n" } };
const upToDate = {
  ...{ strict: true, enforceAdmins: true, reviews: null },
  checks: ["docs/coverage", "build"].map((context) => ({ context, app_id: null })),
};

test.each([
  ["GitHub shows it only once the check is out of the way", false, ["success", "failure"]],
  ["GitHub shows it first", true, []],
])(
  "behind a base that wants it up to date, %s: refused, nothing stays posted",
  async (_, behindHidesBlocked, posted) => {
    const walk = await walkForTest({ ...statusOnly, variants: { behindHidesBlocked } });
    await walk.sandbox.admin("protect", walk.repository, "main", upToDate);
    const asked = await merged(walk);
    await walk.sandbox.admin("commit", walk.repository, next);
    const step = await activate(walk, asked);
    expect(step.exitCode, step.log).toBe(1);
    const refusal = step.annotations.find(({ title }) => title === "MODE_UNSUPPORTED");
    expect(refusal?.message).toContain("behind main");
    expect(refusal?.message).toContain("Update the branch");
    const states = contexts((await resultsOn(walk)).statuses).map((line) => /: (\w+) /.exec(line)?.[1]);
    expect(states).toEqual(["failure", ...posted]);
    expect(await ledgerTypes(walk)).not.toContain("override.verified");
    await mergeTarget(walk, 405);
  },
  200_000,
);

test("a context that holds all the statuses that GitHub takes: without effect, in GitHub's words, nothing half done", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const path = `statuses/${walk.target.headSha}`;
  for (let n = 1; n < 1000; n++) await walk.as("dev", "POST", path, { context: "docs/coverage", state: "failure" });
  const step = await activate(walk, asked);
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
  expect(step.annotations.map(({ message }) => message).join("\n")).toContain("maximum number of statuses");
  expect(step.log + step.stderr).not.toMatch(/\n\s+at /);
  await mergeTarget(walk, 405);
  expect(await ledgerTypes(walk)).not.toContain("override.verified");
}, 300_000);

test("a 403 that is a limit is waited for, one that is a permission is not tried again", async () => {
  const limited = await walkForTest(statusOnly);
  const one = await merged(limited);
  const limit = {
    kind: "status",
    operation: "repos/create-commit-status",
    status: 403,
    times: 1,
    headers: { "retry-after": "1" },
    body: { message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." },
  };
  await limited.sandbox.admin("addFault", limit);
  const waited = await activate(limited, one);
  expect(waited.outputs, waited.log).toMatchObject({ verdict: "ok", state: "active" });

  const refused = await walkForTest(statusOnly);
  const other = await merged(refused);
  const permission = { ...limit, times: 9, headers: {}, body: { message: "Resource not accessible by integration" } };
  await refused.sandbox.admin("addFault", permission);
  const step = await activate(refused, other);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
  expect(step.requests.filter(({ operation }) => operation === "repos/create-commit-status")).toHaveLength(1);
}, 200_000);
