import type { CheckResult } from "../../../ports.ts";
import type { Client } from "../client.ts";

interface StatusAnswer {
  readonly id: number;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly creator: { readonly login: string } | null;
}

interface RunsAnswer {
  readonly check_runs: readonly {
    readonly id: number;
    readonly name: string;
    readonly status: string;
    readonly conclusion: string | null;
    readonly details_url: string | null;
    readonly external_id: string | null;
    readonly app: { readonly id: number } | null;
  }[];
}

const size = 100;

/**
 * Latest result per kind and name on a commit, which need not be the head of anything any more. By REST, because that also lists check
 * runs which no roll-up shows (reference-github.md, a7). Needs `statuses: read` and `checks: read`.
 */
export async function readResults(client: Client, sha: string): Promise<readonly CheckResult[]> {
  const found = new Map<string, CheckResult>();
  const keep = (key: string, result: CheckResult): void => {
    const known = found.get(key);
    if (known === undefined || (result.id ?? 0) > (known.id ?? 0)) found.set(key, result);
  };
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly StatusAnswer[]>(
      "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
      {
        ref: sha,
        per_page: size,
        page,
      },
    );
    for (const { id, context, state, description, target_url: url, creator } of data) {
      keep(`status ${context.toLowerCase()}`, {
        name: context,
        kind: "status",
        state,
        url,
        appId: null,
        description,
        externalId: null,
        creator: creator?.login ?? null,
        id,
        runId: null,
      });
    }
    if (links.next === undefined) break;
  }
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<RunsAnswer>("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      ref: sha,
      filter: "all",
      per_page: size,
      page,
    });
    for (const { id, name, status, conclusion, details_url: url, external_id: externalId, app } of data.check_runs) {
      keep(`check_run ${name}`, {
        name,
        kind: "check_run",
        state: status === "completed" ? (conclusion ?? "") : status,
        url,
        appId: app?.id ?? null,
        description: null,
        externalId,
        creator: null,
        id,
        runId: null,
      });
    }
    if (links.next === undefined) break;
  }
  return [...found.values()];
}
