import { expect, test, vi } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import {
  activateAsApp,
  asked,
  blockedWalk,
  emergency,
  eventsOf,
  mainRuleset,
  meanwhile,
  mergesOnly,
  overrideTypes,
  protectionOf,
  requires,
  scanner,
  settleAsApp,
  sweepAsApp,
} from "./modes-world.ts";
import { activate, merged, settle } from "./override-world.ts";
import { later, pullOf } from "./walk-world.ts";

// Each plays a whole walk, some of them two.
vi.setConfig({ testTimeout: 240_000 });

type Requests = readonly { readonly operation: string; readonly status: number }[];
const relaxed = (requests: Requests) =>
  requests.filter(
    ({ operation, status }) =>
      status === 200 && ["repos/update-status-check-protection", "repos/update-repo-ruleset"].includes(operation),
  );
const messageOf = (
  step: { readonly annotations: readonly { readonly title: string | null; readonly message: string }[] },
  code: string,
) => step.annotations.find((item) => item.title === code)?.message;
const checksPath = "branches/main/protection/required_status_checks";

const whole = ["bypass.activated", "bypass.used", "bypass.deactivated", "override.restored"];

test("classic protection is relaxed for the named check alone, for the merge alone, and is as it was", async () => {
  const walk = await blockedWalk("classic");
  const before = await protectionOf(walk);
  const step = await activateAsApp(walk, await asked(walk, "protection"));
  expect(step.log).toContain("is used");
  expect(step).toMatchObject({
    exitCode: 0,
    outputs: { verdict: "ok", state: "used", overridden: '["unit-tests"]', restored: '["unit-tests"]' },
  });
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: true });
  expect(await protectionOf(walk)).toEqual(before);
  expect(relaxed(step.requests)).toHaveLength(2);
  expect(await overrideTypes(walk)).toEqual(whole);
  const [activated] = await eventsOf(walk, "bypass.activated");
  expect(activated?.data.protection).toEqual({
    branch: "main",
    classic: {
      strict: false,
      checks: [
        { context: "build", app_id: null },
        { context: "unit-tests", app_id: scanner },
      ],
    },
    rulesets: [],
  });
});

test("a ruleset of the repository is relaxed the same way; who may bypass it stays", async () => {
  const walk = await blockedWalk("ruleset", { bypass: false });
  await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, {
    bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "pull_request" }],
  });
  const before = await protectionOf(walk);
  expect(JSON.stringify(before)).toContain("RepositoryRole");
  const step = await activateAsApp(walk, await asked(walk, "protection"));
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "used", restored: '["unit-tests"]' });
  expect(await protectionOf(walk)).toEqual(before);
  expect(relaxed(step.requests)).toHaveLength(2);
  expect(await overrideTypes(walk)).toEqual(whole);
});

test("a rule whose only check it is goes as a whole, and comes back whole", async () => {
  const walk = await blockedWalk("ruleset", { bypass: false });
  await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, {
    rules: [{ type: "deletion" }, requires([["unit-tests", scanner]]), { type: "non_fast_forward" }],
  });
  const before = await protectionOf(walk);
  const step = await activateAsApp(walk, await asked(walk, "protection"));
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(await protectionOf(walk)).toEqual(before);
});

test("other rules bind it: a missing review is asked for before anything is relaxed", async () => {
  const walk = await blockedWalk("ruleset", {
    bypass: false,
    rules: [
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 1,
          require_code_owner_review: false,
          dismiss_stale_reviews_on_push: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
      },
    ],
  });
  const step = await activateAsApp(walk, await asked(walk, "protection"));
  expect(messageOf(step, "RULE_UNMET")).toContain("missing reviews");
  expect(relaxed(step.requests)).toEqual([]);
});

test("classic protection that wants branches up to date is asked, too: one that is behind is not merged", async () => {
  const walk = await blockedWalk("classic");
  await walk.as("boss", "PATCH", checksPath, { strict: true });
  const request = await asked(walk, "protection");
  const commit = { branch: "main", author: "boss", message: "Meanwhile", files: { "src/next.ts": "export {};\n" } };
  await walk.sandbox.admin("commit", walk.repository, commit);
  const step = await activateAsApp(walk, request);
  expect(messageOf(step, "RULE_UNMET"), step.log).toContain("up to date");
  expect(relaxed(step.requests)).toEqual([]);
});

test("a ruleset of the organisation is not changed from here, and that is said", async () => {
  const walk = await blockedWalk("ruleset", { bypass: false });
  await walk.sandbox.admin("addOrgRuleset", "acme", {
    name: "everywhere",
    include: ["~DEFAULT_BRANCH"],
    rules: [requires([["unit-tests", scanner]])],
  });
  const step = await activateAsApp(walk, await asked(walk, "protection"));
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved" } });
  expect(messageOf(step, "MODE_UNSUPPORTED")).toContain("belongs to the organization");
  expect(relaxed(step.requests)).toEqual([]);
});

