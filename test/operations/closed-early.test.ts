import { expect, test } from "vitest";
import { repo, type Seeded } from "../sandbox/support.ts";
import { issuesOf, Killed, killedAfter, open, startWorld, sync, syncClient, useBypass } from "./remediation-world.ts";

/** A tracking issue that somebody has closed before its time. */
async function closedWorld(): Promise<{ world: Seeded; issue: string }> {
  const world = await startWorld("2026-03-03T15:00:00Z");
  await useBypass(world);
  await open(world);
  await sync(world);
  const [issue] = await issuesOf(world);
  await world.as("boss").patch(`${repo}/issues/${issue?.number}`, { state: "closed" });
  return { world, issue: `${repo}/issues/${issue?.number}` };
}
async function shown(world: Seeded, issue: string): Promise<readonly [string | undefined, number]> {
  const { body } = await world.as("boss").get(`${issue}/comments`);
  const said = (body as { body: string }[]).filter((one) => one.body.startsWith("<!-- qms-bypass:closed-early:"));
  return [(await issuesOf(world))[0]?.state, said.length];
}

test("killed after any request, the next runs open it again and say why, once", async () => {
  const quiet = await closedWorld();
  const client = syncClient(quiet.world);
  await sync(quiet.world, {}, client);
  expect(await shown(quiet.world, quiet.issue)).toEqual(["open", 1]);
  for (let calls = 1; calls <= client.requests(); calls++) {
    const { world, issue } = await closedWorld();
    await sync(world, {}, killedAfter(syncClient(world), calls)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    await sync(world);
    await sync(world);
    expect([calls, ...(await shown(world, issue))]).toEqual([calls, "open", 1]);
  }
}, 300_000);

test("on a locked issue it is told, the issue is open again, and the reason follows once it is unlocked", async () => {
  const { world, issue } = await closedWorld();
  const number = Number(issue.split("/").at(-1));
  world.admin.lockIssue("acme/payments", number, true);
  const done = await sync(world);
  expect(done.findings.map(({ code }) => code)).toContain("REMEDIATION_FAILED");
  expect(await shown(world, issue)).toEqual(["open", 0]);
  world.admin.lockIssue("acme/payments", number, false);
  await sync(world);
  expect((await sync(world)).findings).toEqual([]);
  expect(await shown(world, issue)).toEqual(["open", 1]);
}, 60_000);
