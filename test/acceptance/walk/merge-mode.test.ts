import { expect, test, vi } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import {
  activateAsApp,
  admin,
  asked,
  blockedWalk,
  eventsOf,
  mainRuleset,
  meanwhile,
  mergesOnly,
  overrideTypes,
  protectionOf,
  requires,
  scanner,
  whole,
} from "./modes-world.ts";
import { labelsOf, resultsOn } from "./override-world.ts";
import { commentsOf, pullOf } from "./walk-world.ts";

// Each plays a whole walk, some of them two.
vi.setConfig({ testTimeout: 240_000 });

const merges = (requests: readonly { readonly operation: string; readonly status: number }[]) =>
  requests.filter(({ operation, status }) => operation === "pulls/merge" && status === 200);
const titles = (step: { readonly annotations: readonly { readonly title: string | null }[] }) =>
  step.annotations.map((item) => item.title);

const messageOf = (
  step: { readonly annotations: readonly { readonly title: string | null; readonly message: string }[] },
  title: string,
) => step.annotations.find((item) => item.title === title)?.message ?? "";

async function change(walk: Walk, body: object): Promise<void> {
  await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, body);
}

test("a check that no token can post is gone past by the App's merge, and no rule is changed", async () => {
  const walk = await blockedWalk("ruleset");
  const before = await protectionOf(walk);
  const request = await asked(walk);
  const step = await activateAsApp(walk, request, { app: mergesOnly });
  expect(step.log).toContain("is used");
  expect(step).toMatchObject({
    exitCode: 0,
    outputs: { verdict: "ok", state: "used", overridden: '["unit-tests"]', restored: "[]" },
  });
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: true });
  expect(await protectionOf(walk)).toEqual(before);
  expect(await overrideTypes(walk)).toEqual(["bypass.activated", "bypass.used", "bypass.deactivated"]);
  const [used] = await eventsOf(walk, "bypass.used");
  expect(used?.data).toMatchObject({ base: "main", merged_by: { login: expect.stringContaining("qms-admin") } });
  // The failing result still shows: nothing was forged.
  expect((await resultsOn(walk)).runs.filter((run) => run.startsWith("unit-tests"))).toEqual([
    "unit-tests: failure ()",
  ]);
  expect(await labelsOf(walk)).toContain("qms:bypass");
  const [comment, ...more] = await commentsOf(walk, walk.target.number);
  expect(more).toEqual([]);
  expect(comment?.body).toContain(`${request.id} is used`);
  expect(step.requests.length).toBeLessThanOrEqual(32);
});

test("a second run of it does nothing", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  await activateAsApp(walk, request);
  const types = await overrideTypes(walk);
  const again = await activateAsApp(walk, request);
  expect(again.outputs).toMatchObject({ verdict: "ok", state: "used", events: "[]" });
  expect(await overrideTypes(walk)).toEqual(types);
});

test("without the App's token it is refused, with what each way lacks", async () => {
  const walk = await blockedWalk("ruleset");
  const step = await activateAsApp(walk, await asked(walk), { inputs: { "admin-token": "" } });
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved" } });
  const message = step.annotations.find((item) => item.title === "MODE_UNSUPPORTED")?.message;
  expect(message).toContain("pinned to app 777");
  expect(message).toContain("merge: no admin-token was given");
  expect(message).toContain("protection: it takes EMERGENCY");
  expect(await overrideTypes(walk)).toEqual([]);
});

test.each([mergesOnly, whole])(
  "classic protection that wants the branch up to date is not gone past, whether the App may read it or not",
  async (app) => {
    const walk = await blockedWalk("ruleset", { variants: { adminAppCountsAsAdmin: true } });
    await walk.sandbox.admin("protect", walk.repository, "main", {
      ...{ strict: true, enforceAdmins: false, reviews: null },
      checks: [{ context: "build", app_id: null }],
    });
    const request = await asked(walk, "merge");
    const commit = { branch: "main", author: "boss", message: "Meanwhile", files: { "src/next.ts": "export {};\n" } };
    await walk.sandbox.admin("commit", walk.repository, commit);
    const step = await activateAsApp(walk, request, { app });
    expect(messageOf(step, "RULE_UNMET"), step.log).toContain("up to date");
    expect(merges(step.requests)).toEqual([]);
  },
);

