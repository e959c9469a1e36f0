import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { draftEvent, type EventContent } from "../../src/core/ledger/draft-event.ts";
import { notify } from "../../src/operations/notify.ts";
import type { Delivery } from "../../src/ports.ts";
import { repo } from "../sandbox/support.ts";
import { clientOf, options, portsOf, startWorld } from "./remediation-world.ts";

const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };

/** A world whose ledger has these events of PROCEDURE, and a notifier that answers as said. */
async function worldWith(events: readonly Omit<EventContent, "bypass">[], delivery: Delivery) {
  const world = await startWorld();
  const client = clientOf(world, { contents: "write", issues: "write", pull_requests: "read" });
  const base = portsOf(client);
  const provenance = {
    at: Date.parse("2026-03-02T14:00:00Z"),
    mainHead: "9".repeat(40),
    automation: { id: 41898282, login: "github-actions[bot]" },
    runUrl: "https://github.example/acme/payments/actions/runs/6",
    run: options().run.run,
  };
  const done = await base.ledger.append(
    await base.ledger.read(["PROCEDURE"], []),
    ({ repositoryId }) =>
      events.map((event) => draftEvent({ ...provenance, repositoryId }, { ...event, bypass: "PROCEDURE" })),
    ["PROCEDURE"],
  );
  expect(done.findings).toEqual([]);
  const told: string[] = [];
  const send = async (_: unknown, { title }: { readonly title: string }) => {
    told.push(title);
    return delivery;
  };
  const ports = { ...base, tracker: issueTracker(client), notifier: { readiness: () => "ready" as const, send } };
  /** From now on there is a channel, for this audience alone. */
  const reach = async (audience: string): Promise<void> => {
    const { body } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
    const policy = Buffer.from(String(body.content), "base64").toString();
    const more = `channels: { top: { kind: slack, secret: TOP } }\naudiences: { ${audience}: { via: [top] } }\n`;
    const files = { ".qms/policy.yml": `${policy}\n${more}` };
    await world.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Channels", files });
  };
  return { ports, told, reach };
}

test("an emergency is told by the part of the run that looks after the own repository, and by no other", async () => {
  const declared = { type: "incident.declared", key: "INC-2291", data: { incident_id: "INC-2291" } } as const;
  const { ports, told, reach } = await worldWith([declared], { outcome: "failed", reason: "unreachable", status: 503 });
  await reach("executive");
  const elsewhere = await notify(ports, { ...given, home: "acme/compliance" });
  expect([told, elsewhere.events]).toEqual([[], []]);
  const here = await notify(ports, given);
  expect(told).toHaveLength(1);
  expect(here.findings.map(({ code }) => code)).toContain("NOTICE_FAILED");
}, 60_000);

test("the newest report is told once to whom the policy names; without a channel nothing is recorded", async () => {
  // Caught up on in one run: the older one is on the ledger, and no news.
  const published = ["daily-2026-02-28", "daily-2026-03-01"].map((period) => ({
    type: "report.published" as const,
    key: `${period}.r1`,
    data: { period, rev: 1, as_of: "2026-03-02T00:00:00.000Z", sha256: "5".repeat(64) },
  }));
  const { ports, told, reach } = await worldWith(published, { outcome: "sent", status: 200, remoteId: null });
  const bare = await notify(ports, given);
  expect([told, bare.events]).toEqual([[], []]);
  await reach("qms_coordinator");
  const planned = await notify(ports, { ...given, dryRun: true });
  expect(planned.planned).toEqual(["daily-2026-03-01: send report_daily to qms_coordinator by top"]);
  const first = await notify(ports, given);
  expect(first.events.map(({ type, bypass }) => [type, bypass])).toEqual([["notification.sent", "PROCEDURE"]]);
  expect((await notify(ports, given)).events).toEqual([]);
  expect(told).toEqual(["Daily report 2026-03-01"]);
}, 60_000);
