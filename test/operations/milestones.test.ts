import { describe, expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import { syncRemediation } from "../../src/operations/sync-remediation.ts";
import { repo, type Seeded } from "../sandbox/support.ts";
import {
  clientOf,
  issuesOf,
  Killed,
  killedAfter,
  L1,
  march,
  milestonesOf,
  open,
  options,
  portsOf,
  recorded,
  startWorld,
  syncPermissions,
  useBypass,
} from "./remediation-world.ts";

const sync = (world: Seeded, client = clientOf(world, syncPermissions), more = {}) =>
  syncRemediation(
    { ...portsOf(client), tracker: issueTracker(client), desk: requestDesk(client, "qms-ledger") },
    { ...options(), ...more, peoplePath: ".qms/people.yml", server: "https://github.example" },
  );

const titles = async (world: Seeded) => (await issuesOf(world)).map(({ milestone }) => milestone?.title ?? null);

const fault = (world: Seeded, operation: string, status: number, more: { nth?: number; times?: number } = {}) =>
  world.admin.addFault({ operation, kind: "status", status, ...more });

const codes = (done: { readonly findings: readonly { readonly code: string; readonly severity: string }[] }) =>
  done.findings.map(({ code, severity }) => [code, severity]);

describe("open", () => {
  test("puts the issues of a month into one milestone, due on its last day", async () => {
    const world = await startWorld();
    for (const id of [L1, "BYPASS-L1-20260302-093000"]) await useBypass(world, id);
    expect((await open(world)).findings).toEqual([]);
    expect(await milestonesOf(world)).toMatchObject([{ title: march, due_on: "2026-03-31T08:00:00Z", open_issues: 2 }]);
    await useBypass(world, "BYPASS-L1-20260302-094500");
    await open(world);
    expect(await milestonesOf(world)).toMatchObject([{ title: march, open_issues: 3 }]);
  });

  test("takes the one that is there, closed or behind a hundred others", async () => {
    const world = await startWorld();
    await useBypass(world);
    const boss = world.as("boss");
    await boss.post(`${repo}/milestones`, { title: march });
    await boss.patch(`${repo}/milestones/1`, { state: "closed" });
    for (let count = 1; count <= 4; count++) await boss.post(`${repo}/milestones`, { title: `Release ${count}` });
    // The listing of the issues brings one page along.
    world.admin.setPageSize(3);
    const done = await open(world);
    world.admin.setPageSize(null);
    expect(done).toMatchObject({ opened: [L1], findings: [] });
    expect(await titles(world)).toEqual([march]);
    expect(await milestonesOf(world)).toHaveLength(5);
  });

  test.each([403, 404, 410])("is told of a refusal (%d) once, and opens all the same", async (status) => {
    const world = await startWorld();
    for (const id of [L1, "BYPASS-L1-20260302-093000"]) await useBypass(world, id);
    fault(world, "issues/create-milestone", status, { times: 99 });
    const done = await open(world);
    expect(done.opened).toHaveLength(2);
    expect(codes(done)).toEqual([["MILESTONE_REFUSED", "warning"]]);
    expect(await titles(world)).toEqual([null, null]);
    expect((await issuesOf(world))[0]?.labels).toHaveLength(5);
    expect(await recorded(world, L1, "remediation.opened")).toHaveLength(1);
  });

  test("takes the one that another run makes at the same moment", async () => {
    const world = await startWorld();
    await useBypass(world);
    const { token } = world.admin.personToken("boss");
    const other = { token, method: "POST", path: "/repos/acme/payments/milestones", body: { title: march } };
    world.admin.addFault({ operation: "issues/create-milestone", kind: "meanwhile", other });
    expect(await open(world)).toMatchObject({ opened: [L1], findings: [] });
    expect(await milestonesOf(world)).toMatchObject([{ title: march, open_issues: 1 }]);
  });

  test("a milestone that GitHub refuses with the issue keeps it from nothing", async () => {
    const world = await startWorld();
    await useBypass(world);
    fault(world, "issues/create", 422, { times: 2 });
    const done = await open(world);
    // First without the assignee, then without the milestone.
    expect(done.opened).toEqual([L1]);
    expect(codes(done)).toEqual([["MILESTONE_REFUSED", "warning"]]);
    expect((await issuesOf(world))[0]?.assignees.map(({ login }) => login)).toEqual(["req"]);
    expect(codes(await sync(world))).toEqual([]);
    expect(await titles(world)).toEqual([march]);
  });
});

describe("sync", () => {
  async function tracked(): Promise<Seeded> {
    const world = await startWorld();
    await useBypass(world);
    await open(world);
    await sync(world);
    return world;
  }
  const put = (world: Seeded, milestone: number | null) => world.as("boss").patch(`${repo}/issues/2`, { milestone });

  test("asks for nothing where nothing has changed", async () => {
    const world = await tracked();
    // Nor where people have put it elsewhere, which is nothing to look into.
    await world.as("boss").post(`${repo}/milestones`, { title: "Release 2" });
    await put(world, 2);
    const client = clientOf(world, syncPermissions);
    const asked: string[] = [];
    const told: typeof client = {
      ...client,
      rest: (route, parameters) => client.rest(asked[asked.push(route) - 1] ?? route, parameters),
      graphql: (query, variables) => client.graphql(asked[asked.push(query) - 1] ?? query, variables),
    };
    expect((await sync(world, told)).updated).toEqual([]);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((text) => /milestones/.test(text))).toEqual([]);
  });

  test.each([
    ["none", null, march],
    ["that of another month", "qms-bypass remediation 2026-02", march],
    ["one of their own", "Release 2", "Release 2"],
  ])("an issue that people put into %s", async (_, title, after) => {
    const world = await tracked();
    if (title !== null) await world.as("boss").post(`${repo}/milestones`, { title });
    await put(world, title === null ? null : 2);
    const done = await sync(world);
    expect(done.findings).toEqual([]);
    expect(done.updated).toEqual(after === title ? [] : [L1]);
    expect(await titles(world)).toEqual([after]);
  });

  test.each([403, 404, 410, 422])("a refusal (%d) is told, and the text is there", async (status) => {
    const world = await tracked();
    await put(world, null);
    await world.as("boss").patch(`${repo}/issues/2`, { title: "Mine" });
    // The first change is the text.
    fault(world, "issues/update", status, { nth: 2 });
    const done = await sync(world);
    expect(codes(done)).toEqual([["MILESTONE_REFUSED", "warning"]]);
    expect(done.updated).toEqual([L1]);
    expect((await issuesOf(world))[0]?.title).toContain(L1);
    expect(await titles(world)).toEqual([null]);
    expect(codes(await sync(world))).toEqual([]);
    expect(await titles(world)).toEqual([march]);
  });

  test("killed at any request, a second run ends the same, with one milestone of a title", async () => {
    for (let calls = 8; calls <= 20; calls++) {
      const world = await startWorld();
      await useBypass(world);
      fault(world, "issues/create-milestone", 403);
      await open(world);
      const died = await sync(world, killedAfter(clientOf(world, syncPermissions), calls)).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      const again = await sync(world);
      expect(again.findings, `call ${calls}`).toEqual([]);
      expect(await milestonesOf(world), `call ${calls}`).toMatchObject([{ title: march, open_issues: 1 }]);
      if (!died) return expect(calls).toBeGreaterThan(12);
    }
    expect.unreachable("sync never came to its end");
  }, 60_000);

  test("a dry run says what it would do, and does nothing", async () => {
    const world = await tracked();
    await put(world, null);
    const { planned } = await sync(world, undefined, { dryRun: true });
    expect(planned).toContain("Move #2 into the milestone of its deadline");
    expect(await titles(world)).toEqual([null]);
  });
});
