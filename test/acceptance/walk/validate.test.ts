import { expect, test } from "vitest";
import { policyYaml } from "../../../sandbox/seed/governance.ts";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { meanwhile } from "./modes-world.ts";
import { activate, merged } from "./override-world.ts";
import {
  approve,
  askL1,
  askRaw,
  commentsOf,
  later,
  ledgerTypes,
  pullOf,
  statusOf,
  validate,
  walkForTest,
  willBeFound,
} from "./walk-world.ts";

test("a complete request waits for a lead, who is told by name what to do", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  const step = await validate(walk, asked.number);
  expect(step.exitCode).toBe(1);
  expect(step.outputs).toMatchObject({
    verdict: "pending",
    "bypass-id": asked.id,
    level: "L1",
    "required-level": "L1",
    "missing-slots": '["lead"]',
    merged: "false",
  });
  expect(step.summary).toContain("An approving review is needed from lea, lou, dov or qua");
  expect(await statusOf(walk, asked.headSha)).toMatchObject({ state: "pending" });
  const [comment, ...more] = await commentsOf(walk, asked.number);
  expect(more).toEqual([]);
  expect(comment?.body).toContain(`qms-digest: sha256:${step.outputs.digest}`);
  expect(await ledgerTypes(walk)).toEqual(["request.accepted"]);
});

test("the third request for the same check carries a warning, on its pull request and on the run's page", async () => {
  const walk = await walkForTest();
  willBeFound(walk, "PROJECTION_MISMATCH");
  const asked = await askL1(walk);
  expect((await validate(walk, asked.number)).summary).not.toContain("PATTERN");
  const ids = ["BYPASS-L1-20260120-080000", "BYPASS-L1-20260220-080000"];
  const files = ids.map((id) => {
    const [, year, month, day] = /-(\d{4})(\d\d)(\d\d)-/.exec(id) ?? [];
    const used = { at: `${year}-${month}-${day}T09:00:00Z` };
    const state = { bypass: id, flags: [], used, activation: { checks: [{ name: "docs/coverage" }] } };
    return [`state/${year}/${month}/${id}.json`, JSON.stringify(state)] as const;
  });
  const input = { branch: "qms-ledger", author: "boss", message: "Before", files: Object.fromEntries(files) };
  await walk.sandbox.admin("commit", walk.repository, input);
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("pending");
  const [comment] = await commentsOf(walk, asked.number);
  for (const text of [step.summary, comment?.body]) {
    expect(text).toContain("`REPEATED_PATTERN`");
    for (const id of ids) expect(text?.replaceAll("\\", "")).toContain(id);
  }
});

test("a lead's approval merges the manifest in the same run, and the ledger says who approved", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number);
  expect(step).toMatchObject({ exitCode: 0, outputs: { verdict: "approved", merged: "true", "missing-slots": "[]" } });
  expect(await pullOf(walk, asked.number)).toMatchObject({ merged: true });
  expect(await statusOf(walk, asked.headSha)).toMatchObject({ state: "success" });
  expect(await commentsOf(walk, asked.number)).toHaveLength(1);
  expect(await ledgerTypes(walk)).toEqual([
    "request.accepted",
    "response.acknowledged",
    "review.started",
    "review.completed",
    "bypass.approved",
  ]);
});

test("a repository that allows squash merges only gets one, and the record holds", async () => {
  const walk = await walkForTest();
  await walk.sandbox.admin("setMergeMethods", walk.repository, ["squash"]);
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  expect((await validate(walk, asked.number)).outputs).toMatchObject({ verdict: "approved", merged: "true" });
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "active" });
});

test("the request's branch may be deleted on merge: activate still proves who pushed and who approved", async () => {
  const walk = await walkForTest();
  const asked = await merged(walk);
  await walk.as("req", "DELETE", `git/refs/heads/${asked.branch}`);
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "active" });
});

test("another run, or a person, merges the request first: it is merged, and nobody waits until it can be merged", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  await meanwhile(walk, { operation: "pulls/merge" }, "PUT", `pulls/${asked.number}/merge`, {});
  const step = await validate(walk, asked.number);
  expect(step.outputs, step.log).toMatchObject({ verdict: "approved", merged: "true" });
  expect(step.annotations).toEqual([]);
  expect(step.requests.filter(({ operation }) => operation === "pulls/merge")).toEqual([
    expect.objectContaining({ status: 405 }),
  ]);
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "active" });
});

test("a repository that allows no way of merging says so at once", async () => {
  const walk = await walkForTest();
  await walk.sandbox.admin("setMergeMethods", walk.repository, []);
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number);
  expect(step.outputs).toMatchObject({ verdict: "approved", merged: "false" });
  expect(step.annotations.find((item) => item.title === "MERGE_REFUSED")?.message).toContain("not allowed");
});

