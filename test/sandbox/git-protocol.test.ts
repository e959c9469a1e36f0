import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isolatedEnv } from "../../sandbox/git/run-git.ts";
import { repo, type Seeded, startSeeded } from "./support.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function git(cwd: string, ...args: string[]): Promise<{ status: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn("git", ["-c", "user.name=req", "-c", "user.email=req@example.test", ...args], {
      cwd,
      env: isolatedEnv,
    });
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (out += chunk));
    child.on("close", (status) => resolve({ status, out }));
  });
}

async function cloneAs(world: Seeded, token: string, branch: string) {
  const folder = mkdtempSync(join(tmpdir(), "qms-clone-"));
  folders.push(folder);
  const url = world.sandbox.url.replace("http://", `http://x-access-token:${token}@`);
  const cloned = await git(folder, "clone", "--quiet", "--branch", branch, `${url}/acme/payments.git`, "work");
  return { ...cloned, work: join(folder, "work") };
}

async function commit(work: string, path: string): Promise<void> {
  writeFileSync(join(work, path), "text\n");
  await git(work, "add", ".");
  await git(work, "commit", "--quiet", "-m", path);
}

test("clone and push work over HTTP; the push is in the activity and opens the way to a pull request", async () => {
  const world = await startSeeded();
  const token = world.admin.personToken("req").token;
  const { status, out, work } = await cloneAs(world, token, "qms");
  expect(status, out).toBe(0);
  await git(work, "switch", "--quiet", "-c", "bypass/one");
  await commit(work, "one.yml");
  const pushed = await git(work, "push", "origin", "bypass/one");
  expect(pushed.status, pushed.out).toBe(0);
  const [activity] = (await world.job().get(`${repo}/activity?ref=bypass/one`)).body;
  expect(activity).toMatchObject({ activity_type: "branch_creation", actor: { login: "req" } });
  expect((await world.as("req").post(`${repo}/pulls`, { title: "t", head: "bypass/one", base: "qms" })).status).toBe(
    201,
  );
});

test("the rules of a branch hold for git push: registry, forced ledger, deletion", async () => {
  const world = await startSeeded();
  const token = world.admin.personToken("req").token;
  const { work } = await cloneAs(world, token, "qms");
  await commit(work, "two.yml");
  const refused = await git(work, "push", "origin", "HEAD:qms");
  expect(refused.status).not.toBe(0);
  expect(refused.out).toContain("GH013: Repository rule violations found for refs/heads/qms");
  expect(refused.out).toContain("Changes must be made through a pull request.");
  expect((await git(work, "push", "origin", "HEAD:refs/heads/qms-ledger")).status).toBe(0);
  await git(work, "commit", "--quiet", "--amend", "-m", "rewritten");
  expect((await git(work, "push", "--force", "origin", "HEAD:refs/heads/qms-ledger")).out).toContain(
    "Cannot force-push to this branch",
  );
  expect((await git(work, "push", "origin", ":refs/heads/qms-ledger")).out).toContain(
    "Cannot delete this protected ref",
  );
  expect((await git(work, "push", "origin", "HEAD:refs/pull/1/head")).status).not.toBe(0);
  const before = await world.admin.head("acme/payments", "qms");
  expect(before).not.toBe((await git(work, "rev-parse", "HEAD")).out.trim());
});

test("a wrong token cannot clone, a reader cannot push", async () => {
  const world = await startSeeded();
  expect((await cloneAs(world, "made-up", "qms")).status).not.toBe(0);
  const { status, work } = await cloneAs(world, world.admin.personToken("stranger").token, "qms");
  expect(status).toBe(0);
  expect((await git(work, "push", "origin", "HEAD:refs/heads/mine")).out).toContain("403");
  expect((await git(work, "push", "origin", "HEAD:refs/heads/mine")).status).not.toBe(0);
});
