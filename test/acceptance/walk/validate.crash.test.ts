import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { approve, askL1, commentsOf, ledgerTypes, pullOf, statusOf, validate, walkForTest } from "./walk-world.ts";

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
