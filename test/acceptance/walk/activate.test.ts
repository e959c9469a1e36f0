import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { validate as isResult } from "../../../src/generated/validators/result.ts";
import {
  activate,
  labelsOf,
  merged,
  mergeTarget,
  pushTo,
  registryRuleset,
  resultsOn,
  settle,
} from "./override-world.ts";
import { approve, askL1, commentsOf, later, ledgerTypes, validate, walkForTest, willBeFound } from "./walk-world.ts";

const statusOnly = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };
const runOnly = {
  seed: { statuses: { "docs/coverage": "success" }, checkRuns: { "unit-tests": "failure", build: "success" } },
};
const L2 = { level: "L2", checks: ["unit-tests"] } as const;
const writes = (requests: readonly { readonly operation: string }[]) =>
  requests.filter(({ operation }) => /create|update|add-|merge/i.test(operation));

async function overrideTypes(walk: Walk): Promise<string[]> {
  const types = await ledgerTypes(walk);
  return types.slice(types.indexOf("bypass.approved") + 1);
}

test("a failing status is overridden on the approved commit, recorded first, verified, and said on the target", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  expect(await mergeTarget(walk, 405)).not.toMatchObject({ merged: true });
  const step = await activate(walk, asked);
  expect(step.log).toContain("is active for");
  expect(isResult(JSON.parse(step.outputs.result ?? "{}"))).toBe(true);
  expect(step).toMatchObject({
    exitCode: 0,
    outputs: { verdict: "ok", state: "active", overridden: '["docs/coverage"]', restored: "[]", "bypass-id": asked.id },
  });
  expect(await overrideTypes(walk)).toEqual(["bypass.activated", "override.posted", "override.verified"]);
  expect((await resultsOn(walk)).statuses).toEqual([
    "docs/coverage: failure ()",
    `docs/coverage: success (BYPASSED by ${asked.id}, approved by lea)`,
  ]);
  expect(await labelsOf(walk)).toEqual(["qms:bypass", "qms:level-L1", "qms:sev-S4"]);
  const [comment, ...more] = await commentsOf(walk, walk.target.number);
  expect(more).toEqual([]);
  expect(comment?.body).toContain("docs/coverage");
  expect(step.requests.length).toBeLessThanOrEqual(20);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

test("a failing check run is overridden by a check run of its name, and the missing channels are recorded before", async () => {
  const walk = await walkForTest(runOnly);
  const asked = await merged(walk, L2);
  const step = await activate(walk, asked);
  expect(step.outputs).toMatchObject({ verdict: "ok", overridden: '["unit-tests"]' });
  expect(await overrideTypes(walk)).toEqual([
    "notification.failed",
    "bypass.activated",
    "override.posted",
    "override.verified",
  ]);
  expect((await resultsOn(walk)).runs.at(-1)).toBe(
    `unit-tests: success (${asked.id}:${walk.target.headSha}:unit-tests)`,
  );
  expect(step.requests.length).toBeLessThanOrEqual(20);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

test("by its id alone, an activation finds its request and stays within twenty requests", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const step = await activate(walk, asked, {
    event: { name: "workflow_dispatch", payload: {} },
    inputs: { "bypass-id": asked.id },
  });
  expect(step.outputs.verdict).toBe("ok");
  expect(step.requests.length).toBeLessThanOrEqual(20);
});

test("what else blocks stays blocked, and is named", async () => {
  const walk = await walkForTest();
  const asked = await merged(walk);
  const step = await activate(walk, asked);
  expect(step.outputs.verdict).toBe("ok");
  expect(step.annotations.find((item) => item.title === "BLOCKED_BY_OTHERS")?.message).toContain("unit-tests");
  expect(await mergeTarget(walk, 405)).not.toMatchObject({ merged: true });
});

test("a pin to GitHub Actions is met by the job's own token", async () => {
  const walk = await walkForTest({ seed: { ...runOnly.seed, pinned: true } });
  const asked = await merged(walk, L2);
  expect((await activate(walk, asked)).outputs.verdict).toBe("ok");
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

test("a second run changes nothing", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await activate(walk, asked);
  const before = { types: await ledgerTypes(walk), results: await resultsOn(walk) };
  const comments = await commentsOf(walk, walk.target.number);
  const again = await activate(walk, asked);
  expect(again.outputs).toMatchObject({ verdict: "ok", state: "active", events: "[]" });
  expect(writes(again.requests)).toEqual([]);
  expect({ types: await ledgerTypes(walk), results: await resultsOn(walk) }).toEqual(before);
  expect(await commentsOf(walk, walk.target.number)).toEqual(comments);
});

test("a dry run says what it would do and writes nothing", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const step = await activate(walk, asked, { inputs: { "dry-run": "true" } });
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "approved" });
  expect(JSON.parse(step.outputs.result ?? "{}").planned).toContain(
    `Post status success for docs/coverage on ${walk.target.headSha}`,
  );
  expect(writes(step.requests)).toEqual([]);
});

