import { expect, test } from "vitest";
import type { AskedRequest, StepOptions, Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { activate, labelsOf, merged, mergeTarget, pushTo, resultsOn, settle } from "./override-world.ts";
import { commentsOf, ledgerTypes, walkForTest } from "./walk-world.ts";

const both = {
  seed: { statuses: { "docs/coverage": "failure", "docs/links": "failure" }, checkRuns: { build: "success" } },
};
const request = { level: "L1", checks: ["docs/coverage", "docs/links"] } as const;

/** What is left behind, as far as anybody can see it, without what differs between two worlds. */
async function traces(walk: Walk): Promise<unknown> {
  const seen = JSON.stringify({
    ledger: await ledgerTypes(walk),
    results: await resultsOn(walk),
    labels: await labelsOf(walk),
    comments: (await commentsOf(walk, walk.target.number)).map(({ body }) => body),
  });
  const plain = seen
    .replace(/[0-9a-f]{40}/g, "SHA")
    .replace(/BYPASS-L1-\d{8}-\d{6}/g, "ID")
    .replace(/http:\/\/[\d.:]+/g, "URL")
    .replace(/until 2026-[-0-9T:.]+Z/g, "until THEN");
  return JSON.parse(plain);
}

/** Runs a step whole in one world, then killed at each of its requests and run again in worlds of their own. */
async function explore(
  what: string,
  prepare: (walk: Walk) => Promise<AskedRequest>,
  step: (walk: Walk, asked: AskedRequest, options?: StepOptions) => Promise<WalkStep>,
): Promise<number> {
  const quiet = await walkForTest(both);
  const { requests, outputs } = await step(quiet, await prepare(quiet));
  expect(outputs.verdict).toBe("ok");
  const wanted = await traces(quiet);
  await quiet.close();
  expect(requests.length).toBeGreaterThan(8);
  // Reads leave nothing behind: of the kills before the first write, the first and the last stand for all.
  const write = requests.findIndex(({ operation }) => /create|update|add-/i.test(operation));
  const points = requests.map((_, index) => index + 1).filter((at) => at === 1 || at >= write);
  for (const at of points) {
    const walk = await walkForTest(both);
    const asked = await prepare(walk);
    const killed = await step(walk, asked, { killAfter: { requests: at } });
    expect(killed.killed, `request ${at}`).toBe(true);
    const again = await step(walk, asked);
    expect(again.outputs.verdict, `request ${at}`).toBe("ok");
    expect(await traces(walk), `request ${at}`).toEqual(wanted);
    await walk.close();
  }
  countKillPoints(`apply-override: ${what}`, points.length);
  return requests.length;
}

test("killed after any request and run again, activate leaves what an undisturbed run leaves", async () => {
  const points = await explore("activate", (walk) => merged(walk, request), activate);
  expect(points).toBeGreaterThan(15);
}, 600_000);

async function activeAnd(walk: Walk, then: (walk: Walk) => Promise<unknown>): Promise<AskedRequest> {
  const asked = await merged(walk, request);
  await activate(walk, asked);
  await then(walk);
  return asked;
}

test("the same holds for settle after a merge", async () => {
  await explore(
    "settle after a merge",
    (walk) => activeAnd(walk, (of) => mergeTarget(of)),
    (walk, _, options) => settle(walk, "closed", options),
  );
}, 600_000);

test("the same holds for settle after a push", async () => {
  await explore(
    "settle after a push",
    (walk) => activeAnd(walk, (of) => pushTo(of, "feature")),
    (walk, _, options) => settle(walk, "synchronize", { before: walk.target.headSha, ...options }),
  );
}, 600_000);
