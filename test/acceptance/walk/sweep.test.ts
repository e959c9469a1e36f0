import { expect, test } from "vitest";
import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { activate, merged, mergeTarget, pushTo, resultsOn } from "./override-world.ts";
import {
  approve,
  askL1,
  commentsOf,
  later,
  ledgerTypes,
  pullOf,
  statusOf,
  validate,
  walkForTest,
  willBeFound,
} from "./walk-world.ts";

const statusOnly = { seed: { checkRuns: { build: "success" } } };
const hour = 3_600_000;
const noStatus = "repos/create-commit-status";

/** sweep as the schedule runs it. */
const sweep = (walk: Walk, options: StepOptions = {}) =>
  walk.step("apply-override", {
    event: { name: "schedule", payload: {} },
    ...options,
    inputs: { operation: "sweep", ...options.inputs },
  });

async function active(walk: Walk) {
  const asked = await merged(walk);
  expect((await activate(walk, asked)).outputs.state).toBe("active");
  return asked;
}

test("nothing to do: three requests, and no word", async () => {
  const walk = await walkForTest(statusOnly);
  const empty = await sweep(walk);
  expect([empty.exitCode, empty.outputs.verdict], empty.log).toEqual([0, "ok"]);
  expect(empty.requests.length).toBeLessThanOrEqual(3);
  const asked = await active(walk);
  await mergeTarget(walk);
  await walk.step("apply-override", { inputs: { operation: "settle", "bypass-id": asked.id } });
  const before = await ledgerTypes(walk);
  const idle = await sweep(walk);
  expect(idle.log).toContain("Nothing had to be done.");
  expect(idle.requests.length, JSON.stringify(idle.requests)).toBeLessThanOrEqual(3);
  expect(await ledgerTypes(walk)).toEqual(before);
});

test("the clock ends what nobody used, and the check says again what it said", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 71 * hour);
  expect((await sweep(walk)).log).toContain("Nothing had to be done.");
  await walk.sandbox.admin("advance", 2 * hour);
  const step = await sweep(walk);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", restored: '["docs/coverage"]' });
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["bypass.expired", "bypass.deactivated", "override.restored"]);
  expect((await resultsOn(walk)).statuses.at(-1)).toMatch(/^docs\/coverage: failure \(RESTORED/);
  expect(await mergeTarget(walk, 405)).not.toMatchObject({ merged: true });
  expect((await sweep(walk)).log).toContain("Nothing had to be done.");
});

test("a merge that no event reported is found, and so is a push", async () => {
  const used = await walkForTest(statusOnly);
  await active(used);
  await mergeTarget(used);
  expect((await sweep(used)).outputs.verdict).toBe("ok");
  expect(await ledgerTypes(used)).toContain("bypass.used");
  const pushed = await walkForTest(statusOnly);
  await active(pushed);
  await pushTo(pushed, pushed.target.branch);
  const step = await sweep(pushed);
  expect(step.outputs.restored, step.log).toBe('["docs/coverage"]');
  expect(await ledgerTypes(pushed)).toContain("bypass.voided");
});

test("what was approved and merged by a person, and never begun, is begun", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const step = await sweep(walk);
  expect(step.outputs, step.log).toMatchObject({
    verdict: "ok",
    "bypass-id": asked.id,
    overridden: '["docs/coverage"]',
  });
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

test("what cannot begin is told, fails no sweep, and ends when its time is over", async () => {
  const walk = await walkForTest(statusOnly);
  await merged(walk);
  await pushTo(walk, walk.target.branch);
  const step = await sweep(walk);
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([0, "ok"]);
  expect(step.annotations.map((item) => item.title)).toContain("HEAD_CHANGED");
  await walk.sandbox.admin("advance", 73 * hour);
  await sweep(walk);
  expect((await ledgerTypes(walk)).at(-1)).toBe("bypass.expired");
  expect((await sweep(walk)).log).toContain("Nothing had to be done.");
});

test("a run that died in the middle is brought to its end", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const quiet = await walkForTest(statusOnly);
  const { requests } = await activate(quiet, await merged(quiet));
  await quiet.close();
  const recordedAt = requests.findIndex(({ operation }) => /createCommit|Append/i.test(operation));
  const killed = await activate(walk, asked, {
    killAfter: { requests: Math.max(recordedAt + 1, requests.length - 4) },
  });
  expect(killed.killed).toBe(true);
  const step = await sweep(walk);
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect(await ledgerTypes(walk)).toContain("override.verified");
  expect((await ledgerTypes(walk)).filter((type) => type === "bypass.activated")).toHaveLength(1);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

test("a real result that came after ours is reported, and ours is posted again", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await later(walk);
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, {
    state: "failure",
    context: "docs/coverage",
    description: "78 %",
  });
  expect(await mergeTarget(walk, 405)).not.toMatchObject({ merged: true });
  const step = await sweep(walk);
  expect(
    step.annotations.map((item) => item.title),
    step.log,
  ).toContain("OVERRIDE_BURIED");
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

test("a reopened target goes on; one that stays closed waits until its time is over", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
  await sweep(walk);
  expect((await ledgerTypes(walk)).slice(-2)).toEqual(["bypass.deactivated", "override.restored"]);
  expect((await sweep(walk)).log).toContain("Nothing had to be done.");
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "open" });
  expect((await sweep(walk)).outputs.overridden).toBe('["docs/coverage"]');
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
  await sweep(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  await sweep(walk);
  expect((await ledgerTypes(walk)).at(-1)).toBe("bypass.expired");
});