test("a head that moved between approval and activation is refused with both commits, on the target too", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await pushTo(walk, "feature");
  const step = await activate(walk, asked);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "approved", events: "[]" } });
  expect(isResult(JSON.parse(step.outputs.result ?? "{}"))).toBe(true);
  expect(step.annotations.map((item) => item.title)).toContain("HEAD_CHANGED");
  expect((await commentsOf(walk, walk.target.number)).at(0)?.body).toContain("HEAD_CHANGED");
  expect(await overrideTypes(walk)).toEqual([]);
});

test("a head that moves between record and act: nothing is posted, the bypass is void", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  // Dies right after the record; then the branch moves.
  const quiet = await walkForTest(statusOnly);
  const probe = await activate(quiet, await merged(quiet));
  const at = probe.requests.findIndex(({ operation }) => /createCommitOnBranch/i.test(operation)) + 1;
  expect(at).toBeGreaterThan(0);
  expect((await activate(walk, asked, { killAfter: { requests: at } })).killed).toBe(true);
  await pushTo(walk, "feature");
  const step = await activate(walk, asked);
  expect(step.outputs).toMatchObject({ state: "voided", overridden: "[]" });
  expect(await overrideTypes(walk)).toEqual([
    "bypass.activated",
    "bypass.voided",
    "bypass.deactivated",
    "override.restored",
  ]);
  expect((await resultsOn(walk)).statuses).toEqual(["docs/coverage: failure ()"]);
});

test("a check that passes by now needs no override", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state: "success", context: "docs/coverage" });
  const step = await activate(walk, asked);
  expect(step).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", state: "approved", overridden: "[]" } });
  expect(step.annotations.map((item) => item.title)).toContain("CHECKS_PASS");
  expect(await overrideTypes(walk)).toEqual([]);
});

test("a check that runs again is waited for, not overridden", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await walk.as("dev", "POST", `statuses/${walk.target.headSha}`, { state: "pending", context: "docs/coverage" });
  const step = await activate(walk, asked);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.map((item) => item.title)).toContain("CHECK_IN_PROGRESS");
});

test("a check that is not required any more is refused with the names that are", async () => {
  const walk = await walkForTest();
  const asked = await merged(walk);
  await walk.sandbox.admin("protect", walk.repository, "main", {
    strict: false,
    enforceAdmins: true,
    reviews: null,
    checks: [{ context: "unit-tests", app_id: null }],
  });
  const step = await activate(walk, asked);
  const refusal = step.annotations.find((item) => item.title === "CHECK_NOT_REQUIRED");
  expect(refusal?.message).toContain("unit-tests");
  expect(step.outputs.verdict).toBe("denied");
});

test("a pin to another app is refused, naming what would work", async () => {
  const walk = await walkForTest(runOnly);
  const asked = await merged(walk, L2);
  await walk.sandbox.admin("createApp", { id: 777, slug: "other-ci" });
  await walk.sandbox.admin("protect", walk.repository, "main", {
    strict: false,
    enforceAdmins: true,
    reviews: null,
    checks: [{ context: "unit-tests", app_id: 777 }],
  });
  await walk.sandbox.admin(
    "reportCi",
    walk.repository,
    walk.target.headSha,
    [{ name: "unit-tests", conclusion: "failure" }],
    777,
  );
  const step = await activate(walk, asked);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.find((item) => item.title === "MODE_UNSUPPORTED")?.message).toContain("777");
});

test("the same commit in another pull request with another base is refused", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const main = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/release", sha: main });
  await walk.as("dev", "POST", "pulls", { title: "Backport", head: "feature", base: "release" });
  const step = await activate(walk, asked);
  expect(step.annotations.map((item) => item.title)).toContain("SHA_SHARED");
  expect(await overrideTypes(walk)).toEqual([]);
});

