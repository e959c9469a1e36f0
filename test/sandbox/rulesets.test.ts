import { expect, test } from "vitest";
import { adminApp, clientFor, repo, startSeeded } from "./support.ts";

const statusChecks = (...required_status_checks: { context: string; integration_id?: number | null }[]) => ({
  type: "required_status_checks",
  parameters: { strict_required_status_checks_policy: false, required_status_checks },
});

const main = { ref_name: { include: ["refs/heads/main"], exclude: [] } };
const own = { actor_id: 77, actor_type: "Integration", bypass_mode: "pull_request" };

test("only administration writes rulesets: an app is refused in words, a person as if nothing were there", async () => {
  const world = await startSeeded();
  const [{ id }] = (await world.job().get(`${repo}/rulesets`)).body;
  const body = { name: "n", enforcement: "active" };
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  expect(await world.job().post(`${repo}/rulesets`, body)).toMatchObject(refused);
  const reader = adminApp(world, { administration: "read" });
  expect(await reader.put(`${repo}/rulesets/${id}`, body)).toMatchObject(refused);
  expect(await reader.delete(`${repo}/rulesets/${id}`)).toMatchObject(refused);
  expect((await world.as("com").put(`${repo}/rulesets/${id}`, body)).status).toBe(404);
  expect((await world.as("boss").put(`${repo}/rulesets/${id}`, body)).status).toBe(200);
});

test("PUT replaces the arrays that it names and leaves what it does not", async () => {
  const world = await startSeeded({ seed: { protection: "ruleset" } });
  const app = adminApp(world);
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body;
  const path = `${repo}/rulesets/${id}`;
  const before = (await app.get(path)).body;
  expect(before.rules.map((rule: { type: string }) => rule.type)).toEqual([
    "deletion",
    "non_fast_forward",
    "required_status_checks",
  ]);
  await app.put(path, { bypass_actors: [own] });
  expect((await app.get(path)).body).toMatchObject({ rules: before.rules, bypass_actors: [own] });
  await app.put(path, { rules: [{ type: "deletion" }] });
  const after = (await app.get(path)).body;
  expect(after).toMatchObject({ name: "main", rules: [{ type: "deletion" }], bypass_actors: [own] });
  expect(after.conditions).toEqual(before.conditions);
});

test("a ruleset's bypassing actors are hidden from who may not write it: reading, changing and writing would drop them", async () => {
  const world = await startSeeded();
  const app = adminApp(world);
  const { id } = (await app.post(`${repo}/rulesets`, { name: "n", enforcement: "active", bypass_actors: [own] })).body;
  const weak = (await world.job().get(`${repo}/rulesets/${id}`)).body;
  expect(weak).not.toHaveProperty("bypass_actors");
  await app.put(`${repo}/rulesets/${id}`, { bypass_actors: weak.bypass_actors ?? [] });
  expect((await app.get(`${repo}/rulesets/${id}`)).body.bypass_actors).toEqual([]);
});

