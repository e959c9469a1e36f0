import type { AskedRequest, Walk } from "./open-walk.ts";

export interface Target {
  readonly number: number;
  readonly headSha: string;
  readonly branch: string;
}

/** What CI says of a commit; what is not named passes. */
export type Failing = readonly ("docs/coverage" | "codeql" | "unit-tests" | "build")[];

/** Another pull request of a developer, with results of CI. */
export async function openTarget(
  walk: Walk,
  branch: string,
  title: string,
  failing: Failing,
  base = "main",
): Promise<Target> {
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    branch,
    from: base,
    author: "dev",
    message: title,
    files: { [`src/${branch}.ts`]: `export const changed = "${branch}";\n` },
  })) as string;
  const pull = (await walk.as("dev", "POST", "pulls", { title, head: branch, base })) as { number: number };
  await reportResults(walk, headSha, failing);
  return { number: pull.number, headSha, branch };
}

/** One more commit, with the same results. */
export async function pushToTarget(walk: Walk, branch: string, failing: Failing): Promise<string> {
  const sha = (await walk.sandbox.admin("commit", walk.repository, {
    branch,
    author: "dev",
    message: "Name the provider in the log",
    files: { "src/log.ts": "export const log = true;\n" },
  })) as string;
  await reportResults(walk, sha, failing);
  return sha;
}

async function reportResults(walk: Walk, sha: string, failing: Failing): Promise<void> {
  for (const context of ["docs/coverage", "codeql"] as const)
    await walk.as("boss", "POST", `statuses/${sha}`, {
      context,
      state: failing.includes(context) ? "failure" : "success",
    });
  await walk.sandbox.admin(
    "reportCi",
    walk.repository,
    sha,
    (["unit-tests", "build"] as const).map((name) => ({
      name,
      conclusion: failing.includes(name) ? "failure" : "success",
    })),
  );
}

/** The requester writes the commit that is meant now into the manifest. */
export async function correctManifest(walk: Walk, asked: AskedRequest, headSha: string): Promise<void> {
  await walk.sandbox.admin("advance", 60_000);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: asked.branch,
    author: "req",
    message: "Name the commit that is meant now",
    files: { [asked.path]: asked.text.replace(/^( *head_sha: ).*$/m, `$1${headSha}`) },
  });
}
