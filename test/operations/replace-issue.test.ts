import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import type { Seeded } from "../sandbox/support.ts";
import {
  EM,
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

const home = "acme/payments";
const archive = "acme/archive";

/** A used bypass with its issue, and a repository that issues can go to. The job's token sees it if it is public. */
async function tracked(variants = {}): Promise<{ readonly world: Seeded; readonly former: number }> {
  const world = await startWorld(undefined, undefined, variants);
  await useBypass(world);
  expect((await open(world)).opened).toEqual([L1]);
  await world.admin.createRepository({ name: archive, roles: { boss: "admin" } });
  world.admin.advance(3_600_000);
  return { world, former: (await issuesOf(world))[0]?.number ?? 0 };
}

const codes = (done: { readonly findings: readonly { readonly code: string }[] }) =>
  done.findings.map(({ code }) => code);

// [what happens to it, what the record says, what the finding says]
const fates = [
  ["deleted", (world: Seeded, issue: number) => world.admin.deleteIssue(home, issue), "deleted", "was deleted."],
  [
    "transferred out of sight",
    (world: Seeded, issue: number) => world.admin.transferIssue(home, issue, archive),
    "unknown",
    "was deleted, or transferred to where this token cannot look.",
  ],
] as const;

test.each(fates)(
  "an issue that was %s has exactly one in its place, with the dates and the state of the record",
  async (_, lose, became, words) => {
    const { world, former } = await tracked();
    lose(world, former);
    const done = await sync(world);
    expect(codes(done)).toEqual(["TRACKING_ISSUE_REPLACED"]);
    expect(done.findings[0]?.message).toContain(`#${former} of ${L1} ${words}`);
    expect(done.updated).toEqual([L1]);
    const [issue, ...more] = await issuesOf(world);
    expect(more).toEqual([]);
    expect(issue?.number).not.toBe(former);
    expect(issue?.body).toContain(`takes the place of \`${home}#${former}\`, which ${words.replace(".", "")}`);
    const [first, second] = await recorded(world, L1, "remediation.opened");
    expect(second?.data).toEqual({
      ...first?.data,
      issue: issue?.number,
      url: expect.stringMatching(new RegExp(`/${home}/issues/${issue?.number}$`)),
      reason: "replaced",
      former: { repository: home, issue: former, became },
    });
    await world.as("lou").post(`/repos/${home}/issues/${issue?.number}/comments`, { body: "/qms ack" });
    for (const events of [1, 0]) {
      const again = await sync(world);
      expect([again.findings, again.events.length]).toEqual([[], events]);
    }
    expect(await issuesOf(world)).toHaveLength(1);
  },
  60_000,
);

test("a transferred issue that the token can see is named; what is said on it counts for nothing, not even by its number", async () => {
  for (const graphqlFollowsTransfer of [false, true]) {
    const { world, former } = await tracked({ graphqlFollowsTransfer });
    // Its number there is that of another tracking issue here.
    await useBypass(world, EM, { at: "2026-03-02T14:30:00.000Z" });
    expect((await open(world)).opened).toEqual([EM]);
    const other = (await issuesOf(world)).find(({ title }) => title.includes(EM))?.number ?? 0;
    for (let number = 1; number < other; number++) {
      await world.as("boss").post(`/repos/${archive}/issues`, { title: `Issue ${number}` });
    }
    expect(world.admin.transferIssue(home, former, archive)).toBe(other);
    await world.as("boss").post(`/repos/${archive}/issues/${other}/comments`, { body: "/qms ack" });
    const done = await sync(world, {}, syncClient(world, archive));
    expect(codes(done)).toEqual(["TRACKING_ISSUE_REPLACED"]);
    expect(done.findings[0]?.message).toContain(
      `was transferred to ${world.sandbox.url}/${archive}/issues/${other}. #`,
    );
    expect(done.events.map(({ type }) => type)).not.toContain("escalation.acknowledged");
    expect(done.events.filter(({ bypass }) => bypass === L1).map(({ type }) => type)).toEqual(["remediation.opened"]);
    const [, second] = await recorded(world, L1, "remediation.opened");
    expect(second?.data.former).toMatchObject({ became: "transferred", url: expect.stringContaining(archive) });
    expect((await sync(world, {}, syncClient(world, archive))).events).toEqual([]);
    expect(await issuesOf(world)).toHaveLength(2);
  }
}, 60_000);

test("one that came back under another number is the same issue again, with its comments", async () => {
  const { world, former } = await tracked();
  world.admin.transferIssue(home, former, archive);
  const there = (await world.as("boss").get(`/repos/${archive}/issues`)).body as { number: number }[];
  const back = world.admin.transferIssue(archive, there[0]?.number ?? 0, home);
  await world.as("lou").post(`/repos/${home}/issues/${back}/comments`, { body: "/qms ack" });
  const done = await sync(world);
  expect(codes(done)).toEqual(["TRACKING_ISSUE_REPLACED"]);
  expect(done.findings[0]?.message).toContain(`#${back} takes its place`);
  expect(done.events.map(({ type }) => type)).toEqual(["remediation.opened", "escalation.acknowledged"]);
  expect(await issuesOf(world)).toHaveLength(1);
}, 60_000);

test("wherever a run is killed, the next one ends with exactly one issue and one record of it", async () => {
  const { world } = await tracked();
  for (let calls = 1; ; calls++) {
    world.admin.deleteIssue(home, (await issuesOf(world))[0]?.number ?? 0);
    const first = await sync(world, {}, killedAfter(syncClient(world), calls)).catch((error: unknown) => error);
    if (first instanceof Killed) expect((await sync(world)).updated.length).toBeLessThanOrEqual(1);
    const issues = await issuesOf(world);
    expect(issues, `call ${calls}`).toHaveLength(1);
    const opened = await recorded(world, L1, "remediation.opened");
    expect([opened.length, opened.at(-1)?.data.issue], `call ${calls}`).toEqual([1 + calls, issues[0]?.number]);
    expect((await sync(world)).findings, `call ${calls}`).toEqual([]);
    if (!(first instanceof Killed)) break;
    expect(calls).toBeLessThan(30);
  }
}, 120_000);

test("what is just opened, turned off or listed after all is not opened again, and a dry run says what it would do", async () => {
  const { world, former } = await tracked();
  world.admin.deleteIssue(home, former);
  const planned = await sync(world, { dryRun: true });
  expect(planned.planned).toEqual([
    expect.stringMatching(new RegExp(`Open the tracking issue .* in place of #${former}`)),
  ]);
  expect(await issuesOf(world)).toEqual([]);
  world.admin.setHasIssues(home, false);
  const off = await sync(world);
  expect([codes(off), off.findings[0]?.message]).toEqual([
    ["TRACKING_ISSUE_GONE"],
    expect.stringContaining("has its issues turned off"),
  ]);
  world.admin.setHasIssues(home, true);

  // GraphQL does not know it yet, REST does.
  const late = await tracked();
  const client = syncClient(late.world);
  const blind = { ...issueTracker(client), read: async () => new Map() };
  const unseen = await sync(late.world, {}, client, blind);
  expect([codes(unseen), unseen.events]).toEqual([["TRACKING_ISSUE_GONE"], []]);
  // Out of sight within minutes of its opening: that may be GitHub being late.
  const fresh = await startWorld();
  await useBypass(fresh);
  await open(fresh);
  await fresh.admin.createRepository({ name: archive, roles: { boss: "admin" } });
  fresh.admin.transferIssue(home, (await issuesOf(fresh))[0]?.number ?? 0, archive);
  expect([codes(await sync(fresh)), await issuesOf(fresh)]).toEqual([["TRACKING_ISSUE_GONE"], []]);
  fresh.admin.advance(600_000);
  expect(codes(await sync(fresh))).toEqual(["TRACKING_ISSUE_REPLACED"]);
}, 60_000);
