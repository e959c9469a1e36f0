import type { DirectPush } from "../../../core/reconcile/merge-evidence.ts";
import type { Instant } from "../../../core/time/instant.ts";
import type { Client } from "../client.ts";
import { instant } from "./result-of.ts";

interface ActivityAnswer {
  readonly after: string;
  readonly timestamp: string;
  readonly activity_type: string;
  readonly actor: { readonly login: string; readonly id: number } | null;
}

/** Pushes to a branch since an instant, oldest first, by GitHub's own record. Merges of pull requests are none. Needs `contents: read`. */
export async function readPushes(client: Client, branch: string, since: Instant): Promise<DirectPush[]> {
  const found: DirectPush[] = [];
  const query = { ref: `refs/heads/${branch}`, per_page: 100 };
  let parameters: Record<string, unknown> | null = query;
  while (parameters !== null) {
    const { data, links }: { data: readonly ActivityAnswer[]; links: Readonly<Record<string, string>> } =
      await client.rest<readonly ActivityAnswer[]>("GET /repos/{owner}/{repo}/activity", parameters);
    const fresh = data.filter(({ timestamp }) => instant(timestamp) >= since);
    for (const { after, timestamp, activity_type: type, actor } of fresh) {
      if (type !== "push" && type !== "force_push") continue;
      found.push({
        ...{ after, at: instant(timestamp), forced: type === "force_push" },
        actor: actor === null ? null : { id: actor.id, login: actor.login },
      });
    }
    const next: string | null = links.next === undefined ? null : new URL(links.next).searchParams.get("after");
    parameters = next === null || fresh.length < data.length ? null : { ...query, after: next };
  }
  return found.reverse();
}
