import { HttpError, notFound, validationFailed } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { addMilestone } from "../state/milestones.ts";
import type { Milestone } from "../state/records.ts";
import { milestoneShape } from "./shapes/milestone.ts";

const day = 86_400_000;

/**
 * GitHub keeps a day, not an instant: the one that it is in California, as that day's first moment there. Winter time all the year here:
 * an hour of the night apart.
 */
function dueOn(value: string | undefined): number | null {
  const pacific = 8 * 3_600_000;
  return value === undefined ? null : Math.floor((Date.parse(value) - pacific) / day) * day + pacific;
}

/** The milestone that an issue's `milestone` means; null takes it off. 422 for a number that is none. */
export function milestoneOf({ repo }: RepoCall, value: unknown): Milestone | null {
  if (value === null || value === undefined) return null;
  const found = repo.milestones.find(({ number }) => number === Number(value));
  if (found !== undefined) return found;
  const error = { value, resource: "Issue", field: "milestone", code: "invalid" };
  throw new HttpError(422, "Validation Failed", { errors: [error] });
}

const sortKeys: Readonly<Record<string, (milestone: Milestone, call: RepoCall) => number>> = {
  due_on: ({ dueOn: at }) => at ?? Number.MAX_SAFE_INTEGER,
  completeness: (milestone, { repo }) => {
    const all = [...repo.issues.values()].filter((issue) => issue.milestone === milestone);
    return all.length === 0 ? 0 : all.filter(({ state }) => state === "closed").length / all.length;
  },
};

export const milestoneRoutes: readonly Route[] = [
  repoRoute(
    "issues/list-milestones",
    read("issues", "pull_requests"),
    (call) => {
      const { world, repo, query } = call;
      const state = query.get("state") ?? "open";
      const key = sortKeys[query.get("sort") ?? "due_on"] ?? (({ number }: Milestone) => number);
      const sign = query.get("direction") === "desc" ? -1 : 1;
      const found = repo.milestones
        .filter((milestone) => state === "all" || milestone.state === state)
        .sort((a, b) => sign * (key(a, call) - key(b, call) || a.number - b.number));
      return paginate(found, call.page, (milestone) => milestoneShape(world, repo, milestone));
    },
    { query: ["state", "sort", "direction"] },
  ),
  repoRoute(
    "issues/create-milestone",
    { ...write("issues", "pull_requests"), role: "write" },
    (call) => {
      const { world, repo, token, body } = call;
      const title = String(body.title);
      if (repo.milestones.some((milestone) => milestone.title === title))
        throw validationFailed("Milestone", "title", "already_exists");
      const description = text(body.description) ?? null;
      const milestone = addMilestone(world, repo, token.user, { title, description, dueOn: dueOn(text(body.due_on)) });
      return created(milestoneShape(world, repo, milestone));
    },
    { body: ["title", "description", "due_on"] },
  ),
  repoRoute(
    "issues/update-milestone",
    { ...write("issues", "pull_requests"), role: "write" },
    ({ world, repo, params, body }) => {
      const milestone = repo.milestones.find(({ number }) => number === Number(params.milestone_number));
      if (milestone === undefined) throw notFound();
      milestone.state = body.state === "closed" ? "closed" : "open";
      milestone.closedAt = milestone.state === "closed" ? world.now() : null;
      milestone.updatedAt = world.now();
      return ok(milestoneShape(world, repo, milestone));
    },
    { body: ["state"] },
  ),
];
