import { expect, test } from "vitest";
import type { demoManifest } from "../../../src/demo/demo-manifests.ts";
import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { activate, merged, mergeTarget, resultsOn } from "./override-world.ts";
import { withTeam } from "./team-world.ts";
import { approve, askL1, later, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

const statusOnly = { seed: { checkRuns: { build: "success" } } };

/** A dispatch as somebody: GitHub says in the event who pressed the button. */
function as(walk: Walk, login: string, inputs: Readonly<Record<string, string>>, options: StepOptions = {}) {
  const sender = { login, id: walk.people[login] ?? 999, type: "User" };
  return walk.step("apply-override", {
    event: { name: "workflow_dispatch", payload: { sender } },
    actor: login,
    ...options,
    inputs,
  });
}

const revoke = (walk: Walk, login: string, id: string, options: StepOptions = {}) =>
  as(walk, login, { operation: "revoke", "bypass-id": id, reason: "The hotfix was rolled back." }, options);

test("a holder of a role of the level revokes, and the check says again what it said", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await activate(walk, asked);
  const step = await revoke(walk, "lou", asked.id);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "revoked", restored: '["docs/coverage"]' });
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["bypass.revoked", "bypass.deactivated", "override.restored"]);
  expect((await resultsOn(walk)).statuses.at(-1)).toMatch(/^docs\/coverage: failure \(RESTORED/);
  expect(await mergeTarget(walk, 405)).not.toMatchObject({ merged: true });
  const again = await revoke(walk, "lou", asked.id);
  expect(again.outputs).toMatchObject({ verdict: "ok", state: "revoked" });
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "revoked" });
});

test("a commander may revoke at every level, also what is not active yet", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  expect((await revoke(walk, "com", asked.id)).outputs).toMatchObject({ verdict: "ok", state: "revoked" });
  expect((await activate(walk, asked)).outputs).toMatchObject({ verdict: "ok", state: "revoked", overridden: "[]" });
});

test.each(["dev", "ari", "stranger", "req"])("%s holds no role of the level and cannot revoke", async (login) => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await activate(walk, asked);
  const step = await revoke(walk, login, asked.id);
  expect([step.exitCode, step.outputs.verdict, step.outputs.state], step.log).toEqual([1, "denied", "active"]);
  expect(step.annotations.map((item) => item.title)).toContain("NOT_ENTITLED");
  expect(await ledgerTypes(walk)).not.toContain("bypass.revoked");
});

test("a re-run acts in nobody's name, and so does an event that nobody started", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const again = await revoke(walk, "lou", asked.id, { runAttempt: 2 });
  expect(again.annotations.map((item) => item.title)).toContain("RERUN_REFUSED");
  const scheduled = await walk.step("apply-override", {
    event: { name: "schedule", payload: {} },
    inputs: { operation: "revoke", "bypass-id": asked.id, reason: "Because." },
  });
  expect([scheduled.exitCode, scheduled.outputs.verdict]).toEqual([1, "error"]);
  const elsewhere = await revoke(walk, "lou", asked.id, { ref: "refs/heads/feature" });
  expect(elsewhere.annotations.map((item) => item.title)).toContain("REF_NOT_DEFAULT");
  expect(await ledgerTypes(walk)).not.toContain("bypass.revoked");
});

test("what was merged before anybody recorded it is used, not revoked", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  await activate(walk, asked);
  await mergeTarget(walk);
  const step = await revoke(walk, "lou", asked.id);
  expect(step.outputs, step.log).toMatchObject({ verdict: "ok", state: "used", restored: '["docs/coverage"]' });
  expect(await ledgerTypes(walk)).not.toContain("bypass.revoked");
});

test("without a reason, without an id, and of what was used, nothing is revoked", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const silent = await as(walk, "lou", { operation: "revoke", "bypass-id": asked.id, reason: "  " });
  expect(silent.outputs.verdict).toBe("error");
  expect((await as(walk, "lou", { operation: "revoke", reason: "Because." })).outputs.verdict).toBe("error");
  await activate(walk, asked);
  await mergeTarget(walk);
  await walk.step("apply-override", { inputs: { operation: "settle", "bypass-id": asked.id } });
  const used = await revoke(walk, "lou", asked.id);
  expect(used.outputs).toMatchObject({ verdict: "ok", state: "used" });
  expect(used.annotations.map((item) => item.title)).toContain("ALREADY_DONE");
  expect(await ledgerTypes(walk)).not.toContain("bypass.revoked");
});

