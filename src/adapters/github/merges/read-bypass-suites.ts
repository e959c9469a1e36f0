import type { BypassSuite } from "../../../core/reconcile/merge-evidence.ts";
import type { Instant } from "../../../core/time/instant.ts";
import type { Client } from "../client.ts";
import { GitHubRefusal, PermissionMissing } from "../request-failure.ts";
import { instant } from "./result-of.ts";

interface SuiteAnswer {
  readonly id: number;
  readonly actor_id?: number | null;
  readonly actor_name?: string | null;
  readonly after_sha: string;
  readonly ref: string;
  readonly pushed_at: string;
}

interface SuiteDetails {
  readonly rule_evaluations?: readonly {
    readonly enforcement?: string;
    readonly result?: string;
    readonly rule_type?: string;
  }[];
}

const nowhere = /^0+$/;

/**
 * Changes of branches that GitHub's own record calls a bypass, with the rules that failed; GitHub keeps a month. Tags are left out.
 * Needs `administration` (reference-github.md, section 8: read or write, the documentation says both).
 */
export async function readBypassSuites(client: Client, since: Instant): Promise<BypassSuite[]> {
  const found: BypassSuite[] = [];
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly SuiteAnswer[]>(
      "GET /repos/{owner}/{repo}/rulesets/rule-suites",
      {
        time_period: "month",
        rule_suite_result: "bypass",
        per_page: 100,
        page,
      },
    );
    for (const { id, actor_id: actorId, actor_name: login, after_sha: after, ref, pushed_at: at } of data) {
      const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
      if (branch === undefined || instant(at) < since) continue;
      found.push({
        ...{ id, branch, at: instant(at), after: nowhere.test(after) ? null : after },
        actor: actorId == null || login == null ? null : { id: actorId, login },
        failed: await readFailed(client, id),
      });
    }
    if (links.next === undefined) return found;
  }
}

async function readFailed(client: Client, id: number): Promise<readonly string[] | null> {
  try {
    const { data } = await client.rest<SuiteDetails>("GET /repos/{owner}/{repo}/rulesets/rule-suites/{rule_suite_id}", {
      rule_suite_id: id,
    });
    if (data.rule_evaluations === undefined) return null;
    return data.rule_evaluations
      .filter(({ result, enforcement }) => result === "fail" && enforcement !== "evaluate")
      .map(({ rule_type: rule }) => rule ?? "unknown");
  } catch (error) {
    if (error instanceof PermissionMissing || (error instanceof GitHubRefusal && error.status === 404)) return null;
    throw error;
  }
}
