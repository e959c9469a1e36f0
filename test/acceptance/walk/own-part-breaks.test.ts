import { expect, test } from "vitest";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import type { Shown } from "./sync-world.ts";
import { later, ledgerTypes, walkForTest } from "./walk-world.ts";

const central = "acme/compliance";

test("what breaks in the own repository keeps the issues elsewhere from nothing, and is told", async () => {
  const walk = await walkForTest({ frozen: true, seed: { checkRuns: { build: "success" } } });
  await walk.sandbox.admin("createRepository", { name: central, roles: { boss: "admin", req: "write" } });
  const permissions = { issues: "write", metadata: "read" };
  const issued = await walk.sandbox.admin("installationToken", 15368, central, permissions);
  const { token } = issued as { token: string };
  const run = (operation: string) =>
    walk.step("open-remediation", {
      event: { name: "schedule", payload: {} },
      inputs: { operation, "issue-repository": central, "issue-token": token },
    });
  const asked = await merged(walk);
  await activate(walk, asked);
  await later(walk);
  await mergeTarget(walk);
  await settle(walk, "closed");
  const opened = await run("open");
  expect(opened.outputs.opened, opened.log).toBe(JSON.stringify([asked.id]));
  await later(walk);
  const issues = async () => (await walk.as("boss", "GET", `/repos/${central}/issues?state=all`)) as Shown[];
  const number = (await issues())[0]?.number ?? 0;
  await walk.as("boss", "PATCH", `/repos/${central}/issues/${number}`, { title: "Mine" });
  await walk.as("req", "POST", `/repos/${central}/issues/${number}/comments`, { body: "/qms progress Half written." });
  await later(walk, 5);
  const fault = { kind: "status", status: 404, operation: "graphql/RecordIssue", times: 50 };
  await walk.sandbox.admin("addFault", fault);
  const step = await run("all");
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([1, "error"]);
  expect(step.annotations.map(({ title }) => title)).toContain("GITHUB_REFUSED");
  expect(step.log).toContain("RecordIssue");
  expect(step.outputs.updated).toBe(JSON.stringify([asked.id]));
  expect((await issues())[0]?.title).toContain(asked.id);
  expect(await ledgerTypes(walk)).toContain("remediation.progress");
}, 240_000);
