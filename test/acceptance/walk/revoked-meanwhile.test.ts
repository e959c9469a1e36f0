import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { AskedRequest, Walk } from "../../../src/demo/open-walk.ts";
import { activate, merged, mergeTarget, resultsOn } from "./override-world.ts";
import { later, ledgerTypes, walkForTest } from "./walk-world.ts";

const statusOnly = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };

// Two workflows, or one without its concurrency group, run both at once.

/** activate, whose last look before it posts is answered at the second try only, ten seconds later. */
async function activating(walk: Walk, asked: AskedRequest) {
  await walk.sandbox.admin("addFault", { operation: "graphql/repository", nth: 5, kind: "hang" });
  const step = activate(walk, asked);
  while (!(await ledgerTypes(walk)).includes("bypass.activated")) await wait(100);
  return { step };
}

function revoke(walk: Walk, { id }: AskedRequest) {
  const sender = { login: "lou", id: walk.people.lou ?? 0, type: "User" };
  return walk.step("apply-override", {
    event: { name: "workflow_dispatch", payload: { sender } },
    actor: "lou",
    inputs: { operation: "revoke", "bypass-id": id, reason: "The hotfix was rolled back." },
  });
}

function sweep(walk: Walk) {
  return walk.step("apply-override", { event: { name: "schedule", payload: {} }, inputs: { operation: "sweep" } });
}

const states = async (walk: Walk) => (await resultsOn(walk)).statuses.map((line) => /: (\w+) /.exec(line)?.[1]);
/** GitHub refuses the second result that anybody posts from now on. */
const refuseSecond = { operation: "repos/create-commit-status", nth: 2, kind: "status", status: 422 };

test("a bypass that is revoked while another run is about to post: what that posts is taken back, and on record", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const { step: other } = await activating(walk, asked);
  const revoked = await revoke(walk, asked);
  expect(revoked.outputs, revoked.log).toMatchObject({ verdict: "ok", state: "revoked" });
  const step = await other;
  expect(step.outputs, step.log).toMatchObject({ state: "revoked", restored: '["docs/coverage"]' });
  expect(step.summary).toContain("is revoked by now: what this run posted is taken back.");
  expect(await states(walk)).toEqual(["failure", "success", "failure"]);
  expect((await ledgerTypes(walk)).slice(-6)).toEqual([
    ...["bypass.revoked", "bypass.deactivated", "override.restored"],
    ...["override.posted", "override.verified", "override.restored"],
  ]);
  await mergeTarget(walk, 405);
}, 200_000);

test("where GitHub refuses that, the record says that it stands, and the next sweep takes it back", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const { step: other } = await activating(walk, asked);
  await revoke(walk, asked);
  await walk.sandbox.admin("addFault", refuseSecond);
  const step = await other;
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { state: "revoked", restored: "[]" } });
  expect(step.annotations.map(({ title }) => title)).toContain("RESTORE_FAILED");
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["override.posted", "override.verified", "restore.failed"]);
  expect(await states(walk)).toEqual(["failure", "success"]);
  await later(walk, 3600);
  const swept = await sweep(walk);
  expect(swept.outputs, swept.log).toMatchObject({ verdict: "ok", restored: '["docs/coverage"]' });
  expect(await states(walk)).toEqual(["failure", "success", "failure"]);
  expect((await ledgerTypes(walk)).at(-1)).toBe("override.restored");
  expect((await sweep(walk)).summary).toContain("Nothing had to be done.");
}, 200_000);

test.each([false, true])(
  "one that posts between the look of the run that revokes and its record: that looks again (refused: %s)",
  async (isRefused) => {
    const walk = await walkForTest(statusOnly);
    const asked = await merged(walk);
    const { step: other } = await activating(walk, asked);
    // It looks some seconds before the other one posts, and is answered some seconds after that.
    await wait(4_000);
    await walk.sandbox.admin("addFault", { operation: "graphql/createCommitOnBranch", kind: "hang" });
    if (isRefused) await walk.sandbox.admin("addFault", refuseSecond);
    const revoking = revoke(walk, asked);
    const step = await other;
    expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "active" });
    const revoked = await revoking;
    const restored = isRefused ? "[]" : '["docs/coverage"]';
    expect(revoked.outputs, revoked.log).toMatchObject({ state: "revoked", restored });
    expect((await ledgerTypes(walk)).slice(-5)).toEqual([
      ...["override.posted", "override.verified", "bypass.revoked", "bypass.deactivated"],
      isRefused ? "restore.failed" : "override.restored",
    ]);
    if (isRefused) expect((await sweep(walk)).outputs).toMatchObject({ verdict: "ok", restored: '["docs/coverage"]' });
    expect(await states(walk)).toEqual(["failure", "success", "failure"]);
  },
  200_000,
);
