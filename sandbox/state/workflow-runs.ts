import { readRef } from "../git/refs.ts";
import type { Repo, User, World } from "./world.ts";

/** A run of a workflow. Nothing runs here: the demo or a test says that one did. */
export interface WorkflowRun {
  readonly id: number;
  readonly number: number;
  /** The workflow's file, e.g. `.github/workflows/qms.yml`. */
  readonly path: string;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: User;
  readonly at: number;
  attempt: number;
  status: "in_progress" | "completed";
  conclusion: "success" | "failure" | null;
}

export async function startRun(
  world: World,
  repo: Repo,
  actor: User,
  input: { readonly path: string; readonly event: string; readonly branch?: string },
): Promise<WorkflowRun> {
  const branch = input.branch ?? repo.defaultBranch;
  const sha = await readRef(repo.dir, `refs/heads/${branch}`);
  if (sha === null) throw new Error(`no branch ${branch}`);
  return addWorkflowRun(world, repo, actor, { ...input, branch, sha });
}

export function addWorkflowRun(
  world: World,
  repo: Repo,
  actor: User,
  input: { readonly path: string; readonly event: string; readonly branch: string; readonly sha: string },
): WorkflowRun {
  const { path, event, branch, sha } = input;
  const run: WorkflowRun = {
    id: world.nextId(),
    number: repo.runs.length + 1,
    path,
    event,
    branch,
    sha,
    actor,
    at: world.now(),
    attempt: 1,
    status: "in_progress",
    conclusion: null,
  };
  repo.runs.push(run);
  return run;
}
