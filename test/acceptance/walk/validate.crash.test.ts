import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
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
async function traces(walk: Walk, asked: { readonly id: string; readonly number: number; readonly headSha: string }) {
  return {
    ledger: await ledgerTypes(walk),
    merged: (await pullOf(walk, asked.number)).merged,
    comments: (await commentsOf(walk, asked.number)).map(({ body }) =>
      body.split("\n").slice(0, 3).join(" ").replaceAll(asked.id, "BYPASS"),
    ),
    status: (await statusOf(walk, asked.headSha))?.state,
  };
}

async function approvedRequest(walk: Walk) {
  const asked = await askL1(walk);
  await approve(walk, "lea", asked.number);
  return asked;
}

test("killed after any request and run again, validate leaves what an undisturbed run leaves", async () => {
  const quiet = await walkForTest();
  const undisturbed = await approvedRequest(quiet);
  const { requests } = await validate(quiet, undisturbed.number);
  const wanted = await traces(quiet, undisturbed);
  expect(wanted).toMatchObject({ merged: true, status: "success" });
  expect(requests.length).toBeGreaterThan(10);

  for (let requestsBefore = 1; requestsBefore <= requests.length; requestsBefore++) {
    const walk = await walkForTest();
    const asked = await approvedRequest(walk);
    const killed = await walk.step("validate-bypass", {
      inputs: { "pull-request": String(asked.number) },
      killAfter: { requests: requestsBefore },
    });
    expect(killed.killed, `request ${requestsBefore}`).toBe(true);
    const again = await validate(walk, asked.number);
    expect(again.outputs, `request ${requestsBefore}`).toMatchObject({ verdict: "approved", merged: "true" });
    expect(await traces(walk, asked), `request ${requestsBefore}`).toEqual(wanted);
    await walk.close();
  }
}, 300_000);

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
  const quiet = await completeL3();
  const { requests } = await validate(quiet.walk, quiet.asked.number);
  const wanted = await traces(quiet.walk, quiet.asked);
  expect(wanted).toMatchObject({ merged: true, status: "success" });
  expect(wanted.ledger).toContain("notification.failed");
  await quiet.walk.close();

  for (let before = 1; before <= requests.length; before++) {
    const { walk, asked } = await completeL3();
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
}, 300_000);
