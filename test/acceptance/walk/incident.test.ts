import { expect, test } from "vitest";
import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { openChat } from "./chat.ts";
import { addToPolicy, eventsOf } from "./notice-world.ts";
import { later, ledgerTypes, walkForTest } from "./walk-world.ts";

const channels = `channels: { top: { kind: slack, secret: TOP }, stake: { kind: slack, secret: STAKE } }
audiences: { executive: { via: [top] }, stakeholders: { via: [stake] } }
`;

async function world() {
  const walk = await walkForTest();
  await addToPolicy(walk, channels);
  await later(walk);
  const [top, stake] = [await openChat(), await openChat()];
  const secrets = JSON.stringify({ TOP: top.url, STAKE: stake.url });
  return { walk, top, stake, secrets };
}
const declare = (walk: Walk, secrets: string, options: StepOptions = {}) =>
  walk.step("apply-override", {
    actor: "inc",
    event: {
      name: "workflow_dispatch",
      payload: { sender: { login: "inc", id: walk.people.inc, type: "User" } },
    },
    // The job of act.yml has no more than this.
    permissions: { contents: "write" },
    ...options,
    inputs: {
      operation: "declare",
      "incident-id": "INC-2291",
      reason: "Checkout is down in every <!channel>.",
      secrets,
      ...options.inputs,
    },
  });
const notify = (walk: Walk, secrets: string, options: StepOptions = {}) =>
  walk.step("open-remediation", {
    event: { name: "schedule", payload: {} },
    ...options,
    inputs: { operation: "notify", secrets, ...options.inputs },
  });

/** Who was told, and who was not and why. */
const told = async (walk: Walk) => [
  ...(await eventsOf(walk, "notification.sent")).map(({ data }) => `${data.audience}: ${data.channel}`),
  ...(await eventsOf(walk, "notification.failed")).map(({ data }) => `${data.audience}: ${data.reason}`),
];

test("whoever declares an emergency tells the executives in the same run; no bypass is there yet", async () => {
  const { walk, top, stake, secrets } = await world();
  const dry = await declare(walk, secrets, { inputs: { "dry-run": "true" } });
  expect([dry.outputs.verdict, top.messages, await ledgerTypes(walk)], dry.log).toEqual(["ok", [], []]);
  const step = await declare(walk, secrets);
  expect(step.outputs.verdict, step.log + step.stderr + JSON.stringify(step.annotations)).toBe("ok");
  expect(step.log).toContain("2 of 4 notices were delivered");
  expect(top.messages).toHaveLength(1);
  expect(top.messages[0]).toContain("An emergency was declared");
  expect(top.messages[0]).toContain("INC-2291");
  expect(top.messages[0]).not.toContain("<!channel>");
  expect(stake.messages).toHaveLength(1);
  expect(await told(walk)).toEqual([
    "executive: top",
    "stakeholders: stake",
    "commander: no_channel",
    "legal: no_channel",
  ]);
  const events = [...(await eventsOf(walk, "notification.sent")), ...(await eventsOf(walk, "notification.failed"))];
  expect(new Set(events.map(({ bypass }) => bypass))).toEqual(new Set(["PROCEDURE"]));
  expect((await ledgerTypes(walk))[0]).toBe("incident.declared");
  expect(JSON.stringify([events, step.outputs, step.annotations])).not.toContain("s3cret-path");
  expect(step.annotations.map(({ title }) => title)).toEqual(["NOTICE_FAILED", "NOTICE_FAILED"]);
  // What was told is not told again, and what nobody can be told by is not said every hour.
  await later(walk, 3600);
  expect((await notify(walk, secrets)).log).toContain("no notice is due");
  expect([top.messages.length, stake.messages.length]).toEqual([1, 1]);
}, 900_000);

