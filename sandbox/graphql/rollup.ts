import { checkRunPage } from "../rest/shapes/checks.ts";
import { nodeId } from "../rest/shapes/urls.ts";
import { rulesFor } from "../rules/effective-rules.ts";
import { type CheckVerdict, judgeCheckRun, judgeStatus, latestStatuses } from "../rules/required-checks.ts";
import { read } from "../server/route.ts";
import type { CheckRun, Status } from "../state/records.ts";
import { type Repo, toIso, type World } from "../state/world.ts";
import { actorNode, appNode } from "./actors.ts";
import { connect, type PageArguments } from "./connection.ts";
import { type GraphqlContext, GraphqlRefusal, requireGrant } from "./context.ts";

interface RequiredArguments {
  readonly pullRequestNumber?: number | null;
  readonly pullRequestId?: string | null;
}

/** Is the name required by the base branch of that pull request, from this source? */
function requiredBy(
  world: World,
  repo: Repo,
  args: RequiredArguments,
  matches: (context: string, app: number | null) => boolean,
): boolean {
  const pull = [...repo.pulls.values()].find(
    ({ issue }) => issue.number === args.pullRequestNumber || nodeId("PullRequest", issue.id) === args.pullRequestId,
  );
  if (pull === undefined)
    throw new GraphqlRefusal(
      "NOT_FOUND",
      `Could not resolve to a PullRequest with the number of ${args.pullRequestNumber}.`,
    );
  return rulesFor(world, repo, pull.base).some((source) =>
    source.checks.some((check) => matches(check.context, check.app)),
  );
}

function statusNode(context: GraphqlContext, repo: Repo, status: Status) {
  const { world } = context;
  return {
    __typename: "StatusContext",
    id: nodeId("StatusContext", status.id),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl,
    createdAt: toIso(status.createdAt),
    creator: actorNode(world, status.creator),
    isRequired: (args: RequiredArguments) =>
      requiredBy(
        world,
        repo,
        args,
        (name, app) =>
          name.toLowerCase() === status.context.toLowerCase() &&
          (app === null || (world.variants.tokenStatusSatisfiesPin && status.app?.id === app)),
      ),
  };
}

function checkRunNode(context: GraphqlContext, repo: Repo, run: CheckRun) {
  const html = checkRunPage(context.world, repo, run);
  const workflow = run.suite.run;
  return {
    __typename: "CheckRun",
    id: nodeId("CheckRun", run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: toIso(run.startedAt),
    completedAt: run.completedAt === null ? null : toIso(run.completedAt),
    detailsUrl: run.detailsUrl ?? html,
    externalId: run.externalId,
    ...run.output,
    url: html,
    checkSuite: {
      id: nodeId("CheckSuite", run.suite.id),
      databaseId: run.suite.id,
      app: appNode(run.app),
      workflowRun: workflow === null ? null : { id: nodeId("WorkflowRun", workflow.id), databaseId: workflow.id },
    },
    isRequired: (args: RequiredArguments) =>
      requiredBy(context.world, repo, args, (name, app) => name === run.name && (app === null || app === run.app.id)),
  };
}

function rollupState(verdicts: readonly CheckVerdict[]): string {
  if (verdicts.includes("failing")) return "FAILURE";
  return verdicts.every((verdict) => verdict === "passed") ? "SUCCESS" : "PENDING";
}

/** What the merge box shows: latest status per context, latest check run per suite and name. Null: nothing reported. */
export function rollupNode(context: GraphqlContext, repo: Repo, sha: string): object | null {
  requireGrant(context, repo, read("checks"));
  requireGrant(context, repo, read("statuses"));
  const statuses = latestStatuses(repo, sha);
  const latest = new Map<string, CheckRun>();
  for (const run of repo.checkRuns)
    if (run.sha === sha && run.seen !== "hidden") latest.set(`${run.suite.id}\n${run.name}`, run);
  const runs = [...latest.values()];
  if (statuses.length + runs.length === 0) return null;
  return {
    id: nodeId(`Rollup:${sha}`, repo.id),
    state: rollupState([...statuses.map(judgeStatus), ...runs.map(judgeCheckRun)]),
    contexts: (args: PageArguments) =>
      connect(context, [...runs, ...statuses], args, (item) =>
        "context" in item ? statusNode(context, repo, item) : checkRunNode(context, repo, item),
      ),
  };
}
