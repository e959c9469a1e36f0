import type { CheckRun, CheckSuite } from "./records.ts";
import type { WorkflowRun } from "./workflow-runs.ts";
import type { App, Repo, World } from "./world.ts";

export interface CheckRunInput {
  readonly sha: string;
  readonly name: string;
  readonly status?: CheckRun["status"];
  readonly conclusion?: string | null;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly externalId?: string | null;
  readonly detailsUrl?: string | null;
  readonly output?: CheckRun["output"];
  readonly needs?: readonly string[];
}

const noOutput = { title: null, summary: null, text: null };

export function addRun(
  world: World,
  repo: Repo,
  app: App,
  suite: CheckSuite,
  input: CheckRunInput,
  posted: boolean,
): CheckRun {
  const status = input.status ?? (input.conclusion == null ? "queued" : "completed");
  const run: CheckRun = {
    id: world.nextId(),
    sha: input.sha,
    name: input.name,
    app,
    suite,
    status,
    conclusion: status === "completed" ? (input.conclusion ?? null) : null,
    startedAt: input.startedAt ?? world.now(),
    completedAt: status === "completed" ? (input.completedAt ?? world.now()) : null,
    externalId: input.externalId ?? null,
    detailsUrl: input.detailsUrl ?? null,
    output: input.output ?? noOutput,
    posted,
    attempt: suite.run?.attempt ?? 1,
    needs: input.needs ?? [],
    seen: posted ? world.variants.postedCheckRun : "counts",
  };
  repo.checkRuns.push(run);
  return run;
}

function newSuite(world: World, repo: Repo, sha: string, app: App, run: WorkflowRun | null = null): CheckSuite {
  const suite = { id: world.nextId(), sha, app, run };
  repo.suites.push(suite);
  return suite;
}

/** A check run made through the API: nobody chooses the suite; it joins the app's oldest one for the commit. */
export function postCheckRun(world: World, repo: Repo, app: App, input: CheckRunInput): CheckRun {
  const suite =
    repo.suites.find((of) => of.sha === input.sha && of.app.id === app.id) ?? newSuite(world, repo, input.sha, app);
  return addRun(world, repo, app, suite, input, true);
}

/** By variant, what runs for a commit hides what tokens posted on it before. */
export function hidePosted(world: World, repo: Repo, app: App, sha: string): void {
  if (!world.variants.rerunHidesPosted) return;
  for (const run of repo.checkRuns) if (run.sha === sha && run.app.id === app.id && run.posted) run.seen = "hidden";
}

/** A run of CI: a new suite with its jobs. */
export function reportCi(
  world: World,
  repo: Repo,
  app: App,
  sha: string,
  jobs: readonly Omit<CheckRunInput, "sha">[],
  run: WorkflowRun | null = null,
): CheckRun[] {
  const suite = newSuite(world, repo, sha, app, run);
  hidePosted(world, repo, app, sha);
  return jobs.map((job) => addRun(world, repo, app, suite, { ...job, sha }, false));
}
