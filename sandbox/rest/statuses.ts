import { objectType } from "../git/objects.ts";
import { latestStatuses } from "../rules/required-checks.ts";
import { HttpError } from "../server/http-error.ts";
import { linkHeader, paginate, slicePage } from "../server/pagination.ts";
import { created, type Route, read, repoRoute, text, write } from "../server/route.ts";
import type { Status } from "../state/records.ts";
import { assertStatus } from "./limits.ts";
import { commitNamed } from "./repository.ts";
import { simpleStatus, statusShape } from "./shapes/checks.ts";
import { minimalRepository } from "./shapes/repository.ts";
import { repoApi } from "./shapes/urls.ts";

/** GitHub's limit per commit and context. */
const limit = 1000;

function combinedState(statuses: readonly Status[]): string {
  if (statuses.some((status) => status.state === "failure" || status.state === "error")) return "failure";
  return statuses.length === 0 || statuses.some((status) => status.state === "pending") ? "pending" : "success";
}

export const statusRoutes: readonly Route[] = [
  repoRoute(
    "repos/create-commit-status",
    write("statuses"),
    async ({ world, repo, token, params, body }) => {
      const sha = params.sha ?? "";
      if (!/^[0-9a-f]{40}$/.test(sha) || (await objectType(repo.dir, sha)) !== "commit")
        throw new HttpError(422, `No commit found for SHA: ${sha}`);
      const context = text(body.context) ?? "default";
      const description = text(body.description) ?? null;
      assertStatus(description, context, text(body.target_url) ?? null);
      const same = (status: Status) => status.sha === sha && status.context.toLowerCase() === context.toLowerCase();
      if (repo.statuses.filter(same).length >= limit)
        throw new HttpError(422, "This SHA and context has reached the maximum number of statuses.");
      const status: Status = {
        id: world.nextId(),
        sha,
        context,
        state: body.state as Status["state"],
        description,
        targetUrl: text(body.target_url) ?? null,
        creator: token.user,
        app: token.app,
        createdAt: world.now(),
      };
      repo.statuses.push(status);
      return created(statusShape(world, repo, status));
    },
    { body: ["state", "target_url", "description", "context"] },
  ),
  repoRoute("repos/get-combined-status-for-ref", read("statuses"), async (call) => {
    const sha = await commitNamed(call, call.params.ref ?? "");
    const statuses = latestStatuses(call.repo, sha);
    const url = `${repoApi(call.world, call.repo)}/commits/${sha}`;
    return {
      status: 200,
      headers: linkHeader(call.page, statuses.length),
      body: {
        state: combinedState(statuses),
        statuses: slicePage(statuses, call.page).map((status) => simpleStatus(call.world, call.repo, status)),
        sha,
        total_count: statuses.length,
        repository: minimalRepository(call.world, call.repo),
        commit_url: url,
        url: `${url}/status`,
      },
    };
  }),
  repoRoute("repos/list-commit-statuses-for-ref", read("statuses"), async (call) => {
    const sha = await commitNamed(call, call.params.ref ?? "");
    const newestFirst = call.repo.statuses.filter((status) => status.sha === sha).reverse();
    return paginate(newestFirst, call.page, (status) => statusShape(call.world, call.repo, status));
  }),
];
