import { readCommit } from "../git/objects.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, write } from "../server/route.ts";
import { jobsOf, latestJobs, rerunJob } from "../state/jobs.ts";
import type { CheckRun } from "../state/records.ts";
import type { WorkflowRun } from "../state/workflow-runs.ts";
import { toIso } from "../state/world.ts";
import { minimalRepository } from "./shapes/repository.ts";
import { nodeId, repoApi, repoHtml } from "./shapes/urls.ts";
import { simpleUser } from "./shapes/user.ts";

async function runShape({ world, repo }: RepoCall, run: WorkflowRun) {
  const url = `${repoApi(world, repo)}/actions/runs/${run.id}`;
  const commit = await readCommit(repo.dir, run.sha);
  const at = toIso(run.at);
  // One number per workflow file.
  const workflow = [...new Set(repo.runs.map((other) => other.path))].indexOf(run.path) + 1;
  return {
    id: run.id,
    node_id: nodeId("WorkflowRun", run.id),
    name: run.path,
    path: run.path,
    display_title: commit.message.split("\n")[0] ?? "",
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: run.branch,
    head_sha: run.sha,
    workflow_id: workflow,
    url,
    html_url: `${repoHtml(world, repo)}/actions/runs/${run.id}`,
    created_at: at,
    updated_at: at,
    run_started_at: at,
    actor: simpleUser(world, run.actor),
    triggering_actor: simpleUser(world, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repoApi(world, repo)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${repoApi(world, repo)}/actions/workflows/${workflow}`,
    pull_requests: [],
    head_commit: {
      id: run.sha,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: toIso(commit.committer.at * 1000),
      author: { name: commit.author.name, email: commit.author.email },
      committer: { name: commit.committer.name, email: commit.committer.email },
    },
    head_repository: minimalRepository(world, repo),
    repository: minimalRepository(world, repo),
  };
}

function jobShape({ world, repo }: RepoCall, run: WorkflowRun, job: CheckRun) {
  const api = `${repoApi(world, repo)}/actions`;
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${api}/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId("CheckRun", job.id),
    head_sha: job.sha,
    head_branch: run.branch,
    workflow_name: run.path,
    url: `${api}/jobs/${job.id}`,
    html_url: `${repoHtml(world, repo)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: toIso(job.startedAt),
    started_at: toIso(job.startedAt),
    completed_at: job.completedAt === null ? null : toIso(job.completedAt),
    name: job.name,
    steps: [],
    check_run_url: `${repoApi(world, repo)}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  };
}

function runNamed({ repo, params }: RepoCall): WorkflowRun {
  const run = repo.runs.find((candidate) => String(candidate.id) === params.run_id);
  if (run === undefined) throw notFound();
  return run;
}

/** In GitHub's words. */
const whyNot = {
  running: "The workflow run containing this job is already running",
  archived: "Only jobs from the current attempt can be re-run",
};

export const workflowRunRoutes: readonly Route[] = [
  repoRoute("actions/get-workflow-run", read("actions"), async (call) => ok(await runShape(call, runNamed(call)))),
  repoRoute(
    "actions/list-jobs-for-workflow-run",
    read("actions"),
    (call) => {
      const run = runNamed(call);
      const jobs = call.query.get("filter") === "all" ? jobsOf(call.repo, run) : latestJobs(call.repo, run);
      return paginate(
        jobs,
        call.page,
        (job) => jobShape(call, run, job),
        (shown) => ({ total_count: jobs.length, jobs: shown }),
      );
    },
    { query: ["filter"] },
  ),
  repoRoute("actions/re-run-job-for-workflow-run", write("actions"), ({ world, repo, params }) => {
    const outcome = rerunJob(world, repo, Number(params.job_id));
    if (outcome === "unknown") throw notFound();
    if (typeof outcome === "string") throw new HttpError(403, whyNot[outcome]);
    return created({});
  }),
];
