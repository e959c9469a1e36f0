import type { MergeMethod, MergeResult } from "../../ports.ts";
import type { Client } from "./client.ts";
import { GitHubRefusal } from "./request-failure.ts";

/** Merges a pull request at exactly this head, or says in GitHub's words why not. */
export async function mergePull(
  client: Client,
  number: number,
  sha: string,
  method: MergeMethod,
): Promise<MergeResult> {
  try {
    const { data } = await client.rest<{ sha: string; message: string }>(
      "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
      { pull_number: number, sha, merge_method: method },
    );
    return { sha: data.sha, status: 200, message: data.message };
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    return { sha: null, status: error.status, message: error.message };
  }
}
