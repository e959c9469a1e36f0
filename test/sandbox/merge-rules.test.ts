import { expect, test } from "vitest";
import type { BypassActor, RulesetRule } from "../../sandbox/state/rules.ts";
import type { Variants } from "../../sandbox/state/world.ts";
import { adminApp, type Client, repo, type Seeded, startSeeded } from "./support.ts";

const checks = (...contexts: string[]): RulesetRule => ({
  type: "required_status_checks",
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: contexts.map((context) => ({ context })),
  },
});

const reviews = (more: Partial<Extract<RulesetRule, { type: "pull_request" }>["parameters"]> = {}): RulesetRule => ({
  type: "pull_request",
  parameters: {
    required_approving_review_count: 0,
    require_code_owner_review: false,
    dismiss_stale_reviews_on_push: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
    ...more,
  },
});

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

const own = (bypass_mode: BypassActor["bypass_mode"] = "pull_request"): BypassActor => ({
  actor_id: 77,
  actor_type: "Integration",
  bypass_mode,
});

/** A pull request whose base is bound by these rules and no others. */
async function withRules(rules: readonly RulesetRule[], variants: Partial<Variants> = {}) {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {} }, variants });
  world.admin.protect("acme/payments", "main", null);
  const app = adminApp(world);
  const { id } = world.admin.addRuleset("acme/payments", { name: "main", include: ["~DEFAULT_BRANCH"], rules });
  const bypass = (...bypass_actors: BypassActor[]) => app.put(`${repo}/rulesets/${id}`, { bypass_actors });
  return { ...world, app, bypass, sha: world.seeded.target.headSha };
}

const merge = (by: Client, body: object = {}) => by.put(`${repo}/pulls/1/merge`, body);
const state = async (by: Client): Promise<string> => (await by.get(`${repo}/pulls/1`)).body.mergeable_state;

const view = `{ repository(owner: "acme", name: "payments") { pullRequest(number: 1) {
  mergeStateStatus viewerCanMergeAsAdmin reviewThreads(first: 9) { nodes { isResolved path } } } } }`;
const seen = async (by: Client) => (await by.graphql(view)).body.data.repository.pullRequest;

test.each(["pull_request", "always", "exempt"] as const)(
  "an app in mode %s merges past every rule of the ruleset",
  async (mode) => {
    const world = await withRules([
      checks("ci"),
      reviews({ required_approving_review_count: 2, required_review_thread_resolution: true }),
      { type: "required_signatures" },
    ]);
    world.admin.openThread("acme/payments", 1, "lea", { path: "src/app.ts", body: "why?" });
    expect((await merge(world.app)).status).toBe(405);
    await world.bypass(own(mode));
    expect((await merge(world.job())).status).toBe(405);
    expect(await merge(world.app, { sha: world.sha })).toMatchObject({ status: 200, body: { merged: true } });
  },
);

test("a bypassing actor of one ruleset is bound by the other, by the organization's and by classic protection", async () => {
  const others: ((world: Seeded) => void)[] = [
    ({ admin }) => admin.addRuleset("acme/payments", { name: "other", include: ["~ALL"], rules: [checks("other")] }),
    ({ admin }) => admin.addOrgRuleset("acme", { name: "other", include: ["~ALL"], rules: [checks("other")] }),
    ({ admin }) =>
      admin.protect("acme/payments", "main", {
        strict: false,
        checks: [{ context: "other", app_id: null }],
        enforceAdmins: false,
        reviews: null,
      }),
  ];
  for (const other of others) {
    const world = await withRules([checks("ci")]);
    await world.bypass(own("always"));
    other(world);
    const refused = await merge(world.app);
    expect(refused).toMatchObject({ status: 405, body: { message: expect.stringContaining('"other"') } });
    expect(refused.body.message).not.toContain('"ci"');
  }
});

test("a role, a person or nobody bypasses by its own entry", async () => {
  for (const [actor, who] of [
    [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "pull_request" }, "boss"],
    [{ actor_id: 2, actor_type: "RepositoryRole", bypass_mode: "pull_request" }, "com"],
    [{ actor_id: 101, actor_type: "User", bypass_mode: "pull_request" }, "lea"],
  ] as const) {
    const world = await withRules([checks("ci")]);
    await world.bypass(actor);
    for (const login of ["boss", "com", "lea"].filter((name) => name !== who))
      expect((await merge(world.as(login))).status).toBe(405);
    expect((await merge(world.app)).status).toBe(405);
    expect((await merge(world.as(who))).status).toBe(200);
  }
});

