import type { GitHub, MergeState, OwnComment, TargetReading } from "../../ports.ts";
import type { Client } from "./client.ts";
import { createIssue } from "./create-issue.ts";
import { listIssues } from "./list-issues.ts";
import { mergePull } from "./merge-pull.ts";
import { milestonesOf } from "./milestones-of.ts";
import { readAllContexts } from "./read-all-pages.ts";
import { readRepositoryAnswer, repositoryFactsOf } from "./read-ledger-ref.ts";
import { readRecentPulls } from "./recent-pulls.ts";
import { readRequest } from "./request/read-request.ts";
import { readTeams } from "./request/read-teams.ts";
import { GitHubRefusal, PermissionMissing } from "./request-failure.ts";
import { completeTarget } from "./target/complete-target.ts";
import { readJobs } from "./target/read-jobs.ts";
import { readRequired } from "./target/read-required.ts";
import { readResults } from "./target/read-results.ts";
import { resultsOf, targetOf } from "./target/target-of.ts";
import {
  contextParts,
  type MergeStateNode,
  mergeStateParts,
  type TargetNode,
  targetParts,
} from "./target/target-query.ts";

/** A commit that exists nowhere: what is posted on it is refused as unknown by who may post, and as forbidden by who may not. */
const nowhere = "0".repeat(40);

/** What is asked to learn whether the real thing may be asked. */
const probes = {
  status: {
    probe: ["POST /repos/{owner}/{repo}/statuses/{sha}", { sha: nowhere, state: "pending", context: "qms/probe" }],
    permission: "statuses: write",
  },
  check_run: {
    probe: ["POST /repos/{owner}/{repo}/check-runs", { head_sha: nowhere, name: "qms/probe" }],
    permission: "checks: write",
  },
  // No job has this number.
  job: {
    probe: ["POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun", { job_id: 1 }],
    permission: "actions: write",
  },
} as const;

/**
 * GitHub through one token.
 * @param members asks who is in a team; the job's own token never knows
 */
