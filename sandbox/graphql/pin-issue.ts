import { nodeId } from "../rest/shapes/urls.ts";
import { write } from "../server/route.ts";
import { type GraphqlContext, GraphqlRefusal, requireGrant } from "./context.ts";
import { issueNode } from "./issues.ts";

interface Input {
  readonly issueId: string;
  readonly clientMutationId?: string | null;
}

/** As many as GitHub pins in a repository. */
const mostPinned = 3;

/** Pins an issue; one that is pinned stays so. */
export function pinIssue(context: GraphqlContext, input: Input): object {
  for (const repo of context.world.repos) {
    const issue = [...repo.issues.values()].find((one) => nodeId("Issue", one.id) === input.issueId);
    if (issue === undefined || repo.pulls.has(issue.number)) continue;
    requireGrant(context, repo, write("issues"));
    if (!repo.pinned.includes(issue.number)) {
      if (repo.pinned.length >= mostPinned)
        throw new GraphqlRefusal("UNPROCESSABLE", "Maximum 3 pinned issues per repository");
      repo.pinned.push(issue.number);
    }
    return { clientMutationId: input.clientMutationId ?? null, issue: issueNode(context, repo, issue) };
  }
  throw new GraphqlRefusal("NOT_FOUND", `Could not resolve to a node with the global id of '${input.issueId}'`);
}
