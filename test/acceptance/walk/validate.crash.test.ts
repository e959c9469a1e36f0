import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { askL3, id, rollback, standby } from "./level-three-world.ts";
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
} from "./walk-world.ts";

/** What is left behind, as far as anybody can see it. */
async function traces(walk: Walk, asked: Asked) {
  return {
    ledger: await ledgerTypes(walk),
    merged: (await pullOf(walk, asked.number)).merged,
    comments: (await commentsOf(walk, asked.number)).map(({ body }) =>
      body.split("\n").slice(0, 3).join(" ").replaceAll(asked.id, "BYPASS"),
    ),
    status: (await statusOf(walk, asked.headSha))?.state,
  };
}

interface Asked {
  readonly id: string;
  readonly number: number;
  readonly headSha: string;
}

/** A request that one undisturbed run would approve and merge. */
type OpenRequest = () => Promise<{ readonly walk: Walk; readonly asked: Asked }>;

/** Kills validate after its first, second, … last request, runs it again each time, and compares what is left behind. */
async function exploreCrashes(open: OpenRequest): Promise<readonly string[]> {
  const quiet = await open();
  const { requests } = await validate(quiet.walk, quiet.asked.number);
  const wanted = await traces(quiet.walk, quiet.asked);
  expect(wanted).toMatchObject({ merged: true, status: "success" });
  expect(requests.length).toBeGreaterThan(10);
  await quiet.walk.close();
  for (let before = 1; before <= requests.length; before++) {
    const { walk, asked } = await open();
    const killed = await walk.step("validate-bypass", {
      inputs: { "pull-request": String(asked.number) },
      killAfter: { requests: before },
    });
    expect(killed.killed, `request ${before}`).toBe(true);
    const again = await validate(walk, asked.number);
    expect(again.outputs, `request ${before}`).toMatchObject({ verdict: "approved", merged: "true" });
    expect(await traces(walk, asked), `request ${before}`).toEqual(wanted);
    await walk.close();
  }
  countKillPoints("validate-bypass", requests.length);
  return wanted.ledger;
}

test("killed after any request and run again, validate leaves what an undisturbed run leaves", async () => {
  await exploreCrashes(async () => {
    const walk = await walkForTest();
    const asked = await askL1(walk);
    await approve(walk, "lea", asked.number);
    return { walk, asked };
  });
}, 900_000);

/** Everything that L3 takes, answered before any run has looked. */
async function completeL3() {
  const { walk, number, digest, headSha } = await askL3();
  const body = `The exposure is smaller than leaving the hole open.\n\nqms-digest: sha256:${digest}`;
  for (const login of ["cora", "sec", "biz", "lex"]) await approve(walk, login, number, body);
  for (const [login, text] of [
    ["sec", standby],
    ["sol", rollback],
  ] as const) {
    await later(walk);
    await walk.as(login, "POST", `issues/${number}/comments`, { body: text });
  }
  await later(walk);
  return { walk, asked: { id, number, headSha } };
}

test("L3: killed after any request, the run that takes answers and attempts the notice converges as well", async () => {
  expect(await exploreCrashes(completeL3)).toEqual(expect.arrayContaining(["notification.failed", "obligation.done"]));
}, 900_000);