test("each caller is told what it may do past a ruleset", async () => {
  const world = await startSeeded();
  const app = adminApp(world);
  const path = async (mode: string) => {
    const bypass_actors = [
      { ...own, bypass_mode: mode },
      { actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" },
    ];
    const body = { name: mode, enforcement: "active", bypass_actors };
    return `${repo}/rulesets/${(await app.post(`${repo}/rulesets`, body)).body.id}`;
  };
  for (const [mode, right] of [
    ["pull_request", "pull_requests_only"],
    ["always", "always"],
    ["exempt", "exempt"],
  ] as const) {
    const ruleset = await path(mode);
    expect((await app.get(ruleset)).body.current_user_can_bypass).toBe(right);
    expect((await world.job().get(ruleset)).body.current_user_can_bypass).toBe("never");
    expect((await world.as("boss").get(ruleset)).body.current_user_can_bypass).toBe("always");
    expect((await world.as("com").get(ruleset)).body.current_user_can_bypass).toBe("never");
  }
});

test("an empty list of required checks is refused, so the rule goes as a whole; -1 is no source here", async () => {
  const app = adminApp(await startSeeded({ seed: { protection: "ruleset" } }));
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body;
  expect(await app.put(`${repo}/rulesets/${id}`, { rules: [statusChecks()] })).toMatchObject({
    status: 422,
    body: { errors: [expect.stringContaining("Expected at least 1 elements, got 0")] },
  });
  const any = [statusChecks({ context: "build", integration_id: -1 })];
  expect((await app.put(`${repo}/rulesets/${id}`, { rules: any })).status).toBe(422);
  expect((await app.put(`${repo}/rulesets/${id}`, { rules: [] })).status).toBe(200);
  expect((await app.get(`${repo}/rules/branches/main`)).body).toEqual([]);
});

test("a null integration_id is no valid request: the key is left out, and GET leaves it out too", async () => {
  const world = await startSeeded({ seed: { protection: "ruleset" } }, { unlisted: 0, violations: 1 });
  const app = adminApp(world);
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body;
  const wrong = [statusChecks({ context: "build", integration_id: null })];
  expect((await app.put(`${repo}/rulesets/${id}`, { rules: wrong })).status).toBe(422);
  expect(world.sandbox.journal.violations[0]?.problem).toMatch(/integration_id must be integer$/);
  await app.put(`${repo}/rulesets/${id}`, { rules: [statusChecks({ context: "build" })] });
  const [rule] = (await app.get(`${repo}/rulesets/${id}`)).body.rules;
  expect(rule.parameters.required_status_checks).toEqual([{ context: "build" }]);
});

test("a disabled ruleset binds nobody and shows in no branch, but in the list", async () => {
  const world = await startSeeded({ seed: { protection: "ruleset" } });
  const app = adminApp(world);
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body;
  expect((await world.job().get(`${repo}/rules/branches/main`)).body).toHaveLength(3);
  await app.put(`${repo}/rulesets/${id}`, { enforcement: "disabled" });
  expect((await world.job().get(`${repo}/rules/branches/main`)).body).toEqual([]);
  expect((await app.get(`${repo}/rulesets`)).body).toContainEqual(
    expect.objectContaining({ id, enforcement: "disabled" }),
  );
  expect((await app.delete(`${repo}/rulesets/${id}`)).status).toBe(204);
  expect((await app.get(`${repo}/rulesets/${id}`)).status).toBe(404);
});

test("an organization's ruleset binds, is read through the repository, and cannot be written there", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const { admin } = world;
  const app = adminApp(world);
  admin.protect("acme/payments", "main", null);
  const { id } = admin.addOrgRuleset("acme", {
    name: "all of acme",
    include: ["~DEFAULT_BRANCH"],
    repositories: ["pay*"],
    rules: [{ type: "required_signatures" }],
    bypassActors: [{ actor_id: 77, actor_type: "Integration", bypass_mode: "pull_request" }],
  });
  expect((await world.job().get(`${repo}/rules/branches/main`)).body).toEqual([
    {
      type: "required_signatures",
      ruleset_source_type: "Organization",
      ruleset_source: "acme",
      ruleset_id: id,
    },
  ]);
  expect((await world.job().get(`${repo}/pulls/1`)).body.mergeable_state).toBe("blocked");
  const read = (await app.get(`${repo}/rulesets/${id}`)).body;
  expect(read).toMatchObject({
    source_type: "Organization",
    source: "acme",
    current_user_can_bypass: "pull_requests_only",
  });
  expect(read).not.toHaveProperty("bypass_actors");
  const ids = async (query: string) =>
    (await app.get(`${repo}/rulesets${query}`)).body.map((ruleset: { id: number }) => ruleset.id);
  expect(await ids("")).toContain(id);
  expect(await ids("?includes_parents=false")).not.toContain(id);
  expect((await app.get(`${repo}/rulesets/${id}?includes_parents=false`)).status).toBe(404);
  expect((await app.put(`${repo}/rulesets/${id}`, { enforcement: "disabled" })).status).toBe(404);
  expect((await app.delete(`${repo}/rulesets/${id}`)).status).toBe(404);
  await admin.createRepository({ name: "acme/other", roles: { boss: "admin" } });
  expect((await world.as("boss").get("/repos/acme/other/rulesets")).body).toEqual([]);
});

test("GitHub Actions cannot be a bypassing actor, nor an app, role or person that is not there", async () => {
  const app = adminApp(await startSeeded());
  const actor = (actor_type: string, actor_id: number, bypass_mode = "always") =>
    app.post(`${repo}/rulesets`, {
      name: `${actor_type} ${actor_id}`,
      enforcement: "active",
      bypass_actors: [{ actor_type, actor_id, bypass_mode }],
    });
  expect(await actor("Integration", 15368)).toMatchObject({
    status: 422,
    body: { errors: ["Actor GitHub Actions integration must be part of the ruleset source or owner organization"] },
  });
  expect((await actor("Integration", 99)).status).toBe(422);
  expect((await actor("RepositoryRole", 9)).status).toBe(422);
  expect((await actor("User", 9)).status).toBe(422);
  expect((await actor("DeployKey", 0, "pull_request")).status).toBe(422);
  expect((await actor("DeployKey", 0)).status).toBe(201);
  expect((await actor("User", 101)).status).toBe(201);
});