test("an exercise is declared: only the audience drill is told, and it says so", async () => {
  const { walk, top, stake } = await world();
  const drill = await openChat();
  await addToPolicy(walk, "");
  const file = (await walk.as("dev", "GET", "contents/.qms/policy.yml?ref=qms")) as { content: string };
  const text = Buffer.from(file.content, "base64")
    .toString()
    .replace("channels: {", "channels: { field: { kind: slack, secret: FIELD },")
    .replace("audiences: {", "audiences: { drill: { via: [field] },");
  const commit = { branch: "qms", author: "boss", message: "Drill", files: { ".qms/policy.yml": text } };
  await walk.sandbox.admin("commit", walk.repository, commit);
  const secrets = JSON.stringify({ TOP: top.url, STAKE: stake.url, FIELD: drill.url });
  const step = await declare(walk, secrets, { inputs: { drill: "true" } });
  expect(step.outputs.verdict, step.log + JSON.stringify(step.annotations)).toBe("ok");
  expect([top.messages, stake.messages]).toEqual([[], []]);
  expect(drill.messages.length).toBeGreaterThan(0);
  for (const message of drill.messages) expect(message).toContain("DRILL: ");
  const [declared] = await eventsOf(walk, "incident.declared");
  expect(declared?.data).toMatchObject({ incident_id: "INC-2291", drill: true });
  expect(new Set((await eventsOf(walk, "notification.sent")).map(({ data }) => data.audience))).toEqual(
    new Set(["drill"]),
  );
  expect(await eventsOf(walk, "notification.failed")).toEqual([]);
  await later(walk, 3600);
  expect((await notify(walk, secrets)).log).toContain("no notice is due");
}, 900_000);

test("executives whose chat is down are told by notify once it is up; a new channel is used; old news is not told", async () => {
  const { walk, top, secrets } = await world();
  top.answers.push(503);
  await declare(walk, secrets);
  expect(await told(walk)).toContain("executive: unreachable");
  await later(walk, 60);
  await addToPolicy(walk, "");
  const again = await notify(walk, secrets);
  expect(again.outputs.verdict, again.log).toBe("ok");
  expect(top.messages).toHaveLength(1);
  expect(await told(walk)).toContain("executive: top");
  await later(walk, 3600);
  expect((await notify(walk, secrets)).log).toContain("no notice is due");

  const quiet = await world();
  await declare(quiet.walk, "{}");
  expect(await told(quiet.walk)).toContain("executive: secret_missing");
  await later(quiet.walk, 8 * 86_400);
  await notify(quiet.walk, quiet.secrets);
  await notify(quiet.walk, quiet.secrets);
  expect(quiet.top.messages).toEqual([]);
}, 900_000);

test("killed at any request, declare leaves nobody untold: notify goes on where it ended", async () => {
  const whole = await world();
  const { requests } = await declare(whole.walk, whole.secrets);
  const wanted = (await told(whole.walk)).sort();
  // Reads leave nothing behind: of the kills before the first write, the last stands for all.
  const write = requests.findIndex(({ operation }) => /create|update|commit/i.test(operation));
  for (let at = Math.max(write, 1); at <= requests.length; at++) {
    const { walk, top, stake, secrets } = await world();
    const killed = await declare(walk, secrets, { killAfter: { requests: at } });
    expect(killed.killed, `request ${at}`).toBe(true);
    const types = await ledgerTypes(walk);
    await later(walk, 600);
    await notify(walk, secrets);
    await notify(walk, secrets);
    // Before the record nothing has happened: the commander declares again.
    const declared = types.includes("incident.declared");
    expect((await told(walk)).sort(), `request ${at}`).toEqual(declared ? wanted : []);
    for (const chat of [top, stake]) {
      // Sent, and killed before it was on record: that one may be sent twice, as the same message.
      expect(chat.messages.length, `request ${at}`).toBeGreaterThanOrEqual(declared ? 1 : 0);
      expect(chat.messages.length, `request ${at}`).toBeLessThanOrEqual(declared ? 2 : 0);
      expect(new Set(chat.messages).size).toBeLessThanOrEqual(1);
    }
    await walk.close();
  }
  countKillPoints("apply-override: declare", requests.length - Math.max(write, 1) + 1);
}, 900_000);