test.each(["classic", "ruleset"] as const)(
  "an App without administration: write is named before anything has changed (%s)",
  async (how) => {
    const walk = await blockedWalk(how, { bypass: false });
    const step = await activateAsApp(walk, await asked(walk, "protection"), { app: mergesOnly });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(messageOf(step, "PERMISSION_MISSING")).toContain("administration: write");
    expect(await overrideTypes(walk)).toEqual([]);
    expect(relaxed(step.requests)).toEqual([]);
  },
);

/** Another pull request, which merges by itself as soon as nobody asks for `unit-tests` any more. */
async function waiting(walk: Walk, base: string) {
  const files = { "src/other.ts": "export const other = 1;\n" };
  const commit = { branch: "other", from: "main", author: "dev", message: "Another", files };
  const sha = await walk.sandbox.admin("commit", walk.repository, commit);
  const pull = (await walk.as("dev", "POST", "pulls", { title: "Another", head: "other", base })) as {
    number: number;
  };
  await walk.sandbox.admin("reportCi", walk.repository, sha, [{ name: "build", conclusion: "success" }]);
  await walk.sandbox.admin("setAutoMerge", walk.repository, pull.number, "dev");
  return { sha, pull };
}

test("auto-merge of another pull request would use the window: nothing is relaxed while it waits for the same check", async () => {
  const walk = await blockedWalk("classic");
  const request = await asked(walk, "protection");
  const { sha, pull } = await waiting(walk, "main");
  const refused = await activateAsApp(walk, request);
  expect(refused).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved" } });
  expect(messageOf(refused, "OTHERS_WOULD_MERGE")).toContain(`#${pull.number}`);
  expect(relaxed(refused.requests)).toEqual([]);
  await walk.sandbox.admin("reportCi", walk.repository, sha, [{ name: "unit-tests", conclusion: "failure" }], scanner);
  await walk.sandbox.admin("setAutoMerge", walk.repository, pull.number, null);
  expect((await activateAsApp(walk, request)).outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(await pullOf(walk, pull.number)).toMatchObject({ merged: false });
});

test("a ruleset that binds two branches: auto-merge on the other one would use the window as well", async () => {
  const walk = await blockedWalk("ruleset", { bypass: false });
  const ref_name = { include: ["refs/heads/main", "refs/heads/release"], exclude: [] };
  await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, { conditions: { ref_name } });
  const head = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/release", sha: head });
  const request = await asked(walk, "protection");
  const { pull } = await waiting(walk, "release");
  const refused = await activateAsApp(walk, request);
  expect(refused, refused.log).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved" } });
  expect(messageOf(refused, "OTHERS_WOULD_MERGE")).toContain(`#${pull.number}`);
  await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, {
    conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
  });
  expect((await activateAsApp(walk, request)).outputs).toMatchObject({ verdict: "ok", state: "used" });
});

test("the requirement is another one by the time of the change: nothing was taken off, so nothing is owed back", async () => {
  const walk = await blockedWalk("classic");
  const request = await asked(walk, "protection");
  await meanwhile(walk, { operation: "issues/create-comment" }, "PATCH", checksPath, {
    strict: false,
    checks: [
      { context: "build", app_id: -1 },
      { context: "unit-tests", app_id: 15368 },
    ],
  });
  const step = await activateAsApp(walk, request);
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { state: "ineffective", restored: "[]" } });
  expect(messageOf(step, "MERGE_NOT_DONE")).toContain('"unit-tests" pinned to app 15368');
  expect(relaxed(step.requests)).toEqual([]);
  expect(await overrideTypes(walk)).toEqual(["bypass.activated", "override.ineffective"]);
  const { checks } = (await walk.as("boss", "GET", checksPath)) as { checks: readonly object[] };
  expect(checks).toContainEqual({ context: "unit-tests", app_id: 15368 });
  await later(walk);
  expect((await sweepAsApp(walk)).outputs).toMatchObject({ verdict: "ok", events: "[]" });
});

test("a merge that GitHub refuses to the end: protection is as it was, and the bypass without effect", async () => {
  const walk = await blockedWalk("classic");
  const request = await asked(walk, "protection");
  const before = await protectionOf(walk);
  const body = { message: "Base branch was modified. Review and try the merge again." };
  await walk.sandbox.admin("addFault", {
    kind: "status",
    operation: "pulls/merge",
    nth: 2,
    times: 9,
    status: 405,
    body,
  });
  const step = await activateAsApp(walk, request);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "ineffective" } });
  expect(messageOf(step, "MERGE_NOT_DONE")).toContain("Base branch was modified");
  expect(await protectionOf(walk)).toEqual(before);
  expect(await overrideTypes(walk)).toEqual(["bypass.activated", "override.restored", "override.ineffective"]);
});