test("a manifest that is not merged yet takes no effect", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  const step = await activate(walk, asked);
  expect(step.outputs).toMatchObject({ verdict: "denied", state: "requested" });
  expect(step.annotations.map((item) => item.title)).toContain("MANIFEST_NOT_MERGED");
});

test("merged by hand without an approval that counts: refused, recorded, explained on the target", async () => {
  const walk = await walkForTest(statusOnly);
  willBeFound(walk, "MANIFEST_UNAPPROVED");
  const asked = await askL1(walk);
  await validate(walk, asked.number);
  await walk.sandbox.admin("removeRuleset", walk.repository, await registryRuleset(walk));
  await walk.as("boss", "PUT", `pulls/${asked.number}/merge`, {});
  await later(walk);
  const step = await activate(walk, asked);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "denied", state: "refused" } });
  expect(step.annotations.map((item) => item.title)).toContain("ACTIVATION_NOT_APPROVED");
  expect((await ledgerTypes(walk)).slice(-2)).toEqual(["bypass.refused", "violation.recorded"]);
  expect(await commentsOf(walk, walk.target.number)).toHaveLength(1);
  const types = await ledgerTypes(walk);
  await activate(walk, asked);
  expect(await ledgerTypes(walk)).toEqual(types);
});

test("a manifest that was changed after the merge is not the approved one", async () => {
  const walk = await walkForTest(statusOnly);
  willBeFound(walk, "MANIFEST_ALTERED");
  const asked = await merged(walk);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: "qms",
    author: "boss",
    message: "Widen it",
    files: { [asked.path]: asked.text.replace("docs/coverage", "unit-tests") },
  });
  const step = await activate(walk, asked);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.annotations.map((item) => item.title)).toContain("MANIFEST_DIGEST_MISMATCH");
});

test.each(["protection", "merge"])("override_mode %s is refused by name", async (mode) => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk, { level: "L1", checks: ["docs/coverage"], changes: { override_mode: mode } });
  const step = await activate(walk, asked);
  expect(step.annotations.find((item) => item.title === "MODE_UNSUPPORTED")?.message).toContain(mode);
  expect(await overrideTypes(walk)).toEqual([]);
});

test.each(["listed", "hidden"])(
  "a posted check run that GitHub shows as %s is taken back, and said to have no effect",
  async (variant) => {
    const walk = await walkForTest({ ...runOnly, variants: { postedCheckRun: variant } });
    const asked = await merged(walk, L2);
    const step = await activate(walk, asked);
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "ineffective", overridden: "[]" } });
    expect(step.annotations.map((item) => item.title)).toContain("OVERRIDE_INEFFECTIVE");
    expect((await overrideTypes(walk)).slice(1)).toEqual([
      "bypass.activated",
      "override.posted",
      "override.restored",
      "override.ineffective",
    ]);
    expect((await resultsOn(walk)).runs.at(-1)).toContain("unit-tests: failure");
  },
  180_000,
);

test("mergeability that is not computed yet is asked for again", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await walk.sandbox.admin("setMergeableUnknown", 3);
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "active" });
}, 300_000);

test("mergeability that is never computed is no success; the next run verifies what was posted", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await walk.sandbox.admin("setMergeableUnknown", 50);
  const step = await activate(walk, asked);
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error", state: "active", overridden: "[]" } });
  expect(step.annotations.map((item) => item.title)).toContain("EFFECT_UNKNOWN");
  await walk.sandbox.admin("setMergeableUnknown", 0);
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", overridden: '["docs/coverage"]' });
  expect((await resultsOn(walk)).statuses).toHaveLength(2);
}, 240_000);

test("labels that cannot be set are a warning; the override stands, and the next run sets them", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await walk.sandbox.admin("addFault", { kind: "status", operation: "issues/add-labels", status: 500, times: 9 });
  const step = await activate(walk, asked);
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "active" });
  expect(step.annotations.map((item) => item.title)).toContain("LABELS_REFUSED");
  await walk.sandbox.admin("clearFaults");
  await activate(walk, asked);
  expect(await labelsOf(walk)).toContain("qms:bypass");
});

