import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { activate, merged, mergeTarget, resultsOn } from "./override-world.ts";
import { ledgerTypes, walkForTest } from "./walk-world.ts";

const statusOnly = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };

// Two workflows, or one without its concurrency group, run both at once.
test("a bypass that is revoked while another run is about to post: what that posts is taken back, and on record", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  // The last look before it posts is answered at the second try only, ten seconds later.
  await walk.sandbox.admin("addFault", { operation: "graphql/repository", nth: 5, kind: "hang" });
  const activating = activate(walk, asked);
  while (!(await ledgerTypes(walk)).includes("bypass.activated")) await wait(100);
  const inputs = { operation: "revoke", "bypass-id": asked.id, reason: "The hotfix was rolled back." };
  const revoked = await walk.step("apply-override", {
    event: { name: "workflow_dispatch", payload: { sender: { login: "lou", id: walk.people.lou ?? 0, type: "User" } } },
    actor: "lou",
    inputs,
  });
  expect(revoked.outputs, revoked.log).toMatchObject({ verdict: "ok", state: "revoked" });
  const step = await activating;
  expect(step.outputs, step.log).toMatchObject({ state: "revoked", restored: '["docs/coverage"]' });
  expect(step.summary).toContain("is revoked by now: what this run posted is taken back.");
  expect((await resultsOn(walk)).statuses.map((line) => /: (\w+) /.exec(line)?.[1])).toEqual([
    "failure",
    "success",
    "failure",
  ]);
  expect((await ledgerTypes(walk)).slice(-6)).toEqual([
    "bypass.revoked",
    "bypass.deactivated",
    "override.restored",
    "override.posted",
    "override.verified",
    "override.restored",
  ]);
  await mergeTarget(walk, 405);
}, 200_000);
