import type { WorkflowJob } from "../../../ports.ts";
import type { Client } from "../client.ts";

interface JobsAnswer {
  readonly jobs: readonly {
    readonly id: number;
    readonly name: string;
    readonly status: string;
    readonly conclusion: string | null;
    readonly run_attempt?: number;
  }[];
}

/**
 * The latest execution of every job of a run. All attempts are read: whether the newest one also lists the jobs that were not run
 * again is not documented, and the latest attempt of a name is right either way. Jobs that share a name are all kept: one that
 * passed must not hide one that failed. Needs `actions: read`.
 */
export async function readJobs(client: Client, run: number): Promise<readonly WorkflowJob[]> {
  const latest = new Map<string, { readonly attempt: number; readonly jobs: WorkflowJob[] }>();
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<JobsAnswer>("GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs", {
      run_id: run,
      filter: "all",
      per_page: 100,
      page,
    });
    for (const { id, name, status, conclusion, run_attempt: attempt = 1 } of data.jobs) {
      const job: WorkflowJob = { id, name, state: status === "completed" ? (conclusion ?? "") : status };
      const known = latest.get(name);
      if (known === undefined || known.attempt < attempt) latest.set(name, { attempt, jobs: [job] });
      else if (known.attempt === attempt) known.jobs.push(job);
    }
    if (links.next === undefined) break;
  }
  return [...latest.values()].flatMap(({ jobs }) => jobs);
}
