import { execFileSync } from "node:child_process";
import type { Life } from "./life.ts";
import { stateOf } from "./life.ts";
import { report, sweep } from "./machine.ts";
import { rulesOf } from "./settings.ts";

const headOf = (life: Life): string =>
  execFileSync(
    "git",
    ["--git-dir", life.bare, "for-each-ref", "--format=%(objectname)", `refs/heads/${life.ledgerBranch}`],
    {
      encoding: "utf8",
    },
  ).trim();

/** What holds when everything that was due has run: nothing is left to write, and nothing that was posted stands longer than it may. */
export async function findUnsettled(life: Life): Promise<string[]> {
  const problems: string[] = [];
  life.isSpared = true;
  await sweep(life);
  await report(life);
  const once = headOf(life);
  await sweep(life);
  await report(life);
  const range = `${once}..${life.ledgerBranch}`;
  if (headOf(life) !== once) {
    const log = ["--git-dir", life.bare, "log", "--format=%s", range];
    problems.push(`a second run of every job wrote again: ${execFileSync("git", log, { encoding: "utf8" })}`);
  }
  life.isSpared = false;
  for (const [branch, first] of life.rules) {
    const rules = await rulesOf(life.walk, life.setting, branch);
    if (rules !== first) problems.push(`the rules of ${branch} were ${first}, and are ${rules}`);
  }
  for (const { asked, target } of life.requests) {
    const state = stateOf(life, asked.id)?.state;
    if (state === "active" || state === undefined) continue;
    for (const sha of new Set([
      ...life.requests.filter((one) => one.target === target).map(({ text }) => headIn(text)),
      headIn(asked.text),
    ]))
      for (const line of await postedOn(life, sha, asked.id))
        problems.push(`${asked.id} is ${state}, and still posted: ${line}`);
  }
  return problems;
}

const headIn = (text: string): string => /head_sha: "?'?([0-9a-f]{40})/.exec(text)?.[1] ?? "";

/** What of this bypass is the latest word on a commit. */
async function postedOn({ walk }: Life, sha: string, id: string): Promise<string[]> {
  const { statuses } = (await walk.as("dev", "GET", `commits/${sha}/status`)) as {
    statuses: readonly { context: string; state: string; description: string | null }[];
  };
  const { check_runs: runs } = (await walk.as("dev", "GET", `commits/${sha}/check-runs`)) as {
    check_runs: readonly { name: string; conclusion: string | null; external_id: string | null }[];
  };
  return [
    ...statuses
      .filter(({ description }) => description?.startsWith(`BYPASSED by ${id}`))
      .map(({ context, state, description }) => `${context}: ${state} (${description})`),
    ...runs
      .filter(({ external_id: own, conclusion }) => own?.startsWith(`${id}:`) && conclusion === "success")
      .map(({ name, conclusion }) => `${name}: ${conclusion}`),
  ];
}
