import type { Readable } from "../../../core/reconcile/merge-evidence.ts";
import type { MergeRecord } from "../../../ports.ts";
import type { Client } from "../client.ts";
import { GitHubRefusal, PermissionMissing } from "../request-failure.ts";
import { readBranchRules, readRulesetDates } from "./read-branch-rules.ts";
import { readBypassSuites } from "./read-bypass-suites.ts";
import { readMergedPulls } from "./read-merged-pulls.ts";
import { readPushes } from "./read-pushes.ts";
import { readResultHistory } from "./read-result-history.ts";

/**
 * GitHub's own record of what came into branches.
 * @param admin may read rule suites, which the job's own token never may
 */
export function mergeRecord(client: Client, admin: Client): MergeRecord {
  let dates: ReturnType<typeof readRulesetDates> | null = null;
  return {
    async mergedSince(since) {
      const withResults = await readable(() => readMergedPulls(client, since, true), "checks: read and statuses: read");
      if ("read" in withResults) return { pulls: withResults.read, unreadable: null };
      return { pulls: await readMergedPulls(client, since, false), unreadable: withResults.unreadable };
    },
    async branchRules(branch) {
      dates ??= readRulesetDates(client);
      return readBranchRules(client, branch, await dates);
    },
    bypassSuites: (since) => readable(() => readBypassSuites(admin, since), "administration: read, in admin-token"),
    pushes: (branch, since) => readable(() => readPushes(client, branch, since), "contents: read"),
    results: (sha) => readable(() => readResultHistory(client, sha), "checks: read and statuses: read"),
  };
}

/** What the token may not read is said, never taken for empty. What is down is down. */
async function readable<Value>(read: () => Promise<Value>, permission: string): Promise<Readable<Value>> {
  try {
    return { read: await read() };
  } catch (error) {
    if (error instanceof PermissionMissing) return { unreadable: `the token needs ${permission}` };
    if (error instanceof GitHubRefusal && error.status === 404)
      return { unreadable: "GitHub shows nothing of the kind to this token" };
    throw error;
  }
}
