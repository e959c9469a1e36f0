import { expect, test } from "vitest";
import type { Client } from "../../src/adapters/github/client.ts";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import { escalate } from "../../src/operations/escalate.ts";
import { notify } from "../../src/operations/notify.ts";
import { openRemediation } from "../../src/operations/open-remediation.ts";
import { syncRemediation } from "../../src/operations/sync-remediation.ts";
import type { Notifier } from "../../src/ports.ts";
import { countKillPoints } from "../count-kill-points.ts";
import { closeWorlds, repo, type Seeded, startSeeded } from "../sandbox/support.ts";
import { clientOf, issuesOf, Killed, options, portsOf, syncPermissions, useBypass } from "./remediation-world.ts";

const ids = ["BYPASS-L1-20260302-090000", "BYPASS-L1-20260302-100000", "BYPASS-L1-20260302-110000"];
const channels = `channels: { chat: { kind: slack, secret: CHAT } }
audiences: { qms_coordinator: { via: [chat] } }
`;

interface World {
  readonly seeded: Seeded;
  /** Keys of what the chat got, in order. */
  readonly told: string[];
  now: string;
}

/** Bypasses of the same check, used and not yet looked after. */
async function startWorld(count: number): Promise<World> {
  const clock = { now: "2026-03-02T15:00:00Z" };
  const seeded = await startSeeded({ now: () => Date.parse(clock.now) });
  const commit = { branch: "qms", author: "boss", message: "Channels" };
  const { body } = await seeded.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  await seeded.admin.commit("acme/payments", { ...commit, files: { ".qms/policy.yml": `${policy}\n${channels}` } });
  for (const [index, id] of ids.slice(0, count).entries())
    await useBypass(seeded, id, { at: `2026-03-02T14:0${index}:00.000Z` });
  return Object.assign(clock, { seeded, told: [] });
}

/** One run of the action, killed after the n-th thing that it does outside: a request that was answered, or a notice that was sent. */
async function run(world: World, parts: readonly string[], killAfter = Number.POSITIVE_INFINITY) {
  const acts: string[] = [];
  async function act<Value>(name: string, effect: () => Promise<Value>): Promise<Value> {
    if (acts.length >= killAfter) throw new Killed();
    acts.push(name);
    const value = await effect();
    if (acts.length >= killAfter) throw new Killed();
    return value;
  }
  const plain = clientOf(world.seeded, syncPermissions);
  const client: Client = {
    ...plain,
    rest: (route, parameters) => act(route, () => plain.rest(route, parameters)),
    graphql: (query, variables) =>
      act(/createCommitOnBranch|mutation/.test(query) ? "write" : "read", () => plain.graphql(query, variables)),
  };
  const notifier: Notifier = {
    readiness: () => "ready",
    send: (_, { key }) =>
      act(`notice ${key}`, async () => {
        world.told.push(key);
        return { outcome: "sent", status: 200, remoteId: null };
      }),
  };
  const ports = {
    ...portsOf(client),
    tracker: issueTracker(client),
    notifier,
    desk: requestDesk(client, "qms-ledger"),
  };
  const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  const findings: string[] = [];
  const operations: Readonly<Record<string, () => Promise<{ findings: readonly { code: string }[] }>>> = {
    open: () => openRemediation(ports, given),
    sync: () => syncRemediation(ports, given),
    escalate: () => escalate(ports, given),
    notify: () => notify(ports, given),
  };
  for (const part of parts) {
    await operations[part]?.().then(
      (done) => findings.push(...done.findings.map(({ code }) => code)),
      (error: unknown) => {
        if (acts.length < killAfter) throw error;
      },
    );
    // What one part catches of its own death does not keep the process alive.
    if (acts.length >= killAfter) return { acts, findings, killed: true };
  }
  return { acts, findings, killed: false };
}

