import { segmentPath, segmentText } from "../../src/core/ledger/read-segment.ts";
import { ordinaryWorld, type World } from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// The tags below qms-anchor/ are what the repository itself saw of its ledger, day by day.

const heads = (world: World): readonly string[] => world.git("rev-list", "--reverse", "qms-ledger").trim().split("\n");

const tag = (world: World, day: string, target: string, ...more: readonly string[]): void => {
  world.git("tag", ...more, `qms-anchor/${day}`, target);
};

/** A tag for each of the last three commits of the ledger; the middle one is an object of its own. */
function tagged(): World {
  const world = ordinaryWorld();
  const [first = "", second = "", third = ""] = heads(world).slice(-3);
  tag(world, "2026-03-02", first);
  tag(world, "2026-03-03", second, "--annotate", "--message", "seen");
  tag(world, "2026-03-04", third);
  return world;
}

export const tagLife: readonly Ordinary[] = [
  { name: "a tag for each day, one of them annotated", make: tagged },
  {
    name: "tags of other names that lead elsewhere",
    make: () => {
      const world = tagged();
      world.git("tag", "v1.0.0", "main");
      world.git("tag", "qms-anchored/2026-03-02", "main");
      return world;
    },
  },
];

const all = (world: World, folder = "qms-ledger"): string => world.git("rev-parse", folder).trim();

/** The ledger without its end, which lies on a branch that says that it goes on from the ledger. */
const putAside = (world: World, parents: readonly string[], commit: string): void => {
  const end = { commit, seq: 1, event_sha256: "1".repeat(64), link_sha256: "1".repeat(64) };
  const segment = { continues: { branch: "qms-ledger", ...end }, bundle_sha256: "0".repeat(64) };
  const files = { [segmentPath]: segmentText({ schema: "qms.segment/v1", ...segment }) };
  importCommits(world.folder, [
    { name: "S", branch: "qms-ledger-2027", files },
    { name: "X", branch: "qms-ledger-2027", parents, files },
  ]);
  world.git("update-ref", "refs/heads/qms-ledger", "qms-ledger~1");
};

export const tagScenarios: readonly Scenario[] = [
  {
    name: "the end of the ledger cut off, and a tag that saw it",
    make: tagged,
    damage: (world) => world.git("update-ref", "refs/heads/qms-ledger", "qms-ledger~1"),
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
    path: null,
    commits: (world) => [all(world, "qms-anchor/2026-03-04^{commit}")],
  },
  {
    name: "the last commits of the ledger made anew, with the same files: one finding for all tags that saw the old ones",
    make: tagged,
    damage: (world) => {
      const [before = "", ...old] = heads(world).slice(-3);
      const made = old.reduce(
        (parent, commit) => world.git("commit-tree", "-p", parent, "-m", "again", `${commit}^{tree}`).trim(),
        before,
      );
      world.git("update-ref", "refs/heads/qms-ledger", made);
    },
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
    path: null,
    commits: (world) => ["2026-03-03", "2026-03-04"].map((day) => all(world, `qms-anchor/${day}^{commit}`)),
  },
  {
    name: "a tag moved to a commit that is none of the ledger's",
    make: tagged,
    damage: (world) => tag(world, "2026-03-03", "main", "--force"),
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
    path: null,
    commits: (world) => [all(world, "main")],
  },
  {
    name: "a tag moved to something that is no commit",
    make: tagged,
    damage: (world) => tag(world, "2026-03-03", "main^{tree}", "--force"),
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
    path: null,
    commits: (world) => [all(world, "main^{tree}")],
  },
  ...[
    { name: "from its own end", parents: (end: string) => [end], named: "qms-ledger", more: [] },
    // Whoever might be its next branch is told, too.
    ...["S first", "S last"].map((order) => ({
      name: `from there, ${order} in a merge`,
      parents: (end: string) => (order === "S first" ? ["S", end] : [end, "S"]),
      named: "qms-ledger~1",
      more: ["LEDGER_CONTINUED"],
    })),
    { name: "from there", parents: (end: string) => [end], named: "qms-ledger~1", more: ["LEDGER_CONTINUED"] },
  ].map(
    ({ name, parents, named, more }): Scenario => ({
      name: `the end cut off, on a branch that says it goes on ${name}`,
      make: tagged,
      damage: (world) => putAside(world, parents(all(world)), all(world, named)),
      verdict: "fail",
      codes: ["LEDGER_REWRITTEN", ...more],
      path: null,
      commits: (world) => [all(world, "qms-anchor/2026-03-04^{commit}")],
    }),
  ),
];
