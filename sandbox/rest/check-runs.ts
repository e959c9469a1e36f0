import { objectType } from "../git/objects.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { created, ok, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { postCheckRun } from "../state/check-runs.ts";
import type { CheckRun } from "../state/records.ts";
import { assertDetailsUrl } from "./limits.ts";
import { commitNamed } from "./repository.ts";
import { checkRunShape } from "./shapes/checks.ts";

const instant = (value: unknown): number | undefined => (typeof value === "string" ? Date.parse(value) : undefined);

/** `filter=latest`: newest run per name within a suite, as GitHub's list does (merging looks across suites). */
function latestPerSuite(runs: readonly CheckRun[]): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of runs) latest.set(`${run.suite.id}\n${run.name}`, run);
  return [...latest.values()];
}

export const checkRunRoutes: readonly Route[] = [
  repoRoute(
    "checks/create",
    write("checks"),
    async ({ world, repo, token, body }) => {
      if (token.app === null) throw new HttpError(403, "You must authenticate via a GitHub App.");
      const sha = String(body.head_sha);
      if (!/^[0-9a-f]{40}$/.test(sha) || (await objectType(repo.dir, sha)) !== "commit")
        throw new HttpError(422, `No commit found for SHA: ${sha}`);
      const output = body.output as { title: string; summary: string; text?: string } | undefined;
      assertDetailsUrl(text(body.details_url));
      const conclusion = text(body.conclusion);
      // A conclusion completes the run, whatever status was sent.
      const status = conclusion === undefined ? ((body.status as CheckRun["status"]) ?? "queued") : "completed";
      if (status === "completed" && conclusion === undefined)
        throw new HttpError(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.');
      const [startedAt, completedAt] = [instant(body.started_at), instant(body.completed_at)];
      const run = postCheckRun(world, repo, token.app, {
        sha,
        name: String(body.name),
        status,
        conclusion: conclusion ?? null,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(completedAt === undefined ? {} : { completedAt }),
        externalId: text(body.external_id) ?? null,
        detailsUrl: text(body.details_url) ?? null,
        ...(output === undefined
          ? {}
          : { output: { title: output.title, summary: output.summary, text: output.text ?? null } }),
      });
      return created(checkRunShape(world, repo, run));
    },
    {
      body: [
        "name",
        "head_sha",
        "details_url",
        "external_id",
        "status",
        "started_at",
        "conclusion",
        "completed_at",
        "output",
      ],
    },
  ),
  repoRoute("checks/get", read("checks"), ({ world, repo, params }) => {
    const run = repo.checkRuns.find((candidate) => String(candidate.id) === params.check_run_id);
    if (run === undefined) throw notFound();
    return ok(checkRunShape(world, repo, run));
  }),
  repoRoute(
    "checks/list-for-ref",
    read("checks"),
    async (call) => {
      const sha = await commitNamed(call, call.params.ref ?? "");
      const [name, app, status] = ["check_name", "app_id", "status"].map((key) => call.query.get(key));
      const found = call.repo.checkRuns.filter(
        (run) =>
          run.sha === sha &&
          (name === null || run.name === name) &&
          (app === null || String(run.app.id) === app) &&
          (status === null || run.status === status),
      );
      const shown = call.query.get("filter") === "all" ? found : latestPerSuite(found);
      return paginate(
        [...shown].reverse(),
        call.page,
        (run) => checkRunShape(call.world, call.repo, run),
        (check_runs) => ({ total_count: shown.length, check_runs }),
      );
    },
    { query: ["check_name", "app_id", "status", "filter"] },
  ),
];