export function openGitHub(client: Client, ledgerBranch: string, members: Client = client): GitHub {
  const names = { owner: client.owner, name: client.name };
  return {
    serverTime: () => client.serverTime(),
    readRepository: async () => repositoryFactsOf(await readRepositoryAnswer(client, ledgerBranch)),
    readRequest: (number, options) => readRequest(client, number, ledgerBranch, options, members),

    readTeams: (teams) => readTeams(members, teams),

    async readTarget(number) {
      const { repository } = await client.graphql<{ repository: { pullRequest: TargetNode } }>(
        `query Target($owner: String!, $name: String!, $number: Int!) {
          repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${targetParts} } }
        }`,
        { ...names, number },
      );
      const node = repository.pullRequest;
      return targetOf(await completeTarget(client, node, await readRequired(client, node.baseRefName)));
    },

    async readMergeState(number) {
      const { repository } = await client.graphql<{ repository: { pullRequest: MergeStateNode } }>(
        `query MergeState($owner: String!, $name: String!, $number: Int!) {
          repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${mergeStateParts} } }
        }`,
        { ...names, number },
      );
      const node = repository.pullRequest;
      const first = node.statusCheckRollup?.contexts ?? null;
      const state: MergeState & Pick<TargetReading, "headSha" | "base" | "results"> = {
        status: node.mergeStateStatus,
        reviewDecision: node.reviewDecision,
        headSha: node.headRefOid,
        base: node.baseRefName,
        results: resultsOf(await readAllContexts(client, first, number, contextParts)),
      };
      return state;
    },

    readResults: (sha) => readResults(client, sha),

    async openPullsAt(sha) {
      const { data } = await client.rest<
        readonly { number: number; state: string; base: { ref: string }; head: { sha: string } }[]
      >("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", { commit_sha: sha, per_page: 100 });
      return data
        .filter((pull) => pull.state === "open" && pull.head.sha === sha)
        .map((pull) => ({ number: pull.number, base: pull.base.ref }));
    },

    recentPulls: (since) => readRecentPulls(client, since),

    async isBehind(ancestor, sha) {
      try {
        const { data } = await client.rest<{ status: string }>("GET /repos/{owner}/{repo}/compare/{basehead}", {
          basehead: `${ancestor}...${sha}`,
          per_page: 1,
        });
        return data.status === "ahead" || data.status === "identical";
      } catch (error) {
        // No common history, or a commit that is not there any more.
        if (error instanceof GitHubRefusal && error.status === 404) return false;
        throw error;
      }
    },

    async headOf(branch) {
      try {
        const { data } = await client.rest<{ object: { sha: string } }>("GET /repos/{owner}/{repo}/git/ref/{ref}", {
          ref: `heads/${branch}`,
        });
        return data.object.sha;
      } catch (error) {
        if (error instanceof GitHubRefusal && error.status === 404) return null;
        throw error;
      }
    },

    async canAssign(login) {
      try {
        await client.rest("GET /repos/{owner}/{repo}/assignees/{assignee}", { assignee: login });
        return true;
      } catch (error) {
        if (error instanceof GitHubRefusal && error.status === 404) return false;
        throw error;
      }
    },

    async mergedHeadOf(sha) {
      const { data } = await client.rest<
        readonly { merged_at: string | null; merge_commit_sha: string | null; head: { sha: string } }[]
      >("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", { commit_sha: sha, per_page: 100 });
      return data.find((pull) => pull.merged_at !== null && pull.merge_commit_sha === sha)?.head.sha ?? null;
    },

    async probeWrite(what) {
      const { probe, permission } = probes[what];
      await client.rest(probe[0], { ...probe[1] }).catch((error: unknown) => {
        // GitHub does not always say which permission; here only one can be meant.
        if (error instanceof PermissionMissing) throw new PermissionMissing(error.what, permission);
        if (!(error instanceof GitHubRefusal)) throw error;
      });
    },

    readJobs: (run) => readJobs(client, run),

    async rerunJob(job) {
      try {
        await client.rest("POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun", { job_id: job });
        return "started";
      } catch (error) {
        if (error instanceof GitHubRefusal) return { refused: error.message };
        throw error;
      }
    },

    async postStatus({ sha, context, state, description, url }) {
      const { data } = await client.rest<{ id: number }>("POST /repos/{owner}/{repo}/statuses/{sha}", {
        sha,
        context,
        state,
        description,
        ...(url === null ? {} : { target_url: url }),
      });
      return { id: data.id };
    },

    // Check runs made by Actions cannot be changed afterwards: always a new one (40-override.md).
    async postCheckRun({ sha, name, conclusion, externalId, url, title, summary }) {
      const { data } = await client.rest<{ id: number }>("POST /repos/{owner}/{repo}/check-runs", {
        head_sha: sha,
        name,
        status: "completed",
        conclusion,
        external_id: externalId,
        ...(url === null ? {} : { details_url: url }),
        output: { title, summary },
      });
      return { id: data.id };
    },

    async writeComment(issue, body, known): Promise<OwnComment> {
      if (known !== null && known.body === body) return known;
      const { data } =
        known === null
          ? await client.rest<OwnComment>("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
              issue_number: issue,
              body,
            })
          : await client.rest<OwnComment>("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
              comment_id: known.id,
              body,
            });
      return { id: data.id, body };
    },

    async addLabels(issue, labels) {
      await client.rest("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", { issue_number: issue, labels });
    },

    mergePull: (number, sha, method) => mergePull(client, number, sha, method),

    async readName() {
      const { repository } = await client.graphql<{ repository: { readonly nameWithOwner: string } }>(
        "query Name($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { nameWithOwner } }",
        names,
      );
      return repository.nameWithOwner;
    },

    listIssues: (since) => listIssues(client, since),
    createIssue: (issue) => createIssue(client, issue),
    async closeDuplicate(issue, body) {
      const change = { body, state: "closed", state_reason: "duplicate" };
      await client.rest("PATCH /repos/{owner}/{repo}/issues/{issue_number}", { issue_number: issue, ...change });
    },
    milestones: milestonesOf(client),
  };
}
