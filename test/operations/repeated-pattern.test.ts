import { describe, expect, test } from "vitest";
import { openGitHub } from "../../src/adapters/github/open-github.ts";
import { decideRequest, requestOptions } from "../../src/operations/decide-request.ts";
import { repo, type Seeded } from "../sandbox/support.ts";
import { example, pathOf } from "../support/fixture.ts";
import { clientOf, L1, startWorld, useBypass } from "./remediation-world.ts";

const settings = {
  registryBranch: "qms",
  version: "1.0.0",
  policyPath: ".qms/policy.yml",
  peoplePath: ".qms/people.yml",
};
const path = pathOf(L1);

/** Opens the pull request of the L1 manifest about docs/coverage. */
async function ask(world: Seeded, edit = (text: string): string => text): Promise<number> {
  await world.admin.commit("acme/payments", {
    branch: "request",
    from: "qms",
    author: "req",
    message: `Ask for ${L1}`,
    files: { [path]: edit(example(`manifest/valid/${L1}.yml`)) },
  });
  const { body } = await world.as("req").post(`${repo}/pulls`, { title: "Bypass", head: "request", base: "qms" });
  return body.number;
}

async function decideOne(world: Seeded, number: number, phase: "request" | "act" = "request") {
  const client = clientOf(world, {
    contents: "read",
    pull_requests: "read",
    checks: "read",
    statuses: "read",
    issues: "read",
    metadata: "read",
  });
  const reading = await openGitHub(client, "qms-ledger").readRequest(number, requestOptions(phase, settings));
  const { decision } = decideRequest(reading, settings);
  const found = decision.findings.filter(({ code }) => /PATTERN/.test(code));
  return {
    said: found.map(({ code, message }) => `${code} ${message}`),
    verdict: decision.verdict,
    asked: client.requests(),
  };
}

const before = ["BYPASS-L1-20260105-090000", "BYPASS-L1-20260220-090000"] as const;

/** Uses the first so many of them, each on its day. */
async function useBefore(world: Seeded, ids: readonly string[] = before, more = {}): Promise<void> {
  for (const id of ids) {
    const [, year, month, day] = /-(\d{4})(\d\d)(\d\d)-/.exec(id) ?? [];
    await useBypass(world, id, { at: `${year}-${month}-${day}T10:00:00.000Z`, ...more });
  }
}

describe("the request for a check that was set aside before", () => {
  test("the third within ninety days is warned, by the ids of the others, at no further request", async () => {
    const world = await startWorld();
    const number = await ask(world);
    const alone = await decideOne(world, number);
    expect(alone.said).toEqual([]);
    await useBefore(world, before.slice(0, 1));
    expect((await decideOne(world, number)).said).toEqual([]);
    await useBefore(world, before.slice(1));
    const third = await decideOne(world, number);
    expect(third.said).toEqual([
      `REPEATED_PATTERN "docs/coverage" was set aside 2 times within 90 d before this: ${before.join(", ")}.`,
    ]);
    expect([third.verdict, third.asked]).toEqual([alone.verdict, alone.asked]);
    // Whoever acts on it later reads nothing of this.
    expect((await decideOne(world, number, "act")).said).toEqual([]);
  });

  test("drills, what was not used and what is long ago count for nothing", async () => {
    const world = await startWorld();
    const number = await ask(world);
    await useBefore(world, before.slice(0, 1));
    await useBefore(world, ["BYPASS-L1-20260221-090000"], { drill: true });
    await useBefore(world, ["BYPASS-L1-20260222-090000"], { until: "activated" });
    await useBefore(world, ["BYPASS-L1-20251202-090000"]);
    expect((await decideOne(world, number)).said).toEqual([]);
    // Asked for in October, used in January: what counts is the use.
    await useBypass(world, "BYPASS-L1-20251030-090000", { at: "2026-01-02T10:00:00.000Z" });
    expect((await decideOne(world, number)).said).toHaveLength(1);
  });

  test("what is damaged is said, and the decision is as before", async () => {
    const world = await startWorld();
    const number = await ask(world);
    const { verdict } = await decideOne(world, number);
    await useBefore(world);
    await world.admin.commit("acme/payments", {
      branch: "qms-ledger",
      author: "boss",
      message: "Break it",
      files: { [`state/2026/02/${before[1]}.json`]: "{" },
    });
    const done = await decideOne(world, number);
    expect(done.said).toEqual([
      "PATTERN_NOT_CHECKED Whether the same check was set aside again and again was not looked at: a state file of the ledger is not what this program writes.",
    ]);
    expect(done.verdict).toBe(verdict);
  });

  test("more than three hundred are not read, which is said", async () => {
    const world = await startWorld();
    const number = await ask(world);
    await useBefore(world);
    const files = Array.from({ length: 299 }, (_, index) => [`state/2026/02/x${index}.json`, "{}\n"] as const);
    await world.admin.commit("acme/payments", {
      branch: "qms-ledger",
      author: "boss",
      message: "Many",
      files: Object.fromEntries(files),
    });
    expect((await decideOne(world, number)).said).toEqual([
      expect.stringContaining("301 bypasses were asked for in these months, more than the 300 that are read here"),
    ]);
  });

  test.each([502, 504])(
    "where GitHub does not answer so much (%d) it is asked for less, and that is said",
    async (status) => {
      const world = await startWorld();
      const number = await ask(world);
      await useBefore(world);
      // The client tries four times; then comes the question without them.
      world.admin.addFault({ operation: "graphql/Target", kind: "status", status, times: 4 });
      const done = await decideOne(world, number);
      expect(done.said).toEqual([expect.stringContaining("GitHub did not answer so much at once")]);
    },
    60_000,
  );
});
