import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { notify } from "../../src/operations/notify.ts";
import type { Notifier } from "../../src/ports.ts";
import { repo, startSeeded } from "../sandbox/support.ts";
import { clientOf, options, portsOf, useBypass } from "./remediation-world.ts";

const channels = "channels: { chat: { kind: slack, secret: CHAT } }\naudiences: { stakeholders: { via: [chat] } }\n";
const plan = "stakeholder_notification_plan:\n  - { audience: stakeholders, when: daily }\n";

test("what a manifest promises each day goes on while the bypass is open, however long nothing happened", async () => {
  const clock = { now: "2026-03-02T15:00:00Z" };
  const world = await startSeeded({ now: () => Date.parse(clock.now) });
  const { body } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const files = { ".qms/policy.yml": `${policy}\n${channels}` };
  await world.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Channels", files });
  await useBypass(world, undefined, { edit: (text) => `${text}\n${plan}` });
  const sent: string[] = [];
  const notifier: Notifier = {
    readiness: () => "ready",
    send: async (_, { rule }) => {
      sent.push(rule);
      return { outcome: "sent", status: 200, remoteId: null };
    },
  };
  const run = async (now: string) => {
    clock.now = now;
    sent.splice(0);
    const client = clientOf(world);
    const ports = { ...portsOf(client), tracker: issueTracker(client), notifier };
    await notify(ports, { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" });
    return [...sent];
  };
  expect(await run("2026-03-03T09:00:00Z")).toContain("stakeholder_notification_plan");
  // Nobody ran anything for three weeks.
  expect(await run("2026-03-24T09:00:00Z")).toEqual(["stakeholder_notification_plan"]);
  expect(await run("2026-03-24T10:00:00Z")).toEqual([]);
}, 120_000);