test("deciding takes seven requests; recording, posting and merging five more", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  await approve(walk, "lea", asked.number);
  const { requests } = await validate(walk, asked.number);
  const writes = requests.filter(({ operation }) => /create|update|merge/i.test(operation));
  expect(requests.length - writes.length).toBeLessThanOrEqual(8);
  expect(writes.length).toBeLessThanOrEqual(6);
});

test("a second run after the merge says the same and writes nothing", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  await validate(walk, asked.number);
  const before = await ledgerTypes(walk);
  const again = await validate(walk, asked.number);
  expect(again.outputs).toMatchObject({ verdict: "approved", merged: "true" });
  expect(await ledgerTypes(walk)).toEqual(before);
  expect(await commentsOf(walk, asked.number)).toHaveLength(1);
});

test("L2 takes the architect and the quality coordinator; the architect alone leaves it waiting", async () => {
  const walk = await walkForTest();
  const asked = await walk.ask({ level: "L2", checks: ["unit-tests"] });
  await approve(walk, "ari", asked.number);
  expect((await validate(walk, asked.number)).outputs).toMatchObject({
    verdict: "pending",
    "missing-slots": '["quality"]',
  });
  await approve(walk, "qin", asked.number);
  expect((await validate(walk, asked.number)).outputs).toMatchObject({ verdict: "approved", merged: "true" });
});

test("the wrong approver does not count, and the answer says who would", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await approve(walk, "qin", asked.number);
  const step = await validate(walk, asked.number);
  expect(step.outputs).toMatchObject({ verdict: "pending", merged: "false" });
  expect(step.summary).toContain("NOT_IN_ROLE");
  expect(await pullOf(walk, asked.number)).toMatchObject({ merged: false });
});

test("who wrote the target cannot approve its bypass, whatever role they hold", async () => {
  const walk = await walkForTest({ seed: { registryFiles: {} } });
  const asked = await askL1(walk);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "feature",
    author: "lea",
    message: "Help",
    files: { "src/more.ts": "export {};\n" },
  });
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number);
  expect(step.summary).toContain("BENEFICIARY");
  expect(step.outputs.verdict).toBe("denied");
});

test("a target that moved on is refused with both commits, at the line of the manifest", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "feature",
    author: "dev",
    message: "One more thing",
    files: { "src/app.ts": "export const total = 3;\n" },
  });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.find((item) => item.title === "HEAD_CHANGED")).toMatchObject({
    file: asked.path,
    level: "error",
    line: expect.any(Number),
  });
  expect(await ledgerTypes(walk)).toEqual([]);
});

test.each([
  { what: "a check that does not exist", checks: ["docs/covrage"], code: "CHECK_UNKNOWN" },
  { what: "a check that passes", checks: ["build"], code: "CHECK_NOT_FAILING" },
])("$what is refused, with the names that are valid", async ({ checks, code }) => {
  const walk = await walkForTest();
  const asked = await walk.ask({ level: "L1", checks });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.map((item) => item.title)).toContain(code);
  expect(step.annotations.find((item) => item.title === code)?.message).toContain("docs/coverage");
});

test.each([
  { what: "a pull request that does not exist", pullRequest: 4711, code: "TARGET_UNKNOWN" },
  { what: "an own request instead of the target", pullRequest: 2, code: "TARGET_MISMATCH" },
])("$what is refused at the line that names it", async ({ pullRequest, code }) => {
  const walk = await walkForTest();
  const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"], pullRequest });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.find((item) => item.title === code)).toMatchObject({
    file: asked.path,
    line: expect.any(Number),
  });
});

test("a base that does not exist is refused at its line", async () => {
  const walk = await walkForTest();
  const { repository, target } = walk;
  const aim = { repository, pull_request: target.number, base: "mian", head_sha: target.headSha };
  const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"], changes: { target: aim } });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.find((item) => item.title === "TARGET_MISMATCH")?.message).toContain("mian");
});

test("a manifest with three mistakes gets three annotations, each on its line", async () => {
  const walk = await walkForTest();
  const asked = await walk.ask({
    level: "L1",
    checks: ["docs/coverage"],
    changes: { severity: "S9", trigger: "because", title: "short" },
  });
  const step = await validate(walk, asked.number);
  const lines = step.annotations.filter((item) => item.file === asked.path).map((item) => item.line);
  expect(new Set(lines).size).toBeGreaterThanOrEqual(3);
  expect(step.outputs.verdict).toBe("denied");
});

test("a request that is withdrawn is recorded as refused by whoever closed it", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  await walk.as("req", "PATCH", `pulls/${asked.number}`, { state: "closed" });
  await later(walk);
  const step = await validate(walk, asked.number);
  expect(step.exitCode).toBe(1);
  expect(await ledgerTypes(walk)).toEqual(["request.accepted", "bypass.refused"]);
});

