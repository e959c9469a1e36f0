import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { escalate } from "../../src/operations/escalate.ts";
import { notify } from "../../src/operations/notify.ts";
import { readEach } from "../../src/operations/read-each.ts";
import type { Seeded } from "../sandbox/support.ts";
import {
  clientOf,
  EM,
  issuesOf,
  L1,
  open,
  options,
  portsOf,
  recorded,
  startWorld,
  sync,
  syncClient,
  useBypass,
} from "./remediation-world.ts";

/** Two used bypasses with their issues, both retitled by somebody. */
async function twoTracked(variants = {}): Promise<Seeded> {
  const world = await startWorld("2026-03-12T15:00:00Z", undefined, variants);
  await useBypass(world);
  await useBypass(world, EM, { at: "2026-03-12T14:00:00.000Z" });
  expect((await open(world)).opened).toEqual([EM, L1]);
  for (const { number } of await issuesOf(world)) {
    await world.as("boss").patch(`/repos/acme/payments/issues/${number}`, { title: "Mine" });
  }
  return world;
}

const damage = (world: Seeded, files: Readonly<Record<string, string>>) =>
  world.admin.commit("acme/payments", { branch: "qms-ledger", author: "boss", message: "Break it", files });

/** Paths of the records of a bypass, by its state file. */
async function recordsOf(world: Seeded, id: string): Promise<string[]> {
  const { body } = await world.as("boss").get(`/repos/acme/payments/contents/state/2026/03/${id}.json?ref=qms-ledger`);
  const state = JSON.parse(Buffer.from(body.content, "base64").toString()) as { events: { path: string }[] };
  return state.events.map(({ path }) => path);
}

const titlesOf = async (world: Seeded) => (await issuesOf(world)).map(({ title }) => title);

test("what is damaged of one bypass is told, and the other one is looked after", async () => {
  const world = await twoTracked();
  await damage(world, {
    [`state/2026/03/${L1}.json`]: `{"bypass":"${L1}","remediation":"open","events":[{"path":"x"}]}`,
  });
  const done = await sync(world);
  expect(done.findings.map(({ code, message }) => [code, message.includes(L1)])).toEqual([
    ["REMEDIATION_FAILED", true],
  ]);
  expect(done.updated).toEqual([EM]);
  expect(await titlesOf(world)).toEqual([expect.stringContaining(EM), "Mine"]);
});

test("one damaged record makes nothing be read again, and the ladders of the others are climbed", async () => {
  const world = await twoTracked();
  const [record] = await recordsOf(world, L1);
  const client = () => clientOf(world, { contents: "write", issues: "write" });
  const sound = client();
  const whole = await readEach(portsOf(sound).ledger, [EM, L1]);
  expect(whole.findings).toEqual([]);
  await damage(world, { [record ?? ""]: "{}" });
  const hurt = client();
  const read = await readEach(portsOf(hurt).ledger, [EM, L1]);
  expect([read.ids, read.findings.map(({ code }) => code)]).toEqual([[EM], ["REMEDIATION_FAILED"]]);
  expect(new Set(read.snapshot.entries.map(({ event }) => event.bypass))).toEqual(new Set([EM]));
  // Whoever damaged it changed the branch without our trailer, so the last record is looked for: one request a level.
  expect(hurt.requests()).toBeLessThanOrEqual(sound.requests() + 5);
  expect((await escalate(portsOf(client()), options())).findings.map(({ code }) => code)).toEqual([
    "REMEDIATION_FAILED",
  ]);
  await expect(readEach(portsOf(client()).ledger, [L1])).rejects.toThrow("The ledger cannot be used");
});

test("a state file that is no JSON is told, too", async () => {
  const world = await twoTracked();
  await damage(world, { [`state/2026/03/${L1}.json`]: "{" });
  const done = await sync(world);
  expect(done.findings.map(({ code }) => code)).toEqual(["REMEDIATION_FAILED"]);
  expect(done.updated).toEqual([EM]);
});

