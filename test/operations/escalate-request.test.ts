import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import type { NoticeMessage } from "../../src/core/notices/compose-notice.ts";
import { escalate } from "../../src/operations/escalate.ts";
import { notify } from "../../src/operations/notify.ts";
import type { Notifier } from "../../src/ports.ts";
import { repo, type Seeded, startSeeded } from "../sandbox/support.ts";
import { clientOf, L1, options, portsOf, recorded, useBypass } from "./remediation-world.ts";

const channels = `channels: { chat: { kind: slack, secret: CHAT }, practice: { kind: slack, secret: PRACTICE } }
audiences: { qms_coordinator: { via: [chat] }, drill: { via: [practice] } }
`;
interface World {
  readonly seeded: Seeded;
  now: string;
}

/** A request of L1 that was accepted at 14:00: a lead has two hours. */
async function startWorld(drill = false): Promise<World> {
  const clock = { now: "2026-03-02T15:59:59Z" };
  const seeded = await startSeeded({ now: () => Date.parse(clock.now) });
  const { body } = await seeded.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const files = { ".qms/policy.yml": `${policy}\n${channels}` };
  await seeded.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Channels", files });
  await useBypass(seeded, L1, { until: "request.accepted", merged: false, drill });
  return Object.assign(clock, { seeded });
}

async function run({ seeded }: World) {
  const client = clientOf(seeded);
  const sent: { readonly by: string; readonly message: NoticeMessage }[] = [];
  const notifier: Notifier = {
    readiness: () => "ready",
    send: async ({ secret }, message) => {
      sent.push({ by: secret, message });
      return { outcome: "sent", status: 200, remoteId: null };
    },
  };
  const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const climbed = await escalate(portsOf(client), given);
  const told = await notify({ ...portsOf(client), tracker: issueTracker(client), notifier }, given);
  expect([...climbed.findings, ...told.findings].map(({ code }) => code)).toEqual([]);
  return { escalated: climbed.escalated, sent };
}

test("a request that nobody answers in time is told to the coordinators, once; the answer resolves it", async () => {
  const world = await startWorld();
  expect(await run(world)).toEqual({ escalated: [], sent: [] });
  world.now = "2026-03-02T16:30:00Z";
  const { escalated, sent } = await run(world);
  expect(escalated).toEqual([L1]);
  // That the ladder was climbed, and that a limit was broken.
  expect(sent.map(({ by, message }) => `${by} ${message.title}`)).toEqual([
    "CHAT A rule of the procedure was broken",
    "CHAT A request was not answered in time",
  ]);
  // Whether it is confidential is not known before it is merged.
  expect(sent[1]?.message).toMatchObject({
    title: "A request was not answered in time",
    facts: [
      ["Bypass", L1],
      ["Level", "L1"],
      ["State", "requested"],
    ],
    link: null,
    next: "Answer it: it is pull request #42.",
  });
  expect(await run(world)).toEqual({ escalated: [], sent: [] });
  const [raised] = await recorded(world.seeded, L1, "escalation.raised");
  expect(raised?.data).toMatchObject({ rule: "approval_overdue", cause: "clock_breached:L1-APPROVE" });
  await useBypass(world.seeded, L1, { until: "approved" });
  world.now = "2026-03-02T17:30:00Z";
  await run(world);
  await run(world);
  expect(await recorded(world.seeded, L1, "escalation.resolved")).toHaveLength(1);
}, 240_000);

test("that of a drill is told to the drill audience, and says so", async () => {
  const world = await startWorld(true);
  world.now = "2026-03-02T16:30:00Z";
  const { sent } = await run(world);
  expect(sent.map(({ by, message }) => [by, message.title])).toEqual([
    ["PRACTICE", "DRILL: A rule of the procedure was broken"],
    ["PRACTICE", "DRILL: A request was not answered in time"],
  ]);
}, 240_000);

test("an answer that came late between two runs leaves its violation, once, though nobody waits any more", async () => {
  const world = await startWorld();
  world.now = "2026-03-02T17:30:00Z";
  await useBypass(world.seeded, L1, { until: "approved", at: "2026-03-02T17:00:00.000Z" });
  const { escalated, sent } = await run(world);
  expect(escalated).toEqual([]);
  expect(sent.map(({ message }) => message.title)).toEqual(["A rule of the procedure was broken"]);
  expect(await run(world)).toEqual({ escalated: [], sent: [] });
  const violations = await recorded(world.seeded, L1, "violation.recorded");
  expect(violations.map(({ data }) => data)).toEqual([
    { kind: "approval_late", occurrence: "L1-APPROVE", limit_at: "2026-03-02T16:00:00.001Z" },
  ]);
}, 240_000);

test("whom a clock names besides the coordinators is told of its breach; nobody is told twice", async () => {
  const world = await startWorld();
  const { body } = await world.seeded.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const more = policy
    .replace("channels: {", "channels: { legal: { kind: slack, secret: LEGAL },")
    .replace("audiences: {", "audiences: { legal: { via: [legal] },");
  const clock = "clocks: { L1-APPROVE: { on_breach: { violation: approval_late, notify: [qms_coordinator, legal] } } }";
  const files = { ".qms/policy.yml": `${more}\n${clock}\n` };
  await world.seeded.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Tell legal", files });
  world.now = "2026-03-02T16:30:00Z";
  const { sent } = await run(world);
  const broken = sent.filter(({ message }) => message.title === "A rule of the procedure was broken");
  expect(broken.map(({ by }) => by)).toEqual(["CHAT", "LEGAL"]);
  expect(await run(world)).toEqual({ escalated: [], sent: [] });
}, 240_000);
