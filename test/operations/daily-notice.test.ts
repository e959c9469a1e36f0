import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { notify } from "../../src/operations/notify.ts";
import type { Notifier } from "../../src/ports.ts";
import { repo, startSeeded } from "../sandbox/support.ts";
import { clientOf, L1, options, portsOf, recorded, useBypass } from "./remediation-world.ts";

const channels = "channels: { chat: { kind: slack, secret: CHAT } }\naudiences: { stakeholders: { via: [chat] } }\n";
const plan = "stakeholder_notification_plan:\n  - { audience: stakeholders, when: daily }\n";

test("what a manifest promises each day goes on while the bypass is open, however long nothing happened", async () => {
  const clock = { now: "2026-03-02T15:00:00Z" };
  const world = await startSeeded({ now: () => Date.parse(clock.now) });
  const { body } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const change = (more: string) =>
    world.admin.commit("acme/payments", {
      ...{ branch: "qms", author: "boss", message: "Channels", files: { ".qms/policy.yml": `${policy}\n${more}` } },
    });
  await change(channels);
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
  // An audience that gets a channel a month later has missed nothing of before.
  await change(
    channels
      .replace("chat: {", "more: { kind: slack, secret: MORE }, chat: {")
      .replace("audiences: {", "audiences: { qms_coordinator: { via: [more] },"),
  );
  for (const day of ["2026-04-23", "2026-04-24"]) {
    expect(await run(`${day}T09:00:00Z`)).toEqual(["stakeholder_notification_plan"]);
  }
  const failed = await recorded(world, L1, "notification.failed");
  expect(failed.map(({ at, data }) => `${at.slice(0, 10)} ${String(data.reason)}`)).toEqual(["2026-03-03 no_channel"]);
}, 120_000);
