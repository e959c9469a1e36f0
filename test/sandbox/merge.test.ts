import { expect, test } from "vitest";
import { openManifest, repo, type Seeded, startSeeded } from "./support.ts";

const state = async (world: Seeded, number: number): Promise<string> =>
  (await world.job().get(`${repo}/pulls/${number}`)).body.mergeable_state;
const approve = (world: Seeded, number: number, login: string) =>
  world.as(login).post(`${repo}/pulls/${number}/reviews`, { event: "APPROVE" });
const green = (world: Seeded, sha: string) =>
  world.job().post(`${repo}/statuses/${sha}`, { state: "success", context: "qms/bypass" });
const merge = (world: Seeded, number: number, body: object) => world.job().put(`${repo}/pulls/${number}/merge`, body);

test("a manifest merges with a code owner's approval and the status, and with neither missing", async () => {
  const world = await startSeeded();
  const { number, sha, path } = await openManifest(world);
  const refused = await merge(world, number, { sha });
  expect(refused.status).toBe(405);
  expect(refused.body.message).toContain("At least 1 approving review is required by reviewers with write access.");
  expect(refused.body.message).toContain('Required status check "qms/bypass" is expected.');
  await green(world, sha);
  await approve(world, number, "stranger");
  expect((await merge(world, number, { sha })).body.message).toContain("At least 1 approving review is required");
  await approve(world, number, "dev");
  expect((await merge(world, number, { sha })).body.message).toContain("Waiting on code owner review from");
  expect(await state(world, number)).toBe("blocked");
  await approve(world, number, "lea");
  expect(await state(world, number)).toBe("clean");
  const merged = await merge(world, number, { sha });
  expect(merged).toMatchObject({ status: 200, body: { merged: true } });
  expect(await world.admin.head("acme/payments", "qms")).toBe(merged.body.sha);
  expect((await world.job().get(`${repo}/contents/${path}?ref=qms`)).status).toBe(200);
  const pull = (await world.job().get(`${repo}/pulls/${number}`)).body;
  expect(pull).toMatchObject({
    state: "closed",
    merged: true,
    merge_commit_sha: merged.body.sha,
    merged_by: { login: "github-actions[bot]" },
  });
  expect((await merge(world, number, { sha })).status).toBe(405);
});

test("a moved head is 409 for who names the old one", async () => {
  const world = await startSeeded();
  const { number, sha, branch, path } = await openManifest(world);
  await approve(world, number, "lea");
  const next = await world.admin.commit("acme/payments", {
    branch,
    author: "req",
    message: "m",
    files: { [path]: "changed\n" },
  });
  await green(world, next);
  expect(await merge(world, number, { sha })).toMatchObject({
    status: 409,
    body: { message: "Head branch was modified. Review and try the merge again." },
  });
  expect((await merge(world, number, { sha: next })).status).toBe(200);
});

test("requested changes block until the same person approves or the review is dismissed", async () => {
  const world = await startSeeded();
  const { number, sha } = await openManifest(world);
  await green(world, sha);
  await approve(world, number, "lea");
  await world.as("lou").post(`${repo}/pulls/${number}/reviews`, { event: "REQUEST_CHANGES", body: "no" });
  expect((await merge(world, number, { sha })).body.message).toContain("Changes requested by lou");
  await approve(world, number, "lou");
  expect((await merge(world, number, { sha })).status).toBe(200);
});

test("an owner without write access owns nothing, and another line's owner does not help", async () => {
  const world = await startSeeded();
  const { number, sha } = await openManifest(world);
  await green(world, sha);
  for (const login of Object.keys(world.seeded.people))
    if (login !== "dev" && login !== "lea") world.admin.setRole("acme/payments", login, "read");
  await approve(world, number, "dev");
  expect((await merge(world, number, { sha })).body.message).toContain("Waiting on code owner review from lea.");
  world.admin.setRole("acme/payments", "lea", "read");
  expect((await merge(world, number, { sha })).status).toBe(200);
});

test("an author who owns the path needs nobody's ownership, or does, by variant", async () => {
  for (const authorOwnershipImplicit of [true, false]) {
    const world = await startSeeded({ variants: { authorOwnershipImplicit } });
    const path = ".qms/bypasses/2026/11/x.yml";
    const sha = await world.admin.commit("acme/payments", {
      branch: "mine",
      from: "qms",
      author: "lea",
      message: "m",
      files: { [path]: "x\n" },
    });
    const { number } = (await world.as("lea").post(`${repo}/pulls`, { title: "t", head: "mine", base: "qms" })).body;
    await green(world, sha);
    await approve(world, number, "dev");
    expect((await merge(world, number, { sha })).status).toBe(authorOwnershipImplicit ? 200 : 405);
  }
});

