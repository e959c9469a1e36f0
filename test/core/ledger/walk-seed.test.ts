import { describe, expect, test } from "vitest";
import { checkCommit } from "../../../src/core/ledger/verify-commit.ts";
import { concludeWalk, type LedgerVerification } from "../../../src/core/ledger/verify-ledger.ts";
import { type Anchor, type LedgerCommit, startWalk, type Walk } from "../../../src/core/ledger/verify-walk.ts";
import { seedAfter } from "../../../src/core/ledger/walk-seed.ts";
import { chainCases } from "./chain-cases.ts";
import { appendTo, eventOf, type MemoryLedger, REPOSITORY } from "./fixture.ts";
import { recordCases } from "./record-cases.ts";
import { published, reportCases } from "./report-cases.ts";
import { active, good, verify } from "./tampered.ts";

function walkOver(commits: readonly LedgerCommit[], walk: Walk = startWalk(REPOSITORY)): Walk {
  for (const commit of commits) checkCommit(walk, commit);
  return walk;
}

/** Walks from the seed of the first `cut` commits; null: there is none to go on from. */
function walkBehind(commits: readonly LedgerCommit[], cut: number): Walk | null {
  const before = walkOver(commits.slice(0, cut));
  const seed = seedAfter(before);
  if (seed === null || concludeWalk(walkOver(commits.slice(0, cut)), []).verdict !== "pass") return null;
  const walk = startWalk(REPOSITORY, seed);
  for (const [bypass, fold] of before.folds) walk.folds.set(bypass, fold);
  for (const [path, digest] of before.projections) walk.projections.set(path, digest);
  for (const [id, seq] of before.ids) walk.ids.set(id, seq);
  return walkOver(commits.slice(cut), walk);
}

const codesOf = ({ findings }: LedgerVerification): string[] => [...new Set(findings.map(({ code }) => code))].sort();

const ordinary: readonly (readonly [string, MemoryLedger])[] = [
  ["a whole life", good],
  ["a bypass in force", active],
  ["a published report", published],
  ["what follows a report", appendTo(published, [eventOf("trust.changed", 70, { bypass: "PROCEDURE" })])],
];

test.each(ordinary)("a walk that is cut anywhere ends where the whole one ends: %s", (_, { commits }) => {
  const whole = walkOver(commits);
  let walked = 0;
  for (let cut = 1; cut <= commits.length; cut++) {
    const walk = walkBehind(commits, cut);
    if (walk === null) throw new Error(`nothing to go on from after ${cut} commits`);
    expect(seedAfter(walk)).toEqual(seedAfter(whole));
    const result = concludeWalk(walk, []);
    expect(result).toMatchObject({ verdict: "pass", findings: [], beyond: [] });
    expect(result.covered).toMatchObject({ commits: commits.length - cut, head: whole.head });
    walked++;
  }
  expect(walked).toBe(commits.length);
});

/** Cuts of damaged ledgers that were good until then: what the whole walk finds, the cut one finds, or says that it cannot tell. */
describe("damage behind the seed is found as by a whole walk", () => {
  const cases = [...chainCases, ...recordCases, ...reportCases];
  test.each(cases)("$name", ({ commits, anchors = [] }) => {
    const whole = verify(commits, anchors);
    for (let cut = 1; cut < commits.length; cut++) {
      const walk = walkBehind(commits, cut);
      if (walk === null) continue;
      const result = concludeWalk(walk, anchors as readonly Anchor[]);
      if (result.beyond.length === 0) expect(codesOf(result), `cut after ${cut}`).toEqual(codesOf(whole));
      else expect(result.notChecked).toEqual(expect.arrayContaining([...result.beyond]));
    }
  });
});

test("no seed is made of records of which one could not be read or is missing", () => {
  const [first, , ...others] = good.commits;
  if (first === undefined) throw new Error("the fixture has no commit");
  expect(seedAfter(walkOver([first, ...others]))).toBeNull();
  expect(seedAfter(startWalk(REPOSITORY))).toBeNull();
});
