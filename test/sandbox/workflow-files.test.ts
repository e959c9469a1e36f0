import { expect, test } from "vitest";
import { adminApp, dispatchable, repo, startSeeded } from "./support.ts";

const refusal = "refusing to allow a GitHub App to create or update workflow `.github/workflows/w.yml` without";
const file = { ".github/workflows/w.yml": dispatchable };

test("no job brings a workflow file into a branch: by ref, by commit, by merge; an app with the permission does", async () => {
  const { sandbox, admin, as, job, seeded } = await startSeeded({ seed: { statuses: {}, checkRuns: {} } });
  const bot = job();
  const before = (await admin.head("acme/payments", "main")) ?? "";
  const work = { branch: "work", from: "main", author: "dev", message: "w", files: file };
  const sha = await admin.commit("acme/payments", work);
  const forbidden = { status: 403, body: { message: expect.stringContaining(refusal) } };
  expect(await bot.post(`${repo}/git/refs`, { ref: "refs/heads/copy", sha })).toMatchObject(forbidden);
  expect(await bot.patch(`${repo}/git/refs/heads/feature`, { sha, force: true })).toMatchObject(forbidden);
  const { number } = (await as("dev").post(`${repo}/pulls`, { title: "t", head: "work", base: "main" })).body;
  expect(await bot.put(`${repo}/pulls/${number}/merge`, { sha })).toMatchObject(forbidden);
  const mutation = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;
  const commit = (path: string) => ({
    input: {
      branch: { repositoryNameWithOwner: "acme/payments", branchName: "feature" },
      expectedHeadOid: seeded.target.headSha,
      message: { headline: "h" },
      fileChanges: { additions: [{ path, contents: Buffer.from("on: push\n").toString("base64") }] },
    },
  });
  const refused = await bot.graphql(mutation, commit(".github/workflows/w.yml"));
  expect(refused.body.errors[0].message).toContain(refusal);
  expect((await bot.graphql(mutation, commit(".github/other.yml"))).body.errors).toBeUndefined();
  admin.createApp({ id: 9, slug: "merger" });
  const permissions = { contents: "write", pull_requests: "write", workflows: "write" } as const;
  const { token } = admin.installationToken(9, "acme/payments", permissions);
  const merged = await fetch(`${sandbox.apiUrl}${repo}/pulls/${number}/merge`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ sha }),
  });
  expect(merged.status).toBe(200);
  expect(await admin.head("acme/payments", "main")).not.toBe(before);
  // What the branch has already may stay: a job's commit beside it is fine.
  const head = (await admin.head("acme/payments", "main")) ?? "";
  expect((await bot.post(`${repo}/git/refs`, { ref: "refs/heads/later", sha: head })).status).toBe(201);
});

test("an app past every rule still brings no workflow file without the permission, and nothing is merged", async () => {
  const world = await startSeeded({ seed: { statuses: {}, checkRuns: {}, protection: "ruleset" } });
  const app = adminApp(world);
  const [{ id }] = (await app.get(`${repo}/rulesets`)).body;
  const actor = { actor_id: 77, actor_type: "Integration", bypass_mode: "always" };
  expect((await app.put(`${repo}/rulesets/${id}`, { bypass_actors: [actor] })).status).toBe(200);
  const before = await world.admin.head("acme/payments", "main");
  await world.admin.commit("acme/payments", { branch: "feature", author: "dev", message: "w", files: file });
  const refused = await app.put(`${repo}/pulls/1/merge`, {});
  expect(refused).toMatchObject({ status: 403, body: { message: expect.stringContaining(refusal) } });
  expect(await world.admin.head("acme/payments", "main")).toBe(before);
});

test("a dispatch wants a workflow of the default branch, its trigger on the ref, and its inputs", async () => {
  const { admin, job } = await startSeeded({ seed: { mainFiles: file } });
  await admin.commit("acme/payments", {
    branch: "feature",
    author: "dev",
    message: "f",
    files: { ".github/workflows/new.yml": dispatchable, ".github/workflows/w.yml": "on: [push]\n" },
  });
  const send = async (workflow: string, ref: string, inputs?: Record<string, string>) => {
    const { status, body } = await job().post(`${repo}/actions/workflows/${workflow}/dispatches`, {
      ref,
      ...(inputs === undefined ? {} : { inputs }),
    });
    return status === 204 ? status : `${status} ${body.message}`;
  };
  expect(await send("new.yml", "feature", { pr: "1" })).toBe("404 Not Found");
  expect(await send("w.yml", "none", { pr: "1" })).toBe("422 No ref found for: none");
  expect(await send("w.yml", "feature", { pr: "1" })).toBe("422 Workflow does not have 'workflow_dispatch' trigger");
  expect(await send("w.yml", "main")).toBe("422 Required input 'pr' not provided");
  expect(await send("w.yml", "main", { pr: "1", x: "y" })).toBe('422 Unexpected inputs provided: ["x"]');
  expect(await send("w.yml", "main", { pr: "1", mode: "x" })).toContain("not in the list of allowed values");
  expect(await send("w.yml", "refs/heads/main", { pr: "1", mode: "hard" })).toBe(204);
  expect(admin.dispatches("acme/payments")).toHaveLength(1);
});
