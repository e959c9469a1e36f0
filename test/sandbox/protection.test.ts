import { expect, test } from "vitest";
import { adminApp, repo, startSeeded } from "./support.ts";

const protection = `${repo}/branches/main/protection`;
const checks = `${protection}/required_status_checks`;
const reviews = `${protection}/required_pull_request_reviews`;

/** Protection with every switch on, as somebody set it by hand. */
const full = {
  required_status_checks: { strict: true, contexts: [], checks: [{ context: "build", app_id: -1 }] },
  enforce_admins: true,
  required_pull_request_reviews: { required_approving_review_count: 2, require_code_owner_reviews: true },
  restrictions: { users: ["lea"], teams: [], apps: ["qms-admin"] },
  required_linear_history: true,
  allow_force_pushes: true,
  allow_deletions: true,
  block_creations: true,
  required_conversation_resolution: true,
  lock_branch: true,
  allow_fork_syncing: true,
};

/** What PUT wants at least, with nothing switched on. */
const nothing = {
  required_status_checks: null,
  enforce_admins: null,
  required_pull_request_reviews: null,
  restrictions: null,
};

const pins = (body: { checks: { context: string; app_id: number | null }[] }) =>
  Object.fromEntries(body.checks.map((check) => [check.context, check.app_id]));

test("only administration reads and writes it: an app is refused in words, a person as if nothing were there", async () => {
  const world = await startSeeded();
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
  expect(await world.job().get(protection)).toMatchObject(refused);
  const reader = adminApp(world, { administration: "read", contents: "write" });
  expect((await reader.get(protection)).status).toBe(200);
  expect(await reader.patch(checks, { strict: true })).toMatchObject(refused);
  expect((await reader.patch(checks, { strict: true })).headers.get("x-accepted-github-permissions")).toBe(
    "administration=write",
  );
  const hidden = { status: 404, body: { message: "Not Found" } };
  expect(await world.as("com").get(protection)).toMatchObject(hidden);
  expect(await world.as("lea").put(protection, nothing)).toMatchObject(hidden);
  expect((await world.as("boss").get(protection)).status).toBe(200);
});

test("why there is no protection stands in the message alone", async () => {
  const app = adminApp(await startSeeded());
  const missing = (message: string) => ({ status: 404, body: { message } });
  expect(await app.get(`${repo}/branches/feature/protection`)).toMatchObject(missing("Branch not protected"));
  expect(await app.get(`${repo}/branches/none/protection`)).toMatchObject(missing("Branch not found"));
  expect(await app.put(`${repo}/branches/none/protection`, nothing)).toMatchObject(missing("Branch not found"));
  await app.put(protection, nothing);
  expect(await app.get(checks)).toMatchObject(missing("Required status checks not enabled"));
  expect(await app.patch(checks, { checks: [] })).toMatchObject(missing("Required status checks not enabled"));
  expect((await app.get(reviews)).status).toBe(404);
  expect((await app.delete(protection)).status).toBe(204);
  expect(await app.delete(protection)).toMatchObject(missing("Branch not protected"));
});

test("PUT replaces: what is not sent is off again, and GET has another form than PUT", async () => {
  const app = adminApp(await startSeeded());
  expect((await app.put(protection, full)).status).toBe(200);
  const set = (await app.get(protection)).body;
  expect(set).toMatchObject({
    required_status_checks: { strict: true, contexts: ["build"], checks: [{ context: "build", app_id: null }] },
    enforce_admins: { enabled: true },
    required_pull_request_reviews: { required_approving_review_count: 2, require_code_owner_reviews: true },
    restrictions: { users: [{ login: "lea" }], teams: [], apps: [{ slug: "qms-admin" }] },
    required_linear_history: { enabled: true },
    allow_force_pushes: { enabled: true },
    allow_deletions: { enabled: true },
    block_creations: { enabled: true },
    required_conversation_resolution: { enabled: true },
    lock_branch: { enabled: true },
    allow_fork_syncing: { enabled: true },
  });
  await app.put(protection, { ...nothing, required_status_checks: full.required_status_checks });
  const reset = (await app.get(protection)).body;
  for (const name of ["required_linear_history", "allow_force_pushes", "allow_deletions", "block_creations"])
    expect(reset[name]).toEqual({ enabled: false });
  for (const name of ["required_conversation_resolution", "lock_branch", "allow_fork_syncing"])
    expect(reset[name]).toEqual({ enabled: false });
  expect(reset).not.toHaveProperty("restrictions");
  expect(reset).not.toHaveProperty("required_pull_request_reviews");
});

