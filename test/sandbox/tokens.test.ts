import { expect, test } from "vitest";
import { type Client, clientFor, repo, startSeeded } from "./support.ts";

test("no token and an unknown token are 401, also for reads", async () => {
  const { sandbox } = await startSeeded();
  expect(await clientFor(sandbox, "made-up").get(repo)).toMatchObject({
    status: 401,
    body: { message: "Bad credentials" },
  });
  const anonymous = await fetch(`${sandbox.apiUrl}${repo}`);
  expect(anonymous.status).toBe(401);
});

test("an installation token ends with its lifetime", async () => {
  const { sandbox, admin } = await startSeeded();
  admin.createApp({ id: 7, slug: "poster" });
  const bot = clientFor(sandbox, admin.installationToken(7, "acme/payments", { contents: "read" }, 60).token);
  expect((await bot.get(repo)).status).toBe(200);
  admin.advance(60_000);
  expect((await bot.get(repo)).status).toBe(401);
});

test("a permission that the token lacks is 403 in GitHub's words, and nothing is written", async () => {
  const { job, seeded } = await startSeeded();
  const reader = job({ statuses: "read", checks: "read", contents: "read" });
  const sha = seeded.target.headSha;
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  expect(await reader.post(`${repo}/statuses/${sha}`, { state: "success", context: "x" })).toMatchObject(refused);
  expect(await reader.post(`${repo}/check-runs`, { name: "x", head_sha: sha })).toMatchObject(refused);
  expect(await reader.put(`${repo}/pulls/1/merge`, {})).toMatchObject(refused);
  expect(await reader.get(`${repo}/issues`)).toMatchObject(refused);
  expect((await reader.get(`${repo}/commits/${sha}/status`)).body.statuses).toHaveLength(1);
});

test("a person with read access may review and comment, and may not push or label", async () => {
  const { as, seeded } = await startSeeded();
  const stranger = as("stranger");
  expect((await stranger.post(`${repo}/pulls/1/reviews`, { event: "APPROVE" })).status).toBe(200);
  expect((await stranger.post(`${repo}/issues/1/comments`, { body: "hello" })).status).toBe(201);
  expect((await stranger.post(`${repo}/issues/1/labels`, { labels: ["x"] })).status).toBe(403);
  expect((await stranger.post(`${repo}/git/refs`, { ref: "refs/heads/x", sha: seeded.target.headSha })).status).toBe(
    403,
  );
  const issue = await stranger.post(`${repo}/issues`, { title: "t", labels: ["qms:bypass"], assignees: ["lea"] });
  expect(issue).toMatchObject({ status: 201, body: { labels: [], assignees: [] } });
});

test("a private repository does not exist for who has no access, person or app", async () => {
  const { sandbox, admin, as } = await startSeeded();
  admin.createUser({ login: "outsider" });
  expect((await as("outsider").get(repo)).status).toBe(404);
  await admin.createRepository({ name: "acme/other" });
  const elsewhere = clientFor(sandbox, admin.workflowToken("acme/other", { contents: "write" }).token);
  expect((await elsewhere.get(repo)).status).toBe(404);
});

test("GITHUB_TOKEN acts as github-actions[bot] of app 15368 and cannot hold administration", async () => {
  const { admin, job, seeded } = await startSeeded();
  const posted = await job().post(`${repo}/check-runs`, {
    name: "x",
    head_sha: seeded.target.headSha,
    status: "completed",
    conclusion: "success",
  });
  expect(posted.body.app.id).toBe(15368);
  const comment = await job().post(`${repo}/issues/1/comments`, { body: "c" });
  expect(comment.body.user).toMatchObject({ login: "github-actions[bot]", type: "Bot", id: 41898282 });
  expect(() => admin.workflowToken("acme/payments", { administration: "write" })).toThrow("cannot have");
});

test("a person's token cannot make check runs", async () => {
  const { as, seeded } = await startSeeded();
  const answer = await as("boss").post(`${repo}/check-runs`, { name: "x", head_sha: seeded.target.headSha });
  expect(answer).toMatchObject({ status: 403, body: { message: "You must authenticate via a GitHub App." } });
});

test("who may bypass a ruleset is told only to who may write it", async () => {
  const { as, job } = await startSeeded();
  const [{ id }] = (await job().get(`${repo}/rulesets`)).body;
  expect((await job().get(`${repo}/rulesets/${id}`)).body.bypass_actors).toBeUndefined();
  expect((await as("boss").get(`${repo}/rulesets/${id}`)).body.bypass_actors).toEqual([]);
});

test("an app is told what a call would have needed, also where it was refused; a person is told nothing of it", async () => {
  const { as, job, seeded } = await startSeeded();
  const accepted = async (reply: ReturnType<Client["get"]>) =>
    (await reply).headers.get("x-accepted-github-permissions");
  const reader = job({ contents: "read" });
  expect(await accepted(reader.put(`${repo}/pulls/1/merge`, {}))).toBe("contents=write");
  expect(await accepted(reader.post(`${repo}/issues/1/comments`, { body: "c" }))).toBe(
    "issues=write; pull_requests=write",
  );
  expect(await accepted(reader.post(`${repo}/statuses/${seeded.target.headSha}`, { state: "success" }))).toBe(
    "statuses=write",
  );
  expect(await accepted(reader.get(`${repo}/branches/main`))).toBe("contents=read");
  expect(await accepted(as("lea").get(`${repo}/branches/main`))).toBeNull();
});
