import { expect, test } from "vitest";
import { repo, startSeeded } from "./support.ts";

test("an issue is found by label, author and state; a pull request is an issue too", async () => {
  const { as, job } = await startSeeded();
  const bot = job();
  await as("lea").post(`${repo}/issues`, { title: "mine" });
  const tracked = await bot.post(`${repo}/issues`, { title: "tracked", labels: ["QMS:Bypass"], assignees: ["dev"] });
  expect(tracked.body).toMatchObject({
    user: { login: "github-actions[bot]" },
    performed_via_github_app: { id: 15368 },
    assignee: { login: "dev" },
  });
  const titles = async (query: string) =>
    (await bot.get(`${repo}/issues?${query}`)).body.map((issue: { title: string }) => issue.title);
  expect(await titles("labels=qms:bypass")).toEqual(["tracked"]);
  expect(await titles("creator=LEA")).toEqual(["mine"]);
  await bot.patch(`${repo}/issues/${tracked.body.number}`, { state: "closed", state_reason: "not_planned" });
  expect(await titles("state=closed")).toEqual(["tracked"]);
  expect((await bot.get(`${repo}/issues?direction=asc`)).body[0].pull_request.url).toContain("/pulls/1");
});

test("labels compare without case; a double name and a missing label are refused", async () => {
  const { job } = await startSeeded();
  const bot = job();
  expect((await bot.post(`${repo}/labels`, { name: "qms:bypass", color: "aabbcc" })).status).toBe(201);
  expect(await bot.post(`${repo}/labels`, { name: "QMS:bypass" })).toMatchObject({
    status: 422,
    body: { errors: [{ code: "already_exists" }] },
  });
  await bot.post(`${repo}/issues/1/labels`, { labels: ["QMS:BYPASS"] });
  expect((await bot.post(`${repo}/issues/1/labels`, { labels: ["qms:bypass"] })).body).toHaveLength(1);
  expect((await bot.delete(`${repo}/issues/1/labels/qms:none`)).status).toBe(404);
  expect((await bot.delete(`${repo}/issues/1/labels/qms:bypass`)).body).toEqual([]);
});

test("somebody else's comment is edited by maintainers only, never by another app", async () => {
  const { as, job } = await startSeeded();
  const comment = (await as("dev").post(`${repo}/issues/1/comments`, { body: "c" })).body;
  const path = `${repo}/issues/comments/${comment.id}`;
  expect((await job().patch(path, { body: "x" })).status).toBe(403);
  expect((await as("stranger").patch(path, { body: "x" })).status).toBe(403);
  expect((await as("lea").patch(path, { body: "edited" })).body.body).toBe("edited");
});

test("an assignee without access is refused", async () => {
  const { admin, job } = await startSeeded();
  admin.createUser({ login: "outsider" });
  expect((await job().post(`${repo}/issues`, { title: "t", assignees: ["outsider"] })).status).toBe(422);
});

test("pull requests: no second one for a branch, none without commits, none from nowhere", async () => {
  const { as, admin } = await startSeeded();
  const open = (head: string, base = "main") => as("dev").post(`${repo}/pulls`, { title: "t", head, base });
  expect((await open("feature")).body.errors[0].message).toBe("A pull request already exists for acme:feature.");
  expect((await open("none")).status).toBe(422);
  await as("dev").post(`${repo}/git/refs`, {
    ref: "refs/heads/same",
    sha: (await admin.head("acme/payments", "main")) ?? "",
  });
  expect((await open("same")).body.errors[0].message).toBe("No commits between main and same");
  // The registry is a history of its own: no pull request leads from a developer's branch into it.
  expect((await open("feature", "qms")).body.errors[0].message).toBe(
    "The feature branch has no history in common with qms",
  );
  expect((await as("dev").patch(`${repo}/pulls/1`, { base: "qms" })).status).toBe(422);
  const closed = await as("dev").patch(`${repo}/pulls/1`, { state: "closed" });
  expect(closed.body.state).toBe("closed");
  expect((await as("dev").patch(`${repo}/pulls/1`, { state: "open" })).body.state).toBe("open");
});

test("the list knows assigned to anybody and to nobody, since, and the order by comments", async () => {
  let now = Date.parse("2026-03-02T09:00:00Z");
  const { job } = await startSeeded({ now: () => now });
  const bot = job();
  await bot.post(`${repo}/issues`, { title: "two", assignees: ["lea"] });
  now += 3_600_000;
  await bot.post(`${repo}/issues`, { title: "three" });
  await bot.post(`${repo}/issues/2/comments`, { body: "c" });
  const numbers = async (query: string) =>
    (await bot.get(`${repo}/issues?${query}`)).body.map((issue: { number: number }) => issue.number);
  expect(await numbers("assignee=*")).toEqual([2]);
  expect(await numbers("assignee=none")).toEqual([3, 1]);
  expect(await numbers("sort=comments")).toEqual([2, 3, 1]);
  expect(await numbers("since=2026-03-02T10:00:00Z&creator=github-actions[bot]&direction=asc")).toEqual([2, 3]);
});