test("what GET gave is not what PUT takes", async () => {
  const world = await startSeeded({}, { unlisted: 0, violations: 1 });
  const app = adminApp(world);
  await app.put(protection, { ...full, required_status_checks: { strict: true, contexts: ["build"] } });
  const { url: _, required_signatures: __, ...copy } = (await app.get(protection)).body;
  expect((await app.put(protection, copy)).status).toBe(422);
});

test("PUT leaves the required signatures alone: they have an endpoint of their own", async () => {
  const app = adminApp(await startSeeded());
  await app.put(protection, nothing);
  await app.post(`${protection}/required_signatures`, undefined);
  await app.put(protection, full);
  expect((await app.get(protection)).body.required_signatures.enabled).toBe(true);
  await app.delete(`${protection}/required_signatures`);
  expect((await app.get(`${protection}/required_signatures`)).body.enabled).toBe(false);
});

test("a check without app_id is pinned to who reported it last, -1 is any, and GET shows any as null", async () => {
  const world = await startSeeded();
  const app = adminApp(world);
  const names = ["unit-tests", "docs/coverage", "never-seen"];
  const left = await app.patch(checks, { checks: names.map((context) => ({ context })) });
  expect(pins(left.body)).toEqual({ "unit-tests": 15368, "docs/coverage": null, "never-seen": null });
  const any = await app.patch(checks, { checks: names.map((context) => ({ context, app_id: -1 })) });
  expect(pins(any.body)).toEqual({ "unit-tests": null, "docs/coverage": null, "never-seen": null });
  await app.post(`${repo}/check-runs`, { name: "unit-tests", head_sha: world.seeded.target.headSha });
  const own = await app.patch(checks, { checks: [{ context: "unit-tests" }] });
  expect(pins(own.body)).toEqual({ "unit-tests": 77 });
});

test("sending back the null that GET gave is no valid request, so a snapshot is not a restore", async () => {
  const app = adminApp(await startSeeded({}, { unlisted: 0, violations: 1 }));
  const { body } = await app.get(checks);
  expect(body.checks).toContainEqual({ context: "docs/coverage", app_id: null });
  expect((await app.patch(checks, { checks: body.checks })).status).toBe(422);
});

test("PATCH replaces the list of checks and leaves strict, or the other way round", async () => {
  const app = adminApp(await startSeeded());
  const strict = await app.patch(checks, { strict: true });
  expect(strict.body).toMatchObject({ strict: true, contexts: ["docs/coverage", "unit-tests", "build"] });
  const one = await app.patch(checks, { checks: [{ context: "build", app_id: 15368 }] });
  expect(one.body).toMatchObject({ strict: true, checks: [{ context: "build", app_id: 15368 }] });
});

test("the old list of contexts pins everything anew, also what it did not mention", async () => {
  const app = adminApp(await startSeeded());
  await app.patch(checks, { checks: [{ context: "unit-tests", app_id: -1 }] });
  const added = await app.post(`${checks}/contexts`, { contexts: ["lint"] });
  expect(added.body).toEqual(["unit-tests", "lint"]);
  expect(pins((await app.get(checks)).body)).toEqual({ "unit-tests": 15368, lint: null });
  await app.patch(checks, { checks: [{ context: "unit-tests", app_id: -1 }, { context: "lint" }] });
  expect((await app.call("DELETE", `${checks}/contexts`, { contexts: ["lint"] })).body).toEqual(["unit-tests"]);
  expect(pins((await app.get(checks)).body)).toEqual({ "unit-tests": 15368 });
  await app.put(`${checks}/contexts`, { contexts: [] });
  expect((await app.get(checks)).body.checks).toEqual([]);
});

