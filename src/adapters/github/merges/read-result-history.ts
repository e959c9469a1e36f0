import type { DatedResult } from "../../../core/reconcile/merge-evidence.ts";
import type { Client } from "../client.ts";
import { accountProducer, checkRunResult, instant } from "./result-of.ts";

interface StatusAnswer {
  readonly id: number;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly created_at: string;
  readonly creator: { readonly login: string; readonly id: number; readonly type: string } | null;
}

interface RunsAnswer {
  readonly check_runs: readonly {
    readonly id: number;
    readonly name: string;
    readonly status: string;
    readonly conclusion: string | null;
    readonly started_at: string | null;
    readonly completed_at: string | null;
    readonly external_id: string | null;
    readonly app: { readonly id: number; readonly slug?: string } | null;
  }[];
}

/** Every result that a commit ever had, earlier ones of the same name included. Needs `statuses: read` and `checks: read`. */
export async function readResultHistory(client: Client, sha: string): Promise<DatedResult[]> {
  const found: DatedResult[] = [];
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly StatusAnswer[]>(
      "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
      { ref: sha, per_page: 100, page },
    );
    for (const { id, context, state, description, created_at: at, creator } of data) {
      const account =
        creator === null ? null : { __typename: creator.type, login: creator.login, databaseId: creator.id };
      found.push({
        ...{ name: context, kind: "status", state, description, externalId: null, id },
        ...{ startedAt: instant(at), endedAt: instant(at), producer: accountProducer(account) },
      });
    }
    if (links.next === undefined) break;
  }
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<RunsAnswer>("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      ...{ ref: sha, filter: "all", per_page: 100, page },
    });
    for (const { id, name, status, conclusion, started_at, completed_at, external_id, app } of data.check_runs) {
      const times = { startedAt: started_at, completedAt: completed_at };
      found.push(checkRunResult({ id, name, status, conclusion, ...times, externalId: external_id, app }));
    }
    if (links.next === undefined) return found;
  }
}
