import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import { commentsOf, later, walkForTest } from "./walk-world.ts";

export interface Shown {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly pull_request?: unknown;
}

export const sync = (walk: Walk, options: StepOptions = {}) =>
  walk.step("open-remediation", {
    event: { name: "schedule", payload: {} },
    ...options,
    inputs: { operation: "sync", ...options.inputs },
  });

/**
 * A used L1 bypass with its tracking issue.
 * @param prepare what is done to the repository before anybody asks
 */
export async function used(
  prepare: (walk: Walk) => Promise<unknown> = async () => {},
): Promise<{ readonly walk: Walk; readonly id: string; readonly issue: number }> {
  // The clock stands, so that ids and times are the same in every world that is compared.
  const walk = await walkForTest({ frozen: true, seed: { checkRuns: { build: "success" } } });
  await prepare(walk);
  const asked = await merged(walk);
  await activate(walk, asked);
  await later(walk);
  await mergeTarget(walk);
  await settle(walk, "closed");
  await walk.step("open-remediation", { inputs: { operation: "open" } });
  await later(walk);
  const issues = (await walk.as("dev", "GET", "issues?state=all")) as Shown[];
  const issue = issues.find((one) => one.pull_request === undefined && one.title.includes(asked.id));
  return { walk, id: asked.id, issue: issue?.number ?? 0 };
}

export async function say(walk: Walk, login: string, issue: number, body: string): Promise<void> {
  await walk.as(login, "POST", `issues/${issue}/comments`, { body });
  await later(walk, 5);
}

export const issueOf = async (walk: Walk, number: number) => (await walk.as("dev", "GET", `issues/${number}`)) as Shown;

/** A fix on a branch, and the check that was set aside green there. */
export async function fix(walk: Walk, state = "success", branch = "main"): Promise<string> {
  const files = { "docs/reference.md": "# Reference\n" };
  const commit = { branch, author: "dev", message: "Document the symbols", files };
  const sha = (await walk.sandbox.admin("commit", walk.repository, commit)) as string;
  await walk.as("dev", "POST", `statuses/${sha}`, { state, context: "docs/coverage" });
  await later(walk);
  return sha;
}

export const replies = async (walk: Walk, issue: number) =>
  (await commentsOf(walk, issue)).filter(({ body }) => body.startsWith("<!-- qms-bypass:reply:"));

export const url = "https://docs.acme.example/evidence";