test("DELETE of the required checks removes all, and only PUT of the whole brings them back", async () => {
  const world = await startSeeded();
  const app = adminApp(world);
  expect((await app.delete(checks)).status).toBe(204);
  expect((await app.post(`${checks}/contexts`, { contexts: ["build"] })).status).toBe(404);
  expect((await world.job().get(`${repo}/pulls/1`)).body.mergeable_state).toBe("unstable");
  await app.put(protection, { ...nothing, required_status_checks: { strict: false, contexts: ["unit-tests"] } });
  expect((await world.job().get(`${repo}/pulls/1`)).body.mergeable_state).toBe("blocked");
});

test("a weak token sees names and pins in the branch, and nothing else of the protection", async () => {
  const world = await startSeeded();
  const app = adminApp(world);
  await app.put(protection, {
    ...full,
    required_status_checks: { strict: true, contexts: ["build", "docs/coverage"] },
  });
  expect((await world.job({ contents: "read" }).get(`${repo}/branches/main`)).body.protection).toEqual({
    enabled: true,
    required_status_checks: {
      enforcement_level: "everyone",
      contexts: ["build", "docs/coverage"],
      checks: [
        { context: "build", app_id: 15368 },
        { context: "docs/coverage", app_id: null },
      ],
    },
  });
});

test("reviews change by parts, lists of people are replaced, and unknown people are refused", async () => {
  const app = adminApp(await startSeeded());
  await app.put(protection, {
    ...nothing,
    required_pull_request_reviews: { bypass_pull_request_allowances: { users: ["lea", "lou"] } },
  });
  expect((await app.get(reviews)).body).toMatchObject({ required_approving_review_count: 1 });
  const changed = await app.patch(reviews, { require_last_push_approval: true });
  expect(changed.body.bypass_pull_request_allowances.users).toHaveLength(2);
  await app.patch(reviews, { bypass_pull_request_allowances: { users: ["lea"] } });
  expect((await app.get(reviews)).body).toMatchObject({
    require_last_push_approval: true,
    bypass_pull_request_allowances: { users: [{ login: "lea" }] },
  });
  expect((await app.patch(reviews, { dismissal_restrictions: { users: ["nobody"] } })).status).toBe(422);
  expect((await app.patch(reviews, { required_approving_review_count: 7 })).status).toBe(422);
});

test("a personal repository knows no restrictions of people", async () => {
  const world = await startSeeded();
  await world.admin.createRepository({ name: "solo/notes", ownerType: "User" });
  await world.admin.commit("solo/notes", { branch: "main", author: "solo", message: "m", files: { a: "a" } });
  const put = await world.as("solo").put("/repos/solo/notes/branches/main/protection", {
    ...nothing,
    restrictions: { users: ["solo"], teams: [] },
  });
  expect(put).toMatchObject({ status: 422, body: { message: expect.stringContaining("Only organization") } });
});

test("what GitHub does not settle is refused and fails the test: names given twice over, and teams", async () => {
  const app = adminApp(await startSeeded({}, { unlisted: 3, violations: 0 }));
  const twice = [{ context: "build" }, { context: "Build" }];
  expect((await app.patch(checks, { contexts: ["build"], checks: [{ context: "lint" }] })).status).toBe(404);
  expect((await app.patch(checks, { checks: twice })).status).toBe(404);
  const put = await app.put(protection, { ...nothing, restrictions: { users: [], teams: ["leads"] } });
  expect(put.status).toBe(404);
});
