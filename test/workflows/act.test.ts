import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { afterEach, expect, test } from "vitest";
import { mergeTarget } from "../acceptance/walk/override-world.ts";
import { branches, click, file, goodForm } from "../acceptance/walk/request-world.ts";
import { issueOf, type Shown } from "../acceptance/walk/sync-world.ts";
import { approve, askL1, later, ledgerTypes, statusOf, walkForTest } from "../acceptance/walk/walk-world.ts";
import { type ActClone, openActClone } from "./act-run.ts";

/** Path of nektos/act; `.ci/run` installs it where there is Go. */
const act = process.env.QMS_ACT ?? "";
const open: ActClone[] = [];

afterEach(() => {
  for (const clone of open.splice(0)) clone.remove();
});

async function world(): Promise<ActClone> {
  const seed = { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } };
  const clone = await openActClone(
    await walkForTest({ seed }),
    act,
    dirname(process.env.QMS_NODE24 || process.execPath),
  );
  open.push(clone);
  return clone;
}

/** Jobs that act began, each with whether it succeeded. */
function jobsIn(log: string): string[] {
  const jobs = [...log.matchAll(/^\[([\w-]+)\].*🏁 {2}Job (succeeded|failed)/gm)];
  return jobs.map(([, job, end]) => `${job} ${end}`);
}

test.skipIf(act === "")(
  "the shipped workflows under act: decided, active, merged, settled, tracked, answered, reported and verified",
  async () => {
    const clone = await world();
    const { walk } = clone;
    const asked = await askL1(walk);

    const waiting = await clone.run("qms-decide.yml", await walk.event("opened", asked.number));
    expect(jobsIn(waiting.log), waiting.log).toEqual(["validate failed"]);
    expect(waiting.log).toContain("PENDING");

    await approve(walk, "lea", asked.number);
    await later(walk);
    // The relay's dispatch, as it comes after a review.
    const dispatch = {
      name: "workflow_dispatch",
      payload: { ref: "refs/heads/main", inputs: { "pull-request": String(asked.number) } },
    };
    const decided = await clone.run("qms-decide.yml", dispatch, "lea");
    expect(jobsIn(decided.log), decided.log).toEqual(["validate succeeded", "activate succeeded"]);
    expect(await ledgerTypes(walk)).toContain("override.verified");

    await later(walk);
    expect(await mergeTarget(walk)).toMatchObject({ merged: true });
    const settled = await clone.run("qms-settle.yml", await walk.event("closed", walk.target.number), "mia");
    expect(jobsIn(settled.log), settled.log).toEqual(["settle succeeded", "open succeeded"]);
    expect(await ledgerTypes(walk)).toEqual(
      expect.arrayContaining(["bypass.used", "override.restored", "remediation.opened"]),
    );
    expect(await statusOf(walk, walk.target.headSha, "docs/coverage")).toMatchObject({ state: "failure" });

    const issues = (await walk.as("dev", "GET", "issues?state=open")) as Shown[];
    const issue = issues.find((one) => one.pull_request === undefined && one.title.includes(asked.id))?.number ?? 0;
    await later(walk);
    const body = "/qms progress Half of the symbols are documented.";
    const comment = await walk.as("req", "POST", `issues/${issue}/comments`, { body });
    await later(walk);
    const commented = {
      name: "issue_comment",
      payload: { action: "created", issue: await issueOf(walk, issue), comment },
    };
    const tracked = await clone.run("qms-track.yml", commented);
    expect(jobsIn(tracked.log), tracked.log).toEqual(["open succeeded"]);
    expect(await ledgerTypes(walk)).toContain("remediation.progress");

    const nothing = await clone.run("qms-sweep.yml", { name: "schedule", payload: {} });
    expect(jobsIn(nothing.log), nothing.log).toEqual(["sweep succeeded", "open succeeded"]);

    await walk.sandbox.admin("advance", 24 * 3_600_000);
    clone.pull();
    const reported = await clone.run("qms-report.yml", { name: "schedule", payload: {} });
    expect(jobsIn(reported.log), reported.log).toEqual(["open succeeded", "reconcile succeeded", "report succeeded"]);
    expect(await ledgerTypes(walk)).toContain("report.published");
    expect(reported.log).toMatch(/kept \d+ bytes/);
    // What the jobs left behind is whole, for a stranger with a clone.
    clone.pull();
    const verified = execFileSync(process.execPath, ["bin/qms-bypass.mjs", "verify", "--repo", clone.dir], {
      encoding: "utf8",
    });
    expect(verified).toMatch(/^pass/im);
  },
  300_000,
);

test.skipIf(act === "")(
  "talk starts no job, a refused request activates nothing",
  async () => {
    const clone = await world();
    const { walk } = clone;
    const asked = await askL1(walk);
    const talk = { action: "created", issue: { number: asked.number, pull_request: {} }, comment: { body: "Nice." } };
    const silent = await clone.run("qms-decide.yml", { name: "issue_comment", payload: talk });
    expect([silent.exitCode, jobsIn(silent.log)], silent.log).toEqual([0, []]);
    await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
    const refused = await clone.run("qms-decide.yml", await walk.event("opened", asked.number));
    expect([refused.exitCode, jobsIn(refused.log)], refused.log).toEqual([1, ["validate failed"]]);
    expect(refused.log).toContain("TARGET_NOT_OPEN");
    expect(await ledgerTypes(walk)).not.toContain("bypass.activated");
  },
  120_000,
);

test.skipIf(act === "")(
  "a filled form becomes a request, and a lead revokes what is active by hand",
  async () => {
    const clone = await world();
    const { walk } = clone;
    const number = await file(walk, await goodForm(walk));
    await later(walk);
    const opened = { name: "issues", payload: { action: "opened", issue: await issueOf(walk, number) } };
    const requested = await clone.run("qms-request.yml", opened);
    expect(jobsIn(requested.log), requested.log).toEqual(["request succeeded"]);
    const [branch = ""] = await branches(walk);
    await later(walk);
    const asked = await click(walk, branch);
    await approve(walk, "lea", asked);
    await later(walk);
    const decided = await clone.run("qms-decide.yml", await walk.event("opened", asked), "lea");
    expect(jobsIn(decided.log), decided.log).toEqual(["validate succeeded", "activate succeeded"]);
    const inputs = {
      operation: "revoke",
      "bypass-id": branch.slice("qms-request/".length),
      reason: "It was rolled back.",
    };
    const by = (login: string) => ({
      name: "workflow_dispatch",
      payload: { ref: "refs/heads/main", inputs, sender: { login, id: walk.people[login], type: "User" } },
    });
    const stranger = await clone.run("qms-act.yml", by("dev"), "dev");
    expect(stranger.exitCode, stranger.log).toBe(1);
    expect(await ledgerTypes(walk)).not.toContain("bypass.revoked");
    const revoked = await clone.run("qms-act.yml", by("lou"), "lou");
    expect(revoked.exitCode, revoked.log).toBe(0);
    expect(await ledgerTypes(walk)).toEqual(expect.arrayContaining(["bypass.revoked", "override.restored"]));
  },
  120_000,
);
