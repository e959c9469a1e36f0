import { expect, test } from "vitest";
import { apiLedger } from "../../src/adapters/github/api-ledger.ts";
import type { Client } from "../../src/adapters/github/client.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { draftEvent, type EventContent } from "../../src/core/ledger/draft-event.ts";
import { repo, type Seeded } from "../sandbox/support.ts";
import {
  clientOf,
  EM,
  issuesOf,
  Killed,
  killedAfter,
  merge,
  open,
  recorded,
  run,
  startWorld,
  sync,
  syncClient,
  useBypass,
} from "./remediation-world.ts";

const expiry = "2026-03-05T09:00:00.000Z";

/** Appends records about the emergency, as other jobs write them. */
async function append(world: Seeded, ...contents: readonly Pick<EventContent, "type" | "data">[]): Promise<void> {
  const ledger = apiLedger(clientOf(world), "qms-ledger", systemClock);
  const at = Date.parse("2026-03-05T14:00:00Z");
  const result = await ledger.append(
    await ledger.read([EM], []),
    ({ repositoryId }) =>
      contents.map(({ type, data }) =>
        draftEvent(
          {
            ...{ at, repositoryId, mainHead: "9".repeat(40), run },
            automation: { id: 41898282, login: "github-actions[bot]" },
            runUrl: "https://github.example/acme/payments/actions/runs/6",
          },
          { type, bypass: EM, key: `${type}:late`, data } as EventContent,
        ),
      ),
    [EM],
  );
  if (result.findings.length > 0) throw new Error(result.findings[0]?.message);
}

/** An emergency that ended unused, with its tracking issue. */
async function endedWorld(): Promise<Seeded> {
  const world = await startWorld("2026-03-05T15:00:00Z");
  await useBypass(world, EM, { until: "activated" });
  await open(world);
  await append(
    world,
    { type: "bypass.expired", data: { expires_at: expiry } },
    { type: "bypass.deactivated", data: { activation: 1, reason: "expired" } },
    { type: "override.restored", data: { activation: 1, checks: ["docs/coverage"] } },
  );
  return world;
}

const use = (world: Seeded) =>
  append(world, {
    type: "bypass.used",
    data: { merge_sha: merge, base: "main", merged_by: { id: 103, login: "dov" }, after_expiry: true },
  });

/** Something that happens once, just before the first request of a kind. */
function meanwhile(client: Client, isPoint: (route: string) => boolean, act: () => Promise<unknown>): Client {
  let done = false;
  return {
    ...client,
    rest: async (route, parameters) => {
      if (!done && isPoint(route)) {
        done = true;
        await act();
      }
      return client.rest(route, parameters);
    },
  };
}

/** Results of a commit. */
const isResults = (route: string) => /\/commits\/\{\w+\}\/(?:check-runs|status)/.test(route);

const lives = async (world: Seeded) =>
  (
    await Promise.all(["completed", "reopened", "verified"].map((type) => recorded(world, EM, `remediation.${type}`)))
  ).map(({ length }) => length);

test("merged while the run looks for a completion: nothing is completed unused behind the use", async () => {
  const world = await endedWorld();
  await sync(
    world,
    {},
    meanwhile(syncClient(world), isResults, () => use(world)),
  );
  expect(await recorded(world, EM, "bypass.used")).toHaveLength(1);
  expect(await lives(world)).toEqual([0, 0, 0]);
});

test("merged while the run looks at what is completed: that comes first, and what was said is judged by the next run", async () => {
  const world = await endedWorld();
  await sync(world);
  expect(await lives(world)).toEqual([1, 0, 0]);
  const [issue] = await issuesOf(world);
  await world.as("com").post(`${repo}/issues/${issue?.number}/comments`, { body: "/qms lesson Ask earlier." });
  await sync(
    world,
    {},
    meanwhile(syncClient(world), isResults, () => use(world)),
  );
  expect(await lives(world)).toEqual([1, 1, 0]);
  expect(await recorded(world, EM, "lesson.recorded")).toEqual([]);
  await sync(world);
  expect(await recorded(world, EM, "lesson.recorded")).toHaveLength(1);
  expect(await lives(world)).toEqual([1, 1, 0]);
});

/** Merged after all, when everybody had gone home. */
async function closedWorld(): Promise<Seeded> {
  const world = await endedWorld();
  await sync(world);
  await append(world, { type: "remediation.verified", data: { comment_id: 1 } });
  await sync(world);
  expect((await issuesOf(world))[0]?.state).toBe("closed");
  await use(world);
  return world;
}

const comments = async (world: Seeded) => {
  const [issue] = await issuesOf(world);
  return ((await world.as("boss").get(`${repo}/issues/${issue?.number}/comments`)).body as { body: string }[]).map(
    ({ body }) => body,
  );
};

test("verified unused and merged after all: it is open again, and its issue, which says why", async () => {
  const world = await closedWorld();
  const done = await sync(world);
  expect(done.findings).toEqual([]);
  expect(await lives(world)).toEqual([1, 1, 1]);
  const [issue] = await issuesOf(world);
  expect([issue?.state, issue?.body.includes("| State | remediating |")]).toEqual(["open", true]);
  const said = await comments(world);
  expect(said.filter((body) => body.includes("It was merged after all"))).toHaveLength(1);
  expect(said.filter((body) => body.includes("closed before its remediation was verified"))).toEqual([]);
  expect((await sync(world)).events).toEqual([]);
  expect(await comments(world)).toEqual(said);
}, 60_000);

test("verified unused, and its issue deleted: it is open again all the same, and the next run brings another issue", async () => {
  const world = await closedWorld();
  const [former] = await issuesOf(world);
  world.admin.deleteIssue("acme/payments", former?.number ?? 0);
  world.admin.advance(3_600_000);
  const codes = async () => (await sync(world)).findings.map(({ code }) => code);
  expect(await codes()).toEqual(["TRACKING_ISSUE_GONE"]);
  expect(await lives(world)).toEqual([1, 1, 1]);
  expect(await codes()).toEqual(["TRACKING_ISSUE_REPLACED"]);
  const [issue] = await issuesOf(world);
  expect([issue?.state, issue?.body.includes("| State | remediating |")]).toEqual(["open", true]);
});

test("verified unused and merged after all, killed after any request: the next run comes to the same end", async () => {
  const end = async (world: Seeded) => [
    await lives(world),
    await comments(world),
    (await issuesOf(world)).map(({ state, body }) => [state, body]),
  ];
  const quiet = await closedWorld();
  const client = syncClient(quiet);
  await sync(quiet, {}, client);
  const expected = await end(quiet);
  expect(expected[0]).toEqual([1, 1, 1]);
  for (let calls = 1; calls <= client.requests(); calls++) {
    const world = await closedWorld();
    await sync(world, {}, killedAfter(syncClient(world), calls)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    await sync(world);
    expect([calls, ...(await end(world))]).toEqual([calls, ...expected]);
  }
}, 300_000);
