import type { Client } from "../client.ts";

/** One entry of a branch's activity: GitHub's own record of who moved it when, which nobody can backdate. */
export interface Activity {
  readonly after: string;
  readonly at: string;
  readonly actor: { readonly login: string; readonly id: number } | null;
}

interface ActivityAnswer {
  readonly after: string;
  readonly timestamp: string;
  readonly activity_type: string;
  readonly actor: { readonly login: string; readonly id: number } | null;
}

/**
 * Moves of a branch, newest first, page by page until `enough` says so. Deletions are left out: nobody reviewed an absent branch.
 * Needs `contents: read`.
 */
export async function readActivity(
  client: Client,
  branch: string,
  enough: (entry: Activity) => boolean = () => false,
): Promise<Activity[]> {
  const found: Activity[] = [];
  let parameters: Record<string, unknown> | null = { ref: `refs/heads/${branch}`, per_page: 100 };
  while (parameters !== null) {
    const { data, links }: { data: readonly ActivityAnswer[]; links: Readonly<Record<string, string>> } =
      await client.rest<readonly ActivityAnswer[]>("GET /repos/{owner}/{repo}/activity", parameters);
    for (const { after, timestamp, activity_type: type, actor } of data) {
      if (type === "branch_deletion") continue;
      const entry = {
        after,
        at: timestamp,
        actor: actor === null ? null : { login: actor.login, id: actor.id },
      };
      found.push(entry);
      if (enough(entry)) return found;
    }
    const next: string | null = links.next === undefined ? null : new URL(links.next).searchParams.get("after");
    parameters = next === null ? null : { ref: `refs/heads/${branch}`, per_page: 100, after: next };
  }
  return found;
}
