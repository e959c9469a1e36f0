import { expect, test } from "vitest";
import { repo, startSeeded } from "./support.ts";

async function commitOn(job: Awaited<ReturnType<typeof startSeeded>>["job"], parent: string, path: string) {
  const bot = job();
  const base = await bot.get(`${repo}/git/commits/${parent}`);
  const tree = await bot.post(`${repo}/git/trees`, {
    base_tree: base.body.tree.sha,
    tree: [{ path, mode: "100644", type: "blob", content: path }],
  });
  const commit = await bot.post(`${repo}/git/commits`, { message: path, tree: tree.body.sha, parents: [parent] });
  return commit.body.sha as string;
}

test("of two writers who saw the same head, the second loses until it starts again from the new head", async () => {
  const { job, admin } = await startSeeded();
  const bot = job();
  const start = await admin.commit("acme/payments", {
    branch: "qms-ledger",
    from: null,
    author: "boss",
    message: "g",
    files: { a: "a" },
  });
  const [first, second] = [await commitOn(job, start, "one"), await commitOn(job, start, "two")];
  const ref = `${repo}/git/refs/heads/qms-ledger`;
  expect((await bot.patch(ref, { sha: first, force: false })).status).toBe(200);
  expect(await bot.patch(ref, { sha: second, force: false })).toMatchObject({
    status: 422,
    body: { message: "Update is not a fast forward" },
  });
  const again = await commitOn(job, first, "two");
  expect((await bot.patch(ref, { sha: again, force: false })).status).toBe(200);
  const tree = (await bot.get(`${repo}/git/trees/qms-ledger?recursive=1`)).body.tree.map(
    (entry: { path: string }) => entry.path,
  );
  expect(tree).toEqual(["a", "one", "two"]);
});

test("a forced update passes where no rule forbids it and fails where one does", async () => {
  const { job, admin } = await startSeeded();
  for (const branch of ["free", "qms-ledger"])
    await admin.commit("acme/payments", { branch, from: null, author: "boss", message: "g", files: { a: branch } });
  const other = (await admin.head("acme/payments", "main")) ?? "";
  const bot = job();
  expect((await bot.patch(`${repo}/git/refs/heads/free`, { sha: other, force: true })).status).toBe(200);
  const refused = await bot.patch(`${repo}/git/refs/heads/qms-ledger`, { sha: other, force: true });
  expect(refused).toMatchObject({
    status: 422,
    body: { message: expect.stringContaining("Cannot force-push to this branch") },
  });
  expect((await bot.delete(`${repo}/git/refs/heads/qms-ledger`)).body.message).toContain(
    "Cannot delete this protected ref",
  );
});

test("protected branches take no direct update, neither main nor the registry", async () => {
  const { job, admin } = await startSeeded();
  const head = (await admin.head("acme/payments", "qms")) ?? "";
  const next = await commitOn(job, head, ".qms/bypasses/x.yml");
  const refused = await job().patch(`${repo}/git/refs/heads/qms`, { sha: next });
  expect(refused).toMatchObject({
    status: 422,
    body: { message: expect.stringContaining("Changes must be made through a pull request") },
  });
  const main = (await admin.head("acme/payments", "main")) ?? "";
  const failing = await job().patch(`${repo}/git/refs/heads/main`, { sha: await commitOn(job, main, "x") });
  expect(failing.body.message).toContain('Required status check "docs/coverage" is expected');
});

test("a ref that exists, a missing object and a missing ref are refused in GitHub's words", async () => {
  const { job, seeded } = await startSeeded();
  const bot = job();
  const sha = seeded.target.headSha;
  expect(await bot.post(`${repo}/git/refs`, { ref: "refs/heads/main", sha })).toMatchObject({
    status: 422,
    body: { message: "Reference already exists" },
  });
  expect(await bot.post(`${repo}/git/refs`, { ref: "refs/heads/n", sha: "1".repeat(40) })).toMatchObject({
    status: 422,
    body: { message: "Object does not exist" },
  });
  expect(await bot.patch(`${repo}/git/refs/heads/none`, { sha })).toMatchObject({
    status: 422,
    body: { message: "Reference does not exist" },
  });
  expect((await bot.get(`${repo}/git/ref/heads/fea`)).status).toBe(404);
});

test("a tree entry with sha null removes the path, and a commit keeps the credential's owner and server time", async () => {
  const { job, admin } = await startSeeded({ now: () => Date.parse("2026-03-02T09:00:00Z") });
  const bot = job();
  const main = (await admin.head("acme/payments", "main")) ?? "";
  const tree = await bot.post(`${repo}/git/trees`, {
    base_tree: main,
    tree: [{ path: "README.md", mode: "100644", type: "blob", sha: null }],
  });
  expect(tree.body.tree.map((entry: { path: string }) => entry.path)).toEqual(["src"]);
  const commit = await bot.post(`${repo}/git/commits`, { message: "m", tree: tree.body.sha, parents: [main] });
  expect(commit.body.author).toEqual({
    name: "github-actions[bot]",
    email: "41898282+github-actions[bot]@users.noreply.github.com",
    date: "2026-03-02T09:00:00Z",
  });
});

test("contents come from the named ref, as a file or as a folder", async () => {
  const { job } = await startSeeded();
  const file = await job().get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  expect(Buffer.from(file.body.content, "base64").toString()).toContain("schema: qms.policy/v1");
  const folder = await job().get(`${repo}/contents/.qms?ref=qms`);
  expect(folder.body.map((entry: { name: string }) => entry.name)).toEqual(["people.yml", "policy.yml"]);
  expect((await job().get(`${repo}/contents/.qms/policy.yml`)).status).toBe(404);
});

test("the branch's activity tells who moved it when, newest first, whatever commit dates say", async () => {
  let now = Date.parse("2026-03-02T09:00:00Z");
  const { job, admin } = await startSeeded({ now: () => now });
  now += 60_000;
  const sha = await admin.commit("acme/payments", {
    branch: "feature",
    author: "lea",
    message: "m",
    files: { x: "x" },
  });
  now += 60_000;
  await admin.commit("acme/payments", {
    branch: "feature",
    author: "dev",
    message: "again",
    files: { x: "y" },
    amend: true,
  });
  const { body } = await job().get(`${repo}/activity?ref=refs/heads/feature`);
  expect(
    body.map((entry: { activity_type: string; actor: { login: string }; timestamp: string }) => [
      entry.activity_type,
      entry.actor.login,
      entry.timestamp,
    ]),
  ).toEqual([
    ["force_push", "dev", "2026-03-02T09:02:00Z"],
    ["push", "lea", "2026-03-02T09:01:00Z"],
    ["branch_creation", "dev", "2026-03-02T09:00:00Z"],
  ]);
  expect(body[0].before).toBe(sha);
});
