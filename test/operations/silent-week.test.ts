import { expect, test } from "vitest";
import { issueTracker } from "../../src/adapters/github/issue-tracker.ts";
import { requestDesk } from "../../src/adapters/github/request-desk.ts";
import type { NoticeMessage } from "../../src/core/notices/compose-notice.ts";
import { escalate } from "../../src/operations/escalate.ts";
import { notify } from "../../src/operations/notify.ts";
import { openRemediation } from "../../src/operations/open-remediation.ts";
import { syncRemediation } from "../../src/operations/sync-remediation.ts";
import type { Notifier } from "../../src/ports.ts";
import { repo, type Seeded, startSeeded } from "../sandbox/support.ts";
import {
  clientOf,
  issuesOf,
  Killed,
  L1,
  options,
  portsOf,
  recorded,
  syncPermissions,
  useBypass,
} from "./remediation-world.ts";

/** The coordinators and the commander have a channel; owner and approvers are mentioned in the issue. */
const more = `channels: { chat: { kind: slack, secret: CHAT }, mail: { kind: email, secret: SMTP, from: a@example.com, to: [b@example.com] } }
audiences: { qms_coordinator: { via: [chat] }, executive: { via: [mail] } }
notifications: { violation_owner: { on: violation.recorded, to: [owner] } }
clocks: { PROG-D: { on_breach: { violation: progress_missed, notify: [qms_coordinator, executive] } } }
`;

interface World {
  readonly seeded: Seeded;
  readonly sent: { readonly by: string; readonly message: NoticeMessage }[];
  now: string;
}

/** An L1 that was merged on Monday at 14:00: each business day owes a word about its remediation. */
async function startWorld(): Promise<World> {
  const clock = { now: "2026-03-02T15:00:00Z" };
  const seeded = await startSeeded({ now: () => Date.parse(clock.now) });
  const { body } = await seeded.as("boss").get(`${repo}/contents/.qms/policy.yml?ref=qms`);
  const policy = Buffer.from(String(body.content), "base64").toString();
  const files = { ".qms/policy.yml": `${policy}\n${more}` };
  await seeded.admin.commit("acme/payments", { branch: "qms", author: "boss", message: "Channels", files });
  await useBypass(seeded);
  return Object.assign(clock, { seeded, sent: [] });
}

