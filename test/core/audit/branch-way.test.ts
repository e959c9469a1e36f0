import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { branchWay } from "../../../src/core/audit/branch-way.ts";
import { followMainline, splitAtMainline } from "../../../src/core/audit/follow-mainline.ts";
import type { HistoryCommit } from "../../../src/core/audit/history.ts";

const commit = (oid: string, ...parents: string[]): HistoryCommit => ({ oid, parents, changes: [] });
/** The commits of the way, the first one first. */
const lineOf = (commits: readonly HistoryCommit[], heads: readonly string[]): string[] => {
  const { placeOf } = branchWay(commits, heads);
  const placed = commits.flatMap(({ oid }) => {
    const place = placeOf(oid);
    return place === undefined ? [] : [[place, oid] as const];
  });
  return placed.sort(([left], [right]) => left - right).map(([, oid]) => oid);
};

/** a - b - c - m, and side from a, as first parent of m. */
const swapped = [commit("a"), commit("b", "a"), commit("c", "b"), commit("side", "a"), commit("m", "side", "c")];

describe("the way of a branch", () => {
  test.each<[string, readonly HistoryCommit[], readonly string[], readonly string[]]>([
    ["nothing seen: first parents", swapped, [], ["a", "side", "m"]],
    ["seen where both ways lead: first parents", swapped, ["a", "m"], ["a", "side", "m"]],
    ["seen on the way of the second parent", swapped, ["b"], ["a", "b", "c", "m"]],
    ["seen on both ways: it was set back, and the first parent counts", swapped, ["b", "side"], ["a", "side", "m"]],
    ["heads that are not there say nothing", swapped, ["x"], ["a", "side", "m"]],
    [
      "an octopus, seen on the third",
      [commit("a"), commit("b", "a"), commit("c", "a"), commit("d", "a"), commit("m", "b", "c", "d")],
      ["d"],
      ["a", "d", "m"],
    ],
    [
      "one exchange behind another",
      [...swapped, commit("side2", "a"), commit("n", "side2", "m")],
      ["b"],
      ["a", "b", "c", "m", "n"],
    ],
  ])("%s", (_, commits, heads, line) => expect(lineOf(commits, heads)).toEqual(line));

  test("on the line the first parent is the commit before", () => {
    const change = { path: "x.yml", kind: "added", mode: "100644", blob: "1", previous: null, parent: "c" } as const;
    const commits = [...swapped.slice(0, 4), { ...commit("m", "side", "c"), changes: [change] }];
    const { turns } = branchWay(commits, ["b"]);
    expect(splitAtMainline(commits, turns).line.map(({ parents }) => parents)).toEqual([["c", "side"]]);
    expect(followMainline(commits, () => true, turns).steps.get("x.yml")).toHaveLength(1);
    expect(followMainline(commits, () => true).steps.size).toBe(0);
  });

  test("of a branch that only went forward it has every state that was seen, and places are what they say", () => {
    // Each commit has one to three parents among those before it; the branch moves to a commit that has its last one behind it.
    const history = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(history, (drawn) => {
        const commits: HistoryCommit[] = [commit("0")];
        const behind = new Map<string, Set<string>>([["0", new Set(["0"])]]);
        const seen = ["0"];
        for (const [index, [one, two, three, isSeen]] of drawn.entries()) {
          const oid = String(index + 1);
          const parents = [...new Set([one, two, three].map((value) => String(value % (index + 1))))];
          commits.push(commit(oid, ...parents));
          behind.set(oid, new Set([oid, ...parents.flatMap((parent) => [...(behind.get(parent) ?? [])])]));
          if (isSeen && behind.get(oid)?.has(seen.at(-1) ?? "")) seen.push(oid);
        }
        // The head has everything behind it, and whatever was left over as its first parents.
        const last = String(commits.length);
        const ends = commits
          .map(({ oid }) => oid)
          .filter((oid) => !commits.some(({ parents }) => parents.includes(oid)));
        commits.push(commit(last, ...ends));
        behind.set(last, new Set(commits.map(({ oid }) => oid)));
        const way = branchWay(commits, seen);
        const beside = (oid: string, passed: readonly string[]): string[] =>
          passed.includes(oid)
            ? []
            : [oid, ...(commits[Number(oid)]?.parents ?? []).flatMap((parent) => beside(parent, passed))];
        const line = lineOf(commits, seen);
        for (const oid of seen) expect(line).toContain(oid);
        for (const [at, oid] of line.entries()) {
          const before = line[at - 1];
          if (before !== undefined) expect(commits.find((item) => item.oid === oid)?.parents).toContain(before);
        }
        for (const { oid } of commits) {
          const has = (one: string, other: string) => behind.get(one)?.has(other) === true;
          expect(way.joinedAt(oid)).toBe(line.findIndex((one) => has(one, oid)));
          expect(way.leftAt(oid)).toBe(line.findLastIndex((one) => has(oid, one)));
          const side = [...new Set(beside(oid, line))];
          if (!line.includes(oid)) expect([...way.sideOf(oid)].sort()).toEqual(side.sort());
        }
        for (let from = 0; from < line.length; from++) {
          for (let to = from; to < line.length; to++) {
            expect(way.wasSeen(from, to)).toBe(line.slice(from, to).some((oid) => seen.includes(oid)));
            const merges = line.slice(from, to + 1).filter((oid) => (commits[Number(oid)]?.parents.length ?? 0) > 1);
            expect(way.hasMerge(from, to)).toBe(merges.length > 0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