test("an App that no ruleset names is refused by name", async () => {
  const walk = await blockedWalk("ruleset", { bypass: false });
  const step = await activateAsApp(walk, await asked(walk));
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations[0]?.message).toContain(`no bypass actor of ruleset ${await mainRuleset(walk)}`);
});

test("classic protection is gone past by no App, and that is said", async () => {
  const walk = await blockedWalk("classic");
  const step = await activateAsApp(walk, await asked(walk, "merge"));
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations[0]?.message).toContain("classic protection requires it");
});

const review = {
  type: "pull_request",
  parameters: {
    required_approving_review_count: 1,
    require_code_owner_review: false,
    dismiss_stale_reviews_on_push: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  },
};
const others: readonly (readonly [string, readonly object[], string])[] = [
  ["a review is missing", [review], "missing reviews"],
  ["a commit is not signed", [{ type: "required_signatures" }], "without a signature"],
  [
    "deployments are wanted, which cannot be judged",
    [{ type: "required_deployments", parameters: { required_deployment_environments: ["staging"] } }],
    "required_deployments",
  ],
  ["nobody may update the branch", [{ type: "update" }], '"update"'],
];

test.each(others)(
  "another rule is not met: %s; the App would go past it, too, so nothing is merged",
  async (_, rules, says) => {
    const walk = await blockedWalk("ruleset", { rules });
    const step = await activateAsApp(walk, await asked(walk));
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved", events: "[]" } });
    expect(step.annotations.find((item) => item.title === "RULE_UNMET")?.message).toContain(says);
    expect(await overrideTypes(walk)).toEqual([]);
    expect(merges(step.requests)).toEqual([]);
    expect((await commentsOf(walk, walk.target.number))[0]?.body).toContain("RULE_UNMET");
  },
);

test("a check that the bypass does not name still has to pass", async () => {
  const walk = await blockedWalk("ruleset");
  const failing = [{ name: "build", conclusion: "failure" }];
  await walk.sandbox.admin("reportCi", walk.repository, walk.target.headSha, failing);
  const step = await activateAsApp(walk, await asked(walk));
  expect(step.annotations.find((item) => item.title === "RULE_UNMET")?.message).toContain('the check "build"');
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: false });
});

test("a branch that is behind a base that wants it up to date is not merged", async () => {
  const walk = await blockedWalk("ruleset");
  await change(walk, {
    rules: [
      requires(
        [
          ["build", null],
          ["unit-tests", scanner],
        ],
        true,
      ),
    ],
  });
  const request = await asked(walk);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "main",
    author: "boss",
    message: "Something else",
    files: { "src/else.ts": "export const other = 1;\n" },
  });
  const step = await activateAsApp(walk, request);
  expect(step.annotations.find((item) => item.title === "RULE_UNMET")?.message).toContain("up to date");
  expect(merges(step.requests)).toEqual([]);
});

test("a base where history stays linear is merged by squashing", async () => {
  const walk = await blockedWalk("ruleset", { rules: [{ type: "required_linear_history" }] });
  expect((await activateAsApp(walk, await asked(walk))).outputs).toMatchObject({ verdict: "ok", state: "used" });
});

test.each([["contents", { pull_requests: "write", metadata: "read" }, "contents: write"]] as const)(
  "an App without %s: write is named before anything has changed",
  async (_, app, says) => {
    const walk = await blockedWalk("ruleset");
    const step = await activateAsApp(walk, await asked(walk), { app });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(titles(step)).toContain("PERMISSION_MISSING");
    expect(step.annotations[0]?.message).toContain(says);
    expect(step.annotations[0]?.message).toContain("App of admin-token");
    expect(await overrideTypes(walk)).toEqual([]);
  },
);

const modified = { message: "Base branch was modified. Review and try the merge again." };

test("a 405 that passes is tried again, and merged once", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  // The first call asks for the permission.
  await walk.sandbox.admin("addFault", {
    kind: "status",
    operation: "pulls/merge",
    nth: 2,
    status: 405,
    body: modified,
  });
  const step = await activateAsApp(walk, request);
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(merges(step.requests)).toHaveLength(1);
});

