import { expect, test } from "vitest";
import type { AskedRequest, StepOptions, WalkStep } from "../../../src/demo/open-walk.ts";
import { validate as isResult } from "../../../src/generated/validators/result.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { type GateWorld, gateStep, gateWorld, mergedRequest, withRunner } from "./gate-world.ts";
import { activate, mergeTarget, pushTo, resultsOn, settle } from "./override-world.ts";
import { approve, commentsOf, later, ledgerTypes, validate, willBeFound } from "./walk-world.ts";

const lintFails = [
  { name: "lint/format", conclusion: "failure" },
  { name: "unit-tests", conclusion: "success" },
];
const both = [
  { name: "lint/format", conclusion: "failure" },
  { name: "unit-tests", conclusion: "failure" },
];
const codes = (step: { annotations: readonly { title?: string | null }[] }) =>
  step.annotations.map(({ title }) => title);

test("a job behind a gate is named, the gate is run again, opens by itself, and the target merges", async () => {
  const { walk, run, jobs } = await gateWorld(lintFails);
  expect((await gateStep(walk, { needs: ["lint/format", "unit-tests"], run, attempt: 1 })).exitCode).toBe(1);
  const asked = await mergedRequest(walk, ["lint/format"]);
  await mergeTarget(walk, 405);
  const { result: step, gates } = await withRunner(walk, () => activate(walk, asked));
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "active", overridden: '["lint/format"]' });
  expect(gates).toHaveLength(1);
  expect(gates[0]).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", bypassed: '["lint/format"]' } });
  expect(isResult(JSON.parse(gates[0]?.outputs.result ?? "{}"))).toBe(true);
  expect(gates[0]?.summary).toContain(asked.id);
  // Nothing is forged, and nothing else was run again.
  expect((await resultsOn(walk)).runs.filter((line) => line.startsWith("unit-tests"))).not.toContain("failure");
  expect((await resultsOn(walk)).statuses).toEqual([]);
  expect(await ledgerTypes(walk)).not.toContain("override.posted");
  const [comment] = await commentsOf(walk, walk.target.number);
  expect(comment?.body).toContain("job behind `ci-ok`");
  // How often it has to look whether the job is done depends on the runner.
  const looks = step.requests.filter(({ operation }, index) => operation === step.requests[index - 1]?.operation);
  expect(step.requests.length - looks.length).toBeLessThanOrEqual(19);
  expect(gates[0]?.requests.length).toBeLessThanOrEqual(7);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
  const { result: settled, gates: more } = await withRunner(walk, () => settle(walk, "closed"));
  expect(settled.outputs).toMatchObject({ verdict: "ok", state: "used", restored: '["lint/format"]' });
  expect(more).toEqual([]);
  expect(jobs).toHaveLength(3);
}, 300_000);

test.each([true, false])(
  "attempts that list the other jobs again (%s) or not: the latest of each job counts",
  async (copies) => {
    const { walk } = await gateWorld(lintFails, { variants: { rerunCopiesJobs: copies } });
    const asked = await mergedRequest(walk, ["lint/format"]);
    const { result: step } = await withRunner(walk, () => activate(walk, asked));
    expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "active" });
  },
  180_000,
);

test("a second failing job that nobody named keeps the gate shut: ineffective, and said so", async () => {
  const { walk } = await gateWorld(both);
  const asked = await mergedRequest(walk, ["lint/format"]);
  const { result: step, gates } = await withRunner(walk, () => activate(walk, asked));
  expect(step.outputs, step.log).toMatchObject({ verdict: "error", state: "ineffective" });
  expect(codes(step)).toContain("OVERRIDE_INEFFECTIVE");
  expect(gates[0]?.exitCode).toBe(1);
  expect(codes(gates[0] ?? { annotations: [] })).toEqual(["JOB_NOT_COVERED"]);
  expect(gates[0]?.summary).toContain("unit-tests");
  await mergeTarget(walk, 405);
}, 300_000);

test("a gate cannot be named itself: validate lists the jobs behind it", async () => {
  const { walk } = await gateWorld(lintFails);
  const asked = await walk.ask({ level: "L1", checks: ["ci-ok"] });
  await approve(walk, "lea", asked.number);
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.find(({ title }) => title === "CHECK_IS_GATE")?.message).toContain("lint/format");
});

test("an end without a merge shuts the gate again, after it is on record; a second run does nothing", async () => {
  const { walk } = await gateWorld(lintFails);
  const asked = await mergedRequest(walk, ["lint/format"]);
  await withRunner(walk, () => activate(walk, asked));
  await walk.as("mia", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
  const { result: step, gates } = await withRunner(walk, () => settle(walk, "closed"));
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "suspended", restored: '["lint/format"]' });
  expect(gates).toHaveLength(1);
  expect(gates[0]?.exitCode).toBe(1);
  expect(codes(gates[0] ?? { annotations: [] })).toEqual(["GATE_SHUT"]);
  const { gates: again } = await withRunner(walk, () => settle(walk, "closed"));
  expect(again).toEqual([]);
  // Reopened at the same commit, it opens once more.
  await walk.as("mia", "PATCH", `pulls/${walk.target.number}`, { state: "open" });
  const { result: back } = await withRunner(walk, () => settle(walk, "reopened"));
  expect(back.outputs, back.log).toMatchObject({ verdict: "ok", state: "active" });
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
}, 300_000);

