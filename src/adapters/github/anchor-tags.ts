import type { AnchorTags } from "../../ports.ts";
import type { Client } from "./client.ts";
import { GitHubRefusal, PermissionMissing } from "./request-failure.ts";

/** Tags through the API. They start no workflow where the token is GITHUB_TOKEN; an App's do, if one asks for pushes of all tags. */
export function anchorTags(client: Client): AnchorTags {
  const isThere = async (name: string): Promise<boolean> => {
    try {
      await client.rest("GET /repos/{owner}/{repo}/git/ref/{ref}", { ref: `tags/${name}` });
      return true;
    } catch (error) {
      if (error instanceof GitHubRefusal && error.status === 404) return false;
      throw error;
    }
  };
  return {
    async keep(name, commit) {
      if (await isThere(name)) return { state: "there" };
      try {
        await client.rest("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/tags/${name}`, sha: commit });
        return { state: "made" };
      } catch (error) {
        if (error instanceof PermissionMissing) return { state: "refused", problem: error.message };
        if (!(error instanceof GitHubRefusal)) throw error;
        // Another run may have made it in between, or this one, whose answer was lost.
        return (await isThere(name)) ? { state: "there" } : { state: "refused", problem: error.message };
      }
    },
  };
}
