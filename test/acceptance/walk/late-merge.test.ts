import { expect, test, vi } from "vitest";
import type { AskedRequest, Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import { emergency, eventsOf } from "./modes-world.ts";
import { activate, settle } from "./override-world.ts";
import { fix, issueOf, replies, type Shown, say, sync, url } from "./sync-world.ts";
import { later, ledgerTypes, walkForTest } from "./walk-world.ts";

// Each plays a whole walk.
vi.setConfig({ testTimeout: 240_000 });

const day = 86_400;

interface Ended {
  readonly walk: Walk;
  readonly request: AskedRequest;
  readonly issue: number;
}

/** An EMERGENCY that was in force for its four hours, and that nobody used. */
async function ended(): Promise<Ended> {
  const walk = await walkForTest({
    seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } },
  });
  const request = await emergency(walk, ["docs/coverage"]);
  const step = await activate(walk, request);
  expect(step.outputs.state, step.log).toBe("active");
  await later(walk);
  await remediate(walk, "open");
  await later(walk, day / 4);
  expect((await walk.step("apply-override", { inputs: { operation: "sweep" } })).outputs.verdict).toBe("ok");
  const issues = (await walk.as("dev", "GET", "issues?state=all")) as Shown[];
  const issue = issues.find((one) => one.pull_request === undefined && one.title.includes(request.id));
  return { walk, request, issue: issue?.number ?? 0 };
}

function remediate(walk: Walk, operation: string): Promise<WalkStep> {
  return walk.step("open-remediation", { event: { name: "schedule", payload: {} }, inputs: { operation } });
}

/** The same commit is green now, so that anybody may merge it. */
async function mergeLate(walk: Walk, how = "merge"): Promise<void> {
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state: "success", context: "docs/coverage" });
  await later(walk);
  const said = await walk.as("mia", "PUT", `pulls/${walk.target.number}/merge`, { merge_method: how });
  expect(said).toMatchObject({ merged: true });
}

async function lives(walk: Walk): Promise<string[]> {
  return (await ledgerTypes(walk)).filter((type) =>
    /^(?:remediation\.(?!progress)|bypass\.(?:used|expired))/.test(type),
  );
}

test.each(["merge", "squash"])(
  "an EMERGENCY that ended unused and is merged after all (%s) is open again until a commit behind that is green",
  async (how) => {
    const { walk, issue } = await ended();
    await sync(walk);
    expect(await lives(walk)).toEqual(["remediation.opened", "bypass.expired", "remediation.completed"]);
    await later(walk, day);
    await mergeLate(walk, how);
    await settle(walk, "closed");
    await later(walk);
    const step = await sync(walk);
    expect(step.outputs.verdict, step.log).toBe("ok");
    const [used] = await eventsOf(walk, "bypass.used");
    const [reopened] = await eventsOf(walk, "remediation.reopened");
    expect(reopened?.data).toMatchObject({ commit: used?.data.merge_sha });
    expect((await issueOf(walk, issue)).body).toContain("| State | remediating |");
    await later(walk);
    await sync(walk);
    expect((await lives(walk)).slice(2)).toEqual(["remediation.completed", "bypass.used", "remediation.reopened"]);
    const commit = await fix(walk);
    await sync(walk);
    expect((await eventsOf(walk, "remediation.completed")).map(({ data }) => data.commit).at(-1)).toBe(commit);
    expect(await eventsOf(walk, "remediation.reopened")).toHaveLength(1);
  },
);

test("one that is merged behind its deadline is overdue at once, and verify has nothing to say against that", async () => {
  const { walk } = await ended();
  await remediate(walk, "all");
  await later(walk, 12 * day);
  await mergeLate(walk);
  await settle(walk, "closed");
  for (const _ of [1, 2, 3]) {
    await later(walk, 600);
    const step = await remediate(walk, "all");
    expect(step.outputs.verdict, step.log).toBe("ok");
  }
  expect((await lives(walk)).slice(2)).toEqual(["remediation.completed", "bypass.used", "remediation.reopened"]);
  const kinds = (await eventsOf(walk, "violation.recorded")).map(({ data }) => data.kind);
  expect(kinds).toEqual(expect.arrayContaining(["MERGED_AFTER_EXPIRY", "remediation_deadline_missed"]));
  await fix(walk);
  await remediate(walk, "all");
  expect(await eventsOf(walk, "remediation.completed")).toHaveLength(2);
});

/** Who answers what, by the role that the issue names. */
const answerers: Readonly<Record<string, string>> = {
  "incident-commander": "inc",
  "business-stakeholder": "biz",
  legal: "lex",
  "qms-compliance-coordinator": "cora",
  "qms-quality-coordinator": "qin",
  executive: "exe",
  "remediation owner": "req",
};

/** What no link answers, and what does. */
const acts: Readonly<Record<string, string>> = {
  real_time_decision_logging: "/qms decision We wait for the vendor.",
  action_timeline_recording: "/qms action The vendor was called.",
  incident_stabilization_confirmation: "/qms stabilized",
  communication_transcript_capture: `/qms done communication_transcript_capture chat.txt sha256:${"a".repeat(64)}`,
  process_improvement_recommendations: "/qms na process_improvement_recommendations The fix is the improvement.",
};

/** Everything that the issue asks for is answered by somebody who may, and then somebody verifies. */
async function close(walk: Walk, issue: number): Promise<void> {
  const { body } = await issueOf(walk, issue);
  await say(walk, "com", issue, "/qms lesson Ask for less.");
  for (const [, role = "", key = ""] of body.matchAll(/- \[ \] .*?\*\* · ([^·]+) · .*`\/qms done ([a-z0-9_]+)/g)) {
    const said = acts[key] ?? `/qms done ${key} ${url}`;
    await say(walk, said.startsWith("/qms na") ? "com" : (answerers[role] ?? role), issue, said);
  }
  for (const key of ["criterion_1", "criterion_2"]) await say(walk, "inc", issue, `/qms done ${key} ${url}`);
  await say(walk, "com", issue, "/qms verify");
  await remediate(walk, "all");
  const refused = (await replies(walk, issue)).map(({ body }) => body.split("\n")[1] ?? "");
  expect(refused.filter((text) => text.includes("does not count"))).toEqual([]);
}

test("one that was closed unused is open again, and closed once more behind the fix", async () => {
  const { walk, issue } = await ended();
  await sync(walk);
  await close(walk, issue);
  expect((await lives(walk)).slice(2)).toEqual(["remediation.completed", "remediation.verified"]);
  expect((await issueOf(walk, issue)).state).toBe("closed");
  await later(walk, day);
  await mergeLate(walk);
  await settle(walk, "closed");
  await later(walk);
  await remediate(walk, "all");
  await later(walk);
  await remediate(walk, "all");
  expect((await lives(walk)).slice(4)).toEqual(["bypass.used", "remediation.reopened"]);
  expect((await issueOf(walk, issue)).state).toBe("open");
  await fix(walk);
  await remediate(walk, "all");
  await say(walk, "com", issue, "/qms verify");
  await remediate(walk, "all");
  expect((await lives(walk)).slice(6)).toEqual(["remediation.completed", "remediation.verified"]);
  expect((await issueOf(walk, issue)).state).toBe("closed");
});
