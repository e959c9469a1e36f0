import { readRef } from "../git/refs.ts";
import { HttpError } from "../server/http-error.ts";
import { noContent, type Route, repoRoute, write } from "../server/route.ts";
import { deliverDispatch } from "../state/deliveries.ts";
import { toIso } from "../state/world.ts";

/** Nothing runs: the dispatch is recorded for the test or the demo to act on. */
export const dispatchRoutes: readonly Route[] = [
  repoRoute(
    "actions/create-workflow-dispatch",
    write("actions"),
    async ({ world, repo, token, params, body }) => {
      const ref = String(body.ref).replace(/^refs\/heads\//, "");
      if ((await readRef(repo.dir, `refs/heads/${ref}`)) === null) throw new HttpError(422, `No ref found for: ${ref}`);
      const dispatch = {
        workflow: params.workflow_id ?? "",
        ref,
        inputs: (body.inputs as Record<string, string> | undefined) ?? {},
        actor: token.user.login,
        at: toIso(world.now()),
      };
      repo.dispatches.push(dispatch);
      deliverDispatch(world, repo, { ...dispatch, ref: `refs/heads/${ref}` }, token.user);
      return noContent;
    },
    { body: ["ref", "inputs"] },
  ),
];
