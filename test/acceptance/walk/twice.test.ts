import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { openChat } from "./chat.ts";
import { addToPolicy, eventsOf } from "./notice-world.ts";
import { url as evidence, fix, issueOf, type Shown, say, used } from "./sync-world.ts";
import { commentsOf, later, ledgerTypes } from "./walk-world.ts";

// The workflow's concurrency group keeps runs apart; by hand, or from two workflows, two run at once all the same.

const folder = mkdtempSync(join(tmpdir(), "qms-twice-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (walk: Walk, operation: string, chat: string) =>
  walk.step("open-remediation", {
    event: { name: "schedule", payload: {} },
    inputs: { operation, secrets: JSON.stringify({ CHAT: chat }) },
  });

/** Both at once, from the same state. */
async function both(walk: Walk, operation: string, chat: string): Promise<void> {
  const steps = await Promise.all([run(walk, operation, chat), run(walk, operation, chat)]);
  for (const step of steps) expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok" } });
}

const withChat = () =>
  used((walk) =>
    addToPolicy(
      walk,
      "channels: { chat: { kind: slack, secret: CHAT } }\naudiences: { qms_coordinator: { via: [chat] } }\n",
    ),
  );

const keysOf = (events: readonly LedgerEvent[]): string[] => events.map(({ bypass, key }) => `${bypass} ${key}`);

/** What an auditor with a fresh clone finds, apart from the duties of the fixture. */
async function problems(walk: Walk): Promise<string[]> {
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const workspace = mkdtempSync(join(folder, "clone-"));
  execFileSync("git", ["clone", "--quiet", `file://${bare}`, workspace], { stdio: "ignore" });
  const inputs = { operation: "verify", "as-of": new Date(await walk.now()).toISOString() };
  const { annotations } = await walk.step("audit-report", { inputs, workspace });
  return annotations.map(({ title }) => title ?? "").filter((code) => !code.startsWith("MISSING_"));
}

test.each(["sync", "escalate", "notify", "all"])(
  "two runs of %s at once, three weeks late: each violation, rung and notice is on record once",
  async (operation) => {
    const { walk, issue, id } = await withChat();
    const { url, messages } = await openChat();
    await run(walk, "all", url);
    await later(walk, 21 * 86_400);
    const before = messages.length;
    await both(walk, operation, url);
    // What the two left is whole: the next run finds nothing else to do twice.
    await run(walk, "all", url);
    await run(walk, "all", url);
    for (const type of ["violation.recorded", "escalation.raised", "notification.sent", "remediation.progress"]) {
      const keys = keysOf(await eventsOf(walk, type));
      expect(new Set(keys).size, `${type}: ${keys.join(", ")}`).toBe(keys.length);
    }
    expect(await ledgerTypes(walk)).toContain("escalation.raised");
    expect(messages.length).toBeGreaterThan(before);
    const issues = (await walk.as("dev", "GET", "issues?state=all")) as Shown[];
    expect(issues.filter(({ title, pull_request }) => pull_request === undefined && title.includes(id))).toHaveLength(
      1,
    );
    // GitHub has no comparing write for comments: two of one notice may come of two runs, and never a third from a later one.
    const marks = (await commentsOf(walk, issue)).flatMap(({ body }) => /^<!-- [^>]* -->/.exec(body)?.[0] ?? []);
    for (const mark of new Set(marks)) expect(marks.filter((one) => one === mark).length, mark).toBeLessThanOrEqual(2);
    expect(await problems(walk)).toEqual([]);
  },
  900_000,
);

test("two runs read the same commands at once: each answer counts once, and the issue closes once", async () => {
  const { walk, issue } = await withChat();
  const { url } = await openChat();
  await fix(walk);
  await run(walk, "sync", url);
  await say(walk, "req", issue, "/qms lesson Move a check together with what it reads.");
  for (const key of ["5_day_review", "criterion_1", "criterion_2"])
    await say(walk, "lou", issue, `/qms done ${key} ${evidence}`);
  await say(walk, "lea", issue, "/qms verify");
  await both(walk, "sync", url);
  await run(walk, "sync", url);
  await run(walk, "sync", url);
  const types = await ledgerTypes(walk);
  expect(types.filter((type) => type === "obligation.done")).toHaveLength(3);
  for (const type of ["lesson.recorded", "remediation.completed", "remediation.verified"])
    expect(
      types.filter((one) => one === type),
      type,
    ).toHaveLength(1);
  expect((await issueOf(walk, issue)).state).toBe("closed");
  expect(await problems(walk)).toEqual([]);
});