test("a review that no relay reported is decided, merged and activated", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  expect((await sweep(walk)).log).toContain("Nothing had to be done.");
  await approve(walk, "lea", asked.number);
  const step = await sweep(walk);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", overridden: '["docs/coverage"]' });
  expect(await pullOf(walk, asked.number)).toMatchObject({ merged: true });
});

test("what was merged while it was suspended is used, whether its time is over or not", async () => {
  for (const wait of [0, 73 * hour]) {
    const walk = await walkForTest(statusOnly);
    await active(walk);
    await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
    await sweep(walk);
    await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "open" });
    await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state: "success", context: "docs/coverage" });
    expect(await mergeTarget(walk)).toMatchObject({ merged: true });
    await walk.sandbox.admin("advance", wait);
    const step = await sweep(walk);
    expect(step.outputs.verdict, step.log).toBe("ok");
    const types = await ledgerTypes(walk);
    expect(types.filter((type) => type === "bypass.used")).toHaveLength(1);
    expect(types).not.toContain("bypass.expired");
    expect(types).not.toContain("violation.recorded");
    expect((await sweep(walk)).log).toContain("Nothing had to be done.");
  }
});

test("what was merged while its end could not be put back is used, and put back", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  await walk.sandbox.admin("addFault", { kind: "status", operation: noStatus, status: 500, times: 99 });
  await sweep(walk);
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["bypass.expired", "bypass.deactivated", "restore.failed"]);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
  await walk.sandbox.admin("clearFaults");
  const step = await sweep(walk);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", restored: '["docs/coverage"]' });
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["bypass.used", "violation.recorded", "override.restored"]);
});

test("a restore that fails the same way again is one fact, however often it is tried", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  await walk.sandbox.admin("addFault", { kind: "status", operation: noStatus, status: 500, times: 99 });
  for (const _ of [1, 2, 3]) {
    const failed = await sweep(walk);
    expect([failed.exitCode, failed.annotations.map((item) => item.title)]).toEqual([1, ["RESTORE_FAILED"]]);
  }
  const failures = async () => (await ledgerTypes(walk)).filter((type) => type === "restore.failed").length;
  expect(await failures()).toBe(1);
  await walk.sandbox.admin("clearFaults");
  await walk.sandbox.admin("addFault", { kind: "status", operation: noStatus, status: 422, times: 99 });
  await sweep(walk);
  expect(await failures()).toBe(2);
});

test("one bad file of the ledger is told, and everything else is done", async () => {
  const walk = await walkForTest(statusOnly);
  willBeFound(walk, "PROJECTION_MISMATCH");
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms-ledger",
    author: "boss",
    message: "Break it",
    files: { [`active/${"e".repeat(40)}.json`]: "{", "state/2026/03/BYPASS-L1-20260301-090000.json": "no" },
  });
  const step = await sweep(walk);
  expect([step.exitCode, step.outputs.verdict, step.outputs.restored], step.log).toEqual([
    1,
    "error",
    '["docs/coverage"]',
  ]);
  expect(step.annotations.map((item) => item.title)).toEqual(["SWEEP_FAILED", "SWEEP_FAILED"]);
  expect(await ledgerTypes(walk)).toContain("bypass.expired");
});

test("the sweep decides as the workflow that decides: with its status, and without merging where that does not merge", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  const inputs = { "status-context": "gate/bypass", "merge-when-approved": "false" };
  const step = await sweep(walk, { inputs });
  expect(step.outputs.verdict, step.log).toBe("ok");
  const { head, merged: isMerged } = await pullOf(walk, asked.number);
  expect(isMerged).toBe(false);
  expect(await statusOf(walk, head.sha, "gate/bypass")).toMatchObject({ state: "success" });
  expect(await statusOf(walk, head.sha)).toBeNull();
});

