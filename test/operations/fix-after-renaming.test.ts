import { expect, test } from "vitest";
import { openClient } from "../../src/adapters/github/client.ts";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import { syncRemediation } from "../../src/operations/sync-remediation.ts";
import {
  open,
  options,
  portsOf,
  startWorld,
  sync,
  syncClient,
  syncPermissions,
  useBypass,
} from "./remediation-world.ts";

test("a fix that names the issue by its number stays the fix when the repository is renamed", async () => {
  const world = await startWorld();
  await useBypass(world);
  await open(world);
  const boss = world.as("boss");
  const [issue] = (await boss.get("/repos/acme/payments/issues?labels=qms:remediation&state=all")).body as {
    number: number;
  }[];
  await world.admin.commit("acme/payments", {
    ...{ branch: "mend", from: "main", author: "boss", message: "Mend", files: { "a.md": "x\n" } },
  });
  const asked = { title: "Mend", head: "mend", base: "main", body: `Fixes #${issue?.number}` };
  const { number } = (await boss.post("/repos/acme/payments/pulls", asked)).body as { number: number };
  expect((await sync(world)).events.map(({ type }) => type)).toContain("remediation.progress");
  const seen = async () =>
    (await portsOf(syncClient(world)).github.recentPulls(0)).find((one) => one.number === number);
  expect(await seen()).toMatchObject({ editedAt: null, updatedAt: expect.any(Number) });
  await boss.patch(`/repos/acme/payments/pulls/${number}`, { body: `It fixes #${issue?.number}` });
  expect(await seen()).toMatchObject({ editedAt: expect.any(Number) });
  world.admin.renameRepository("acme/payments", "pay");
  const { token } = world.admin.installationToken(15368, ["acme/pay"], syncPermissions);
  const { apiUrl, graphqlUrl } = world.sandbox;
  const client = openClient({ token, repository: "acme/pay", apiUrl, graphqlUrl, userAgent: "test" });
  const ports = { ...portsOf(client), tracker: issueTracker(client), desk: requestDesk(client, "qms-ledger") };
  const server = "https://github.example";
  const after = await syncRemediation(ports, { ...options(), peoplePath: ".qms/people.yml", server });
  expect([after.events, after.findings]).toEqual([[], []]);
  const { body } = (await boss.get(`/repos/acme/pay/issues/${issue?.number}`)).body as { body: string };
  expect(body).toContain(`- #${number} · open`);
}, 60_000);
