import { HttpError, notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import type { Route } from "../server/route.ts";
import { simpleUser } from "./shapes/user.ts";

export const teamRoutes: readonly Route[] = [
  {
    operation: "teams/list-members-in-org",
    need: null,
    handle: ({ world, token, params, page }) => {
      // The job's own token can never have this permission; an App's may.
      if (token.app !== null && token.permissions.members === undefined) {
        throw new HttpError(403, "Resource not accessible by integration");
      }
      const team = world.teams.get(`${params.org}/${params.team_slug}`.toLowerCase());
      if (team === undefined) throw notFound();
      // Whoever was invited and has not accepted is no member: GitHub lists them elsewhere.
      const members = team.filter((member) => !member.pending).map((member) => member.user);
      return paginate(members, page, (user) => simpleUser(world, user));
    },
  },
];