/** Everything that anybody can see, without what differs between two worlds. */
async function traces({ seeded }: World): Promise<unknown> {
  const tree = await seeded.as("boss").get(`${repo}/git/trees/qms-ledger?recursive=1`);
  const records = (tree.body.tree as { path: string }[]).flatMap(
    ({ path }) => /\d{8}-([a-z_.]+-[0-9a-f]{12})\.json$/.exec(path)?.[1] ?? [],
  );
  const issues = [];
  for (const { number, title, state, labels, assignees } of await issuesOf(seeded)) {
    const { body } = await seeded.as("boss").get(`${repo}/issues/${number}/comments?per_page=100`);
    const said = (body as { body: string }[]).map((comment) => comment.body).sort();
    issues.push({
      title,
      state,
      labels: labels.map(({ name }) => name).sort(),
      assignees: assignees.map(({ login }) => login),
      said,
    });
  }
  // Which of two bypasses comes first is decided by what was read; each effect is there once.
  return { records: records.sort(), issues: issues.sort((one, other) => (one.title < other.title ? -1 : 1)) };
}

async function explore(count: number, prepare: (world: World) => Promise<void>, parts: readonly string[]) {
  const quiet = await startWorld(count);
  await prepare(quiet);
  const begun = quiet.told.length;
  const { acts, findings } = await run(quiet, parts);
  expect(findings).toEqual([]);
  const wanted = await traces(quiet);
  const told = quiet.told.slice(begun).sort();
  expect(new Set(told).size).toBe(told.length);
  const idle = await run(quiet, parts);
  expect(await traces(quiet)).toEqual(wanted);
  expect(idle.acts.filter((act) => act.startsWith("notice") || act === "write")).toEqual([]);
  await closeWorlds();
  const repeated: string[] = [];
  // Reads leave nothing behind: a kill after one is the same as a kill after the effect before it.
  const effects = acts.flatMap((act, index) => (act === "read" || act.startsWith("GET") ? [] : [index + 1]));
  for (const at of [1, ...effects]) {
    const world = await startWorld(count);
    await prepare(world);
    const place = `${at} of ${acts.length}: ${acts[at - 1]}`;
    expect((await run(world, parts, at)).killed, place).toBe(true);
    expect((await run(world, parts)).findings, place).toEqual([]);
    expect(await traces(world), place).toEqual(wanted);
    const got = world.told.slice(begun).sort();
    expect([...new Set(got)], place).toEqual(told);
    const twice = got.filter((key, index) => key === got[index - 1]);
    // The one case that nobody can rule out: it was sent, and the process died before that was on record.
    expect(twice.length, place).toBeLessThanOrEqual(1);
    if (acts[at - 1]?.startsWith("notice")) expect(twice, place).toEqual([acts[at - 1]?.slice("notice ".length)]);
    repeated.push(...twice);
    await closeWorlds();
  }
  countKillPoints(`open-remediation: ${parts.join(", ")}`, 1 + effects.length);
  return { acts, told, repeated };
}

test("killed after any request, record or notice of `all` and run again, it ends as an undisturbed run", async () => {
  const { acts, told, repeated } = await explore(3, async () => {}, ["open", "sync", "escalate", "notify"]);
  expect(acts.length).toBeGreaterThan(15);
  // Used: each once; the third of the same check is a pattern.
  expect(told.map((key) => key.split(":")[0])).toEqual([
    "coordinator_used",
    "coordinator_used",
    "coordinator_used",
    "repeated_pattern",
  ]);
  expect(new Set(repeated)).toEqual(new Set(told));
}, 1_800_000);

test("the same holds for `escalate` when a deadline is missed", async () => {
  const late = async (world: World) => {
    await run(world, ["open", "sync", "escalate", "notify"]);
    world.now = "2026-03-18T08:00:00Z";
  };
  const { told, repeated } = await explore(1, late, ["escalate", "notify"]);
  // The third rung and below are mentions and left out; violations go to the coordinators' chat, several in one.
  expect(told.map((key) => key.split(":")[0])).toEqual(["violation"]);
  expect(new Set(repeated)).toEqual(new Set(told));
}, 1_800_000);

test("a third use of one check proposes an improvement, on record once", async () => {
  const world = await startWorld(3);
  await run(world, ["open", "sync", "escalate", "notify"]);
  await run(world, ["open", "sync", "escalate", "notify"]);
  const { records } = (await traces(world)) as { records: readonly string[] };
  expect(records.filter((name) => name.startsWith("improvement.proposed-"))).toHaveLength(1);
  expect(records.filter((name) => name.startsWith("escalation.raised-"))).toHaveLength(1);
}, 120_000);
