import { expect, test } from "vitest";
import { escalate } from "../../src/operations/escalate.ts";
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
  startWorld,
  sync,
  useBypass,
} from "./remediation-world.ts";

/** Two used bypasses with their issues, both retitled by somebody. */
async function twoTracked(): Promise<Seeded> {
  const world = await startWorld("2026-03-12T15:00:00Z");
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

test("where nobody may comment the issue is still brought up to date, and the answer follows when somebody may", async () => {
  const world = await twoTracked();
  await sync(world);
  const [first] = await issuesOf(world);
  const issue = `/repos/acme/payments/issues/${first?.number}`;
  await world.as("lou").post(`${issue}/comments`, { body: "/qms frobnicate" });
  await world.as("boss").delete(`${issue}/labels/qms:remediation`);
  const body = { message: "Unable to create comment because issue is locked." };
  world.admin.addFault({ operation: "issues/create-comment", kind: "status", status: 403, times: 99, body });
  const done = await sync(world);
  expect(done.findings.map(({ code }) => code)).toEqual(["REMEDIATION_FAILED"]);
  expect(done.findings[0]?.message).toContain(`#${first?.number}`);
  const worn = ((await world.as("boss").get(`${issue}/labels`)).body as { name: string }[]).map(({ name }) => name);
  expect(worn).toContain("qms:remediation");
  world.admin.clearFaults();
  expect((await sync(world)).findings).toEqual([]);
  const said = (await world.as("boss").get(`${issue}/comments`)).body as { body: string }[];
  expect(said.filter(({ body: text }) => text.startsWith("<!-- qms-bypass:reply:"))).toHaveLength(1);
});

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