test("names are unique and patterns are refs", async () => {
  const app = adminApp(await startSeeded());
  const post = (name: string, include: string[]) =>
    app.post(`${repo}/rulesets`, {
      name,
      enforcement: "active",
      conditions: { ref_name: { include, exclude: [] } },
    });
  expect((await post("a", ["main"])).status).toBe(422);
  expect((await post("a", ["refs/heads/main"])).status).toBe(201);
  expect(await post("a", [])).toMatchObject({ status: 422, body: { errors: ["Name must be unique"] } });
});

test("what the sandbox does not enforce is refused and fails the test", async () => {
  const app = adminApp(await startSeeded({}, { unlisted: 5, violations: 0 }));
  const post = (more: object) => app.post(`${repo}/rulesets`, { name: "n", enforcement: "active", ...more });
  expect((await post({ target: "push" })).status).toBe(404);
  expect((await post({ enforcement: "evaluate" })).status).toBe(404);
  const pattern = { operator: "contains", pattern: "x" };
  expect((await post({ rules: [{ type: "commit_message_pattern", parameters: pattern }] })).status).toBe(404);
  expect((await post({ bypass_actors: [{ actor_type: "OrganizationAdmin", actor_id: 1 }] })).status).toBe(404);
  expect((await app.get(`${repo}/rulesets?targets=push`)).status).toBe(404);
});

test("a ruleset of tags binds the tags that it names, and no branch", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const app = adminApp(world);
  const sha = world.seeded.target.headSha;
  const body = { name: "t", target: "tag", enforcement: "active" };
  const named = (pattern: string) => ({ ref_name: { include: [pattern], exclude: [] } });
  const rules = [{ type: "deletion" }, { type: "update" }];
  const post = (more: object) => app.post(`${repo}/rulesets`, { ...body, rules, ...more });
  expect((await post({ conditions: named("refs/heads/main") })).status).toBe(422);
  expect((await post({ conditions: named("refs/tags/kept/*") })).body).toMatchObject({ target: "tag" });
  const tags = (await app.get(`${repo}/rulesets?targets=tag`)).body as readonly { readonly name: string }[];
  expect(tags.map(({ name }) => name)).toContain("t");
  expect(tags.map(({ name }) => name)).not.toContain("qms ledger");
  const by = world.as("lea");
  const make = (name: string) => by.post(`${repo}/git/refs`, { ref: `refs/tags/${name}`, sha });
  const main = (await by.get(`${repo}/git/ref/heads/main`)).body.object.sha;
  for (const name of ["kept/one", "free"]) expect((await make(name)).status).toBe(201);
  const move = async (name: string) =>
    (await by.patch(`${repo}/git/refs/tags/${name}`, { sha: main, force: true })).status;
  expect([await move("kept/one"), await move("free")]).toEqual([422, 200]);
  const remove = async (name: string) => (await by.delete(`${repo}/git/refs/tags/${name}`)).status;
  expect([await remove("kept/one"), await remove("free")]).toEqual([422, 204]);
});

test("a ruleset made through the interface is enforced for pushes, by everybody but who may always bypass", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const app = adminApp(world);
  world.admin.protect("acme/payments", "main", null);
  const rules = [{ type: "update" }];
  const { id } = (await app.post(`${repo}/rulesets`, { name: "n", enforcement: "active", conditions: main, rules }))
    .body;
  const push = async (login: string | null) => {
    const by = login === null ? app : world.as(login);
    return (await by.patch(`${repo}/git/refs/heads/main`, { sha: world.seeded.target.headSha })).status;
  };
  expect(await push("lea")).toBe(422);
  await app.put(`${repo}/rulesets/${id}`, { bypass_actors: [own] });
  expect(await push(null)).toBe(422);
  await app.put(`${repo}/rulesets/${id}`, { bypass_actors: [{ ...own, bypass_mode: "exempt" }] });
  expect(await push("lea")).toBe(422);
  expect(await push(null)).toBe(200);
});

test("an expired token of the administering app is 401", async () => {
  const { sandbox, admin } = await startSeeded();
  admin.createApp({ id: 77, slug: "qms-admin" });
  const app = clientFor(sandbox, admin.installationToken(77, "acme/payments", { administration: "write" }, 600).token);
  expect((await app.get(`${repo}/branches/main/protection`)).status).toBe(200);
  admin.advance(600_000);
  expect(await app.get(`${repo}/branches/main/protection`)).toMatchObject({
    status: 401,
    body: { message: "Bad credentials" },
  });
});
