import { expect, test } from "vitest";
import { openManifest, repo, type Seeded, startSeeded } from "./support.ts";

const suites = (world: Seeded, query = "") => world.as("boss").get(`${repo}/rulesets/rule-suites${query}`);

async function letAdministratorsPast(world: Seeded): Promise<void> {
  world.admin.setRole("acme/payments", "boss", "admin");
  world.admin.addRuleset("acme/payments", {
    name: "no deletion of main",
    include: ["~DEFAULT_BRANCH"],
    bypassActors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
    rules: [{ type: "update" }],
  });
}

test("a change that needed a right to bypass is a bypass on record, with the rule; one that needed none is a pass", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  await letAdministratorsPast(world);
  const { target } = world.seeded;
  const refused = await world.as("mia").put(`${repo}/pulls/${target.number}/merge`, {});
  expect(refused.status).toBe(405);
  const merged = await world.as("boss").put(`${repo}/pulls/${target.number}/merge`, {});
  expect(merged.status).toBe(200);
  const { body } = await suites(world, "?rule_suite_result=bypass&time_period=month");
  expect(body).toMatchObject([
    { result: "bypass", ref: "refs/heads/main", after_sha: merged.body.sha, actor_name: "boss" },
  ]);
  const detail = await world.as("boss").get(`${repo}/rulesets/rule-suites/${body[0].id}`);
  expect(detail.body.rule_evaluations).toMatchObject([{ rule_type: "update", result: "fail", enforcement: "active" }]);

  const { number, sha } = await openManifest(world);
  await world.job().post(`${repo}/statuses/${sha}`, { state: "success", context: "qms/bypass" });
  await world.as("lea").post(`${repo}/pulls/${number}/reviews`, { event: "APPROVE" });
  expect((await world.job().put(`${repo}/pulls/${number}/merge`, { sha })).status).toBe(200);
  expect((await suites(world, "?ref=qms&rule_suite_result=pass")).body).toHaveLength(1);
});

test("only who administers the repository may read them, and a day is all that is told unless more is asked for", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  await letAdministratorsPast(world);
  await world.as("boss").put(`${repo}/pulls/${world.seeded.target.number}/merge`, {});
  expect((await world.as("mia").get(`${repo}/rulesets/rule-suites`)).status).toBe(403);
  expect((await world.job().get(`${repo}/rulesets/rule-suites`)).status).toBe(403);
  world.admin.advance(2 * 24 * 3_600_000);
  expect((await suites(world)).body).toEqual([]);
  expect((await suites(world, "?time_period=week")).body).toHaveLength(1);
  world.admin.advance(40 * 24 * 3_600_000);
  expect((await suites(world, "?time_period=month")).body).toEqual([]);
});

test("classic protection leaves no record, whoever goes past it", async () => {
  const world = await startSeeded({ seed: { statuses: { lint: "failure" }, checkRuns: {} } });
  world.admin.setRole("acme/payments", "boss", "admin");
  world.admin.protect("acme/payments", "main", {
    ...{ strict: false, enforceAdmins: false, reviews: null },
    checks: [{ context: "lint", app_id: null }],
  });
  expect((await world.as("boss").put(`${repo}/pulls/${world.seeded.target.number}/merge`, {})).status).toBe(200);
  expect((await suites(world, "?ref=main&time_period=month")).body).toEqual([]);
});