test("a forged entry, another pull request, a new head and a lapsed time open nothing", async () => {
  const { walk, run } = await gateWorld(lintFails);
  willBeFound(walk, "PROJECTION_MISMATCH");
  const asked = await mergedRequest(walk, ["lint/format"]);
  await withRunner(walk, () => activate(walk, asked));
  const job = { needs: ["lint/format", "unit-tests"], run, attempt: 2 };
  expect((await gateStep(walk, job)).exitCode).toBe(0);
  expect(codes(await gateStep(walk, job, {}, { number: 999 }))).toEqual(["GATE_NOT_ACTIVE"]);
  const moved = await pushTo(walk, walk.target.branch);
  expect(codes(await gateStep(walk, job, {}, { headSha: moved }))).toEqual(["GATE_SHUT"]);
  // Whoever may write the ledger copies the entry to another commit: the events are about the approved one.
  const path = `active/${walk.target.headSha}.json`;
  const { content } = (await walk.as("dev", "GET", `contents/${path}?ref=qms-ledger`)) as { content: string };
  const text = Buffer.from(content, "base64").toString().replaceAll(walk.target.headSha, moved);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms-ledger",
    author: "dev",
    message: "Nothing to see",
    files: { [`active/${moved}.json`]: text },
  });
  expect(codes(await gateStep(walk, job, {}, { headSha: moved }))).toEqual(["GATE_NOT_ACTIVE"]);
  await later(walk, 4 * 24 * 3600);
  const late = await gateStep(walk, job);
  expect(codes(late)).toEqual(["GATE_NOT_ACTIVE"]);
  expect(late.annotations[0]?.message).toContain("expired");
}, 300_000);

test("an entry that is rewritten for another pull request, damaged, or about a request that there is not, opens nothing and shows no stack", async () => {
  const { walk, run } = await gateWorld(lintFails);
  willBeFound(walk, "PROJECTION_MISMATCH");
  const asked = await mergedRequest(walk, ["lint/format"]);
  await withRunner(walk, () => activate(walk, asked));
  const job = { needs: ["lint/format", "unit-tests"], run, attempt: 2 };
  // The same commit, for another base.
  const branch = { ref: "refs/heads/release", sha: await walk.sandbox.admin("head", walk.repository, "main") };
  await walk.as("dev", "POST", "git/refs", branch);
  const twin = (await walk.as("dev", "POST", "pulls", {
    title: "The same commit",
    head: walk.target.branch,
    base: "release",
  })) as { number: number };
  const path = `active/${walk.target.headSha}.json`;
  const { content } = (await walk.as("dev", "GET", `contents/${path}?ref=qms-ledger`)) as { content: string };
  const text = Buffer.from(content, "base64").toString();
  const write = (changed: string) =>
    walk.sandbox.admin("commit", walk.repository, {
      branch: "qms-ledger",
      author: "dev",
      message: "Nothing to see",
      files: { [path]: changed },
    });
  await write(text.replaceAll(`"pr":${walk.target.number},`, `"pr":${twin.number},`));
  const other = await gateStep(walk, job, {}, { number: twin.number });
  expect(other.exitCode).toBe(1);
  expect(codes(other)).toEqual(["GATE_NOT_ACTIVE"]);
  await write(text.replace(/"request":\d+/, '"request":4711'));
  const nowhere = await gateStep(walk, job);
  expect([nowhere.exitCode, ...codes(nowhere)]).toEqual([1, "GATE_NOT_ACTIVE"]);
  for (const damaged of ["no JSON", "[]", '{"bypasses":[null]}', '{"bypasses":[{"bypass":1}]}', '{"bypasses":7}']) {
    await write(damaged);
    const step = await gateStep(walk, job);
    expect(step.exitCode, damaged).toBe(1);
    expect(step.outputs.verdict, damaged).toBe("error");
    expect(step.annotations[0]?.message, damaged).toContain("not what this program writes");
    expect(step.stderr, damaged).not.toContain("    at ");
  }
}, 300_000);

test("an approval that does not count any more opens nothing, whatever the ledger says", async () => {
  const { walk, run } = await gateWorld(lintFails);
  const asked = await mergedRequest(walk, ["lint/format"]);
  await withRunner(walk, () => activate(walk, asked));
  const people = (await walk.as("dev", "GET", "contents/.qms/people.yml?ref=qms")) as { content: string };
  const text = Buffer.from(people.content, "base64").toString();
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "boss",
    message: "lea has left",
    files: { ".qms/people.yml": text.replace(/(login: lea,.*\n\s*status: )active/, "$1inactive") },
  });
  const step = await gateStep(walk, { needs: ["lint/format", "unit-tests"], run, attempt: 2 });
  expect(step.exitCode).toBe(1);
  expect(codes(step)).toContain("ACTIVATION_NOT_APPROVED");
}, 300_000);

