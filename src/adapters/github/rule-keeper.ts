import type { MergeFacts } from "../../core/override/judge-other-rules.ts";
import type { ClassicChecks, RulesetRule } from "../../core/override/protection-snapshot.ts";
import type { RuleKeeper } from "../../ports.ts";
import type { Connection } from "./actor-parts.ts";
import type { Client } from "./client.ts";
import { mergePull } from "./merge-pull.ts";
import { readAllPages } from "./read-all-pages.ts";
import { GitHubRefusal, PermissionMissing } from "./request-failure.ts";

/** A head that no pull request has: a merge of it is refused as moved by who may merge, and as forbidden by who may not. */
const noHead = "0".repeat(40);
/** A branch that is nowhere, for the same reason. */
const noBranch = "qms-probe-of-no-branch";

const checksOf = "/repos/{owner}/{repo}/branches/{branch}/protection/required_status_checks";

interface RulesetAnswer {
  readonly id: number;
  readonly name: string;
  readonly rules?: readonly RulesetRule[];
  readonly current_user_can_bypass?: string;
}

interface ChecksAnswer {
  readonly strict?: boolean;
  readonly contexts: readonly string[];
  readonly checks: readonly { readonly context: string; readonly app_id: number | null }[];
}

/** The App behind `admin-token`: reads and changes rules, and merges past those that name it. */
export function ruleKeeper(client: Client): RuleKeeper {
  return {
    async probe(what, number) {
      const merge = what === "merge";
      try {
        await (merge
          ? client.rest("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", { pull_number: number, sha: noHead })
          : client.rest(`PATCH ${checksOf}`, { branch: noBranch, strict: false }));
      } catch (error) {
        if (error instanceof PermissionMissing)
          throw missing(error, merge ? "contents: write" : "administration: write");
        if (!(error instanceof GitHubRefusal)) throw error;
      }
    },

    async readRuleset(id) {
      const answer = await ifThere(
        client.rest<RulesetAnswer>("GET /repos/{owner}/{repo}/rulesets/{ruleset_id}", { ruleset_id: id }),
      );
      if (answer === null) return null;
      const { name, rules = [], current_user_can_bypass: right = "never" } = answer.data;
      return { id, name, rules, bypassed: ["always", "pull_requests_only", "exempt"].includes(right) };
    },

    async readClassic(branch) {
      try {
        const { data } = await client.rest<ChecksAnswer>(`GET ${checksOf}`, { branch });
        return {
          strict: data.strict ?? false,
          checks: data.checks.map(({ context, app_id: app }) => ({ context, app_id: app === -1 ? null : app })),
        };
      } catch (error) {
        // Who may only read it could relax nothing.
        if (error instanceof PermissionMissing) throw new PermissionMissing(error.what, "administration: write", "app");
        // The same 404 with another sentence is a missing permission (reference-github.md, b).
        if (!(error instanceof GitHubRefusal) || error.status !== 404) throw error;
        if (/not protected|not enabled|branch not found/i.test(error.message)) return null;
        throw new PermissionMissing(error.what, "administration: write", "app");
      }
    },

    async writeClassic(branch, { strict, checks }: ClassicChecks) {
      // GET says null where any app will do, PATCH wants -1: without it GitHub pins anew by itself (reference-github.md, b).
      const written = checks.map(({ context, app_id: app }) => ({ context, app_id: app ?? -1 }));
      await asApp(client.rest(`PATCH ${checksOf}`, { branch, strict, checks: written }));
    },

    // `bypass_actors` is left out: who does not see it would wipe it.
    async writeRules(id, rules) {
      await asApp(client.rest("PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}", { ruleset_id: id, rules }));
    },

    async readFacts(pull, wanted): Promise<MergeFacts> {
      return {
        behind: wanted.behind ? await isBehind(client, pull) : null,
        openConversations: wanted.openConversations ? await countConversations(client, pull.number) : null,
        unsignedCommits: wanted.unsignedCommits ? await countUnsigned(client, pull.number) : null,
      };
    },

    mergePull: (number, sha, method) => asApp(mergePull(client, number, sha, method)),

    autoMerging: (branch) => readAutoMerging(client, branch),
  };
}

function missing({ what, permission }: PermissionMissing, known: string): PermissionMissing {
  return new PermissionMissing(what, permission ?? known, "app");
}

async function asApp<Done>(work: Promise<Done>): Promise<Done> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof PermissionMissing ? new PermissionMissing(error.what, error.permission, "app") : error;
  }
}

async function ifThere<Done>(work: Promise<Done>): Promise<Done | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return null;
    throw error;
  }
}

async function readAutoMerging(client: Client, base: string | null): ReturnType<RuleKeeper["autoMerging"]> {
  const found: { number: number; base: string }[] = [];
  for (let after: string | null = null; ; ) {
    const answer: AutoMergeAnswer = await client.graphql<AutoMergeAnswer>(
      `query AutoMerging($owner: String!, $name: String!, $base: String, $after: String) {
        repository(owner: $owner, name: $name) {
          pullRequests(first: 100, after: $after, states: [OPEN], baseRefName: $base) {
            nodes { number baseRefName autoMergeRequest { enabledAt } } pageInfo { hasNextPage endCursor }
          }
        }
      }`,
      { owner: client.owner, name: client.name, base, after },
    );
    const { nodes, pageInfo } = answer.repository.pullRequests;
    found.push(
      ...nodes.flatMap(({ number, baseRefName, autoMergeRequest }) =>
        autoMergeRequest === null ? [] : [{ number, base: baseRefName }],
      ),
    );
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

interface AutoMergeAnswer {
  readonly repository: {
    readonly pullRequests: Connection<{
      readonly number: number;
      readonly baseRefName: string;
      readonly autoMergeRequest: object | null;
    }>;
  };
}

/** Whether the base has commits that the head lacks. */
async function isBehind(client: Client, { base, headSha }: { readonly base: string; readonly headSha: string }) {
  const ref = await client.rest<{ object: { sha: string } }>("GET /repos/{owner}/{repo}/git/ref/{ref}", {
    ref: `heads/${base}`,
  });
  const { data } = await client.rest<{ status: string }>("GET /repos/{owner}/{repo}/compare/{basehead}", {
    basehead: `${ref.data.object.sha}...${headSha}`,
    per_page: 1,
  });
  return data.status !== "ahead" && data.status !== "identical";
}

async function countConversations(client: Client, number: number): Promise<number> {
  const none = { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } };
  const threads = await readAllPages<{ isResolved: boolean }>(client, none, number, "reviewThreads", "isResolved");
  return threads.filter(({ isResolved }) => !isResolved).length;
}

async function countUnsigned(client: Client, number: number): Promise<number> {
  let unsigned = 0;
  for (let page = 1; ; page++) {
    const { data, links } = await client.rest<
      readonly { readonly commit: { readonly verification?: { readonly verified: boolean } } }[]
    >("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", { pull_number: number, per_page: 100, page });
    unsigned += data.filter(({ commit }) => commit.verification?.verified !== true).length;
    if (links.next === undefined) return unsigned;
  }
}
