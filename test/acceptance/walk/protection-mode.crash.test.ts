import { expect, test } from "vitest";
import type { AskedRequest, StepOptions, Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import {
  activateAsApp,
  asked,
  blockedWalk,
  overrideTypes,
  protectionOf,
  settleAsApp,
  sweepAsApp,
} from "./modes-world.ts";
import { labelsOf, resultsOn } from "./override-world.ts";
import { commentsOf, later, pullOf } from "./walk-world.ts";

/** What is left behind, as far as anybody can see it, without what differs between two worlds. */
async function traces(walk: Walk): Promise<unknown> {
  const seen = JSON.stringify({
    ledger: await overrideTypes(walk),
    protection: await protectionOf(walk),
    merged: (await pullOf(walk, walk.target.number)).merged,
    results: await resultsOn(walk),
    labels: await labelsOf(walk),
    comments: (await commentsOf(walk, walk.target.number)).map(({ body }) => body),
  });
  return JSON.parse(
    seen
      .replace(/[0-9a-f]{40}/g, "SHA")
      .replace(/BYPASS-L2-\d{8}-\d{6}/g, "ID")
      .replace(/http:\/\/[\d.:]+/g, "URL")
      .replace(/until 2026-[-0-9T:.]+Z/g, "until THEN"),
  );
}

type Again = (walk: Walk, request: AskedRequest) => Promise<WalkStep>;

/** Kills an activation after each of its requests from its record on, in worlds of their own, and lets somebody else go on. */
async function explore(how: "classic" | "ruleset", part: number, again: Again): Promise<number> {
  const open = () => blockedWalk(how, { bypass: false });
  const quiet = await open();
  const whole = await activateAsApp(quiet, await asked(quiet, "protection"));
  expect(whole.outputs).toMatchObject({ verdict: "ok", state: "used" });
  const wanted = await traces(quiet);
  await quiet.close();
  // Before the record nothing has been done that could be left behind; reads right before it stand for all of those.
  const record = whole.requests.findIndex(({ operation }) => /createCommitOnBranch/i.test(operation));
  expect(record).toBeGreaterThan(0);
  const points = whole.requests.map((_, index) => index + 1).filter((at) => at >= record && at % 2 === part);
  for (const at of points) {
    const walk = await open();
    const request = await asked(walk, "protection");
    const options: StepOptions = { killAfter: { requests: at } };
    const killed = await activateAsApp(walk, request, options);
    const point = `request ${at}, ${whole.requests[at - 1]?.operation}`;
    expect(killed.killed, point).toBe(true);
    await later(walk);
    const step = await again(walk, request);
    expect(step.outputs.verdict, point).toBe("ok");
    expect(await traces(walk), point).toEqual(wanted);
    await walk.close();
  }
  countKillPoints(`apply-override: activate, by protection (${how})`, points.length);
  return points.length;
}

const halves = [0, 1];

test.each(halves)(
  "killed after any request and run again, an activation by classic protection ends as undisturbed (half %i)",
  async (half) => {
    expect(await explore("classic", half, (walk, request) => activateAsApp(walk, request))).toBeGreaterThan(5);
  },
  900_000,
);

test.each(halves)(
  "killed after any request, an activation by a ruleset is finished by sweep and by the event of the merge (half %i)",
  async (half) => {
    const again: Again = async (walk) => {
      const swept = await sweepAsApp(walk);
      // An App's merge starts workflows, so settle always follows it: it says the end where that was not said.
      const settled = await settleAsApp(walk, "closed");
      return swept.outputs.verdict === "ok" ? settled : swept;
    };
    expect(await explore("ruleset", half, again)).toBeGreaterThan(5);
  },
  900_000,
);
