import { policyYaml } from "../../../sandbox/seed/governance.ts";
import type { AskedRequest, Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import { approve, later, validate, walkForTest } from "./walk-world.ts";

type Variants = Parameters<typeof walkForTest>[0];

export interface Job {
  readonly name: string;
  readonly conclusion: string;
  readonly needs?: string[];
}

export interface GateWorld {
  readonly walk: Walk;
  readonly run: number;
  readonly jobs: readonly number[];
}

const gates = `${policyYaml}gates: [ci-ok]\n`;

/** A repository that requires nothing but its gate, which waits for all jobs and is shut. */
export async function gateWorld(jobs: readonly Job[], settings: Variants = {}): Promise<GateWorld> {
  const seed = { statuses: {}, checkRuns: {}, registryFiles: { ".qms/policy.yml": gates } };
  const walk = await walkForTest({ ...settings, seed });
  await walk.sandbox.admin("protect", walk.repository, "main", {
    strict: false,
    enforceAdmins: true,
    reviews: null,
    checks: [{ context: "ci-ok", app_id: 15368 }],
  });
  const gate = { name: "ci-ok", conclusion: "failure", needs: jobs.map(({ name }) => name) };
  const made = (await walk.sandbox.admin("runCi", walk.repository, "dev", {
    branch: walk.target.branch,
    sha: walk.target.headSha,
    jobs: [...jobs, gate],
  })) as { run: number; jobs: number[] };
  return { walk, ...made };
}

/** Asked, approved by a lead, and merged. */
export async function mergedRequest(walk: Walk, checks: readonly string[]): Promise<AskedRequest> {
  const asked = await walk.ask({ level: "L1", checks: [...checks] });
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number);
  if (step.outputs.merged !== "true") throw new Error(`not merged: ${step.summary}`);
  await later(walk);
  return asked;
}

interface Queued {
  readonly id: number;
  readonly name: string;
  readonly needs: readonly string[];
  readonly run: number;
  readonly attempt: number;
}

/** The gate's step as GitHub runs it for a job of the target's CI. */
export async function gateStep(
  walk: Walk,
  job: Pick<Queued, "needs" | "run" | "attempt">,
  inputs: Readonly<Record<string, string>> = {},
  about: { readonly number?: number; readonly headSha?: string; readonly permissions?: Record<string, "read"> } = {},
): Promise<WalkStep> {
  const { jobs } = (await walk.as("dev", "GET", `actions/runs/${job.run}/jobs?filter=latest`)) as {
    jobs: readonly { name: string; conclusion: string | null }[];
  };
  const resultOf = (name: string) => {
    const conclusion = jobs.find((one) => one.name === name)?.conclusion ?? "failure";
    return ["success", "cancelled", "skipped"].includes(conclusion) ? conclusion : "failure";
  };
  const needs = Object.fromEntries(job.needs.map((name) => [name, { result: resultOf(name), outputs: {} }]));
  const number = about.number ?? walk.target.number;
  return walk.step("gate", {
    inputs: { needs: JSON.stringify(needs), ...inputs },
    event: {
      name: "pull_request",
      payload: {
        action: "opened",
        number,
        pull_request: { number, head: { sha: about.headSha ?? walk.target.headSha } },
      },
    },
    ...(about.permissions === undefined ? {} : { permissions: about.permissions }),
    ref: `refs/pull/${number}/merge`,
    actor: "dev",
    runId: job.run,
    runAttempt: job.attempt,
    job: "ci-ok",
    beside: true,
  });
}

/**
 * Does some work while a runner stands by: it takes up what GitHub queues, runs the built gate, and reports what that says.
 * @returns what the work came to, and the gate's steps
 */
export async function withRunner<Result>(
  walk: Walk,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly gates: readonly WalkStep[] }> {
  const gates: WalkStep[] = [];
  let on = true;
  const takeUp = async (): Promise<boolean> => {
    const [job] = (await walk.sandbox.admin("queuedJobs", walk.repository)) as Queued[];
    if (job === undefined) return false;
    await walk.sandbox.admin("setJob", walk.repository, job.id, null);
    const step = await gateStep(walk, job);
    gates.push(step);
    await walk.sandbox.admin("setJob", walk.repository, job.id, step.exitCode === 0 ? "success" : "failure");
    return true;
  };
  const runner = (async () => {
    while (on) if (!(await takeUp())) await new Promise((resolve) => setTimeout(resolve, 50));
    // What was queued last still runs.
    while (await takeUp());
  })();
  try {
    return { result: await work(), gates };
  } finally {
    on = false;
    await runner;
  }
}
