import type { Facts } from "../../../generated/types/facts.ts";
import type { Client } from "../client.ts";
import { GitHubRefusal, PermissionMissing } from "../request-failure.ts";

/**
 * Numeric ids of the active members of teams; the list leaves out who was invited and has not accepted. Null where GitHub does not
 * tell: a 403 or 404 may mean that there is no such team or that the token may not know, and never "nobody".
 * @param teams `org/slug`
 */
export async function readTeams(client: Client, teams: readonly string[]): Promise<NonNullable<Facts["teams"]>> {
  const found: Record<string, readonly number[] | null> = {};
  for (const team of teams) found[team] = await readMembers(client, team);
  return found;
}

async function readMembers(client: Client, team: string): Promise<number[] | null> {
  const [org = "", slug = ""] = team.split("/");
  const ids: number[] = [];
  try {
    for (let page = 1; ; page++) {
      const { data, links } = await client.rest<readonly { readonly id: number }[]>(
        "GET /orgs/{org}/teams/{team_slug}/members",
        { org, team_slug: slug, per_page: 100, page },
      );
      ids.push(...data.map((member) => member.id));
      if (links.next === undefined) return ids;
    }
  } catch (error) {
    if (error instanceof PermissionMissing || (error instanceof GitHubRefusal && error.status === 404)) return null;
    throw error;
  }
}