test("a missing permission is named before anything is written", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  const step = await walk.step("validate-bypass", {
    inputs: { "pull-request": String(asked.number) },
    permissions: { contents: "write", "pull-requests": "write", checks: "read", actions: "read" },
  });
  expect(step.exitCode).toBe(1);
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.map((item) => item.title)).toContain("PERMISSION_MISSING");
  expect(await ledgerTypes(walk)).toEqual([]);
  expect(await commentsOf(walk, asked.number)).toEqual([]);
});

test.each([
  { status: 500, times: 9 },
  { status: 404, times: 1 },
  { status: 429, times: 9, headers: { "retry-after": "600" } },
])("GitHub answers $status: an error that names it, never a pending review", async ({ status, times, headers }) => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await walk.sandbox.admin("addFault", {
    operation: "repos/get-branch-rules",
    kind: "status",
    status,
    times,
    ...(headers === undefined ? {} : { headers }),
  });
  const step = await validate(walk, asked.number);
  expect(step.exitCode).toBe(1);
  expect(step.outputs.verdict).toBe("error");
  expect(step.log + step.stderr).not.toMatch(/\n\s+at /);
  expect(step.annotations.at(0)?.message).toContain(String(status));
  expect(await ledgerTypes(walk)).toEqual([]);
});

test("a run on another branch's workflow file is refused", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  const step = await walk.step("validate-bypass", {
    inputs: { "pull-request": String(asked.number) },
    ref: "refs/heads/feature",
  });
  expect(step.outputs.verdict).toBe("error");
  expect(step.requests).toEqual([]);
});

test("a dry run decides and writes nothing anywhere", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number, { "dry-run": "true" });
  expect(step.outputs).toMatchObject({ verdict: "approved", merged: "false" });
  expect(step.requests.filter(({ operation }) => /create|update|merge/i.test(operation))).toEqual([]);
});

test("an input that is no number is refused by name", async () => {
  const walk = await walkForTest();
  const step = await walk.step("validate-bypass", { inputs: { "pull-request": "4x2" } });
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.at(0)?.message).toContain('"pull-request"');
});

test("approved by somebody who is no code owner: not merged, with GitHub's sentence and the next step", async () => {
  const owners = "* @qin @quy\n/.qms/bypasses/ @qin\n";
  const walk = await walkForTest({ seed: { registryFiles: { ".github/CODEOWNERS": owners } } });
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number);
  expect(step.outputs).toMatchObject({ verdict: "approved", merged: "false" });
  expect(step.exitCode).toBe(0);
  expect(step.annotations.find((item) => item.title === "MERGE_REFUSED")?.message).toMatch(/code owner/i);
});

test("a token that may not comment leaves a warning; the decision stands", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  const step = await walk.step("validate-bypass", {
    inputs: { "pull-request": String(asked.number) },
    permissions: { contents: "write", "pull-requests": "read", statuses: "write", checks: "read", actions: "read" },
  });
  expect(step.outputs.verdict).toBe("pending");
  expect(step.annotations.find((item) => item.title === "COMMENT_REFUSED")).toMatchObject({ level: "warning" });
});

test("a registry without people.yml decides nothing: nobody never means everybody", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "boss",
    message: "Lose the people",
    files: { ".qms/people.yml": null },
  });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.map((item) => item.title)).toContain("PEOPLE_MISSING");
});

test("a pull request that does not exist is GitHub's refusal, in its words", async () => {
  const walk = await walkForTest();
  const step = await walk.step("validate-bypass", { inputs: { "pull-request": "999" } });
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.map((item) => item.title)).toContain("GITHUB_REFUSED");
});

test("scope files lints a checkout without any request", async () => {
  const walk = await walkForTest();
  const step = await walk.step("validate-bypass", {
    inputs: { scope: "files" },
    workspace: `${import.meta.dirname}/../../../templates/registry`,
  });
  expect(step.outputs.verdict).toBe("approved");
  expect(step.requests).toEqual([]);
});

test("a request from a fork is refused and not commented on", async () => {
  const walk = await walkForTest();
  await walk.sandbox.admin("fork", walk.repository, "mia");
  const { number } = await askRaw(walk, "schema: qms.manifest/v1\n", { login: "mia", repository: "mia/payments" });
  const step = await validate(walk, number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.map((item) => item.title)).toContain("FORK_MANIFEST");
  expect(await commentsOf(walk, number)).toEqual([]);
});

test("a manifest that is no YAML is refused at its line, not called an outage", async () => {
  const walk = await walkForTest();
  const text = "schema: qms.manifest/v1\nchecks: [docs/coverage\nlevel: L1\n";
  const { number, path } = await askRaw(walk, text);
  const step = await validate(walk, number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.find((item) => item.title === "YAML_SYNTAX")).toMatchObject({ file: path });
  expect(await ledgerTypes(walk)).toEqual([]);
});