test("a run decides so many requests and says how many wait; the next one goes on", async () => {
  const walk = await walkForTest(statusOnly);
  const numbers: number[] = [];
  for (let index = 0; index < 12; index++) {
    numbers.push((await askL1(walk)).number);
    await later(walk);
  }
  const first = await sweep(walk);
  const limit = first.annotations.find((item) => item.title === "SWEEP_LIMIT");
  expect([first.exitCode, limit?.message], first.log).toEqual([
    0,
    expect.stringMatching(/^2 had to wait .*: #\d+, #\d+\./),
  ]);
  const second = await sweep(walk);
  expect(second.annotations.map((item) => item.title)).not.toContain("SWEEP_LIMIT");
  for (const number of numbers) expect(await commentsOf(walk, number)).toHaveLength(1);
}, 900_000);

test("what fails with one bypass is said, and the next sweep does it", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  await walk.sandbox.admin("addFault", { kind: "status", operation: "repos/get-branch-rules", status: 502, times: 9 });
  const failed = await sweep(walk);
  expect([failed.exitCode, failed.outputs.verdict], failed.log).toEqual([1, "error"]);
  expect(failed.annotations.map((item) => item.title)).toContain("SWEEP_FAILED");
  await walk.sandbox.admin("clearFaults");
  const step = await sweep(walk);
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect(await ledgerTypes(walk)).toContain("bypass.expired");
});

test("a dry run writes nothing", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  const before = await ledgerTypes(walk);
  const step = await sweep(walk, { inputs: { "dry-run": "true" } });
  expect(step.outputs.verdict, step.log).toBe("ok");
  expect(step.log).toContain("would: settle");
  expect(await ledgerTypes(walk)).toEqual(before);
});

test("killed after any request and run again, it leaves what an undisturbed sweep leaves", async () => {
  const prepare = async () => {
    // Ids hold the second of the request: compared worlds must not depend on how long it took to get there.
    const walk = await walkForTest({ ...statusOnly, frozen: true });
    await active(walk);
    await walk.sandbox.admin("advance", 73 * hour);
    return walk;
  };
  const traces = async (walk: Walk) => ({ ledger: await ledgerTypes(walk), results: await resultsOn(walk) });
  const quiet = await prepare();
  const { requests } = await sweep(quiet);
  const wanted = await traces(quiet);
  await quiet.close();
  for (let before = 1; before <= requests.length; before++) {
    const walk = await prepare();
    const killed = await sweep(walk, { killAfter: { requests: before } });
    expect(killed.killed, `request ${before}`).toBe(true);
    await sweep(walk);
    expect(await traces(walk), `request ${before}`).toEqual(wanted);
    await walk.close();
  }
  countKillPoints("apply-override: sweep", requests.length);
}, 900_000);

/** Another operation, about something else: an event of a pull request that no bypass is for. */
const another = (walk: Walk, options: StepOptions = {}) =>
  walk.step("apply-override", {
    event: {
      name: "pull_request_target",
      payload: { action: "edited", pull_request: { number: 99, head: { sha: "9".repeat(40) }, labels: [] } },
    },
    ...options,
    inputs: { operation: "settle", ...options.inputs },
  });

/** A commander declares an incident, with what the job of act.yml may do. */
const declare = (walk: Walk) =>
  walk.step("apply-override", {
    event: { name: "workflow_dispatch", payload: { sender: { login: "inc", id: walk.people.inc ?? 0, type: "User" } } },
    actor: "inc",
    permissions: { contents: "write" },
    inputs: { operation: "declare", "incident-id": "INC-1", reason: "Checkout is down." },
  });

test("every other operation first ends what the clock has ended", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await active(walk);
  const early = await another(walk);
  expect([early.outputs.verdict, early.outputs.restored], early.log).toEqual(["ok", "[]"]);
  await walk.sandbox.admin("advance", 73 * hour);
  const dry = await another(walk, { inputs: { "dry-run": "true" } });
  expect([dry.outputs.restored, (await ledgerTypes(walk)).includes("bypass.expired")], dry.log).toEqual(["[]", false]);
  const step = await another(walk);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", restored: '["docs/coverage"]' });
  expect(step.log).toContain(`${asked.id} is expired now.`);
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["bypass.expired", "bypass.deactivated", "override.restored"]);
  expect((await resultsOn(walk)).statuses.at(-1)).toMatch(/^docs\/coverage: failure \(RESTORED/);
});

test("declare alone waits for nothing: its job could put nothing back, and clocks count from it", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  const step = await declare(walk);
  expect([step.outputs.verdict, step.outputs.restored], step.log).toEqual(["ok", "[]"]);
  const titles = new Set(step.annotations.map(({ title }) => title));
  expect([...titles]).toEqual(["NOTICE_FAILED"]);
  expect((await ledgerTypes(walk)).filter((type) => !type.startsWith("notification.")).at(-1)).toBe(
    "incident.declared",
  );
  expect(await ledgerTypes(walk)).not.toContain("bypass.expired");
});

test("what cannot be ended first is a warning, and keeps the operation from nothing", async () => {
  const walk = await walkForTest(statusOnly);
  await active(walk);
  await walk.sandbox.admin("advance", 73 * hour);
  await walk.sandbox.admin("addFault", { kind: "status", operation: noStatus, status: 403, times: 9 });
  const step = await another(walk);
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([0, "ok"]);
  expect(step.annotations.filter(({ level }) => level === "error")).toEqual([]);
  expect(step.annotations.length).toBeGreaterThan(0);
});