test("who cannot be assigned is left out in silence when added, and so are the wishes of readers", async () => {
  const { admin, as, job } = await startSeeded();
  admin.createUser({ login: "outsider" });
  const bot = job();
  const path = `${repo}/issues/1/assignees`;
  const names = (reply: { body: { assignees: { login: string }[] } }) => reply.body.assignees.map((user) => user.login);
  const first = await bot.post(path, { assignees: ["lea", "outsider", "github-actions[bot]", { login: "dov" }] });
  expect(first.status).toBe(201);
  expect(names(first)).toEqual(["lea", "dov"]);
  expect(names(await as("stranger").post(path, { assignees: ["stranger"] }))).toEqual(["lea", "dov"]);
  expect(names(await bot.call("DELETE", path, { assignees: ["LEA"] }))).toEqual(["dov"]);
  expect((await bot.get(`${repo}/assignees/lea`)).status).toBe(204);
  expect((await bot.get(`${repo}/assignees/outsider`)).status).toBe(404);
  const refused = await bot.post(`${repo}/issues`, { title: "t", assignees: ["outsider"] });
  expect(refused.body.errors).toEqual([{ value: "outsider", resource: "Issue", field: "assignees", code: "invalid" }]);
});

test("with issues switched off creating one is 410, and pull requests keep their comments and labels", async () => {
  const { admin, job } = await startSeeded();
  const bot = job();
  const { number } = (await bot.post(`${repo}/issues`, { title: "t" })).body;
  admin.setHasIssues("acme/payments", false);
  expect((await bot.get(repo)).body.has_issues).toBe(false);
  const gone = { status: 410, body: { message: "Issues are disabled for this repo" } };
  expect(await bot.post(`${repo}/issues`, { title: "t" })).toMatchObject(gone);
  expect(await bot.get(`${repo}/issues/${number}`)).toMatchObject(gone);
  expect((await bot.get(`${repo}/issues?state=all`)).body).toMatchObject([{ number: 1 }]);
  expect((await bot.post(`${repo}/issues/1/comments`, { body: "c" })).status).toBe(201);
  expect((await bot.post(`${repo}/issues/1/labels`, { labels: ["new"] })).body).toMatchObject([{ name: "new" }]);
});

test("a deleted issue is 410, a transferred one leads on for whoever sees the new place; no number is used twice", async () => {
  const { admin, as, sandbox } = await startSeeded();
  const dev = as("dev");
  await admin.createRepository({ name: "acme/archive", roles: { dev: "write" } });
  await admin.commit("acme/archive", {
    branch: "main",
    from: null,
    author: "dev",
    message: "First",
    files: { a: "a" },
  });
  await dev.post("/repos/acme/archive/labels", { name: "kept" });
  const numbers: number[] = [];
  for (const title of ["one", "two", "three"])
    numbers.push((await dev.post(`${repo}/issues`, { title, labels: ["kept", "left"] })).body.number);
  const [one = 0, two = 0, three = 0] = numbers;
  await dev.post(`${repo}/issues/${two}/comments`, { body: "c" });
  const before = (await dev.get(`${repo}/issues/${two}`)).body;
  admin.deleteIssue("acme/payments", one);
  expect(admin.transferIssue("acme/payments", two, "acme/archive")).toBe(1);
  expect(await dev.get(`${repo}/issues/${one}`)).toMatchObject({
    status: 410,
    body: { message: "This issue was deleted" },
  });
  const moved = await dev.get(`${repo}/issues/${two}`);
  expect(moved.body).toMatchObject({
    number: 1,
    title: "two",
    comments: 1,
    labels: [{ name: "kept" }],
    user: before.user,
  });
  expect(moved.body.html_url).toBe(`${sandbox.url}/acme/archive/issues/1`);
  expect(moved.body.node_id).not.toBe(before.node_id);
  const redirect = await fetch(`${sandbox.apiUrl}${repo}/issues/${two}`, {
    redirect: "manual",
    headers: { authorization: `Bearer ${dev.token}` },
  });
  expect([redirect.status, redirect.headers.get("location")]).toEqual([
    301,
    expect.stringMatching(/\/api\/v3\/repositories\/\d+\/issues\/1$/),
  ]);
  // Nothing below it is redirected, and whoever does not see the new place is not told of it.
  expect((await dev.get(`${repo}/issues/${two}/comments`)).status).toBe(404);
  expect((await as("lea").get(`${repo}/issues/${two}`)).status).toBe(404);
  expect((await dev.post(`${repo}/issues`, { title: "four" })).body.number).toBe(three + 1);
});

test("the former name of a repository leads on, by 301 for reads and 307 for writes, until another one has it", async () => {
  const { admin, as, sandbox } = await startSeeded();
  const dev = as("dev");
  admin.renameRepository("acme/payments", "billing");
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${sandbox.apiUrl}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${dev.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = await ask("GET", `${repo}/issues?state=all`);
  expect([read.status, read.headers.get("location")]).toEqual([
    301,
    expect.stringMatching(/\/repositories\/\d+\/issues\?state=all$/),
  ]);
  expect((await ask("POST", `${repo}/issues`, { title: "t" })).status).toBe(307);
  expect((await dev.post(`${repo}/issues`, { title: "t" })).body.html_url).toContain("/acme/billing/issues/");
  expect((await as("outsider").get(`${repo}/issues`)).status).toBe(404);
  const query = '{ repository(owner: "acme", name: "payments") { nameWithOwner } }';
  expect((await dev.graphql(query)).body.data.repository.nameWithOwner).toBe("acme/billing");
  await admin.createRepository({ name: "acme/payments", roles: { dev: "write" } });
  expect((await dev.get(`${repo}/issues`)).body).toEqual([]);
});
