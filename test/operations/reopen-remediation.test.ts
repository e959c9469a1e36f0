import { describe, expect, test } from "vitest";
import { repo, type Seeded } from "../sandbox/support.ts";
import {
  issuesOf,
  Killed,
  killedAfter,
  L1,
  open,
  recorded,
  startWorld,
  sync,
  syncClient,
  useBypass,
} from "./remediation-world.ts";

const commitTo = (world: Seeded, branch = "main") =>
  world.admin.commit("acme/payments", { branch, author: "dev", message: "Go on", files: { "docs/x.md": `${n++}\n` } });
let n = 0;

const report = (world: Seeded, sha: string, state: string, context = "docs/coverage") =>
  world.as("boss").post(`${repo}/statuses/${sha}`, { state, context });

/** A used bypass whose check is green again. */
async function completedWorld(now = "2026-03-04T15:00:00Z"): Promise<{ world: Seeded; head: string }> {
  n = 0;
  const world = await startWorld(now);
  await useBypass(world);
  await open(world);
  const head = await commitTo(world);
  await report(world, head, "success");
  await sync(world);
  expect(await recorded(world, L1, "remediation.completed")).toHaveLength(1);
  await sync(world);
  return { world, head };
}

const say = async (world: Seeded, who: string, body: string) => {
  const [issue] = await issuesOf(world);
  await world.as(who).post(`${repo}/issues/${issue?.number}/comments`, { body });
};
const comments = async (world: Seeded) => {
  const [issue] = await issuesOf(world);
  return ((await world.as("boss").get(`${repo}/issues/${issue?.number}/comments`)).body as { body: string }[]).map(
    ({ body }) => body,
  );
};
const lives = async (world: Seeded) =>
  (
    await Promise.all(["completed", "reopened", "verified"].map((type) => recorded(world, L1, `remediation.${type}`)))
  ).map(({ length }) => length);

/** Everything but the verification. */
async function ready(world: Seeded): Promise<void> {
  const url = "https://docs.acme.example/evidence";
  await say(world, "req", "/qms lesson Move the check together with the package.");
  for (const key of ["5_day_review", "criterion_1", "criterion_2"]) await say(world, "lou", `/qms done ${key} ${url}`);
}

describe("what is completed is looked at until it is verified", () => {
  test("red again: it is open again, verifying is refused by name, and green again completes it again", async () => {
    const { world } = await completedWorld();
    await ready(world);
    const later = await commitTo(world);
    await report(world, later, "failure");
    await say(world, "lou", "/qms verify");
    const done = await sync(world);
    expect(done.findings).toEqual([]);
    expect(await lives(world)).toEqual([1, 1, 0]);
    const [reopened] = await recorded(world, L1, "remediation.reopened");
    expect(reopened?.data).toMatchObject({ commit: later, checks: ["docs/coverage"] });
    expect((await comments(world)).at(-1)).toContain(
      'the remediation is not completed: "docs/coverage" fails on the branch now',
    );
    const [issue] = await issuesOf(world);
    expect([issue?.state, issue?.body.includes("| State | remediating |")]).toEqual(["open", true]);
    expect(issue?.body).toContain("| Reopened |");
    expect((await sync(world)).events).toEqual([]);

    // A new run on the same commit, both ways: each is a fact of its own.
    await report(world, later, "success");
    await sync(world);
    expect(await lives(world)).toEqual([2, 1, 0]);
    expect((await issuesOf(world))[0]?.body).not.toContain("| Reopened |");
    await report(world, later, "failure");
    await sync(world);
    expect(await lives(world)).toEqual([2, 2, 0]);
    await report(world, later, "success");
    await sync(world);
    await say(world, "lou", "/qms verify");
    await sync(world);
    expect(await lives(world)).toEqual([3, 2, 1]);
    expect((await issuesOf(world))[0]?.state).toBe("closed");
    // What is verified is over: a failure after it is another matter.
    await report(world, await commitTo(world), "failure");
    await sync(world);
    expect(await lives(world)).toEqual([3, 2, 1]);
  }, 120_000);

  test("a run that is still going, or says nothing, takes nothing back", async () => {
    const { world } = await completedWorld();
    await commitTo(world);
    await sync(world);
    await report(world, await commitTo(world), "pending");
    await sync(world);
    expect(await lives(world)).toEqual([1, 0, 0]);
  }, 60_000);

  test("killed after any request, the next run comes to the same end", async () => {
    const end = async (world: Seeded) => [await lives(world), await comments(world), (await issuesOf(world))[0]?.body];
    const redWorld = async () => {
      const { world } = await completedWorld();
      await report(world, await commitTo(world), "failure");
      await say(world, "lou", "/qms verify");
      return world;
    };
    const quiet = await redWorld();
    const client = syncClient(quiet);
    await sync(quiet, {}, client);
    const expected = await end(quiet);
    for (let calls = 1; calls <= client.requests(); calls++) {
      const world = await redWorld();
      await sync(world, {}, killedAfter(syncClient(world), calls)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await sync(world);
      const found = await end(world);
      expect([calls, found[0], (found[1] as string[]).length]).toEqual([
        calls,
        expected[0],
        (expected[1] as string[]).length,
      ]);
    }
  }, 300_000);

  test("six that are completed cost no request more than one", async () => {
    const { world } = await completedWorld();
    const one = syncClient(world);
    await sync(world, {}, one);
    const ids = [1, 2, 3, 4, 5].map((second) => `BYPASS-L1-20260302-09000${second}`);
    for (const id of ids) await useBypass(world, id);
    await open(world);
    await sync(world);
    await sync(world);
    const six = syncClient(world);
    expect((await sync(world, {}, six)).updated).toEqual([]);
    expect(six.requests()).toBe(one.requests());
  }, 120_000);
});

test("verified long after it was asked for, and killed before the issue was closed: the next run closes it", async () => {
  const { world } = await completedWorld("2026-05-04T15:00:00Z");
  await ready(world);
  await say(world, "lou", "/qms verify");
  await sync(world);
  const [issue] = await issuesOf(world);
  expect([await lives(world), issue?.state]).toEqual([[1, 0, 1], "closed"]);
  // As a run leaves it that is killed between the record and the issue.
  await world.as("boss").patch(`${repo}/issues/${issue?.number}`, { state: "open" });
  expect((await sync(world)).updated).toEqual([L1]);
  expect((await issuesOf(world))[0]?.state).toBe("closed");
}, 60_000);