test("with everything green it asks nothing of GitHub; what it cannot explain, it does not let through", async () => {
  const { walk, run } = await gateWorld(lintFails);
  const green = await gateStep(walk, { needs: ["unit-tests"], run, attempt: 1 });
  expect(green).toMatchObject({ exitCode: 0, requests: [], outputs: { verdict: "ok", bypassed: "[]" } });
  const skips = { needs: '{"deploy":{"result":"skipped"}}', "allowed-skips": "deploy, other" };
  expect((await gateStep(walk, { needs: [], run, attempt: 1 }, skips)).exitCode).toBe(0);
  const asked = await mergedRequest(walk, ["lint/format"]);
  await withRunner(walk, () => activate(walk, asked));
  const ghost = await gateStep(walk, { needs: [], run, attempt: 2 }, { needs: '{"ghost":{"result":"skipped"}}' });
  expect(codes(ghost)).toEqual(["NEED_UNEXPLAINED", "JOB_NOT_COVERED"].slice(0, ghost.annotations.length));
  expect(codes(ghost)).toContain("NEED_UNEXPLAINED");
  const broken = await gateStep(walk, { needs: [], run, attempt: 2 }, { needs: "lint" });
  expect(broken).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
  expect(broken.stderr).not.toContain("    at ");
}, 300_000);

test("without the right to run jobs again nothing is begun; a run that GitHub does not run again is compensated", async () => {
  const { walk } = await gateWorld(lintFails);
  const asked = await mergedRequest(walk, ["lint/format"]);
  const weak = await activate(walk, asked, {
    permissions: {
      contents: "write",
      "pull-requests": "write",
      statuses: "write",
      checks: "write",
      issues: "write",
      actions: "read",
    },
  });
  expect(codes(weak)).toEqual(["PERMISSION_MISSING"]);
  expect(weak.annotations[0]?.message).toContain("actions: write");
  expect(await ledgerTypes(walk)).not.toContain("bypass.activated");
  await walk.sandbox.admin("addFault", {
    operation: "actions/re-run-job-for-workflow-run",
    kind: "status",
    nth: 2,
    status: 403,
    body: { message: "Unable to retry this workflow run because it was created over a month ago" },
  });
  const step = await activate(walk, asked);
  expect(codes(step)).toContain("GATE_NOT_RUN");
  expect(step.outputs.state).toBe("ineffective");
}, 300_000);

const traces = async ({ walk }: GateWorld) => ({
  ledger: await ledgerTypes(walk),
  gate: (await resultsOn(walk)).runs.filter((line) => line.startsWith("ci-ok")).at(-1),
  comments: (await commentsOf(walk, walk.target.number)).map(({ body }) =>
    body.split("\n")[1]?.replace(/\d{8}-\d{6}/, ""),
  ),
});

/**
 * Kills a step at its n-th request, from `first` on, until it ends by itself, and runs it again: how often it looks at a gate that runs
 * depends on the runner, so the number of requests is not known before.
 */
async function explore(
  first: number,
  prepare: () => Promise<{ readonly world: GateWorld; readonly act: (options: StepOptions) => Promise<WalkStep> }>,
): Promise<number> {
  const quiet = await prepare();
  await withRunner(quiet.world.walk, () => quiet.act({}));
  const wanted = await traces(quiet.world);
  await quiet.world.walk.close();
  for (let requests = first; ; requests += 1) {
    const { world, act } = await prepare();
    const { result: killed } = await withRunner(world.walk, async () => {
      const step = await act({ killAfter: { requests } });
      await act({});
      return step.killed;
    });
    expect(await traces(world), `request ${requests}`).toEqual(wanted);
    await world.walk.close();
    if (!killed) return requests - first;
  }
}

async function begin(): Promise<{ world: GateWorld; asked: AskedRequest }> {
  const world = await gateWorld(lintFails);
  return { world, asked: await mergedRequest(world.walk, ["lint/format"]) };
}

test("activate, killed after any request from its first record on and run again, ends as if it had not been", async () => {
  const kills = await explore(9, async () => {
    const { world, asked } = await begin();
    return { world, act: (options) => activate(world.walk, asked, options) };
  });
  countKillPoints("apply-override: activate, by a gate", kills);
  expect(kills).toBeGreaterThanOrEqual(8);
}, 900_000);

test("the end without a merge, killed after any request and run again, shuts the gate once and for all", async () => {
  const kills = await explore(1, async () => {
    const { world, asked } = await begin();
    await withRunner(world.walk, () => activate(world.walk, asked));
    await world.walk.as("mia", "PATCH", `pulls/${world.walk.target.number}`, { state: "closed" });
    return { world, act: (options) => settle(world.walk, "closed", options) };
  });
  countKillPoints("apply-override: settle, by a gate", kills);
  expect(kills).toBeGreaterThanOrEqual(8);
}, 900_000);
