import { expect, test, vi } from "vitest";
import type { AskedRequest, Walk } from "../../../src/demo/open-walk.ts";
import {
  activateAsApp,
  authorised,
  blockedWalk,
  declare,
  emergency,
  eventsOf,
  overrideTypes,
  protectionOf,
  sweepAsApp,
} from "./modes-world.ts";
import { later, ledgerTypes, pullOf } from "./walk-world.ts";

// Each plays a whole walk, some of them two.
vi.setConfig({ testTimeout: 240_000 });

const checks = ["unit-tests"];
const acted = ["bypass.activated", "warroom.opened", "bypass.used", "bypass.deactivated", "override.restored"];
const titles = (step: { readonly annotations: readonly { readonly title: string | null }[] }) =>
  step.annotations.map((item) => item.title);

/** The steps of the incident and of the override, as they stand on the ledger, without who reviewed what. */
async function stepsOf(walk: Walk): Promise<string[]> {
  const shown = /^(incident\.|bypass\.|warroom\.|override\.|restore\.|notification\.|violation\.)/;
  return (await ledgerTypes(walk)).filter((type) => shown.test(type));
}

test("declared, authorised, told, active by protection, merged, restored: in this order on the ledger", async () => {
  const walk = await blockedWalk("classic");
  const before = await protectionOf(walk);
  const request = await emergency(walk, checks);
  const step = await activateAsApp(walk, request);
  expect(step, step.log).toMatchObject({
    exitCode: 0,
    outputs: { verdict: "ok", state: "used", overridden: '["unit-tests"]', restored: '["unit-tests"]' },
  });
  expect(titles(step)).not.toContain("STEP_ORDER");
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: true });
  expect(await protectionOf(walk)).toEqual(before);
  const steps = await stepsOf(walk);
  // This world has no channel, so an attempt to tell somebody is a failed one; it is on record before anything is relaxed.
  const inOrder = ["incident.confirmed", "bypass.approved", "notification.failed", ...acted];
  const places = inOrder.map((type) =>
    type === "notification.failed" ? steps.indexOf(type, steps.indexOf("bypass.approved")) : steps.indexOf(type),
  );
  expect(places, steps.join(", ")).not.toContain(-1);
  expect(places, steps.join(", ")).toEqual(places.toSorted((one, other) => one - other));
  // An incident has a chain of its own, so its place says nothing: the time does.
  const [declared, approved] = await Promise.all(
    ["incident.declared", "bypass.approved"].map(async (type) => (await eventsOf(walk, type)).map(({ at }) => at)),
  );
  expect([declared?.length, approved?.length]).toEqual([1, 1]);
  expect(Date.parse(declared?.[0] ?? "")).toBeLessThan(Date.parse(approved?.[0] ?? ""));
  const [activated] = await eventsOf(walk, "bypass.activated");
  // Nobody asked for it: at EMERGENCY it is what is left where classic protection requires the check.
  expect(activated?.data).toMatchObject({ checks: [{ name: "unit-tests", mode: "protection" }] });
  expect(await eventsOf(walk, "violation.recorded")).toEqual([]);
});

type Requests = readonly { readonly operation: string; readonly status: number }[];
const points = {
  "the record": (operation: string) => /createCommitOnBranch/i.test(operation),
  "the relaxing write": (operation: string) => operation === "repos/update-status-check-protection",
  "the merge": (operation: string) => operation === "pulls/merge",
} as const;

/** How many requests a run has made when the first of a kind has been carried out. */
function countUntil(requests: Requests, isPoint: (operation: string) => boolean): number {
  return requests.findIndex(({ operation, status }) => isPoint(operation) && status === 200) + 1;
}

test.each(Object.entries(points))(
  "killed right after %s, sweep finishes the emergency as if nobody had killed it",
  async (_, isPoint) => {
    const open = () => blockedWalk("classic");
    const quiet = await open();
    const undisturbed = await activateAsApp(quiet, await emergency(quiet, checks));
    const wanted = await stepsOf(quiet);
    await quiet.close();
    const at = countUntil(undisturbed.requests, isPoint);
    expect(at).toBeGreaterThan(0);
    const walk = await open();
    const before = await protectionOf(walk);
    const request: AskedRequest = await emergency(walk, checks);
    const killed = await activateAsApp(walk, request, { killAfter: { requests: at } });
    expect(killed.killed).toBe(true);
    expect(await overrideTypes(walk)).not.toContain("bypass.used");
    await later(walk);
    const swept = await sweepAsApp(walk);
    expect(swept.outputs.verdict, swept.log).toBe("ok");
    expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: true });
    expect(await protectionOf(walk)).toEqual(before);
    // Each once: nobody is told twice, and no second war room is opened.
    expect(await stepsOf(walk)).toEqual(wanted);
  },
);

test("declared after it was authorised: it works, and who approved too early is on record", async () => {
  const walk = await blockedWalk("classic");
  const request = await authorised(walk, checks);
  expect((await declare(walk)).exitCode).toBe(0);
  await later(walk);
  const step = await activateAsApp(walk, request);
  expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", state: "used" } });
  expect(step.annotations.find(({ title }) => title === "STEP_ORDER")?.message).toContain("com approved before");
  expect((await eventsOf(walk, "violation.recorded")).map(({ data }) => data.kind)).toEqual(["STEP_ORDER"]);
});

test("out of order, it works all the same; the order is on record, once, and a late declaration does not undo it", async () => {
  const walk = await blockedWalk("classic");
  const before = await protectionOf(walk);
  const request = await authorised(walk, checks);
  const step = await activateAsApp(walk, request);
  expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", state: "used" } });
  expect(titles(step)).toEqual(["STEP_ORDER"]);
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: true });
  expect(await protectionOf(walk)).toEqual(before);
  const violations = async () => (await eventsOf(walk, "violation.recorded")).map(({ data }) => data.kind);
  expect(await violations()).toEqual(["STEP_ORDER"]);
  const steps = await stepsOf(walk);
  expect(steps.indexOf("violation.recorded")).toBeLessThan(steps.indexOf("bypass.activated"));
  await later(walk);
  expect((await declare(walk)).exitCode).toBe(0);
  await later(walk);
  expect((await activateAsApp(walk, request)).outputs).toMatchObject({ state: "used" });
  expect(await violations()).toEqual(["STEP_ORDER"]);
});