test("merge state is blocked for who may bypass, too, unless exempt; another answer is a variant", async () => {
  const world = await withRules([checks("ci")]);
  await world.bypass(own("always"));
  expect(await state(world.app)).toBe("blocked");
  expect(await seen(world.app)).toMatchObject({ mergeStateStatus: "BLOCKED", viewerCanMergeAsAdmin: true });
  expect(await seen(world.job())).toMatchObject({ mergeStateStatus: "BLOCKED", viewerCanMergeAsAdmin: false });
  await world.bypass(own("exempt"));
  expect(await state(world.app)).toBe("clean");
  expect(await state(world.job())).toBe("blocked");
  const other = await withRules([checks("ci")], { mergeStateForBypasser: "clean" });
  await other.bypass(own());
  expect(await state(other.app)).toBe("clean");
  expect(await state(other.job())).toBe("blocked");
});

test("a head that is behind an up-to-date rule stays unmergeable but for who may bypass", async () => {
  const strict: RulesetRule = {
    type: "required_status_checks",
    parameters: { strict_required_status_checks_policy: true, required_status_checks: [{ context: "ci" }] },
  };
  const world = await withRules([strict]);
  await world.job().post(`${repo}/statuses/${world.sha}`, { state: "success", context: "ci" });
  await world.admin.commit("acme/payments", { branch: "main", author: "lea", message: "m", files: { o: "o" } });
  expect(await state(world.app)).toBe("behind");
  expect((await merge(world.app)).body.message).toContain("out of date");
  await world.bypass(own());
  expect((await merge(world.app, { sha: world.sha })).status).toBe(200);
});

test("an open conversation blocks where the rules want it resolved, by ruleset and by classic protection", async () => {
  const world = await withRules([reviews({ required_review_thread_resolution: true })]);
  const { id } = world.admin.openThread("acme/payments", 1, "lea", { path: "src/app.ts", body: "why?" });
  expect((await seen(world.app)).reviewThreads.nodes).toEqual([{ isResolved: false, path: "src/app.ts" }]);
  expect((await merge(world.app)).body.message).toContain("A conversation must be resolved");
  world.admin.resolveThread("acme/payments", 1, id, "dev");
  expect(await seen(world.app)).toMatchObject({
    mergeStateStatus: "CLEAN",
    reviewThreads: { nodes: [{ isResolved: true }] },
  });
  world.admin.resolveThread("acme/payments", 1, id, null);
  const classic = { strict: false, checks: [], enforceAdmins: true, reviews: null, conversations: true };
  for (const { id: ruleset } of (await world.app.get(`${repo}/rulesets`)).body)
    await world.app.delete(`${repo}/rulesets/${ruleset}`);
  expect(await state(world.app)).toBe("clean");
  world.admin.protect("acme/payments", "main", classic);
  expect(await state(world.app)).toBe("blocked");
});

test("signed commits are wanted of the branch; what GitHub writes itself it signs", async () => {
  const world = await withRules([{ type: "required_signatures" }]);
  expect((await merge(world.app)).body.message).toContain("Commits must have verified signatures.");
  const [commit] = (await world.job().get(`${repo}/pulls/1/commits`)).body;
  expect(commit.commit.verification).toMatchObject({ verified: false, reason: "unsigned" });
  await world.admin.commit("acme/payments", {
    branch: "feature",
    author: "dev",
    message: "m",
    files: { f: "f" },
    amend: true,
    signed: true,
  });
  const { body } = await merge(world.app);
  expect((await world.job().get(`${repo}/commits/${body.sha}`)).body.commit.verification.verified).toBe(true);
});

test("a linear history leaves squash merges, and blocks where the repository has none", async () => {
  const world = await withRules([{ type: "required_linear_history" }]);
  expect(await state(world.app)).toBe("clean");
  expect((await merge(world.app)).body.message).toContain("must not contain merge commits");
  world.admin.setMergeMethods("acme/payments", ["merge"]);
  expect(await state(world.app)).toBe("blocked");
  world.admin.setMergeMethods("acme/payments", ["squash"]);
  expect((await merge(world.app, { merge_method: "squash" })).status).toBe(200);
});

test("the rules may allow fewer ways of merging than the repository", async () => {
  const world = await withRules([reviews({ allowed_merge_methods: ["squash"] })]);
  expect((await merge(world.app)).status).toBe(405);
  expect((await merge(world.app, { merge_method: "squash" })).status).toBe(200);
});

test("a branch with a merge queue refuses direct merges but by who may bypass the queue", async () => {
  const world = await withRules([queue]);
  expect(await merge(world.app)).toMatchObject({
    status: 405,
    body: { message: "Changes must be made through the merge queue" },
  });
  const rules = (await world.job({ contents: "read" }).get(`${repo}/rules/branches/main`)).body;
  expect(rules).toMatchObject([{ type: "merge_queue", parameters: { grouping_strategy: "ALLGREEN" } }]);
  await world.bypass(own());
  expect((await merge(world.app)).status).toBe(200);
});

