import { expect, test } from "vitest";
import { activate, merged, mergeTarget, pushTo, resultsOn, settle } from "./override-world.ts";
import { commentsOf, later, ledgerTypes, walkForTest } from "./walk-world.ts";

const statusOnly = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };

async function active() {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await activate(walk, asked);
  const before = (await ledgerTypes(walk)).length;
  return { walk, asked, added: async () => (await ledgerTypes(walk)).slice(before) };
}

test("a merge records who used it, and puts the original result back", async () => {
  const { walk, asked, added } = await active();
  await mergeTarget(walk);
  const step = await settle(walk, "closed");
  expect(step).toMatchObject({
    exitCode: 0,
    outputs: { verdict: "ok", state: "used", restored: '["docs/coverage"]', "bypass-id": asked.id },
  });
  expect(await added()).toEqual(["bypass.used", "bypass.deactivated", "override.restored"]);
  expect((await resultsOn(walk)).statuses.at(-1)).toBe(`docs/coverage: failure (RESTORED after ${asked.id}: failure)`);
  expect((await commentsOf(walk, walk.target.number)).at(0)?.body).toContain("is used");
  const again = await settle(walk, "closed");
  expect(again.outputs).toMatchObject({ verdict: "ok", events: "[]", restored: "[]" });
  expect(await added()).toHaveLength(3);
  expect((await resultsOn(walk)).statuses).toHaveLength(3);
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "used", events: "[]" });
});

test("a push voids it and restores the old commit", async () => {
  const { walk, asked, added } = await active();
  const before = walk.target.headSha;
  await pushTo(walk, "feature");
  const step = await settle(walk, "synchronize", { before });
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "voided", restored: '["docs/coverage"]' });
  expect(await added()).toEqual(["bypass.voided", "bypass.deactivated", "override.restored"]);
  expect((await resultsOn(walk, before)).statuses.at(-1)).toContain(`RESTORED after ${asked.id}`);
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "voided" });
});

test("another base voids it and is a violation", async () => {
  const { walk, added } = await active();
  const main = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/release", sha: main });
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { base: "release" });
  expect((await settle(walk, "edited")).outputs).toMatchObject({ verdict: "ok", state: "voided" });
  expect(await added()).toEqual(["bypass.voided", "violation.recorded", "bypass.deactivated", "override.restored"]);
});

test("another pull request with that commit and another base voids it", async () => {
  const { walk, added } = await active();
  const main = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/release", sha: main });
  await walk.as("dev", "POST", "pulls", { title: "Backport", head: "feature", base: "release" });
  const step = await settle(walk, "edited");
  expect(step.annotations.map((item) => item.title)).toContain("SHA_SHARED");
  expect(await added()).toEqual(["bypass.voided", "violation.recorded", "bypass.deactivated", "override.restored"]);
});

test("a merge after the end of its time is recorded as such", async () => {
  const { walk, added } = await active();
  await later(walk, 80 * 3600);
  await mergeTarget(walk);
  const step = await settle(walk, "closed");
  expect(step.annotations.map((item) => item.title)).toContain("MERGED_AFTER_EXPIRY");
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(await added()).toEqual(["bypass.used", "violation.recorded", "bypass.deactivated", "override.restored"]);
});

test("past its time, an activation that still stands is ended by the next look at it", async () => {
  const { walk, asked, added } = await active();
  await later(walk, 80 * 3600);
  expect((await activate(walk, asked)).outputs).toMatchObject({ state: "expired", restored: '["docs/coverage"]' });
  expect(await added()).toEqual(["bypass.expired", "bypass.deactivated", "override.restored"]);
});

test("a pull request without an override costs four requests", async () => {
  const walk = await walkForTest();
  await merged(walk);
  const step = await settle(walk, "synchronize", { before: walk.target.headSha });
  expect(step).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", "bypass-id": "" } });
  expect(step.requests.length).toBeLessThanOrEqual(4);
});

test("a restore that fails is recorded with the use, fails the run, and is made good by the next", async () => {
  const { walk, asked, added } = await active();
  await mergeTarget(walk);
  await walk.sandbox.admin("addFault", {
    kind: "status",
    operation: "repos/create-commit-status",
    status: 500,
    times: 9,
  });
  const broken = await settle(walk, "closed");
  expect(broken).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "used", restored: "[]" } });
  expect(broken.annotations.map((item) => item.title)).toContain("RESTORE_FAILED");
  expect(await added()).toEqual(["bypass.used", "bypass.deactivated", "restore.failed"]);
  await walk.sandbox.admin("clearFaults");
  const again = await settle(walk, "closed");
  expect(again.outputs).toMatchObject({ verdict: "ok", state: "used", restored: '["docs/coverage"]' });
  expect((await added()).at(-1)).toBe("override.restored");
  expect((await resultsOn(walk)).statuses.at(-1)).toContain(`RESTORED after ${asked.id}`);
});

test("a real result that came later is left as it is", async () => {
  const { walk } = await active();
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state: "success", context: "docs/coverage" });
  await mergeTarget(walk);
  const step = await settle(walk, "closed");
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect((await resultsOn(walk)).statuses.at(-1)).toBe("docs/coverage: success ()");
});

test("without pull request and without id it says what is missing", async () => {
  const walk = await walkForTest();
  const step = await walk.step("apply-override", { inputs: { operation: "settle" } });
  expect(step.outputs.verdict).toBe("error");
  expect(step.annotations.at(0)?.message).toContain('"bypass-id"');
});

test("a merge hours after the end, while GitHub does not answer, says nothing of a restore that was done long before", async () => {
  const { walk, added } = await active();
  await later(walk, 80 * 3600);
  await walk.step("apply-override", { inputs: { operation: "sweep" } });
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state: "success", context: "docs/coverage" });
  await later(walk, 3 * 3600);
  await mergeTarget(walk);
  const operation = "repos/list-commit-statuses-for-ref";
  await walk.sandbox.admin("addFault", { kind: "status", operation, status: 502, times: 9 });
  const step = await settle(walk, "closed");
  expect(step.annotations.map((item) => item.title)).toContain("RESTORE_FAILED");
  expect((await added()).slice(3)).toEqual(["bypass.used", "violation.recorded"]);
  await walk.sandbox.admin("clearFaults");
  await later(walk, 30 * 3600);
  expect((await settle(walk, "closed")).outputs).toMatchObject({ verdict: "ok", state: "used" });
});