test("a 405 that stays is said in GitHub's words, and the bypass is without effect", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  const fault = { kind: "status", operation: "pulls/merge", nth: 2, times: 9, status: 405, body: modified };
  await walk.sandbox.admin("addFault", fault);
  const step = await activateAsApp(walk, request);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "ineffective" } });
  expect(step.annotations.find((item) => item.title === "MERGE_NOT_DONE")?.message).toContain(
    "Base branch was modified",
  );
  expect(await overrideTypes(walk)).toEqual(["bypass.activated", "override.ineffective"]);
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: false });
  await walk.sandbox.admin("clearFaults");
  expect((await activateAsApp(walk, request)).outputs).toMatchObject({ verdict: "ok", state: "used" });
});

test("an answer that is lost after the merge: it is found merged, recorded once, and not tried again", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  await walk.sandbox.admin("addFault", { kind: "reset-after", operation: "pulls/merge", nth: 2 });
  const step = await activateAsApp(walk, request);
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(await overrideTypes(walk)).toEqual(["bypass.activated", "bypass.used", "bypass.deactivated"]);
});

test("a 409: the head moved in the last moment, and nothing of the new head is merged", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  const fault = { kind: "status", operation: "pulls/merge", nth: 2, times: 9, status: 409 };
  await walk.sandbox.admin("addFault", { ...fault, body: { message: "Head branch was modified." } });
  const step = await activateAsApp(walk, request);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "ineffective" } });
  expect(merges(step.requests)).toEqual([]);
});

test("required by two rulesets, pinned in one and free in the other, where no App goes past: posted here, merged past there", async () => {
  const walk = await blockedWalk("ruleset");
  await walk.as("boss", "POST", "rulesets", {
    name: "free",
    target: "branch",
    enforcement: "active",
    rules: [requires([["unit-tests", null]])],
    conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
  });
  const step = await activateAsApp(walk, await asked(walk));
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "used", overridden: '["unit-tests"]' });
  expect(await overrideTypes(walk)).toEqual([
    "bypass.activated",
    "override.posted",
    "bypass.used",
    "bypass.deactivated",
    "override.restored",
  ]);
});

test("a rule that an administrator adds while the App is about to merge binds it, too", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  const more = { name: "later", target: "branch", enforcement: "active", rules: [{ type: "required_signatures" }] };
  await meanwhile(walk, { operation: "issues/create-comment" }, "POST", "rulesets", {
    ...more,
    conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
    bypass_actors: [{ actor_id: admin, actor_type: "Integration", bypass_mode: "pull_request" }],
  });
  const step = await activateAsApp(walk, request);
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "ineffective" } });
  expect(messageOf(step, "RULE_UNMET")).toContain("without a signature");
  expect(merges(step.requests)).toEqual([]);
  expect(await pullOf(walk, walk.target.number)).toMatchObject({ merged: false });
});

test("a check that fails by now is seen in the last moment, although it passed when the run began", async () => {
  const walk = await blockedWalk("ruleset");
  const request = await asked(walk);
  const red = { name: "build", head_sha: walk.target.headSha, status: "completed", conclusion: "failure" };
  const { token } = (await walk.sandbox.admin("workflowToken", walk.repository, { checks: "write" })) as {
    token: string;
  };
  const other = { token, method: "POST", path: `/repos/${walk.repository}/check-runs`, body: red };
  await walk.sandbox.admin("addFault", { operation: "issues/create-comment", kind: "meanwhile", other });
  const step = await activateAsApp(walk, request);
  expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "ineffective" } });
  expect(messageOf(step, "RULE_UNMET")).toContain('the check "build"');
  expect(merges(step.requests)).toEqual([]);
});

test("a dry run says that it would merge, and merges nothing", async () => {
  const walk = await blockedWalk("ruleset");
  const step = await activateAsApp(walk, await asked(walk), { inputs: { "dry-run": "true" } });
  expect(JSON.parse(step.outputs.result ?? "{}").planned).toContain(
    `Merge #${walk.target.number} at ${walk.target.headSha} as the App`,
  );
  expect(step.requests.filter(({ operation }) => /merge|update|create/i.test(operation))).toEqual([]);
});
