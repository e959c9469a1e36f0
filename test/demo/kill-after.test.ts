import { expect, test } from "vitest";
import type { RunningSandbox } from "../../src/demo/start-sandbox.ts";
import { runFake, sandboxForTest } from "./support.ts";

/** Posts five statuses one after another; the third is a read. */
const fiveRequests = `const base = process.env.GITHUB_API_URL + "/repos/acme/payments";
const headers = { authorization: "Bearer " + process.env["INPUT_GITHUB-TOKEN"] };
for (const context of ["a", "b", "", "c", "d"]) {
  const answer = context === ""
    ? await fetch(base + "/pulls/1", { headers })
    : await fetch(base + "/statuses/" + process.env.GITHUB_SHA, { method: "POST", headers, body: JSON.stringify({ state: "success", context }) });
  console.log("answered " + context + " " + answer.status);
}`;

async function seeded() {
  const sandbox = await sandboxForTest();
  const { target } = (await sandbox.admin("seed")) as { target: { headSha: string } };
  const issue = async () => {
    const permissions = { statuses: "write", "pull-requests": "read" };
    return ((await sandbox.admin("workflowToken", "acme/payments", permissions)) as { token: string }).token;
  };
  return { sandbox, sha: target.headSha, issue };
}

async function contexts(sandbox: RunningSandbox, sha: string, token: string): Promise<string[]> {
  const answer = await fetch(`${sandbox.apiUrl}/repos/acme/payments/commits/${sha}/statuses`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const found = ((await answer.json()) as { context: string }[]).map((status) => status.context);
  return found.filter((context) => context.length === 1).sort();
}

const applied = [["a"], ["a", "b"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]];

test.each(["before-answer", "after-answer"] as const)(
  "a process dies exactly at its n-th request: %s",
  async (when) => {
    const { sandbox, issue } = await seeded();
    for (const requests of [1, 2, 3, 4, 5]) {
      const commit = { branch: "feature", author: "dev", message: `${requests}`, files: { f: `${requests}` } };
      const sha = (await sandbox.admin("commit", "acme/payments", commit)) as string;
      const token = await issue();
      const context = { sha, token, apiUrl: sandbox.apiUrl, graphqlUrl: sandbox.graphqlUrl, serverUrl: sandbox.url };
      const result = await runFake(fiveRequests, { ...context, killAfter: { requests, when, sandbox } });
      expect(await contexts(sandbox, sha, await issue())).toEqual(applied[requests - 1]);
      const answers = result.log.split("\n").filter((line) => line.startsWith("answered"));
      expect(answers).toHaveLength(when === "before-answer" ? requests - 1 : requests);
      // After the last answer there is nothing more to die at.
      const survives = when === "after-answer" && requests === 5;
      expect(result).toMatchObject(survives ? { exitCode: 0, killed: false } : { exitCode: 137, killed: true });
    }
  },
);

/** Eight writes at once. */
const parallel = `const headers = { authorization: "Bearer " + process.env["INPUT_GITHUB-TOKEN"] };
await Promise.all([..."abcdefgh"].map((context) => fetch(process.env.GITHUB_API_URL + "/repos/acme/payments/statuses/" + process.env.GITHUB_SHA,
  { method: "POST", headers, body: JSON.stringify({ state: "success", context }) })));`;

test("of many writes at once exactly n are applied", async () => {
  const { sandbox, sha, issue } = await seeded();
  const token = await issue();
  const context = { sha, token, apiUrl: sandbox.apiUrl, graphqlUrl: sandbox.graphqlUrl, serverUrl: sandbox.url };
  const result = await runFake(parallel, { ...context, killAfter: { requests: 3, sandbox } });
  expect(result.killed).toBe(true);
  expect(await contexts(sandbox, sha, await issue())).toHaveLength(3);
  const asked = (await sandbox.admin("requestsOf", token)) as { operation: string; status: number | null }[];
  expect(asked.filter((request) => request.status === 201)).toHaveLength(2);
  expect(new Set(asked.map((request) => request.operation))).toEqual(new Set(["repos/create-commit-status"]));
  const { violations, unlisted } = (await sandbox.admin("journal")) as { violations: unknown[]; unlisted: unknown[] };
  expect([violations, unlisted]).toEqual([[], []]);
});
