import { addRun, type CheckRunInput, hidePosted, reportCi } from "./check-runs.ts";
import type { CheckRun } from "./records.ts";
import { addWorkflowRun, type WorkflowRun } from "./workflow-runs.ts";
import type { App, Repo, User, World } from "./world.ts";

/** A workflow run with its jobs, as GitHub Actions reports it: every job is a check run of the run's one suite. */
export function runCi(
  world: World,
  repo: Repo,
  app: App,
  actor: User,
  input: {
    readonly branch: string;
    readonly sha: string;
    readonly jobs: readonly Omit<CheckRunInput, "sha">[];
  },
): { readonly run: WorkflowRun; readonly jobs: readonly CheckRun[] } {
  const { branch, sha, jobs } = input;
  const run = addWorkflowRun(world, repo, actor, {
    path: ".github/workflows/ci.yml",
    event: "pull_request",
    branch,
    sha,
  });
  const made = reportCi(world, repo, app, sha, jobs, run);
  updateRun(repo, run);
  return { run, jobs: made };
}

/** Jobs of all attempts, oldest first. */
export function jobsOf(repo: Repo, run: WorkflowRun): CheckRun[] {
  return repo.checkRuns.filter((job) => job.suite.run === run && !job.posted);
}

/** The latest execution of each job. */
export function latestJobs(repo: Repo, run: WorkflowRun): CheckRun[] {
  return [...new Map(jobsOf(repo, run).map((job) => [job.name, job])).values()];
}

/**
 * Runs a job again, and those that wait for it, in a new attempt; the others keep their results. By variant GitHub shows those with
 * the new attempt, too, under new numbers.
 */
export function rerunJob(world: World, repo: Repo, id: number): "unknown" | "running" | "archived" | CheckRun {
  const job = repo.checkRuns.find((candidate) => candidate.id === id && candidate.suite.run !== null);
  const run = job?.suite.run ?? null;
  if (job === undefined || run === null) return "unknown";
  const latest = latestJobs(repo, run);
  if (latest.some((other) => other.status !== "completed")) return "running";
  if (!latest.includes(job)) return "archived";
  const again = new Set([job.name]);
  for (let size = 0; size !== again.size; ) {
    size = again.size;
    for (const other of latest) if (other.needs.some((name) => again.has(name))) again.add(other.name);
  }
  run.attempt += 1;
  run.status = "in_progress";
  run.conclusion = null;
  hidePosted(world, repo, job.app, job.sha);
  let made: CheckRun = job;
  for (const { sha, name, needs, conclusion, startedAt, completedAt, app, suite } of latest) {
    if (!again.has(name) && !world.variants.rerunCopiesJobs) continue;
    const kept = again.has(name) ? {} : { conclusion, startedAt, completedAt: completedAt ?? world.now() };
    const copy = addRun(world, repo, app, suite, { sha, name, needs, ...kept }, false);
    if (name === job.name) made = copy;
  }
  return made;
}

/** What a runner reports of a job. */
export function setJob(repo: Repo, now: number, id: number, conclusion: string | null): void {
  const job = repo.checkRuns.find((candidate) => candidate.id === id);
  if (job?.suite.run == null) throw new Error(`no job ${id}`);
  job.status = conclusion === null ? "in_progress" : "completed";
  job.conclusion = conclusion;
  job.completedAt = conclusion === null ? null : now;
  updateRun(repo, job.suite.run);
}

function updateRun(repo: Repo, run: WorkflowRun): void {
  const jobs = latestJobs(repo, run);
  const open = jobs.some((job) => job.status !== "completed");
  run.status = open ? "in_progress" : "completed";
  const bad = jobs.some((job) => !["success", "skipped", "neutral"].includes(job.conclusion ?? ""));
  run.conclusion = open ? null : bad ? "failure" : "success";
}
