import { expect, test } from "vitest";
import type { SandboxOptions } from "../../sandbox/start-sandbox.ts";
import { clientFor, repo, startSeeded } from "./support.ts";

/** A base that requires `ci`, pinned or not, and how GitHub judges the pull request after some reports. */
async function withRequired(app: number | null, variants: SandboxOptions["variants"] = {}) {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} }, variants });
  const { admin, job, seeded } = world;
  admin.protect("acme/payments", "main", {
    strict: false,
    checks: [{ context: "ci", app_id: app }],
    enforceAdmins: true,
    reviews: null,
  });
  const sha = seeded.target.headSha;
  return {
    ...world,
    sha,
    ci: (conclusion: string) => admin.reportCi("acme/payments", sha, [{ name: "ci", conclusion }]),
    status: (state: string, context = "ci") => job().post(`${repo}/statuses/${sha}`, { state, context }),
    post: (conclusion: string) =>
      job().post(`${repo}/check-runs`, { name: "ci", head_sha: sha, status: "completed", conclusion }),
    state: async () => (await job().get(`${repo}/pulls/1`)).body.mergeable_state as string,
  };
}

test("success, skipped and neutral pass; everything else, pending and silence block", async () => {
  const world = await withRequired(null);
  expect(await world.state()).toBe("blocked");
  for (const [conclusion, state] of [
    ["failure", "blocked"],
    ["skipped", "clean"],
    ["cancelled", "blocked"],
    ["neutral", "clean"],
    ["timed_out", "blocked"],
    ["success", "clean"],
    ["stale", "blocked"],
  ] as const) {
    world.ci(conclusion);
    expect([conclusion, await world.state()]).toEqual([conclusion, state]);
  }
  world.admin.reportCi("acme/payments", world.sha, [{ name: "ci", status: "in_progress" }]);
  expect(await world.state()).toBe("blocked");
});

test("a status and a check run of one name are both required", async () => {
  const world = await withRequired(null);
  world.ci("failure");
  await world.status("success");
  expect(await world.state()).toBe("blocked");
  await world.post("success");
  expect(await world.state()).toBe("clean");
  await world.status("failure", "CI");
  expect(await world.state()).toBe("blocked");
});

test("the latest check run of a name wins, in whatever suite it lies, and joins the oldest suite when posted", async () => {
  const world = await withRequired(null);
  const [first] = world.ci("failure");
  world.ci("failure");
  const posted = await world.post("success");
  expect(await world.state()).toBe("clean");
  const oldest = await world.job().get(`${repo}/check-runs/${first}`);
  expect(posted.body.check_suite.id).toBe(oldest.body.check_suite.id);
  world.ci("failure");
  expect(await world.state()).toBe("blocked");
});

test("latest by start or completion is a variant", async () => {
  for (const [latestCheckRunBy, state] of [
    ["id", "clean"],
    ["started_at", "blocked"],
    ["completed_at", "blocked"],
  ] as const) {
    const world = await withRequired(null, { latestCheckRunBy });
    world.ci("failure");
    const early = { started_at: "2020-01-01T00:00:00Z", completed_at: "2020-01-01T00:01:00Z" };
    await world.job().post(`${repo}/check-runs`, { name: "ci", head_sha: world.sha, conclusion: "success", ...early });
    expect([latestCheckRunBy, await world.state()]).toEqual([latestCheckRunBy, state]);
  }
});

test("a pin counts results of that app only", async () => {
  const world = await withRequired(7);
  world.admin.createApp({ id: 7, slug: "poster" });
  world.ci("success");
  await world.status("success");
  expect(await world.state()).toBe("blocked");
  const poster = clientFor(world.sandbox, world.admin.installationToken(7, "acme/payments", { checks: "write" }).token);
  await poster.post(`${repo}/check-runs`, { name: "ci", head_sha: world.sha, conclusion: "success" });
  expect(await world.state()).toBe("clean");
});

test("a token's status meets the pin to its app, or not, by variant", async () => {
  for (const tokenStatusSatisfiesPin of [true, false]) {
    const world = await withRequired(15368, { tokenStatusSatisfiesPin });
    await world.status("success");
    expect(await world.state()).toBe(tokenStatusSatisfiesPin ? "clean" : "blocked");
  }
});