test("an answer that is lost after the relaxing write: it is put back in the same run", async () => {
  const walk = await blockedWalk("classic");
  const request = await asked(walk, "protection");
  const before = await protectionOf(walk);
  const operation = "repos/update-status-check-protection";
  await walk.sandbox.admin("addFault", { kind: "reset-after", operation, nth: 2 });
  const step = await activateAsApp(walk, request);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "ineffective" } });
  expect(await protectionOf(walk)).toEqual(before);
  expect(relaxed(step.requests).length).toBeGreaterThanOrEqual(1);
});

type Point = (request: Requests[number]) => boolean;
const isMerge: Point = ({ operation, status }) => operation === "pulls/merge" && status === 200;
const isRelaxing: Point = (request) => relaxed([request]).length > 0;

/** A world in which the run was killed right after a request, found in a world where nobody killed it. */
async function diedAfter(point: Point, open = () => blockedWalk("classic")) {
  const quiet = await open();
  const probe = await activateAsApp(quiet, await asked(quiet, "protection"));
  const at = probe.requests.findIndex(point) + 1;
  await quiet.close();
  const walk = await open();
  const before = await protectionOf(walk);
  const request = await asked(walk, "protection");
  const step = await activateAsApp(walk, request, { killAfter: { requests: at } });
  expect(step.killed).toBe(true);
  expect(JSON.stringify(await walk.as("boss", "GET", checksPath))).not.toContain("unit-tests");
  return { walk, request, before };
}

test("an administrator adds a check meanwhile: it stays, ours goes back, and a person is told", async () => {
  const { walk } = await diedAfter(isMerge);
  const with3 = { strict: false, checks: ["build", "extra"].map((context) => ({ context, app_id: -1 })) };
  await walk.as("boss", "PATCH", checksPath, with3);
  const step = await settleAsApp(walk, "closed");
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "used", restored: '["unit-tests"]' } });
  expect(messageOf(step, "PROTECTION_DRIFT")).toContain('"extra" was added');
  const { checks } = (await walk.as("boss", "GET", checksPath)) as { checks: readonly object[] };
  expect(checks).toEqual([
    { context: "build", app_id: null },
    { context: "unit-tests", app_id: scanner },
    { context: "extra", app_id: null },
  ]);
  expect(await overrideTypes(walk)).toEqual([...whole, "violation.recorded"]);
  const again = await settleAsApp(walk, "closed");
  expect(again).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", events: "[]" } });
});

test("an administrator puts something else in its place: that stays, the restore has failed until it is undone", async () => {
  const { walk } = await diedAfter(isMerge);
  const pin = (app: number) => ({
    strict: false,
    checks: [
      { context: "build", app_id: -1 },
      { context: "unit-tests", app_id: app },
    ],
  });
  await walk.as("boss", "PATCH", checksPath, pin(15368));
  const step = await settleAsApp(walk, "closed");
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "used", restored: "[]" } });
  expect(messageOf(step, "RESTORE_FAILED")).toContain('"unit-tests" pinned to app 777 cannot go back');
  expect((await overrideTypes(walk)).slice(0, 4)).toEqual([
    "bypass.activated",
    "bypass.used",
    "bypass.deactivated",
    "restore.failed",
  ]);
  expect(JSON.stringify(await walk.as("boss", "GET", checksPath))).toContain("15368");
  await walk.as("boss", "PATCH", checksPath, pin(scanner));
  await later(walk);
  const again = await sweepAsApp(walk);
  expect(again.outputs).toMatchObject({ verdict: "ok", restored: '["unit-tests"]' });
  expect((await overrideTypes(walk)).at(-1)).toBe("override.restored");
});

test("a settle without the App's token says what it lacks, and the next one with it makes good", async () => {
  const { walk } = await diedAfter(isMerge);
  const step = await settle(walk, "closed");
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "used" } });
  expect(messageOf(step, "RESTORE_FAILED")).toContain("admin-token is empty");
  const again = await settleAsApp(walk, "closed");
  expect(again.outputs).toMatchObject({ verdict: "ok", restored: '["unit-tests"]' });
  expect(JSON.stringify(await walk.as("boss", "GET", checksPath))).toContain('"unit-tests"');
});

