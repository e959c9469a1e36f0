import { expect, test } from "vitest";
import type { RulesetRule } from "../../sandbox/state/rules.ts";
import { adminApp, repo, startSeeded } from "./support.ts";

const queue: RulesetRule = {
  type: "merge_queue",
  parameters: {
    check_response_timeout_minutes: 60,
    grouping_strategy: "ALLGREEN",
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: "MERGE",
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  },
};

const name = "acme/payments";

/** `main` has a queue and requires `ci`, which passed on the head of #1. */
async function withQueue() {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const { admin, job, seeded } = world;
  admin.protect(name, "main", null);
  const check: RulesetRule = {
    type: "required_status_checks",
    parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: "ci" }] },
  };
  admin.addRuleset(name, { name: "main", include: ["~DEFAULT_BRANCH"], rules: [queue, check] });
  const report = (sha: string, state = "success") => job().post(`${repo}/statuses/${sha}`, { state, context: "ci" });
  await report(seeded.target.headSha);
  const another = async () => {
    const sha = await admin.commit(name, {
      branch: "second",
      from: "main",
      author: "dev",
      message: "m",
      files: { b: "b" },
    });
    const { number } = (await world.as("dev").post(`${repo}/pulls`, { title: "t", head: "second", base: "main" })).body;
    await report(sha);
    return number as number;
  };
  const told = () =>
    admin.takeDeliveries(name).map(({ event, action, payload }) => `${event} ${action} ${payload.reason ?? ""}`.trim());
  told();
  return { ...world, report, another, told };
}

const view = `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) {
  isInMergeQueue isMergeQueueEnabled mergedBy { login } } } }`;

test("the group's own commit is checked: a green head alone leaves it waiting, green there merges it", async () => {
  const { admin, job, report, told } = await withQueue();
  const base = await admin.head(name, "main");
  const group = await admin.enqueue(name, 1, "dev");
  expect(group.ref).toBe(`refs/heads/gh-readonly-queue/main/pr-1-${base}`);
  expect((await job().get(`${repo}/branches/${group.ref.slice(11)}`)).body.commit.sha).toBe(group.sha);
  expect(told()).toEqual(["pull_request enqueued", "merge_group checks_requested"]);
  const pull = async () => (await job().graphql(view)).body.data.repository.pullRequest;
  expect(await pull()).toMatchObject({ isInMergeQueue: true, isMergeQueueEnabled: true });
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [] });
  await report(group.sha);
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [1], dropped: [] });
  expect(await admin.head(name, "main")).toBe(group.sha);
  expect(await pull()).toMatchObject({ isInMergeQueue: false, mergedBy: { login: "github-merge-queue" } });
  expect((await job().get(`${repo}/branches/${group.ref.slice(11)}`)).status).toBe(404);
  expect(told()).toEqual(["pull_request dequeued MERGE", "pull_request closed", "merge_group destroyed merged"]);
});

test("a failing group is dropped and what stood on it is built again", async () => {
  const { admin, report, another, told } = await withQueue();
  const second = await another();
  const [first, behind] = [await admin.enqueue(name, 1, "dev"), await admin.enqueue(name, second, "dev")];
  expect(behind.ref).toContain(first.sha);
  await report(first.sha, "failure");
  await report(behind.sha);
  told();
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [1] });
  expect(told()).toEqual([
    "pull_request dequeued CI_FAILURE",
    "merge_group destroyed dequeued",
    "merge_group destroyed invalidated",
    "merge_group checks_requested",
  ]);
  // Its checks were of a group that is no more.
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [] });
});

test("checks that never report count as failed after the queue's timeout", async () => {
  const { admin } = await withQueue();
  await admin.enqueue(name, 1, "dev");
  admin.advance(59 * 60_000);
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [] });
  admin.advance(60_000);
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [1] });
});

test("a new head leaves the queue, and nobody enters it past a required check, bypassing actors included", async () => {
  const world = await withQueue();
  const { admin, report } = world;
  const app = adminApp(world);
  const group = await admin.enqueue(name, 1, "dev");
  await report(group.sha);
  const sha = await admin.commit(name, { branch: "feature", author: "dev", message: "m", files: { f: "f" } });
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [1] });
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body.filter((one: { name: string }) => one.name === "main");
  const actor = { actor_id: 101, actor_type: "User", bypass_mode: "always" };
  await app.put(`${repo}/rulesets/${id}`, { bypass_actors: [actor] });
  await expect(admin.enqueue(name, 1, "lea")).rejects.toThrow('Required status check "ci" is expected.');
  await report(sha);
  await expect(admin.enqueue(name, 1, "lea")).resolves.toMatchObject({ ref: expect.stringContaining("pr-1-") });
});

test("a merge past the queue builds its groups again on the new base", async () => {
  const world = await withQueue();
  const { admin, report, another } = world;
  const second = await another();
  const group = await admin.enqueue(name, second, "dev");
  await report(group.sha);
  const app = adminApp(world);
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body.filter((one: { name: string }) => one.name === "main");
  await app.put(`${repo}/rulesets/${id}`, {
    bypass_actors: [{ actor_id: 77, actor_type: "Integration", bypass_mode: "pull_request" }],
  });
  expect((await app.put(`${repo}/pulls/1/merge`, {})).status).toBe(200);
  expect(await admin.advanceQueue(name, "main")).toEqual({ merged: [], dropped: [] });
  await expect(admin.enqueue(name, second, "dev")).rejects.toThrow("is queued");
});