const rollup = `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) { mergeStateStatus
  statusCheckRollup { contexts(first: 9) { nodes { ... on CheckRun { conclusion isRequired(pullRequestNumber: 1) } } } } } } }`;

test("a posted check run may be listed without counting, or hidden, by variant: a 201 proves nothing", async () => {
  for (const [postedCheckRun, state, conclusion] of [
    ["counts", "CLEAN", "SUCCESS"],
    ["listed", "BLOCKED", "SUCCESS"],
    ["hidden", "BLOCKED", "FAILURE"],
  ] as const) {
    const world = await withRequired(15368, { postedCheckRun });
    world.ci("failure");
    expect((await world.post("success")).status).toBe(201);
    const pull = (await world.job().graphql(rollup)).body.data.repository.pullRequest;
    expect([postedCheckRun, pull.mergeStateStatus]).toEqual([postedCheckRun, state]);
    expect(pull.statusCheckRollup.contexts.nodes).toEqual([{ conclusion, isRequired: true }]);
  }
});

test("a later run of CI may hide what was posted, by variant", async () => {
  const hidden = await withRequired(null, { rerunHidesPosted: true });
  hidden.ci("failure");
  await hidden.post("success");
  expect(await hidden.state()).toBe("clean");
  hidden.admin.reportCi("acme/payments", hidden.sha, [{ name: "other", conclusion: "success" }]);
  expect(await hidden.state()).toBe("blocked");
});

test("a skipped sibling blocks a success only by variant", async () => {
  for (const skippedSiblingBlocks of [false, true]) {
    const world = await withRequired(null, { skippedSiblingBlocks });
    world.ci("skipped");
    world.ci("success");
    expect(await world.state()).toBe(skippedSiblingBlocks ? "blocked" : "clean");
  }
});

test("a failing check that nobody requires makes the pull request unstable, and reports count on the head only", async () => {
  const world = await withRequired(null);
  world.ci("success");
  await world.status("failure", "optional");
  expect(await world.state()).toBe("unstable");
  await world.admin.commit("acme/payments", { branch: "feature", author: "dev", message: "m", files: { f: "f" } });
  expect(await world.state()).toBe("blocked");
});

test("reports on the test merge commit replace those of the head", async () => {
  const world = await withRequired(null);
  world.ci("success");
  const { merge_commit_sha } = (await world.job().get(`${repo}/pulls/1`)).body;
  await world.job().post(`${repo}/statuses/${merge_commit_sha}`, { state: "failure", context: "ci" });
  expect(await world.state()).toBe("blocked");
});

test("the branch summary tells pins as GitHub does: null where any app will do", async () => {
  const world = await withRequired(null);
  expect((await world.job().get(`${repo}/branches/main`)).body.protection.required_status_checks).toMatchObject({
    contexts: ["ci"],
    checks: [{ context: "ci", app_id: null }],
    enforcement_level: "everyone",
  });
  expect((await world.job().get(`${repo}/rules/branches/main`)).body).toEqual([]);
});

test("a status for an unknown commit and a description over 140 characters are refused", async () => {
  const world = await withRequired(null);
  const at = (sha: string, description: string) =>
    world.job().post(`${repo}/statuses/${sha}`, { state: "success", description });
  expect((await at("1".repeat(40), "d")).status).toBe(422);
  expect((await at(world.sha, "d".repeat(141))).status).toBe(422);
  expect((await at(world.sha, "d".repeat(140))).status).toBe(201);
});

test("the thousand-and-first status of a commit and context is refused, another context is not", async () => {
  const { as, seeded } = await startSeeded();
  const bot = as("dev");
  const post = (context: string) =>
    bot.post(`${repo}/statuses/${seeded.target.headSha}`, { state: "success", context });
  for (let n = 0; n < 1000; n += 1) expect((await post("qms/bypass")).status).toBe(201);
  expect((await post("QMS/bypass")).status).toBe(422);
  expect((await post("other")).status).toBe(201);
});
