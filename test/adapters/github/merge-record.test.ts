import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox/start-sandbox.ts";
import { openClient } from "../../../src/adapters/github/client.ts";
import { mergeRecord } from "../../../src/adapters/github/merges/merge-record.ts";

const name = "acme/payments";
const started = Date.parse("2026-03-02T09:00:00Z");
const open: { sandbox: Sandbox; dir: string }[] = [];

afterEach(async () => {
  for (const { sandbox, dir } of open.splice(0)) {
    expect(sandbox.journal.unlisted).toEqual([]);
    expect(sandbox.journal.violations).toEqual([]);
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

/** A repository into which `count` pull requests were merged, a minute apart. */
async function repositoryWith(count: number) {
  const dir = mkdtempSync(join(tmpdir(), "qms-merges-"));
  const sandbox = await startSandbox({ dir, now: () => started });
  open.push({ sandbox, dir });
  const { admin } = sandbox;
  await admin.createRepository({ name, roles: { dev: "write" } });
  const commit = (branch: string, from: string | null) =>
    admin.commit(name, { branch, from, author: "dev", message: branch, files: { [`${branch}.txt`]: `${branch}\n` } });
  await commit("main", null);
  const { token: person } = admin.personToken("dev");
  const call = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${person}`, "content-type": "application/json" };
    const response = await fetch(`${sandbox.apiUrl}/repos/${name}/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
    return (await response.json()) as { number: number };
  };
  for (let index = 0; index < count; index++) {
    admin.advance(60_000);
    const sha = await commit(`work-${index}`, "main");
    admin.reportCi(name, sha, [{ name: "build", conclusion: "success" }]);
    const { number } = await call("POST", "pulls", { title: `Work ${index}`, head: `work-${index}`, base: "main" });
    await call("PUT", `pulls/${number}/merge`, {});
  }
  const { token } = admin.workflowToken(name, {
    contents: "read",
    "pull-requests": "read",
    checks: "read",
    statuses: "read",
  });
  const options = { token, repository: name, apiUrl: sandbox.apiUrl, graphqlUrl: sandbox.graphqlUrl };
  const client = openClient({ ...options, userAgent: "test" });
  return { admin, client, record: mergeRecord(client, client) };
}

test("fifty-one merges are two requests, and their pushes one", async () => {
  const { client, record } = await repositoryWith(51);
  const { pulls, unreadable } = await record.mergedSince(started);
  expect([pulls.length, unreadable, client.requests()]).toEqual([51, null, 2]);
  expect(pulls.map(({ number }) => number)).toEqual([...pulls].map(({ number }) => number).sort((a, b) => a - b));
  expect(pulls[0]).toMatchObject({
    base: "main",
    mergedBy: { login: "dev" },
    results: [{ name: "build", state: "success" }],
  });
  expect(await record.pushes("main", started)).toEqual({ read: [] });
  expect(client.requests()).toBe(3);
}, 120_000);

test("only what was merged since counts, however lately an older one was touched; small pages give the same", async () => {
  const { admin, record } = await repositoryWith(5);
  const since = started + 3 * 60_000;
  const whole = await record.mergedSince(since);
  expect(whole.pulls).toHaveLength(3);
  admin.setPageSize(1);
  expect(await record.mergedSince(since)).toEqual(whole);
});

test("where GitHub takes too long over the checks of many, it is asked for fewer at once", async () => {
  const { admin, client, record } = await repositoryWith(2);
  // The first try and its two repetitions.
  admin.addFault({ operation: "graphql/repository", times: 3, kind: "status", status: 502 });
  const { pulls } = await record.mergedSince(started);
  expect(pulls).toHaveLength(2);
  expect(client.requests()).toBe(4);
}, 60_000);

test("rule suites that the token may not read are said to be unread, never taken for none", async () => {
  const { record } = await repositoryWith(0);
  expect(await record.bypassSuites(started)).toEqual({
    unreadable: expect.stringContaining("administration: read"),
  });
  expect(await record.requirements("gone")).toBeNull();
});
