import type { BranchRules, RequiredNow } from "../../../core/reconcile/merge-evidence.ts";
import type { Instant } from "../../../core/time/instant.ts";
import type { Client } from "../client.ts";
import { GitHubRefusal } from "../request-failure.ts";
import { instant } from "./result-of.ts";

interface RuleAnswer {
  readonly type: string;
  readonly ruleset_id?: number;
  readonly parameters?: {
    readonly required_status_checks?: readonly { readonly context: string; readonly integration_id?: number | null }[];
  };
}

interface BranchAnswer {
  readonly protection?: {
    readonly required_status_checks?: {
      readonly contexts?: readonly string[];
      readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[];
    };
  };
}

/** When each ruleset was last changed, by its number. Needs `metadata: read`, which every token has. */
export async function readRulesetDates(client: Client): Promise<ReadonlyMap<number, Instant>> {
  const dates = new Map<number, Instant>();
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly { readonly id: number; readonly updated_at?: string }[]>(
      "GET /repos/{owner}/{repo}/rulesets",
      { per_page: 100, page },
    );
    for (const { id, updated_at: at } of data) if (at !== undefined) dates.set(id, instant(at));
    if (links.next === undefined) return dates;
  }
}

/** What a branch asks of a merge now, rule by rule with the age of its ruleset; null: there is no such branch. */
export async function readBranchRules(
  client: Client,
  branch: string,
  dates: ReadonlyMap<number, Instant>,
): Promise<BranchRules | null> {
  const classic = await readClassic(client, branch);
  if (classic === null) return null;
  const required = [...classic];
  let pullRequest: BranchRules["pullRequest"] = null;
  let mergeQueue = false;
  for (const { type, ruleset_id: id, parameters } of await readRules(client, branch)) {
    const since = id === undefined ? null : (dates.get(id) ?? null);
    if (type === "merge_queue") mergeQueue = true;
    if (type === "pull_request") pullRequest = { since: older(pullRequest, since) };
    for (const { context, integration_id: app } of parameters?.required_status_checks ?? []) {
      required.push({ name: context, appId: app ?? null, since });
    }
  }
  return { required: oldest(required), pullRequest, mergeQueue };
}

/** Two rules that ask for the same: it has been asked for as long as the older one, or nobody knows. */
function oldest(required: readonly RequiredNow[]): RequiredNow[] {
  const found = new Map<string, RequiredNow>();
  for (const check of required) {
    const key = `${check.appId} ${check.name}`;
    const known = found.get(key);
    found.set(key, known === undefined ? check : { ...check, since: older(known, check.since) });
  }
  return [...found.values()];
}

function older(known: { readonly since: Instant | null } | null, since: Instant | null): Instant | null {
  if (known === null) return since;
  return known.since === null || since === null ? null : Math.min(known.since, since);
}

async function readRules(client: Client, branch: string): Promise<readonly RuleAnswer[]> {
  const rules: RuleAnswer[] = [];
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly RuleAnswer[]>(
      "GET /repos/{owner}/{repo}/rules/branches/{branch}",
      { branch, per_page: 100, page },
    );
    rules.push(...data);
    if (links.next === undefined) return rules;
  }
}

async function readClassic(client: Client, branch: string): Promise<readonly RequiredNow[] | null> {
  try {
    const { data } = await client.rest<BranchAnswer>("GET /repos/{owner}/{repo}/branches/{branch}", { branch });
    const { checks, contexts } = data.protection?.required_status_checks ?? {};
    // -1 and null both mean any app.
    if (checks !== undefined) {
      return checks.map(({ context, app_id: app }) => ({ name: context, appId: app === -1 ? null : app, since: null }));
    }
    return (contexts ?? []).map((name) => ({ name, appId: null, since: null }));
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return null;
    throw error;
  }
}