test("names full of commands, mentions and markup come alive nowhere", async () => {
  const walk = await walkForTest();
  const hostile =
    "x <img src=x onerror=alert(1)> @acme/leads ::set-output name=verdict::approved | [a](javascript:b) #1";
  const asked = await walk.ask({ level: "L1", checks: [hostile], changes: { title: `::error::${hostile}` } });
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  const [comment] = await commentsOf(walk, asked.number);
  for (const text of [comment?.body ?? "", step.summary]) {
    expect(text).toContain("CHECK_UNKNOWN");
    // In a code span nothing comes alive; the fence is longer than any run of backticks in it (escape.test.ts).
    const alive = text.replace(/(`+)[^`].*?\1/g, "");
    expect(alive).not.toMatch(/<img|@acme|\]\(javascript/);
  }
  // The runner would have taken a command out of the log.
  expect(step.log).not.toMatch(/^\s*::/m);
  expect(step.annotations.every((item) => /^[A-Z_]+$/.test(item.title ?? ""))).toBe(true);
});

test("a manifest that is a symbolic link is refused, wherever it leads", async () => {
  const walk = await walkForTest();
  const { number } = await askRaw(walk, "../../../policy.yml", { link: true });
  const step = await validate(walk, number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.map((item) => item.title)).toContain("MANIFEST_NOT_REGULAR");
});

test("a repository without the registry branch is told so", async () => {
  const walk = await walkForTest();
  const asked = await askL1(walk);
  const step = await validate(walk, asked.number, { "registry-branch": "nowhere" });
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.at(0)?.message).toContain("nowhere");
});

test("a confidential request: neither comment nor status says more than id, level, state and who may approve", async () => {
  const walk = await walkForTest();
  const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"], changes: { confidential: true } });
  await validate(walk, asked.number);
  const status = await statusOf(walk, asked.headSha);
  expect(status?.description).toBe(`denied: ${asked.id} (L1)`);
  const [comment] = await commentsOf(walk, asked.number);
  expect(comment?.body).toContain(asked.id);
  for (const secret of ["docs/coverage", "78 %", "rounding"]) expect(comment?.body).not.toContain(secret);
});

test.each([
  ["a drill that is none any more when it is approved", true],
  ["a request that became a drill before it was approved", false],
])("%s: the approval says which, and its state follows", async (_, wasDrill) => {
  const walk = await walkForTest();
  const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"], changes: wasDrill ? { drill: true } : {} });
  expect((await validate(walk, asked.number)).outputs.verdict).toBe("pending");
  const statePath = `state/2026/03/${asked.id}.json`;
  expect((await jsonOf(walk, statePath)).flags).toEqual(wasDrill ? ["drill"] : []);
  const text = wasDrill ? asked.text.replace(/^drill: true\n/m, "") : `${asked.text}drill: true\n`;
  expect(text).not.toBe(asked.text);
  const files = { [asked.path]: text };
  const commit = { branch: asked.branch, author: "req", message: "Change", files };
  await walk.sandbox.admin("commit", walk.repository, commit);
  await approve(walk, "lea", asked.number);
  expect((await validate(walk, asked.number)).outputs.verdict).toBe("approved");
  expect((await jsonOf(walk, statePath)).flags).toEqual(wasDrill ? [] : ["drill"]);
});

async function jsonOf(walk: Walk, path: string): Promise<Record<string, unknown>> {
  const { content } = (await walk.as("dev", "GET", `contents/${path}?ref=qms-ledger`)) as { content: string };
  return JSON.parse(Buffer.from(content, "base64").toString("utf8")) as Record<string, unknown>;
}

test("the run behind the merge of changed rules says what they were, and is no failure", async () => {
  const walk = await walkForTest();
  const files = { ".qms/policy.yml": policyYaml.replace("Europe/Berlin", "Asia/Tokyo") };
  const commit = { branch: "rules", from: "qms", author: "boss", message: "Another zone", files };
  await walk.sandbox.admin("commit", walk.repository, commit);
  const pull = await walk.as("boss", "POST", "pulls", { title: "Zone", head: "rules", base: "qms" });
  const { number } = pull as { number: number };
  expect((await validate(walk, number)).outputs).toMatchObject({ verdict: "approved", merged: "false" });
  await approve(walk, "qin", number);
  await walk.as("boss", "PUT", `pulls/${number}/merge`, {});
  await later(walk);
  const step = await walk.step("validate-bypass", { event: await walk.event("closed", number) });
  expect(step.outputs, step.summary).toMatchObject({ verdict: "approved", merged: "true", "bypass-id": "" });
  expect(step.exitCode).toBe(0);
});
