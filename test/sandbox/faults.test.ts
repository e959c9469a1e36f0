import { expect, test } from "vitest";
import { repo, startSeeded } from "./support.ts";

test("the n-th call of an operation answers as scripted, the others as usual", async () => {
  const { admin, job } = await startSeeded();
  admin.addFault({ operation: "pulls/get", nth: 2, times: 2, kind: "status", status: 502 });
  admin.addFault({
    operation: "*",
    nth: 5,
    kind: "status",
    status: 403,
    body: { message: "You have exceeded a secondary rate limit." },
    headers: { "retry-after": "60" },
  });
  const answers = [];
  for (let call = 0; call < 5; call += 1) answers.push(await job().get(`${repo}/pulls/1`));
  expect(answers.map((answer) => answer.status)).toEqual([200, 502, 502, 200, 403]);
  expect(answers.at(-1)?.headers.get("retry-after")).toBe("60");
});

test("a reset after the write leaves the write in place; a reset before leaves nothing", async () => {
  const { sandbox, admin, job, seeded } = await startSeeded();
  const post = (context: string) =>
    job().post(`${repo}/statuses/${seeded.target.headSha}`, { state: "success", context });
  admin.addFault({ operation: "repos/create-commit-status", nth: 1, kind: "reset-after" });
  admin.addFault({ operation: "repos/create-commit-status", nth: 2, kind: "reset" });
  await expect(post("after")).rejects.toThrow();
  await expect(post("before")).rejects.toThrow();
  const { body } = await job().get(`${repo}/commits/feature/statuses`);
  expect(body.map((status: { context: string }) => status.context)).toEqual(["after", "docs/coverage"]);
  expect(sandbox.journal.requests.filter((request) => request.status === null)).toHaveLength(2);
});

test("a hanging call never answers and applies nothing", async () => {
  const { sandbox, admin, job } = await startSeeded();
  admin.addFault({ operation: "issues/create", kind: "hang" });
  const hanging = fetch(`${sandbox.apiUrl}${repo}/issues`, {
    method: "POST",
    headers: { authorization: `Bearer ${job().token}` },
    body: JSON.stringify({ title: "t" }),
    signal: AbortSignal.timeout(200),
  });
  await expect(hanging).rejects.toThrow();
  expect((await job().get(`${repo}/issues?state=all`)).body).toHaveLength(1);
});

test("a stale read answers what the same read answered before", async () => {
  const { admin, job } = await startSeeded();
  const bot = job();
  const read = async () => (await bot.get(`${repo}/git/ref/heads/feature`)).body.object.sha;
  const before = await read();
  const after = await admin.commit("acme/payments", {
    branch: "feature",
    author: "dev",
    message: "m",
    files: { f: "f" },
  });
  admin.addFault({ operation: "git/get-ref", kind: "stale" });
  expect(await read()).toBe(before);
  expect(await read()).toBe(after);
});

test("mergeability may still be unknown, in REST and in GraphQL", async () => {
  const { admin, job } = await startSeeded();
  admin.setMergeableUnknown(2);
  expect((await job().get(`${repo}/pulls/1`)).body).toMatchObject({ mergeable: null, mergeable_state: "unknown" });
  const query = `query Merge { repository(owner: "acme", name: "payments") { pullRequest(number: 1) { mergeable mergeStateStatus } } }`;
  const pull = async () => (await job().graphql(query)).body.data.repository.pullRequest;
  expect(await pull()).toEqual({ mergeable: "UNKNOWN", mergeStateStatus: "UNKNOWN" });
  expect(await pull()).toEqual({ mergeable: "MERGEABLE", mergeStateStatus: "BLOCKED" });
});

test("a GraphQL fault is named by root field or by operation name", async () => {
  const { admin, job } = await startSeeded();
  admin.addFault({ operation: "graphql/Merge", kind: "status", status: 500 });
  const query = (name: string) =>
    job().graphql(`query ${name} { repository(owner: "acme", name: "payments") { name } }`);
  expect((await query("Other")).status).toBe(200);
  expect((await query("Merge")).status).toBe(500);
});

test("by variant mergeability is unknown at the first read after head or base moved", async () => {
  const { admin, job } = await startSeeded({ variants: { mergeabilityIsLazy: true } });
  const state = async () => (await job().get(`${repo}/pulls/1`)).body.mergeable_state;
  expect([await state(), await state()]).toEqual(["unknown", "blocked"]);
  await admin.commit("acme/payments", { branch: "main", author: "dev", message: "m", files: { f: "f" } });
  expect([await state(), await state()]).toEqual(["unknown", "blocked"]);
});