test("one check by the merge and one by protection: what the merge goes past is never taken off", async () => {
  const walk = await blockedWalk("ruleset");
  const second = { name: "second", target: "branch", enforcement: "active" };
  const on = { conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } } };
  const { id } = (await walk.as("boss", "POST", "rulesets", {
    ...second,
    ...on,
    rules: [requires([["scan", scanner]])],
  })) as { id: number };
  const failing = [{ name: "scan", conclusion: "failure" }];
  await walk.sandbox.admin("reportCi", walk.repository, walk.target.headSha, failing, scanner);
  const before = [await protectionOf(walk), await walk.as("boss", "GET", `rulesets/${id}`)];
  const step = await activateAsApp(walk, await emergency(walk, ["unit-tests", "scan"]));
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "used", restored: '["scan"]' });
  const { rules } = before[1] as { rules: object };
  expect(await walk.as("boss", "GET", `rulesets/${id}`)).toMatchObject({ rules });
  expect(await protectionOf(walk)).toEqual(before[0]);
  const [activated] = await eventsOf(walk, "bypass.activated");
  expect(activated?.data.protection).toMatchObject({ classic: null, rulesets: [{ id }] });
  expect(relaxed(step.requests)).toHaveLength(2);
});

test("an operation about something else, without the App's token, leaves what is relaxed to the sweep", async () => {
  const { walk } = await diedAfter(isMerge);
  await walk.sandbox.admin("advance", 200 * 3_600_000);
  const types = await overrideTypes(walk);
  const pull = { number: 99, head: { sha: "9".repeat(40) }, labels: [] };
  const step = await walk.step("apply-override", {
    event: { name: "pull_request_target", payload: { action: "edited", pull_request: pull } },
    inputs: { operation: "settle" },
  });
  expect([step.exitCode, step.annotations], step.log).toEqual([0, []]);
  expect(await overrideTypes(walk)).toEqual(types);
});

test("an error right after the merge attempt: the branch is shut before it is seen, and the next run goes on", async () => {
  const walk = await blockedWalk("classic");
  const before = await protectionOf(walk);
  const request = await asked(walk, "protection");
  const quiet = await blockedWalk("classic");
  const { requests } = await activateAsApp(quiet, await asked(quiet, "protection"));
  await quiet.close();
  // The target is read for the last time after the merge: that read fails for good.
  const operation = "repos/get-branch-rules";
  const reads = requests.slice(0, requests.findIndex(isMerge)).filter((item) => item.operation === operation).length;
  await walk.sandbox.admin("addFault", { kind: "status", operation, nth: reads + 1, times: 99, status: 502 });
  const step = await activateAsApp(walk, request);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
  expect(await protectionOf(walk)).toEqual(before);
  await walk.sandbox.admin("clearFaults");
  await later(walk);
  expect((await settleAsApp(walk, "closed")).outputs).toMatchObject({ verdict: "ok", restored: '["unit-tests"]' });
  expect(await overrideTypes(walk)).toEqual(whole);
});

test("a run that died with the branch relaxed, and a policy that cannot be read now: it is shut all the same", async () => {
  const { walk, request, before } = await diedAfter(isRelaxing);
  const files = { ".qms/policy.yml": "{" };
  await walk.sandbox.admin("commit", walk.repository, { branch: "qms", author: "boss", message: "Break it", files });
  const step = await activateAsApp(walk, request);
  expect(step.outputs.verdict, step.log).toBe("error");
  expect(await protectionOf(walk)).toEqual(before);
});

test("while one override has a branch relaxed, no other one touches its protection", async () => {
  const open = async () => {
    const walk = await blockedWalk("classic");
    await walk.as("boss", "PATCH", checksPath, {
      strict: false,
      checks: [
        { context: "docs/coverage", app_id: -1 },
        { context: "unit-tests", app_id: scanner },
      ],
    });
    await report(walk, "success");
    return walk;
  };
  const { walk, request, before } = await diedAfter(isRelaxing, open);
  await report(walk, "failure");
  const changes = { override_mode: "protection" };
  const other = await merged(walk, { level: "L1", checks: ["docs/coverage"], changes });
  const refused = await activateAsApp(walk, other);
  expect(refused).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved" } });
  expect(messageOf(refused, "PROTECTION_BUSY")).toContain(request.id);
  expect(relaxed(refused.requests)).toEqual([]);
  await later(walk);
  // The other check fails by now, so the first one is not merged either: it is put back.
  await sweepAsApp(walk);
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: false });
  expect(await protectionOf(walk)).toEqual(before);
});

async function report(walk: Walk, state: string): Promise<void> {
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state, context: "docs/coverage" });
}

test("a run that died with the branch relaxed: without the token nothing goes on; sweep finishes it", async () => {
  const { walk, request, before } = await diedAfter(isRelaxing);
  const without = await activate(walk, request);
  expect(without).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "active" } });
  expect(messageOf(without, "ADMIN_TOKEN_MISSING")).toContain("unit-tests");
  await later(walk);
  const swept = await sweepAsApp(walk);
  expect(swept.outputs.verdict).toBe("ok");
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: true });
  expect(await protectionOf(walk)).toEqual(before);
  expect(await overrideTypes(walk)).toEqual(whole);
});
