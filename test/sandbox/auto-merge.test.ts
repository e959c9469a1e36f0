import { expect, test } from "vitest";
import { adminApp, repo, startSeeded } from "./support.ts";

const name = "acme/payments";
const view = `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) { autoMergeRequest { enabledAt } } } }`;

/** `main` requires `ci` by a ruleset that everybody who acts here may bypass. */
async function started() {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  world.admin.protect(name, "main", null);
  world.admin.addRuleset(name, {
    name: "main",
    include: ["~DEFAULT_BRANCH"],
    rules: [
      {
        type: "required_status_checks",
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: "ci" }] },
      },
    ],
    bypassActors: [{ actor_id: 200, actor_type: "User", bypass_mode: "always" }],
  });
  world.admin.takeDeliveries(name);
  const green = () =>
    world.job().post(`${repo}/statuses/${world.seeded.target.headSha}`, { state: "success", context: "ci" });
  return { ...world, green };
}

test("it waits for what is missing, whatever its owner may bypass, and merges in the name of who asked", async () => {
  const { admin, job, green } = await started();
  await admin.setAutoMerge(name, 1, "dev");
  expect((await job().get(`${repo}/pulls/1`)).body.auto_merge).toMatchObject({
    enabled_by: { login: "dev" },
    merge_method: "merge",
    commit_title: "Merge pull request #1 from acme/feature",
  });
  const asked = (await job().graphql(view)).body.data.repository.pullRequest.autoMergeRequest;
  expect(asked.enabledAt).toMatch(/Z$/);
  expect(await admin.runAutoMerge(name)).toEqual([]);
  await green();
  expect(await admin.runAutoMerge(name)).toEqual([1]);
  expect((await job().get(`${repo}/pulls/1`)).body).toMatchObject({ merged: true, merged_by: { login: "dev" } });
  expect(admin.takeDeliveries(name).map(({ action, sender }) => `${action} ${sender.login}`)).toEqual([
    "auto_merge_enabled dev",
    "closed dev",
  ]);
});

test("what is taken back merges no more", async () => {
  const { admin, job, green } = await started();
  await admin.setAutoMerge(name, 1, "dev");
  await admin.setAutoMerge(name, 1, null);
  await green();
  expect(await admin.runAutoMerge(name)).toEqual([]);
  expect((await job().get(`${repo}/pulls/1`)).body).toMatchObject({ merged: false, auto_merge: null });
});

test("it wins the race against a relaxed rule: what somebody else opens for a moment, it takes", async () => {
  const world = await started();
  const app = adminApp(world);
  await world.admin.setAutoMerge(name, 1, "dev");
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body.filter((one: { name: string }) => one.name === "main");
  await app.put(`${repo}/rulesets/${id}`, { rules: [] });
  expect(await world.admin.runAutoMerge(name)).toEqual([1]);
  expect((await app.put(`${repo}/pulls/1/merge`, { sha: world.seeded.target.headSha })).status).toBe(405);
});
