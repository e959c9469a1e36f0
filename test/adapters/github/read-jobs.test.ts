import { expect, test } from "vitest";
import { openClient } from "../../../src/adapters/github/client.ts";
import { readJobs } from "../../../src/adapters/github/target/read-jobs.ts";
import { startSeeded } from "../../sandbox/support.ts";

const lint = { name: "lint", conclusion: "failure" };
const unit = (conclusion: string) => ({ name: "unit", conclusion });

async function jobsOf(jobs: readonly { name: string; conclusion: string }[], pageSize: number, again?: number) {
  const world = await startSeeded();
  const { admin, sandbox, seeded } = world;
  const run = admin.runCi("acme/payments", "dev", { branch: "feature", sha: seeded.target.headSha, jobs });
  const { token } = admin.workflowToken("acme/payments", { actions: "write" });
  const client = openClient({
    token,
    repository: "acme/payments",
    apiUrl: sandbox.apiUrl,
    graphqlUrl: sandbox.graphqlUrl,
    userAgent: "test",
  });
  const id = again === undefined ? undefined : run.jobs[again];
  if (id !== undefined) await client.rest("POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun", { job_id: id });
  admin.setPageSize(pageSize);
  return (await readJobs(client, run.run)).map(({ name, state }) => `${name} ${state}`).sort();
}

test("of jobs that share a name all are there: one that passed hides none that failed, wherever the pages end", async () => {
  for (const size of [1, 100]) {
    expect(await jobsOf([lint, unit("failure"), unit("success")], size)).toEqual([
      "lint failure",
      "unit failure",
      "unit success",
    ]);
  }
});

test("of a job that was run again its latest attempt is there, and nothing of before", async () => {
  for (const size of [1, 100])
    expect(await jobsOf([lint, unit("success")], size, 0)).toEqual(["lint queued", "unit success"]);
});
