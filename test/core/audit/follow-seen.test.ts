import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { branchWay } from "../../../src/core/audit/branch-way.ts";
import type { HistoryCommit } from "../../../src/core/audit/history.ts";

const commit = (oid: string, ...parents: string[]): HistoryCommit => ({ oid, parents, changes: [] });

/** Turns by their definition: every question is answered by a walk of its own. */
function turnsByWalks(commits: readonly HistoryCommit[], heads: ReadonlySet<string>): [string, string][] {
  const index = new Map(commits.map(({ oid }, at) => [oid, at]));
  const behind = commits.map(() => new Set<number>());
  for (const [at, { parents }] of commits.entries()) {
    behind[at]?.add(at);
    for (const parent of parents) for (const one of behind[index.get(parent) ?? -1] ?? []) behind[at]?.add(one);
  }
  const newestOf = (oid: string): number =>
    Math.max(-1, ...[...(behind[index.get(oid) ?? -1] ?? [])].filter((at) => heads.has(commits[at]?.oid ?? "")));
  const turns: [string, string][] = [];
  for (let at = commits.length - 1; ; ) {
    const { oid, parents } = commits[at] ?? commit("");
    const reached = parents.map(newestOf);
    const [own = -1, best] = [reached[0], Math.max(-1, ...reached)];
    const isTurn = best > own && (own < 0 || behind[best]?.has(own) === true);
    const next = isTurn ? parents[reached.indexOf(best)] : parents[0];
    if (next === undefined) return turns;
    if (isTurn) turns.push([oid, next]);
    at = index.get(next) ?? -1;
  }
}

test("the way turns where walks of each question's own would have it turn", () => {
  const history = fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), fc.boolean()), {
    maxLength: 24,
  });
  let turned = 0;
  fc.assert(
    fc.property(history, (drawn) => {
      const commits: HistoryCommit[] = [commit("0")];
      const heads = new Set<string>();
      for (const [index, [parents, isSeen]] of drawn.entries()) {
        const oid = String(index + 1);
        const recent = parents.map((one) => String(Math.max(0, index - (one % 6))));
        commits.push(commit(oid, ...new Set(recent)));
        if (isSeen) heads.add(oid);
      }
      const expected = turnsByWalks(commits, heads);
      turned += expected.length;
      expect([...branchWay(commits, [...heads]).turns].sort()).toEqual(expected.sort());
    }),
    { numRuns: 3000 },
  );
  expect(turned).toBeGreaterThan(500);
});

/** Merges whose first parent is a branch from an earlier commit of the way, which was seen at every step. */
const exchanged =
  (from: (step: number) => string) =>
  (steps: number): readonly HistoryCommit[] => {
    const commits = [commit("l0")];
    for (let step = 0; step < steps; step++) {
      commits.push(
        commit(`x${step}`, from(step)),
        commit(`m${step}`, `x${step}`, `l${step}`),
        commit(`l${step + 1}`, `m${step}`),
      );
    }
    return commits;
  };
/** Merges of branches that were seen, too, and do not have the way behind them. */
const contradicting = (steps: number): readonly HistoryCommit[] => {
  const commits = [commit("l0")];
  for (let step = 0; step < steps; step++) {
    commits.push(
      commit(`lx${step}`, "l0"),
      commit(`m${step}`, `l${step}`, `lx${step}`),
      commit(`l${step + 1}`, `m${step}`),
    );
  }
  return commits;
};

describe("many merges and many heads cost a few steps for each commit", () => {
  test.each([
    ["all branched from the first commit", exchanged(() => "l0"), 399],
    ["each branched from another one", exchanged((step) => `l${step >> 1}`), 399],
    ["all contradicted by what was seen", contradicting, 1],
  ] as const)("%s", (_, make, turning) => {
    const steps = 400;
    let reads = 0;
    const commits = make(steps).map(({ oid, parents, changes }) => ({
      ...{ oid, changes },
      get parents() {
        reads++;
        return parents;
      },
    }));
    const heads = commits.flatMap(({ oid }) => (oid.startsWith("l") ? [oid] : []));
    const { turns } = branchWay(commits, heads);
    expect(turns.size).toBe(turning);
    expect(reads).toBeGreaterThan(commits.length);
    expect(reads).toBeLessThan(8 * commits.length);
  });
});
