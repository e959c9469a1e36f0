import { expect, test } from "vitest";
import type { Delivery } from "../../sandbox/state/deliveries.ts";
import { dispatchable, openManifest, repo, startSeeded } from "./support.ts";

const short = ({ event, action, sender, startsWorkflows }: Delivery) =>
  `${event} ${action} ${sender.login}${startsWorkflows ? "" : " (starts nothing)"}`;

async function started() {
  const world = await startSeeded();
  world.admin.takeDeliveries("acme/payments");
  return { ...world, taken: () => world.admin.takeDeliveries("acme/payments") };
}

test("the life of a manifest pull request is told in events; what a token did starts no workflow", async () => {
  const world = await started();
  const { admin, as, job, taken } = world;
  const bot = job();
  const { number, sha, branch } = await openManifest(world);
  const [opened, ...none] = taken();
  expect(none).toEqual([]);
  expect(opened).toMatchObject({
    event: "pull_request",
    action: "opened",
    causedByToken: false,
    startsWorkflows: true,
    payload: {
      action: "opened",
      number,
      pull_request: {
        number,
        state: "open",
        draft: false,
        merged: false,
        user: { login: "req", id: 120 },
        head: { ref: branch, sha, repo: { full_name: "acme/payments" } },
        base: { ref: "qms", sha: await admin.head("acme/payments", "qms") },
      },
      repository: { full_name: "acme/payments", default_branch: "main" },
      sender: { login: "req", id: 120, type: "User" },
    },
  });
  const more = await admin.commit("acme/payments", {
    branch,
    author: "req",
    message: "m",
    files: { ".qms/bypasses/x": "x" },
  });
  const pull = `${repo}/pulls/${number}`;
  const { id } = (await as("lea").post(`${pull}/reviews`, { event: "APPROVE", body: "fine" })).body;
  await as("lea").put(`${pull}/reviews/${id}`, { body: "really" });
  await as("boss").put(`${pull}/reviews/${id}/dismissals`, { message: "no" });
  await as("lea").post(`${pull}/reviews`, { event: "APPROVE" });
  const comment = (await bot.post(`${repo}/issues/${number}/comments`, { body: "sticky" })).body;
  await bot.patch(`${repo}/issues/comments/${comment.id}`, { body: "sticky again" });
  await bot.post(`${repo}/statuses/${more}`, { state: "success", context: "qms/bypass" });
  expect((await bot.put(`${pull}/merge`, { sha: more })).status).toBe(200);
  const events = taken();
  expect(events.map(short)).toEqual([
    "pull_request synchronize req",
    "pull_request_review submitted lea",
    "pull_request_review edited lea",
    "pull_request_review dismissed boss",
    "pull_request_review submitted lea",
    "issue_comment created github-actions[bot] (starts nothing)",
    "issue_comment edited github-actions[bot] (starts nothing)",
    "pull_request closed github-actions[bot] (starts nothing)",
  ]);
  expect(events[0]?.payload).toMatchObject({ before: sha, after: more });
  expect(events[1]?.payload).toMatchObject({ review: { id, state: "approved", commit_id: more, user: { id: 101 } } });
  expect(events[5]?.payload).toMatchObject({ issue: { number, pull_request: {} }, comment: { body: "sticky" } });
  expect(events[7]?.payload).toMatchObject({ pull_request: { merged: true, merged_by: { type: "Bot" } } });
  expect(taken()).toEqual([]);
});

test("targets tell closing, reopening, another base, a merge by push and a deleted head", async () => {
  const { admin, as, taken } = await started();
  const release = { branch: "release", from: "main", author: "boss", message: "r", files: { r: "r" } };
  await admin.commit("acme/payments", release);
  const dev = as("dev");
  const pull = `${repo}/pulls/1`;
  await dev.patch(pull, { state: "closed" });
  await dev.patch(`${repo}/issues/1`, { state: "open" });
  await dev.patch(pull, { title: "Another", base: "release" });
  await dev.patch(pull, { title: "Another" });
  const events = taken();
  expect(events.map(short)).toEqual([
    "pull_request closed dev",
    "pull_request reopened dev",
    "pull_request edited dev",
  ]);
  expect(events[2]?.payload).toMatchObject({
    changes: { title: { from: "Round half to even" }, base: { ref: { from: "main" } } },
    pull_request: { base: { ref: "release" } },
  });
  await dev.patch(pull, { base: "main" });
  const head = (await admin.head("acme/payments", "feature")) ?? "";
  admin.protect("acme/payments", "main", null);
  expect((await as("boss").patch(`${repo}/git/refs/heads/main`, { sha: head })).status).toBe(200);
  expect(taken().map(short)).toEqual(["pull_request edited dev", "pull_request closed boss"]);
  const other = { branch: "other", from: "main", author: "dev", message: "m", files: { y: "y" } };
  await admin.commit("acme/payments", other);
  await dev.post(`${repo}/pulls`, { title: "t", head: "other", base: "main" });
  await dev.delete(`${repo}/git/refs/heads/other`);
  expect(taken().map(short)).toEqual(["pull_request opened dev", "pull_request closed dev"]);
});

test("issues and dispatches are told; a token's dispatch does start a workflow", async () => {
  const { admin, as, job, taken } = await started();
  const files = { ".github/workflows/qms.yml": dispatchable };
  await admin.commit("acme/payments", { branch: "main", author: "boss", message: "w", files });
  const bot = job();
  await as("req").post(`${repo}/issues`, { title: "request", body: "form" });
  await bot.post(`${repo}/issues`, { title: "tracked" });
  await as("lea").patch(`${repo}/issues/3`, { body: "edited" });
  await as("lea").patch(`${repo}/issues/3`, { state: "closed" });
  await as("lea").post(`${repo}/issues/3/comments`, { body: "/qms done" });
  await bot.post(`${repo}/actions/workflows/qms.yml/dispatches`, { ref: "main", inputs: { pr: "1" } });
  const events = taken();
  expect(events.map(short)).toEqual([
    "issues opened req",
    "issues opened github-actions[bot] (starts nothing)",
    "issues edited lea",
    "issues closed lea",
    "issue_comment created lea",
    "workflow_dispatch null github-actions[bot]",
  ]);
  expect(events[5]).toMatchObject({
    causedByToken: true,
    payload: { workflow: ".github/workflows/qms.yml", ref: "refs/heads/main", inputs: { pr: "1" } },
  });
});