test("an issue that GitHub does not take keeps no other from being brought up to date", async () => {
  const world = await twoTracked();
  world.admin.addFault({ kind: "status", operation: "issues/update", status: 422, times: 1 });
  const done = await sync(world);
  expect(done.findings.map(({ code }) => code)).toEqual(["REMEDIATION_FAILED"]);
  expect(done.updated).toEqual([L1]);
  expect((await sync(world)).updated).toEqual([EM]);
});

const home = "acme/payments";
const commentsOn = async (world: Seeded, issue: number) =>
  (await world.as("boss").get(`/repos/${home}/issues/${issue}/comments`)).body as { body: string }[];

// Whether an App may comment on a locked conversation is not settled.
test.each([false, true])(
  "a locked issue is told and brought up to date, commands of writers count, answers follow (Apps comment: %s)",
  async (appsCommentOnLocked) => {
    const world = await twoTracked({ appsCommentOnLocked });
    await sync(world);
    const first = (await issuesOf(world)).find(({ title }) => title.includes(L1));
    const number = first?.number ?? 0;
    const issue = `/repos/${home}/issues/${number}`;
    await world.admin.setRole(home, "reader", "read");
    world.admin.lockIssue(home, number, true);
    expect((await world.as("reader").post(`${issue}/comments`, { body: "/qms ack" })).status).toBe(403);
    for (const body of ["/qms frobnicate", "/qms ack"]) await world.as("lou").post(`${issue}/comments`, { body });
    await world.as("boss").delete(`${issue}/labels/qms:remediation`);
    const done = await sync(world);
    const refused = appsCommentOnLocked ? [] : ["REMEDIATION_FAILED"];
    expect([...new Set(done.findings.map(({ code }) => code))].sort()).toEqual([...refused, "TRACKING_ISSUE_LOCKED"]);
    for (const { message } of done.findings) expect(message).toContain(`#${number}`);
    if (!appsCommentOnLocked) expect(done.findings[0]).toMatchObject({ fix: expect.stringContaining("Unlock it") });
    expect(done.events.map(({ type }) => type)).toEqual(["escalation.acknowledged"]);
    const worn = ((await world.as("boss").get(`${issue}/labels`)).body as { name: string }[]).map(({ name }) => name);
    expect(worn).toContain("qms:remediation");
    world.admin.lockIssue(home, number, false);
    expect((await sync(world)).findings).toEqual([]);
    const said = await commentsOn(world, number);
    expect(said.filter(({ body: text }) => text.startsWith("<!-- qms-bypass:reply:"))).toHaveLength(1);
  },
  60_000,
);