test("EMERGENCY: all is enumerated, the missing declaration is a violation and no obstacle, the war room is recorded", async () => {
  const walk = await walkForTest();
  const asked = await askEmergency(walk);
  const first = await validate(walk, asked.number);
  const digest = `qms-digest: sha256:${first.outputs.digest}`;
  for (const login of ["com", "inc"]) {
    await approve(walk, login, asked.number, `Production is down; this fix is the way back.\n\n${digest}`);
  }
  const decided = await validate(walk, asked.number);
  expect(decided.outputs, decided.summary).toMatchObject({ verdict: "approved", merged: "true" });
  await later(walk);
  const step = await activate(walk, asked);
  expect(step.outputs).toMatchObject({ verdict: "ok", state: "active", overridden: '["docs/coverage","unit-tests"]' });
  expect(step.annotations.map((item) => item.title)).toContain("STEP_ORDER");
  const types = await overrideTypes(walk);
  expect(types).toContain("violation.recorded");
  expect(types.at(-1)).toBe("warroom.opened");
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
}, 300_000);

test.each([
  { lacks: "statuses", request: null, world: statusOnly },
  { lacks: "checks", request: L2, world: runOnly },
])("without $lacks: write it says so before anything is recorded", async ({ lacks, request, world }) => {
  const walk = await walkForTest(world);
  const asked = await merged(walk, request);
  const permissions = {
    contents: "write",
    "pull-requests": "write",
    statuses: "write",
    checks: "write",
    issues: "write",
    actions: "read",
    [lacks]: "read",
  } as const;
  const step = await activate(walk, asked, { permissions });
  expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
  expect(step.annotations.find((item) => item.title === "PERMISSION_MISSING")?.message).toContain(`${lacks}: write`);
  expect(await overrideTypes(walk)).toEqual([]);
});

test("without contents: write nothing is posted, because nothing can be recorded", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const step = await activate(walk, asked, {
    permissions: { contents: "read", "pull-requests": "write", statuses: "write", checks: "write", issues: "write" },
  });
  expect(step.outputs.verdict).toBe("error");
  expect((await resultsOn(walk)).statuses).toEqual(["docs/coverage: failure ()"]);
});

test.each([
  { operation: "repos/get-branch-rules", status: 404, times: 1 },
  { operation: "repos/create-commit-status", status: 500, times: 9, nth: 2 },
  { operation: "repos/create-commit-status", status: 429, times: 9, nth: 2, headers: { "retry-after": "600" } },
  { operation: "repos/list-pull-requests-associated-with-commit", status: 500, times: 9 },
])(
  "$operation answers $status: an error with its number, and the next run makes it good",
  async (fault) => {
    const walk = await walkForTest(statusOnly);
    const asked = await merged(walk);
    await walk.sandbox.admin("addFault", { kind: "status", ...fault });
    const broken = await activate(walk, asked);
    expect(broken).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(broken.annotations.at(0)?.message).toContain(String(fault.status));
    expect(broken.log + broken.stderr).not.toMatch(/\n\s+at /);
    await walk.sandbox.admin("clearFaults");
    expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "active" });
    expect(await overrideTypes(walk)).toEqual(["bypass.activated", "override.posted", "override.verified"]);
  },
  180_000,
);

test("a suspended bypass goes on by itself once the target is reopened, within the time that it had", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await activate(walk, asked);
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
  expect((await settle(walk, "closed")).outputs).toMatchObject({ state: "suspended", restored: '["docs/coverage"]' });
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "open" });
  await later(walk, 3600);
  const step = await settle(walk, "reopened");
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "active", overridden: '["docs/coverage"]' });
  expect((await ledgerTypes(walk)).filter((type) => type === "bypass.activated")).toHaveLength(2);
  expect(await mergeTarget(walk)).toMatchObject({ merged: true });
});

/** Written at night: no trigger, no long documents, `all` checks. */
function askEmergency(walk: Walk) {
  return walk.ask({
    level: "EMERGENCY" as "L2",
    checks: [],
    changes: {
      checks: "all",
      trigger: null,
      severity: "S1",
      impact: { users_affected: 310000, kind: "outage", security_or_compliance: true, code_quality_only: false },
      incident: {
        id: "INC-2291",
        declared_at: "2026-03-02T08:50:00Z",
        commander: "inc",
        criteria: ["complete_production_outage"],
        evidence: { complete_production_outage: { url: "https://status.acme.example/incidents/2291" } },
        war_room: "https://meet.acme.example/inc-2291",
      },
    },
  });
}
