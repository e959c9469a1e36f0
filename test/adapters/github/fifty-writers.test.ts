import { expect, test } from "vitest";
import { cloneHistory } from "../../../src/adapters/git/clone-history.ts";
import { apiLedger } from "../../../src/adapters/github/api-ledger.ts";
import { openClient } from "../../../src/adapters/github/client.ts";
import { systemClock } from "../../../src/adapters/system.ts";
import { draftEvent } from "../../../src/core/ledger/draft-event.ts";
import { concludeWalk } from "../../../src/core/ledger/verify-ledger.ts";
import { walkLedger } from "../../../src/operations/walk-ledger.ts";
import type { AppendPlanner } from "../../../src/ports.ts";
import { type Seeded, startSeeded } from "../../sandbox/support.ts";

const WRITERS = 50;
/** An own App: 5,000 requests an hour. With the 1,000 that GITHUB_TOKEN has for all jobs some of fifty would be refused. */
const APP = 4711;
/** Every fifth one wants what its neighbour wants too: two runs of the same event. */
const numberOf = (writer: number): number => (writer % 5 === 4 ? writer - 1 : writer);
const bypassOf = (number: number): string => `BYPASS-L1-20260302-0910${String(number).padStart(2, "0")}`;

function planner(number: number): AppendPlanner {
  return ({ repositoryId }) => {
    const url = `https://github.example/acme/payments/actions/runs/${number + 1}`;
    const provenance = {
      at: Date.UTC(2026, 2, 2, 9, 11),
      repositoryId,
      mainHead: "a".repeat(40),
      automation: { id: 41898282, login: "github-actions[bot]" },
      runUrl: url,
      run: {
        id: number + 1,
        attempt: 1,
        workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
        workflow_sha: "b".repeat(40),
      },
    };
    const data = { pull_request: number + 1, repository_id: 1, level: "L1", checks: ["docs/coverage"] };
    return [draftEvent(provenance, { type: "request.accepted", bypass: bypassOf(number), key: "accepted", data })];
  };
}

async function write(world: Seeded, writer: number): Promise<number> {
  const client = openClient({
    token: world.admin.installationToken(APP, "acme/payments", { contents: "write" }).token,
    repository: "acme/payments",
    apiUrl: world.sandbox.apiUrl,
    graphqlUrl: world.sandbox.graphqlUrl,
    userAgent: `writer-${writer}`,
  });
  const ledger = apiLedger(client, "qms-ledger", systemClock);
  const about = [bypassOf(numberOf(writer))];
  return (await ledger.append(await ledger.read(about, []), planner(numberOf(writer)), about)).appended.length;
}

test("fifty writers at once, ten of them for what another one writes too: nothing lost, nothing twice", async () => {
  const world = await startSeeded();
  world.admin.createApp({ id: APP, slug: "acme-qms" });
  const written = await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(world, writer)));
  const numbers = new Set(Array.from({ length: WRITERS }, (_, writer) => numberOf(writer)));
  expect(written.reduce((sum, count) => sum + count, 0)).toBe(numbers.size);
  const history = cloneHistory(world.admin.repositoryDir("acme/payments"));
  const tip = await history.branch("qms-ledger");
  const reading = tip === null ? null : await history.history(tip);
  if (tip === null || reading?.outcome !== "read") throw new Error("the ledger cannot be read");
  expect(reading.commits).toHaveLength(numbers.size);
  const { walk } = await walkLedger([{ tip, commits: reading.commits, segment: null }], history);
  const { verdict, findings, folds, covered } = concludeWalk(walk, []);
  expect(findings).toEqual([]);
  expect(verdict).toBe("pass");
  expect(covered.events).toBe(numbers.size);
  expect([...folds.keys()].sort()).toEqual([...numbers].map(bypassOf).sort());
}, 540_000);