test("where a team cannot be looked up, nobody is told that they hold nothing", async () => {
  const walk = await withTeam(["lou"], [], statusOnly);
  const asked = await askL1(walk);
  const step = await revoke(walk, "lou", asked.id);
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([1, "error"]);
  expect(step.annotations.map((item) => item.title)).toEqual(["MEMBERSHIP_UNKNOWN"]);
  const stranger = await revoke(walk, "stranger", asked.id);
  expect(stranger.annotations.map((item) => item.title)).toEqual(["NOT_ENTITLED"]);
});

test("a secret in what somebody types is not recorded", async () => {
  const walk = await walkForTest(statusOnly);
  const asked = await merged(walk);
  const secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
  const runs = [
    { operation: "revoke", "bypass-id": asked.id, reason: `Leaked: ${secret}` },
    { operation: "declare", "incident-id": "INC-1", reason: `Leaked: ${secret}` },
    { operation: "declare", "incident-id": secret, reason: "Down." },
  ];
  const before = await ledgerTypes(walk);
  for (const inputs of runs) {
    const step = await as(walk, inputs.operation === "revoke" ? "lou" : "inc", inputs);
    expect([step.exitCode, step.outputs.verdict], step.log).toEqual([1, "error"]);
    expect(step.annotations[0]?.message).toContain("looks like it holds a secret");
    expect(JSON.stringify(step.annotations)).not.toContain(secret);
  }
  expect(await ledgerTypes(walk)).toEqual(before);
});

const declare = (walk: Walk, login: string, options: StepOptions = {}) =>
  as(
    walk,
    login,
    { operation: "declare", "incident-id": "INC-2291", reason: "Checkout is down in every region." },
    // The job of act.yml has no more than this.
    { permissions: { contents: "write" }, ...options },
  );

test("an incident commander declares, and the emergency that follows is in order", async () => {
  const walk = await walkForTest();
  const step = await declare(walk, "inc");
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([0, "ok"]);
  // Nobody of the four has a channel here.
  expect(await ledgerTypes(walk)).toEqual(["incident.declared", ...Array(4).fill("notification.failed")]);
  await later(walk);
  const incident = {
    id: "INC-2291",
    declared_at: "2026-03-02T09:00:00Z",
    commander: "inc",
    criteria: ["complete_production_outage"],
    evidence: { complete_production_outage: { url: "https://status.acme.example/incidents/2291" } },
    war_room: "https://meet.acme.example/inc-2291",
  };
  const asked = await walk.ask({
    level: "EMERGENCY" as Parameters<typeof demoManifest>[0]["level"],
    checks: [],
    changes: {
      checks: "all",
      trigger: null,
      severity: "S1",
      impact: { users_affected: 310000, kind: "outage", security_or_compliance: true, code_quality_only: false },
      incident,
    },
  });
  const first = await validate(walk, asked.number);
  for (const login of ["com", "inc"]) {
    const text = "Production is down; this fix is the way back.";
    await approve(walk, login, asked.number, `${text}\n\nqms-digest: sha256:${first.outputs.digest}`);
  }
  expect((await validate(walk, asked.number)).outputs.merged).toBe("true");
  await later(walk);
  const activated = await activate(walk, asked);
  expect(activated.outputs, activated.log).toMatchObject({ verdict: "ok", state: "active" });
  expect(activated.annotations.map((item) => item.title)).not.toContain("STEP_ORDER");
  expect(await ledgerTypes(walk)).not.toContain("violation.recorded");
}, 240_000);

test.each(["dev", "lea", "com"])("%s is no incident commander and declares nothing", async (login) => {
  const walk = await walkForTest();
  const step = await declare(walk, login);
  expect([step.exitCode, step.outputs.verdict]).toEqual([1, "denied"]);
  expect(step.annotations.map((item) => item.title)).toContain("NOT_ENTITLED");
  expect(await ledgerTypes(walk)).toEqual([]);
});

test("a declaration by a re-run, or with an id of two words, is none", async () => {
  const walk = await walkForTest();
  expect((await declare(walk, "inc", { runAttempt: 3 })).outputs.verdict).toBe("denied");
  const words = await as(walk, "inc", { operation: "declare", "incident-id": "INC 1", reason: "Down." });
  expect(words.outputs.verdict).toBe("error");
  expect(await ledgerTypes(walk)).toEqual([]);
});

test("two declarations of one incident are two facts, and the ledger stays whole", async () => {
  const walk = await walkForTest();
  await declare(walk, "inc");
  await declare(walk, "ian");
  await askL1(walk);
  const types = (await ledgerTypes(walk)).filter((type) => type !== "notification.failed");
  expect(types).toEqual(["incident.declared", "incident.declared"]);
});
