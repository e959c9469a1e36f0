import { HttpError, notFound } from "../server/http-error.ts";
import { ok, type Route } from "../server/route.ts";
import { findUser } from "../state/world.ts";
import { publicUser } from "./shapes/user.ts";

export const userRoutes: readonly Route[] = [
  {
    operation: "users/get-authenticated",
    need: null,
    handle: ({ world, token }) => {
      // An installation is nobody's account.
      if (token.app !== null) throw new HttpError(403, "Resource not accessible by integration");
      return ok(publicUser(world, token.user));
    },
  },
  {
    operation: "users/get-by-username",
    need: null,
    handle: ({ world, params }) => {
      const user = findUser(world, params.username ?? "");
      if (user === undefined) throw notFound();
      return ok(publicUser(world, user));
    },
  },
];