test("a moved head is 409 for a bypassing app, too", async () => {
  const world = await withRules([checks("ci")]);
  await world.bypass(own());
  expect((await merge(world.app, { sha: "1".repeat(40) })).status).toBe(409);
  await world.admin.commit("acme/payments", { branch: "feature", author: "dev", message: "m", files: { f: "f" } });
  expect((await merge(world.app, { sha: world.sha })).status).toBe(409);
});

test("deployments and analyses that nobody runs block everybody", async () => {
  const world = await withRules([
    { type: "required_deployments", parameters: { required_deployment_environments: ["staging"] } },
    {
      type: "code_scanning",
      parameters: {
        code_scanning_tools: [{ tool: "CodeQL", alerts_threshold: "errors", security_alerts_threshold: "all" }],
      },
    },
  ]);
  expect((await world.job().get(`${repo}/rules/branches/main`)).body).toHaveLength(2);
  const { body } = await merge(world.app);
  expect(body.message).toContain("staging");
  expect(body.message).toContain("waiting for results from CodeQL");
});

test("an app with administration is no administrator to classic protection, or is, by variant", async () => {
  for (const adminAppCountsAsAdmin of [false, true]) {
    const world = await withRules([], { adminAppCountsAsAdmin });
    const classic = { strict: false, checks: [{ context: "ci", app_id: null }], reviews: null };
    world.admin.protect("acme/payments", "main", { ...classic, enforceAdmins: false });
    expect((await merge(world.job())).status).toBe(405);
    expect((await merge(world.app)).status).toBe(adminAppCountsAsAdmin ? 200 : 405);
  }
});

test("classic allowances spare reviews and nothing else, and a restriction lets nobody else merge", async () => {
  const world = await withRules([]);
  const { app, admin } = world;
  const review = { count: 1, codeOwner: false, dismissStale: false, lastPush: false };
  const classic = { strict: false, checks: [], enforceAdmins: true };
  admin.protect("acme/payments", "main", { ...classic, reviews: { ...review, allowances: { apps: [77] } } });
  expect((await merge(world.as("boss"))).status).toBe(405);
  admin.protect("acme/payments", "main", {
    ...classic,
    checks: [{ context: "ci", app_id: null }],
    reviews: { ...review, allowances: { apps: [77] } },
  });
  const { message } = (await merge(app)).body;
  expect(message).toContain('Required status check "ci" is expected.');
  expect(message).not.toContain("review");
  admin.protect("acme/payments", "main", { ...classic, reviews: null, restrictions: { users: ["lea"] } });
  expect((await merge(app)).body.message).toContain("not authorized to push to this branch");
  expect((await merge(world.as("lou"))).status).toBe(405);
  expect(await state(app)).toBe("blocked");
  expect((await merge(world.as("lea"))).status).toBe(200);
});

test("a locked branch takes no merge", async () => {
  const world = await withRules([]);
  const classic = { strict: false, checks: [], enforceAdmins: true, reviews: null };
  world.admin.protect("acme/payments", "main", { ...classic, lock: true });
  expect((await merge(world.as("boss"))).body.message).toContain("locked branch");
});

test("the window of a relaxed rule: gone while it is relaxed, back when it is restored, for everybody", async () => {
  const world = await withRules([]);
  const path = `${repo}/branches/main/protection/required_status_checks`;
  world.admin.protect("acme/payments", "main", {
    strict: false,
    checks: [
      { context: "ci", app_id: 15368 },
      { context: "lint", app_id: null },
    ],
    enforceAdmins: true,
    reviews: null,
  });
  await world.job().post(`${repo}/statuses/${world.sha}`, { state: "success", context: "lint" });
  expect(await state(world.app)).toBe("blocked");
  await world.app.patch(path, { checks: [{ context: "lint", app_id: -1 }] });
  expect(await state(world.as("lea"))).toBe("clean");
  await world.app.patch(path, {
    checks: [
      { context: "ci", app_id: 15368 },
      { context: "lint", app_id: -1 },
    ],
  });
  expect(await state(world.as("lea"))).toBe("blocked");
});

test("a server with pre-receive hooks says so where nothing else is in the way", async () => {
  const world = await withRules([]);
  world.admin.setHasHooks("acme/payments", true);
  expect(await seen(world.app)).toMatchObject({ mergeStateStatus: "HAS_HOOKS", viewerCanMergeAsAdmin: false });
});

test("an up-to-date rule without a check has no effect", async () => {
  const world = await withRules([]);
  world.admin.protect("acme/payments", "main", { strict: true, checks: [], enforceAdmins: true, reviews: null });
  await world.admin.commit("acme/payments", { branch: "main", author: "lea", message: "m", files: { o: "o" } });
  expect(await state(world.app)).toBe("clean");
});
