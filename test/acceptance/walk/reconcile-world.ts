import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import type { Reconcile } from "../../../src/generated/types/reconcile.ts";
import { later } from "./walk-world.ts";

/** What the job of report.yml may do. */
export const reportPermissions = {
  contents: "write",
  "pull-requests": "read",
  checks: "read",
  statuses: "read",
} as const;

/** As actions/checkout leaves it with `fetch-depth: 0`. */
export async function cloneOf(walk: Walk, repository = walk.repository): Promise<string> {
  const bare = (await walk.sandbox.admin("repositoryDir", repository)) as string;
  const workspace = mkdtempSync(join(tmpdir(), "qms-clone-"));
  execFileSync("git", ["clone", "--quiet", `file://${bare}`, workspace], { stdio: "ignore" });
  return workspace;
}

/** A token that may read rule suites: of an App, as input admin-token. */
export async function adminToken(walk: Walk): Promise<string> {
  await walk.sandbox.admin("createApp", { id: 777, slug: "qms-admin" });
  const permissions = { administration: "write", contents: "read", metadata: "read" };
  const { token } = (await walk.sandbox.admin("installationToken", 777, walk.repository, permissions)) as {
    token: string;
  };
  return token;
}

export interface ReconcileStep extends WalkStep {
  readonly said: Reconcile;
}

/** The job of report.yml some minutes later. */
export async function reconcile(
  walk: Walk,
  inputs: Readonly<Record<string, string>> = {},
  permissions: Readonly<Record<string, "read" | "write">> = reportPermissions,
): Promise<ReconcileStep> {
  await later(walk, 300);
  const step = await walk.step("audit-report", {
    inputs: { operation: "reconcile", ...inputs },
    workspace: await cloneOf(walk),
    permissions,
  });
  return { ...step, said: JSON.parse(step.outputs.result ?? "{}") as Reconcile };
}

/** Classic protection that spares administrators, as GitHub's default does. */
export async function spareAdministrators(walk: Walk, contexts: readonly string[]): Promise<void> {
  await walk.sandbox.admin("setRole", walk.repository, "ann", "admin");
  await walk.sandbox.admin("protect", walk.repository, "main", {
    strict: false,
    enforceAdmins: false,
    reviews: null,
    checks: contexts.map((context) => ({ context, app_id: null })),
  });
}

export async function mergeAs(walk: Walk, login: string, number = walk.target.number): Promise<string> {
  const { sha } = (await walk.as(login, "PUT", `pulls/${number}/merge`, {})) as { sha: string };
  return sha;
}

/** A pull request of `dev` against main. */
export async function openPull(walk: Walk, branch: string): Promise<{ readonly number: number; readonly sha: string }> {
  const sha = (await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch, from: "main", author: "dev", message: branch, files: { [`src/${branch}.ts`]: "export {};\n" } },
  })) as string;
  const pull = await walk.as("dev", "POST", "pulls", { title: branch, head: branch, base: "main" });
  return { number: (pull as { number: number }).number, sha };
}