test("conflicts, drafts and rebase merges are refused", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  await world.admin.commit("acme/payments", {
    branch: "main",
    author: "lea",
    message: "m",
    files: { "src/app.ts": "export const total = 3;\n" },
  });
  expect(await state(world, 1)).toBe("dirty");
  expect(await merge(world, 1, {})).toMatchObject({ status: 405, body: { message: "Pull Request is not mergeable" } });
  await world.admin.commit("acme/payments", {
    branch: "draft",
    from: "main",
    author: "dev",
    message: "m",
    files: { d: "d" },
  });
  const draft = await world.as("dev").post(`${repo}/pulls`, { title: "d", head: "draft", base: "main", draft: true });
  expect(draft.body.mergeable_state).toBe("draft");
  expect(await merge(world, draft.body.number, {})).toMatchObject({
    status: 405,
    body: { message: "Pull Request is still a draft" },
  });
  expect((await merge(world, draft.body.number, { merge_method: "rebase" })).status).toBe(405);
});

test("an up-to-date rule makes the pull request behind, whatever its checks say", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  world.admin.protect("acme/payments", "main", {
    strict: true,
    checks: [{ context: "ci", app_id: null }],
    enforceAdmins: true,
    reviews: null,
  });
  await world.job().post(`${repo}/statuses/${world.seeded.target.headSha}`, { state: "success", context: "ci" });
  expect(await state(world, 1)).toBe("clean");
  await world.admin.commit("acme/payments", { branch: "main", author: "lea", message: "m", files: { other: "x\n" } });
  expect(await state(world, 1)).toBe("behind");
  expect((await merge(world, 1, {})).body.message).toContain("out of date");
});

test("an administrator merges past classic protection only where it is not enforced for them, an app never", async () => {
  for (const enforceAdmins of [true, false]) {
    const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
    world.admin.protect("acme/payments", "main", {
      strict: false,
      checks: [{ context: "ci", app_id: null }],
      enforceAdmins,
      reviews: null,
    });
    expect((await merge(world, 1, {})).status).toBe(405);
    expect((await world.as("boss").put(`${repo}/pulls/1/merge`, {})).status).toBe(enforceAdmins ? 405 : 200);
  }
});

test("an app that a ruleset lets through merges; another app does not", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const { sandbox, admin } = world;
  for (const [id, slug] of [
    [7, "merger"],
    [8, "other"],
  ] as const)
    admin.createApp({ id, slug });
  admin.protect("acme/payments", "main", null);
  admin.addRuleset("acme/payments", {
    name: "main",
    include: ["refs/heads/ma*"],
    rules: [
      {
        type: "required_status_checks",
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: "ci" }] },
      },
    ],
    bypassActors: [{ actor_id: 7, actor_type: "Integration", bypass_mode: "pull_request" }],
  });
  const put = async (app: number) => {
    const { clientFor } = await import("./support.ts");
    return clientFor(sandbox, admin.installationToken(app, "acme/payments", { contents: "write" }).token).put(
      `${repo}/pulls/1/merge`,
      {},
    );
  };
  expect((await put(8)).status).toBe(405);
  expect((await put(7)).status).toBe(200);
});

test("a squash merge makes one commit, and a head pushed to the base merges its pull request", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const { admin } = world;
  admin.protect("acme/payments", "main", null);
  const base = await admin.head("acme/payments", "main");
  const squashed = await merge(world, 1, { merge_method: "squash" });
  const commit = (await world.job().get(`${repo}/git/commits/${squashed.body.sha}`)).body;
  expect(commit.parents.map((parent: { sha: string }) => parent.sha)).toEqual([base]);
  const sha = await admin.commit("acme/payments", {
    branch: "direct",
    from: "main",
    author: "dev",
    message: "m",
    files: { n: "n" },
  });
  const { number } = (await world.as("dev").post(`${repo}/pulls`, { title: "t", head: "direct", base: "main" })).body;
  await world.as("dev").patch(`${repo}/git/refs/heads/main`, { sha });
  expect((await world.job().get(`${repo}/pulls/${number}`)).body).toMatchObject({
    merged: true,
    merged_by: { login: "dev" },
  });
});

test("a deleted head branch closes its pull request; a fork's pull request says so", async () => {
  const world = await startSeeded();
  await world.as("dev").delete(`${repo}/git/refs/heads/feature`);
  expect((await world.job().get(`${repo}/pulls/1`)).body).toMatchObject({ state: "closed", merged: false });
  await world.admin.fork("acme/payments", "stranger");
  await world.admin.commit("stranger/payments", {
    branch: "patch",
    from: "main",
    author: "stranger",
    message: "m",
    files: { f: "f" },
  });
  const opened = await world.as("stranger").post(`${repo}/pulls`, { title: "t", head: "stranger:patch", base: "main" });
  expect(opened).toMatchObject({
    status: 201,
    body: { head: { repo: { full_name: "stranger/payments", fork: true } } },
  });
});

test("a commit names the pull request that brought it, merged or open", async () => {
  const world = await startSeeded();
  const { number, sha } = await openManifest(world);
  const numbers = async (commit: string) =>
    (await world.job().get(`${repo}/commits/${commit}/pulls`)).body.map((pull: { number: number }) => pull.number);
  expect(await numbers(sha)).toEqual([number]);
  await green(world, sha);
  await approve(world, number, "lea");
  const merged = await merge(world, number, { sha });
  expect(await numbers(merged.body.sha)).toEqual([number]);
  expect(await numbers(sha)).toEqual([number]);
  expect(await numbers("feature")).toEqual([1]);
  expect(await numbers("main")).toEqual([]);
});
