import { readCommit } from "../git/objects.ts";
import { notFound } from "../server/http-error.ts";
import { ok, type RepoCall, type Route, read, repoRoute } from "../server/route.ts";
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

export const workflowRunRoutes: readonly Route[] = [
  repoRoute("actions/get-workflow-run", read("actions"), async (call) => {
    const run = call.repo.runs.find((candidate) => String(candidate.id) === call.params.run_id);
    if (run === undefined) throw notFound();
    return ok(await runShape(call, run));
  }),
];
