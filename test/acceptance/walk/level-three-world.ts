import { readFileSync } from "node:fs";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { later, validate, walkForTest } from "./walk-world.ts";

export const id = "BYPASS-L3-20260305-073000";
const example = readFileSync(new URL(`../../../schemas/examples/manifest/valid/${id}.yml`, import.meta.url), "utf8");

/** A Thursday morning at L3: codeql stands in the way of its own fix. */
export async function askL3(): Promise<{ walk: Walk; number: number; digest: string; headSha: string }> {
  const walk = await walkForTest({ now: "2026-03-05T07:30:00Z", seed: { statuses: { codeql: "failure" } } });
  const { target } = walk;
  const text = example
    .replace(/repository: \S+/, `repository: ${walk.repository}`)
    .replace(/pull_request: 525/, `pull_request: ${target.number}`)
    .replace(/head_sha: [0-9a-f]{40}/, `head_sha: ${target.headSha}`);
  const path = `.qms/bypasses/2026/03/${id}.yml`;
  const commit = { branch: "wish", from: "qms", author: "req", message: "Ask", files: { [path]: text } };
  const headSha = (await walk.sandbox.admin("commit", walk.repository, commit)) as string;
  const pull = await walk.as("req", "POST", "pulls", { title: "Wish", head: "wish", base: "qms" });
  const { number } = pull as { number: number };
  const step = await validate(walk, number);
  return { walk, number, digest: step.outputs.digest ?? "", headSha };
}

/** A comment on the request, and the run that `issue_comment` starts. */
export async function say(walk: Walk, login: string, number: number, body: string) {
  await later(walk);
  const comment = await walk.as(login, "POST", `issues/${number}/comments`, { body });
  return walk.step("validate-bypass", {
    actor: login,
    event: { name: "issue_comment", payload: { action: "created", issue: { number, pull_request: {} }, comment } },
  });
}

export const standby = "/qms done response_team_on_standby https://roster.acme.example/2026-03-05";
export const rollback = "/qms done rollback_plans_validated https://ci.acme.example/runs/7";