test("a notice on a locked issue is recorded as failed, silences no other, and is sent once it is unlocked", async () => {
  const world = await startWorld("2026-03-12T15:00:00Z");
  const later = "BYPASS-EM-20260312-031800";
  for (const id of [EM, later]) await useBypass(world, id, { at: "2026-03-12T14:00:00.000Z" });
  expect((await open(world)).opened).toEqual([EM, later]);
  const [first, second] = await issuesOf(world);
  const locked = first?.number ?? 0;
  const send = async () => ({ outcome: "sent", status: 200, remoteId: null }) as const;
  const run = () => {
    const client = syncClient(world);
    const notifier = { readiness: () => "ready" as const, send };
    return notify(
      { ...portsOf(client), tracker: issueTracker(client), notifier },
      { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" },
    );
  };
  const notices = async (issue = 0) =>
    (await commentsOn(world, issue)).filter(({ body }) => body.startsWith("<!-- qms-bypass:notice:")).length;
  world.admin.lockIssue(home, locked, true);
  const done = await run();
  const failed = done.findings.filter(({ message }) => message.includes("unreachable"));
  expect(failed.length).toBeGreaterThan(0);
  expect([await notices(locked), (await notices(second?.number)) > 0]).toEqual([0, true]);
  world.admin.lockIssue(home, locked, false);
  const before = await notices(second?.number);
  await run();
  expect([await notices(locked), await notices(second?.number)]).toEqual([failed.length, before]);
}, 60_000);

// [what a comment is answered with, what is recorded of it]
test.each([
  [{ kind: "status", status: 403, body: { message: "Blocked by the organisation" } }, null],
  [{ kind: "status", status: 502 }, "unreachable"],
  [{ kind: "status", status: 422 }, "refused"],
  [{ kind: "status", status: 403, body: { message: "Resource not accessible by integration" } }, null],
] as const)(
  "a comment that is answered by %j silences no other notice, channels included",
  async (fault, reason) => {
    const world = await startWorld("2026-03-12T15:00:00Z");
    const later = "BYPASS-EM-20260312-031800";
    for (const id of [EM, later]) await useBypass(world, id, { at: "2026-03-12T14:00:00.000Z" });
    await open(world);
    const [, second] = await issuesOf(world);
    const { body } = await world.as("boss").get(`/repos/${home}/contents/.qms/policy.yml?ref=qms`);
    const policy = Buffer.from(String(body.content), "base64").toString();
    const more = [
      "channels: { top: { kind: slack, secret: TOP } }",
      "audiences: { stakeholders: { via: [top] } }",
      "notifications: { by_chat: { on: bypass.used, to: [stakeholders] } }",
    ].join("\n");
    const files = { ".qms/policy.yml": `${policy}\n${more}` };
    await world.admin.commit(home, { branch: "qms", author: "boss", message: "Channels", files });
    const told: string[] = [];
    const notifier = {
      readiness: () => "ready" as const,
      send: async () => {
        told.push("top");
        return { outcome: "sent", status: 200, remoteId: null } as const;
      },
    };
    const run = () => {
      const client = syncClient(world);
      return notify(
        { ...portsOf(client), tracker: issueTracker(client), notifier },
        { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" },
      );
    };
    const notices = async () =>
      (await commentsOn(world, second?.number ?? 0)).filter(({ body: text }) =>
        text.startsWith("<!-- qms-bypass:notice:"),
      ).length;
    world.admin.addFault({ ...fault, operation: "issues/create-comment" });
    const done = await run();
    expect(done.findings.length).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(0);
    expect(await notices()).toBeGreaterThan(0);
    const failed = (await recorded(world, EM, "notification.failed")).map(({ data }) => data.reason);
    expect(failed.filter((one) => one !== "no_channel")).toEqual(reason === null ? [] : [reason]);
    if (reason === null) expect(done.findings.map(({ code }) => code)).toContain("REMEDIATION_FAILED");
  },
  60_000,
);

test("a label that GitHub refuses is told, keeps no text from being updated, and is put on by a later run", async () => {
  const world = await twoTracked();
  const [first] = await issuesOf(world);
  const labels = `/repos/acme/payments/issues/${first?.number}/labels`;
  await world.as("boss").delete(`${labels}/qms:remediation`);
  world.admin.addFault({ kind: "status", operation: "issues/add-labels", status: 422, times: 1 });
  const done = await sync(world);
  expect(
    done.findings.map(({ code, message }) => [code, message.includes(`qms:remediation on #${first?.number}`)]),
  ).toEqual([["REMEDIATION_FAILED", true]]);
  expect(done.updated).toHaveLength(2);
  expect(await titlesOf(world)).not.toContain("Mine");
  const again = await sync(world);
  expect([again.findings, again.updated.length]).toEqual([[], 1]);
  expect(((await world.as("boss").get(labels)).body as { name: string }[]).map(({ name }) => name)).toContain(
    "qms:remediation",
  );
});

test("labels that somebody took off are put back, what people put on stays, and then nothing is to be done", async () => {
  const world = await twoTracked();
  await sync(world);
  const [first] = await issuesOf(world);
  const labels = `/repos/acme/payments/issues/${first?.number}/labels`;
  await world.as("boss").delete(`${labels}/qms:remediation`);
  await world.as("boss").post(labels, { labels: ["ours"] });
  expect((await sync(world)).updated).toHaveLength(1);
  const worn = ((await world.as("boss").get(labels)).body as { name: string }[]).map(({ name }) => name);
  expect(worn).toEqual(expect.arrayContaining(["qms:remediation", "ours"]));
  expect((await sync(world)).updated).toEqual([]);
});