/** One run of the schedule. */
async function run({ seeded, sent }: World, { answers = true, dies = false } = {}): Promise<void> {
  const client = clientOf(seeded, syncPermissions);
  const notifier: Notifier = {
    readiness: () => "ready",
    send: async ({ secret }, message) => {
      sent.push({ by: secret, message });
      return answers
        ? { outcome: "sent", status: 200, remoteId: null }
        : { outcome: "failed", reason: "unreachable", status: 503 };
    },
  };
  const base = portsOf(client);
  const ledger = {
    ...base.ledger,
    append: (...parameters: Parameters<typeof base.ledger.append>) => {
      if (dies && commented > 0) throw new Killed();
      return base.ledger.append(...parameters);
    },
  };
  let commented = 0;
  const github = {
    ...base.github,
    writeComment: async (...parameters: Parameters<typeof base.github.writeComment>) => {
      const done = await base.github.writeComment(...parameters);
      commented += 1;
      return done;
    },
  };
  const ports = {
    ...{ reader: base.reader, ledger, github, notifier },
    tracker: issueTracker(client),
    desk: requestDesk(client, "qms-ledger"),
  };
  const given = { ...options(), peoplePath: ".qms/people.yml", server: "https://github.example" };
  try {
    for (const part of [openRemediation, syncRemediation, escalate, notify]) await part(ports, given);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

const daysLater = [3, 4, 5, 6, 7, 8, 9, 10].map((day) => `2026-03-${String(day).padStart(2, "0")}T08:00:00Z`);
const last = "2026-03-11T08:00:00Z";

async function violationsOf({ seeded }: World): Promise<string[]> {
  const found = await recorded(seeded, L1, "violation.recorded");
  return found.map(({ data }) => `${data.kind} ${data.occurrence ?? ""} ${data.limit_at}`).sort();
}

async function commentsOf({ seeded }: World): Promise<string[]> {
  const [issue] = await issuesOf(seeded);
  const { body } = await seeded.as("boss").get(`${repo}/issues/${issue?.number}/comments?per_page=100`);
  return (body as { body: string }[]).map((comment) => comment.body);
}

test("after a week without a run everybody hears of each kind once; what was missed is on record by its own instants", async () => {
  const daily = await startWorld();
  for (const now of daysLater) {
    daily.now = now;
    await run(daily);
  }
  daily.now = last;
  await run(daily);
  const silent = await startWorld();
  await run(silent);
  const begun = silent.sent.splice(0).length;
  expect(begun).toBe(1);
  silent.now = last;
  await run(silent);
  // The breach is the same, whoever looks when.
  const violations = await violationsOf(silent);
  expect(violations).toEqual(await violationsOf(daily));
  expect(violations.filter((line) => line.startsWith("progress_missed"))).toEqual(
    ["03", "04", "05", "06", "09", "10"].map(
      (day) => `progress_missed PROG-D:2026-03-${day} 2026-03-${day}T23:00:00.000Z`,
    ),
  );
  const kinds = silent.sent.map(({ by, message }) => `${by} ${message.rule}`);
  expect(kinds.length).toBeGreaterThan(2);
  expect(new Set(kinds).size, kinds.join(", ")).toBe(kinds.length);
  const told = silent.sent.find(({ message }) => message.rule === "PROG-D");
  expect(told?.message.title).toBe("6 rules of the procedure were broken");
  expect(told?.message.facts).toEqual(
    expect.arrayContaining([
      ["Oldest", "progress_missed (PROG-D:2026-03-03), limit 2026-03-03T23:00:00.000Z"],
      ["Latest", "progress_missed (PROG-D:2026-03-10), limit 2026-03-10T23:00:00.000Z"],
    ]),
  );
  const mentions = await commentsOf(silent);
  expect(mentions).toHaveLength(1);
  expect(mentions[0]).toContain("@req: **8 rules of the procedure were broken: ");
  expect(mentions[0]).toContain("Oldest: ");
  // All of it is settled.
  silent.sent.splice(0);
  await run(silent);
  expect(silent.sent).toEqual([]);
  expect(await commentsOf(silent)).toHaveLength(1);
}, 300_000);

test("what could not be sent is one notice at the next try, too, with what came in the meantime", async () => {
  const world = await startWorld();
  await run(world);
  world.now = "2026-03-05T08:00:00Z";
  world.sent.splice(0);
  await run(world, { answers: false });
  expect(world.sent.filter(({ message }) => message.rule === "violation")).toHaveLength(1);
  world.now = "2026-03-06T08:00:00Z";
  world.sent.splice(0);
  await run(world);
  const [one, ...others] = world.sent.filter(({ message }) => message.rule === "violation");
  expect(others).toEqual([]);
  expect(one?.message.facts).toEqual(expect.arrayContaining([["How many", "3"]]));
  world.sent.splice(0);
  await run(world);
  expect(world.sent).toEqual([]);
}, 300_000);

test("a comment that a killed run left is not repeated in the one that follows", async () => {
  const world = await startWorld();
  await run(world);
  world.now = "2026-03-05T08:00:00Z";
  await run(world, { dies: true });
  expect(await commentsOf(world)).toHaveLength(1);
  world.now = "2026-03-06T08:00:00Z";
  await run(world);
  const [first, second, ...others] = await commentsOf(world);
  // The reminder of the deadline comes on that day, and is another kind.
  expect(others.filter((text) => !text.includes("Escalation: "))).toEqual([]);
  expect(first).toContain("2 rules");
  expect(second).toContain("**A rule of the procedure was broken: progress\\_missed**");
  const own = (await recorded(world.seeded, L1, "notification.sent")).filter(
    ({ data }) => data.rule === "violation_owner",
  );
  expect(own.map(({ data }) => (data.also as string[] | undefined)?.length)).toEqual([2]);
}, 300_000);
