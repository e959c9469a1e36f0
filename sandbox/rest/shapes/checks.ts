import type { CheckRun, Status } from "../../state/records.ts";
import { type Repo, toIso, type World } from "../../state/world.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { appShape, simpleUser } from "./user.ts";

export function simpleStatus(world: World, repo: Repo, status: Status): Record<string, unknown> {
  return {
    url: `${repoApi(world, repo)}/statuses/${status.sha}`,
    avatar_url: `${world.url}/avatars/${status.creator.id}`,
    id: status.id,
    node_id: nodeId("StatusContext", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: toIso(status.createdAt),
    updated_at: toIso(status.createdAt),
  };
}

export function statusShape(world: World, repo: Repo, status: Status): Record<string, unknown> {
  return { ...simpleStatus(world, repo, status), creator: simpleUser(world, status.creator) };
}

/** A job's page lies below its run. */
export function checkRunPage(world: World, repo: Repo, { id, suite, posted }: CheckRun): string {
  const job = suite.run === null || posted ? null : suite.run.id;
  return job === null
    ? `${repoHtml(world, repo)}/runs/${id}`
    : `${repoHtml(world, repo)}/actions/runs/${job}/job/${id}`;
}

export function checkRunShape(world: World, repo: Repo, run: CheckRun): Record<string, unknown> {
  const html = checkRunPage(world, repo, run);
  const url = `${repoApi(world, repo)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId("CheckRun", run.id),
    head_sha: run.sha,
    name: run.name,
    external_id: run.externalId ?? "",
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: toIso(run.startedAt),
    completed_at: run.completedAt === null ? null : toIso(run.completedAt),
    output: { ...run.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: appShape(world, run.app),
    pull_requests: [],
  };
}
