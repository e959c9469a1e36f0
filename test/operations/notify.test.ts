import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { draftEvent } from "../../src/core/ledger/draft-event.ts";
import { notify } from "../../src/operations/notify.ts";
import { repo } from "../sandbox/support.ts";
import { clientOf, options, portsOf, startWorld } from "./remediation-world.ts";

test("an emergency is told by the part of the run that looks after the own repository, and by no other", async () => {
  const world = await startWorld();
  const { body } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const more = "channels: { top: { kind: slack, secret: TOP } }\naudiences: { executive: { via: [top] } }\n";
  const files = { ".qms/policy.yml": `${policy}\n${more}` };
  await world.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Channels", files });
  const client = clientOf(world, { contents: "write", issues: "write", pull_requests: "read" });
  const base = portsOf(client);
  const { run } = options().run;
  const provenance = {
    at: Date.parse("2026-03-02T14:00:00Z"),
    mainHead: "9".repeat(40),
    automation: { id: 41898282, login: "github-actions[bot]" },
    runUrl: "https://github.example/acme/payments/actions/runs/6",
    run,
  };
  const done = await base.ledger.append(
    await base.ledger.read(["PROCEDURE"], []),
    ({ repositoryId }) => [
      draftEvent(
        { ...provenance, repositoryId },
        { type: "incident.declared", bypass: "PROCEDURE", key: "INC-2291", data: { incident_id: "INC-2291" } },
      ),
    ],
    ["PROCEDURE"],
  );
  expect(done.findings).toEqual([]);
  const asked: string[] = [];
  const ports = {
    ...base,
    tracker: issueTracker(client),
    notifier: {
      readiness: () => "ready" as const,
      send: async (_: unknown, { key }: { readonly key: string }) => {
        asked.push(key);
        return { outcome: "failed" as const, reason: "unreachable" as const, status: 503 };
      },
    },
  };
  const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const elsewhere = await notify(ports, { ...given, home: "acme/compliance" });
  expect([asked, elsewhere.events]).toEqual([[], []]);
  const here = await notify(ports, given);
  expect(asked).toHaveLength(1);
  expect(here.findings.map(({ code }) => code)).toContain("NOTICE_FAILED");
}, 60_000);

test("a published report is told once to whom the policy names, for a day; without a channel nothing is recorded", async () => {
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
  // Caught up on in one run: the older one is on the ledger, and no news.
  const periods = ["daily-2026-02-28", "daily-2026-03-01"];
  const data = { rev: 1, as_of: "2026-03-02T00:00:00.000Z", sha256: "5".repeat(64) };
  const done = await base.ledger.append(
    await base.ledger.read(["PROCEDURE"], []),
    ({ repositoryId }) =>
      periods.map((period) =>
        draftEvent(
          { ...provenance, repositoryId },
          { type: "report.published", bypass: "PROCEDURE", key: `${period}.r1`, data: { period, ...data } },
        ),
      ),
    ["PROCEDURE"],
  );
  expect(done.findings).toEqual([]);
  const sent: string[] = [];
  const ports = {
    ...base,
    tracker: issueTracker(client),
    notifier: {
      readiness: () => "ready" as const,
      send: async (_: unknown, { title }: { readonly title: string }) => {
        sent.push(title);
        return { outcome: "sent" as const, status: 200, remoteId: null };
      },
    },
  };
  const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const bare = await notify(ports, given);
  expect([sent, bare.events]).toEqual([[], []]);
  const { body } = await world.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const more = "channels: { top: { kind: slack, secret: TOP } }\naudiences: { qms_coordinator: { via: [top] } }\n";
  const files = { ".qms/policy.yml": `${policy}\n${more}` };
  await world.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Channels", files });
  const planned = await notify(ports, { ...given, dryRun: true });
  expect(planned.planned).toEqual(["daily-2026-03-01: send report_daily to qms_coordinator by top"]);
  const first = await notify(ports, given);
  expect(first.events.map(({ type, bypass }) => [type, bypass])).toEqual([["notification.sent", "PROCEDURE"]]);
  expect((await notify(ports, given)).events).toEqual([]);
  expect(sent).toEqual(["Report daily-2026-03-01"]);
}, 60_000);
