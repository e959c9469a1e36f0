import { expect, test } from "vitest";
import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { openChat as chat } from "./chat.ts";
import { askL3, rollback, say, standby } from "./level-three-world.ts";
import { addToPolicy } from "./notice-world.ts";
import { activate, merged } from "./override-world.ts";
import { used as usedBypass } from "./sync-world.ts";
import { approve, commentsOf, later, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

/** A used L1 bypass with its tracking issue, and a policy with a channel for the coordinators. */
const used = (withChannel: boolean) =>
  usedBypass(async (walk) => {
    if (withChannel) {
      await addToPolicy(
        walk,
        "channels: { chat: { kind: slack, secret: CHAT } }\naudiences: { qms_coordinator: { via: [chat] } }\n",
      );
    }
    await later(walk);
  });

const notify = (walk: Walk, secrets: Readonly<Record<string, string>> = {}, options: StepOptions = {}) =>
  walk.step("open-remediation", {
    event: { name: "schedule", payload: {} },
    ...options,
    inputs: { operation: "notify", secrets: JSON.stringify(secrets), ...options.inputs },
  });
const notices = async (walk: Walk) => (await ledgerTypes(walk)).filter((type) => type.startsWith("notification."));

test("a chat that is down is told once it is up, once; its address stands nowhere", async () => {
  const { walk, id } = await used(true);
  const { url, answers, messages } = await chat();
  const before = await notices(walk);
  answers.push(503);
  const failed = await notify(walk, { CHAT: url });
  expect(failed.outputs.verdict, failed.log).toBe("ok");
  expect(failed.annotations.map(({ title }) => title)).toEqual(["NOTICE_FAILED"]);
  expect(await notices(walk)).toEqual([...before, "notification.failed"]);
  const sent = await notify(walk, { CHAT: url });
  expect(sent.annotations).toEqual([]);
  expect(await notices(walk)).toEqual([...before, "notification.failed", "notification.sent"]);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(id);
  expect((await notify(walk, { CHAT: url })).log).toContain("no notice is due");
  expect(messages).toHaveLength(1);
  const clone = JSON.stringify([failed.outputs, sent.outputs, failed.summary, failed.annotations]);
  expect(clone).not.toContain("s3cret-path");
  const tree = (await walk.as("dev", "GET", "git/trees/qms-ledger?recursive=1")) as {
    tree: { path: string; sha: string }[];
  };
  for (const { path, sha } of tree.tree.filter((one) => /notification\./.test(one.path))) {
    const { content } = (await walk.as("dev", "GET", `git/blobs/${sha}`)) as { content: string };
    expect(Buffer.from(content, "base64").toString(), path).not.toContain("s3cret-path");
  }
}, 900_000);

test("what is refused is not asked again; a secret that comes later is used", async () => {
  const { walk } = await used(true);
  const { url, answers, messages } = await chat();
  const missing = await notify(walk);
  expect(missing.annotations.map(({ title }) => title)).toEqual(["CHANNEL_UNUSABLE", "NOTICE_FAILED"]);
  for (const { message } of missing.annotations) expect(message).toContain("secret_missing");
  const before = await notices(walk);
  expect((await notify(walk)).log).toContain("no notice is due");
  expect(await notices(walk)).toEqual(before);
  answers.push(404);
  await notify(walk, { CHAT: url });
  await notify(walk, { CHAT: url });
  expect(await notices(walk)).toEqual([...before, "notification.failed"]);
  expect(messages).toEqual([]);
}, 900_000);

test("without a channel the roles' holders are mentioned in the tracking issue, killed anywhere: once", async () => {
  const quiet = await used(false);
  const dry = await notify(quiet.walk, {}, { inputs: { "dry-run": "true" } });
  expect(dry.log).toContain("dry run; would: ");
  const before = await notices(quiet.walk);
  const { requests } = await notify(quiet.walk);
  const wanted = await commentsOf(quiet.walk, quiet.issue);
  expect(wanted).toHaveLength(1);
  expect(wanted[0]?.body).toMatch(/🔔 @\w+.*: \*\*A bypass was used\*\*/);
  expect(await notices(quiet.walk)).toEqual([...before, "notification.sent"]);
  await quiet.walk.close();
  for (let at = 1; at <= requests.length; at++) {
    const { walk, issue } = await used(false);
    await notify(walk, {}, { killAfter: { requests: at } });
    await notify(walk);
    expect(await commentsOf(walk, issue), `request ${at}`).toHaveLength(1);
    expect(await notices(walk), `request ${at}`).toEqual([...before, "notification.sent"]);
    await walk.close();
  }
  countKillPoints("open-remediation: notify", requests.length);
}, 900_000);

test("after a week it is no news: that is recorded once", async () => {
  const { walk } = await used(true);
  const { url, messages } = await chat();
  await later(walk, 8 * 86_400);
  const before = await notices(walk);
  await notify(walk, { CHAT: url });
  await notify(walk, { CHAT: url });
  expect(await notices(walk)).toEqual([...before, "notification.failed"]);
  expect(messages).toEqual([]);
}, 900_000);

test("the ladder: late is escalated once, told once, acknowledged and resolved", async () => {
  const { walk, issue, id } = await used(true);
  const { url, messages } = await chat();
  const run = (operation: string) => notify(walk, { CHAT: url }, { inputs: { operation } });
  await run("all");
  const before = messages.length;
  await later(walk, 21 * 86_400);
  const late = await run("all");
  expect(late.outputs.verdict, late.log + JSON.stringify(late.annotations)).toBe("ok");
  expect(late.outputs.escalated).toBe(JSON.stringify([id]));
  const types = await ledgerTypes(walk);
  const raised = types.filter((type) => type === "escalation.raised");
  expect(raised.length).toBeGreaterThan(0);
  expect(types).toContain("violation.recorded");
  const labels = (await walk.as("dev", "GET", `issues/${issue}/labels`)) as { name: string }[];
  expect(labels.map(({ name }) => name)).toContain("qms:overdue");
  // Violations go to the coordinators' chat; the top rung has no channel and is a mention.
  expect(messages.length).toBeGreaterThan(before);
  const mentions = (await commentsOf(walk, issue)).filter(({ body }) => body.startsWith("<!-- qms-bypass:notice:"));
  expect(mentions.some(({ body }) => body.includes("Escalation"))).toBe(true);

  const told = messages.length;
  for (const operation of ["escalate", "escalate", "all"]) {
    const again = await run(operation);
    expect(again.outputs.escalated).toBe("[]");
  }
  expect(messages.length).toBe(told);
  expect(await ledgerTypes(walk)).toEqual(types.concat((await ledgerTypes(walk)).slice(types.length)));
  expect((await ledgerTypes(walk)).filter((type) => type === "escalation.raised")).toEqual(raised);
  expect((await commentsOf(walk, issue)).filter(({ body }) => body.includes("qms-bypass:notice:"))).toHaveLength(
    mentions.length,
  );

  const commit = { branch: "main", author: "dev", message: "Document it", files: { "docs/a.md": "# A\n" } };
  const sha = (await walk.sandbox.admin("commit", walk.repository, commit)) as string;
  await walk.as("dev", "POST", `statuses/${sha}`, { state: "success", context: "docs/coverage" });
  await later(walk);
  await run("all");
  expect(await ledgerTypes(walk)).toContain("escalation.resolved");
}, 900_000);

test("what is told before an activation is told before it, and a channel that is down does not stop it", async () => {
  for (const status of [200, 503]) {
    const walk = await walkForTest({
      seed: { statuses: { "unit-tests": "failure" }, checkRuns: { build: "success" } },
    });
    const { url, answers, messages } = await chat();
    if (status !== 200) answers.push(status, status, status);
    await addToPolicy(
      walk,
      "channels: { hook: { kind: slack, secret: HOOK } }\naudiences: { monitoring: { via: [hook] } }\n",
    );
    await later(walk);
    const asked = await merged(walk, { level: "L2", checks: ["unit-tests"] });
    const step = await activate(walk, asked, { inputs: { secrets: JSON.stringify({ HOOK: url }) } });
    expect(step.outputs.verdict, step.log + JSON.stringify(step.annotations)).toBe("ok");
    const types = await ledgerTypes(walk);
    const wanted = status === 200 ? "notification.sent" : "notification.failed";
    expect(types.indexOf(wanted), wanted).toBeGreaterThan(0);
    expect(types.indexOf(wanted)).toBeLessThan(types.indexOf("bypass.activated"));
    expect(messages.length).toBe(status === 200 ? 1 : 0);
    if (status === 200) expect(messages[0]).toContain("about to be activated");
    await walk.close();
  }
}, 900_000);

test("L3: the executives' channel is told before the approval, once, and a dry run tells nobody", async () => {
  const { walk, number, digest } = await askL3();
  const { url, messages } = await chat();
  await addToPolicy(
    walk,
    "channels: { top: { kind: slack, secret: TOP } }\naudiences: { executive: { via: [top] } }\n",
  );
  const body = `The exposure is smaller than leaving the hole open.\n\nqms-digest: sha256:${digest}`;
  for (const login of ["cora", "sec", "biz", "lex"]) await approve(walk, login, number, body);
  await say(walk, "sec", number, standby);
  await later(walk);
  await walk.as("sol", "POST", `issues/${number}/comments`, { body: rollback });
  await later(walk);
  const secrets = JSON.stringify({ TOP: url });
  await validate(walk, number, { secrets, "dry-run": "true" });
  expect(messages).toEqual([]);
  const ready = await validate(walk, number, { secrets });
  expect([ready.outputs.verdict, ready.outputs.merged], ready.log + JSON.stringify(ready.annotations)).toEqual([
    "approved",
    "true",
  ]);
  expect(messages).toHaveLength(1);
  const types = await ledgerTypes(walk);
  expect(types.indexOf("notification.sent")).toBeLessThan(types.indexOf("bypass.approved"));
  expect(types.indexOf("notification.sent")).toBeGreaterThan(0);
  await validate(walk, number, { secrets });
  expect(messages).toHaveLength(1);
}, 900_000);
