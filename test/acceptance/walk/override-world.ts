import type { AskedRequest, StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { approve, askL1, later, validate } from "./walk-world.ts";

/** A request that its level has approved and validate has merged. */
export async function merged(
  walk: Walk,
  request: { readonly level: "L1" | "L2"; readonly checks: readonly string[]; readonly changes?: object } | null = null,
): Promise<AskedRequest> {
  const asked = request === null ? await askL1(walk) : await walk.ask(request as Parameters<Walk["ask"]>[0]);
  for (const login of request?.level === "L2" ? ["ari", "qin"] : ["lea"]) await approve(walk, login, asked.number);
  const step = await validate(walk, asked.number);
  if (step.outputs.merged !== "true") throw new Error(`not merged: ${step.summary}`);
  await later(walk);
  return asked;
}

/** activate as decide.yml runs it after the merge. */
export function activate(walk: Walk, asked: AskedRequest, options: StepOptions = {}) {
  return walk.step("apply-override", {
    event: { name: "pull_request_target", payload: { action: "closed", pull_request: { number: asked.number } } },
    ...options,
    inputs: { operation: "activate", ...options.inputs },
  });
}

/** settle for an event of the target, with the payload that GitHub sends. */
export async function settle(walk: Walk, action: string, options: StepOptions & { readonly before?: string } = {}) {
  const pull = await walk.as("dev", "GET", `pulls/${walk.target.number}`);
  const { before, ...rest } = options;
  return walk.step("apply-override", {
    event: {
      name: "pull_request_target",
      payload: { action, pull_request: pull, ...(before === undefined ? {} : { before }) },
    },
    ...rest,
    inputs: { operation: "settle", ...rest.inputs },
  });
}

export interface Shown {
  readonly statuses: readonly string[];
  readonly runs: readonly string[];
}

/** Every result on the approved commit, oldest first, as `name: state (description or external id)`. */
export async function resultsOn(walk: Walk, sha = walk.target.headSha): Promise<Shown> {
  const statuses = (await walk.as("dev", "GET", `commits/${sha}/statuses`)) as readonly {
    context: string;
    state: string;
    description: string | null;
  }[];
  const { check_runs: runs } = (await walk.as("dev", "GET", `commits/${sha}/check-runs?filter=all`)) as {
    check_runs: readonly { name: string; conclusion: string | null; external_id: string }[];
  };
  return {
    statuses: statuses.map((item) => `${item.context}: ${item.state} (${item.description ?? ""})`).reverse(),
    runs: runs.map((item) => `${item.name}: ${item.conclusion} (${item.external_id})`).reverse(),
  };
}

export async function labelsOf(walk: Walk, number = walk.target.number): Promise<string[]> {
  const labels = (await walk.as("dev", "GET", `issues/${number}/labels`)) as readonly { name: string }[];
  return labels.map((label) => label.name).sort();
}

export async function mergeTarget(walk: Walk, allow?: number): Promise<{ merged?: boolean }> {
  return (await walk.as("mia", "PUT", `pulls/${walk.target.number}/merge`, {}, allow)) as { merged?: boolean };
}

export async function pushTo(walk: Walk, branch: string): Promise<string> {
  return (await walk.sandbox.admin("commit", walk.repository, {
    branch,
    author: "dev",
    message: "One more thing",
    files: { "src/more.ts": "export const more = 1;\n" },
  })) as string;
}

/** Number of the rules that guard the registry branch. */
export async function registryRuleset(walk: Walk): Promise<number> {
  const rulesets = (await walk.as("boss", "GET", "rulesets")) as readonly { id: number; name: string }[];
  return rulesets.find((ruleset) => ruleset.name === "qms registry")?.id ?? 0;
}
