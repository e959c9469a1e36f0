import { type BranchRule, type RulesBySource, requiredBy } from "../../../core/override/branch-rules.ts";
import type { RequiredContext } from "../../../ports.ts";
import type { Client } from "../client.ts";
import { GitHubRefusal } from "../request-failure.ts";

interface RuleAnswer {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly ruleset_id?: number;
  readonly ruleset_source_type?: string;
}

interface BranchAnswer {
  readonly protection?: {
    readonly required_status_checks?: {
      readonly contexts?: readonly string[];
      readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[];
    };
  };
}

/** What the rules of a branch want of a merge, as far as an override has to know. */
export interface RequiredRules {
  readonly required: readonly RequiredContext[];
  readonly mergeQueue: boolean;
  /** The same and all other rules, by source. */
  readonly rules: RulesBySource;
}

/** What a branch requires: rulesets and classic protection both apply, so both are read; a weak token may (reference-github.md, b). */
export async function readRequired(client: Client, branch: string): Promise<RequiredRules> {
  const [rules, classic] = await Promise.all([readRules(client, branch), readClassic(client, branch)]);
  const required = [...classic, ...rules.flatMap(requiredBy)];
  const seen = new Set<string>();
  const unique = required.filter(({ name, appId }) => {
    const key = `${appId} ${name}`;
    return seen.has(key) ? false : seen.add(key) !== null;
  });
  const mergeQueue = rules.some(({ type }) => type === "merge_queue");
  return { required: unique, mergeQueue, rules: { rules, classic } };
}

async function readRules(client: Client, branch: string): Promise<readonly BranchRule[]> {
  const rules: BranchRule[] = [];
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<readonly RuleAnswer[]>(
      "GET /repos/{owner}/{repo}/rules/branches/{branch}",
      { branch, per_page: 100, page },
    );
    rules.push(
      ...data.map(({ type, parameters, ruleset_id: ruleset, ruleset_source_type: owner }) => ({
        type,
        parameters: parameters ?? {},
        ruleset: ruleset ?? 0,
        // Whose it is decides who may change it: what GitHub does not say is nobody's here.
        owner: owner ?? "unknown",
      })),
    );
    if (links.next === undefined) return rules;
  }
}

async function readClassic(client: Client, branch: string): Promise<readonly RequiredContext[]> {
  const data = await readBranch(client, branch);
  const { checks, contexts } = data.protection?.required_status_checks ?? {};
  // -1 and null both mean any app.
  if (checks !== undefined) {
    return checks.map(({ context, app_id: app }) => ({ name: context, appId: app === -1 ? null : app }));
  }
  return (contexts ?? []).map((name) => ({ name, appId: null }));
}

/** The branch comes from a manifest, which may name one that is not there: nothing is required of it, and the decision says the rest. */
async function readBranch(client: Client, branch: string): Promise<BranchAnswer> {
  try {
    const { data } = await client.rest<BranchAnswer>("GET /repos/{owner}/{repo}/branches/{branch}", { branch });
    return data;
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404 && error.message === "Branch not found") return {};
    throw error;
  }
}
