import { expect, test } from "vitest";
import type { AskedRequest, StepOptions, Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { activateAsApp, asked as askedOfApp, blockedWalk } from "./modes-world.ts";
import { activate, labelsOf, merged, resultsOn, settle } from "./override-world.ts";
import { approve, commentsOf, later, ledgerTypes, pullOf, validate, walkForTest } from "./walk-world.ts";

interface Scene {
  readonly walk: Walk;
  readonly act: (options: StepOptions) => Promise<WalkStep>;
}

/** What is left behind, as far as anybody can see it, without what differs between two worlds. */
async function traces(walk: Walk): Promise<unknown> {
  const seen = JSON.stringify({
    ledger: await ledgerTypes(walk),
    results: await resultsOn(walk),
    labels: await labelsOf(walk),
    target: (await pullOf(walk, walk.target.number)).merged,
    comments: (await commentsOf(walk, walk.target.number)).map(({ body }) => body),
  });
  return JSON.parse(
    seen
      .replace(/[0-9a-f]{40}/g, "SHA")
      .replace(/BYPASS-L\d-\d{8}-\d{6}/g, "ID")
      .replace(/http:\/\/[\d.:]+/g, "URL")
      .replace(/\d{4}-\d\d-\d\d[T ][0-9:.]+(?:Z| UTC)/g, "THEN")
      .replace(/\d\d:\d\d UTC/g, "THEN"),
  );
}

/** Runs a step whole in one world, then killed at each of its requests and run again in worlds of their own. */
async function explore(what: string, prepare: () => Promise<Scene>): Promise<void> {
  const quiet = await prepare();
  const { requests, outputs, log } = await quiet.act({});
  expect(outputs.verdict, log).toBe("ok");
  const wanted = await traces(quiet.walk);
  await quiet.walk.close();
  // Reads leave nothing behind: of the kills before the first write, the first and the last stand for all.
  const write = requests.findIndex(({ operation }) => /create|update|add-|merge/i.test(operation));
  expect(write).toBeGreaterThan(0);
  const points = requests.map((_, index) => index + 1).filter((at) => at === 1 || at >= write);
  for (const at of points) {
    const { walk, act } = await prepare();
    const point = `request ${at}, ${requests[at - 1]?.operation}`;
    expect((await act({ killAfter: { requests: at } })).killed, point).toBe(true);
    await later(walk);
    expect((await act({})).outputs.verdict, point).toBe("ok");
    expect(await traces(walk), point).toEqual(wanted);
    await walk.close();
  }
  countKillPoints(`apply-override: ${what}`, points.length);
}

const failing = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };

async function active(): Promise<{ walk: Walk; asked: AskedRequest }> {
  const walk = await walkForTest(failing);
  const asked = await merged(walk);
  await activate(walk, asked);
  return { walk, asked };
}

const setState = (walk: Walk, state: "open" | "closed") =>
  walk.as("mia", "PATCH", `pulls/${walk.target.number}`, { state });

test("killed after any request and run again, revoke leaves what an undisturbed run leaves", async () => {
  await explore("revoke", async () => {
    const { walk, asked } = await active();
    const event = {
      name: "workflow_dispatch",
      payload: { sender: { login: "lou", id: walk.people.lou, type: "User" } },
    };
    const inputs = { operation: "revoke", "bypass-id": asked.id, reason: "The hotfix was rolled back." };
    return { walk, act: (options) => walk.step("apply-override", { event, actor: "lou", ...options, inputs }) };
  });
}, 900_000);

test("the same holds for settle when the target is closed without a merge", async () => {
  await explore("settle, suspended", async () => {
    const { walk } = await active();
    await setState(walk, "closed");
    return { walk, act: (options) => settle(walk, "closed", options) };
  });
}, 900_000);

test("the same holds for settle when a closed target is opened again", async () => {
  await explore("settle, resumed", async () => {
    const { walk } = await active();
    await setState(walk, "closed");
    await settle(walk, "closed");
    await later(walk);
    await setState(walk, "open");
    return { walk, act: (options) => settle(walk, "reopened", options) };
  });
}, 900_000);

test("the same holds for the registration of what was merged before", async () => {
  await explore("activate, a registration", async () => {
    const walk = await walkForTest({ now: "2026-03-02T08:00:00Z" });
    const { target, repository, sandbox } = walk;
    await sandbox.admin("setRole", repository, "ann", "admin");
    await sandbox.admin("protect", repository, "main", null);
    const { sha } = (await walk.as("ann", "PUT", `pulls/${target.number}/merge`, {})) as { sha: string };
    await sandbox.admin("advance", 3_600_000);
    const changes = { retroactive: { merge_sha: sha, merged_by: "ann" } };
    const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"], changes });
    await approve(walk, "lea", asked.number);
    await validate(walk, asked.number);
    await later(walk);
    return { walk, act: (options) => activate(walk, asked, options) };
  });
}, 900_000);

test("the same holds for a merge by the App", async () => {
  await explore("activate, by merge", async () => {
    const walk = await blockedWalk("ruleset");
    const asked = await askedOfApp(walk);
    return { walk, act: (options) => activateAsApp(walk, asked, options) };
  });
}, 900_000);
