import {
  BYPASS_A,
  BYPASS_B,
  LEDGER_README,
  manifestPath,
  manifestText,
  ordinaryWorld,
  type World,
} from "./audit-world.ts";
import { blobOn, commitFiles, commitTree, forged, type TreeEntry, writeTree } from "./forge-ledger.ts";
import type { ForgedScenario } from "./forged-scenarios.ts";

// Trees that no tool of git would make. Which content such a name has depends on who reads.

const DAY = "ledger/2026/03/02";
const STATES = "state/2026/03";
const MANIFESTS = ".qms/bypasses/2026/03";
const evil = "{}\n";

type Change = (entries: readonly TreeEntry[], world: World) => readonly TreeEntry[];

/** Beside each entry that is meant another one of its name; `first` is the one that a reader finds first. */
const doubled =
  (meant: RegExp, text: string, first: "evil" | "good" | "same" = "evil"): Change =>
  (entries, world) =>
    entries.flatMap((entry) => {
      if (!meant.test(entry.name)) return [entry];
      const other = first === "same" ? entry : { ...entry, oid: blobOn(world, text) };
      return first === "evil" ? [other, entry] : [entry, other];
    });

const malformed = (
  name: string,
  branch: string,
  folder: string,
  change: Change,
  { onto = branch, path, codes = ["MALFORMED_TREE"] }: { onto?: string; path: string; codes?: readonly string[] },
): ForgedScenario => ({
  name,
  make: () => ordinaryWorld(),
  damage: (world) => commitTree(world, branch, folder, (entries) => change(entries, world), { onto }),
  verdict: "fail",
  codes,
  severity: "error",
  path,
  commits: forged("tree"),
});

const fourth = `${DAY}/00000004-bypass.activated-8d00532c3a64.json`;
const stateOfA = `${STATES}/${BYPASS_A}.json`;
const isFourth = /^00000004/;
const isStateOfA = new RegExp(BYPASS_A);
const isB = new RegExp(BYPASS_B);

export const treeScenarios: readonly ForgedScenario[] = [
  malformed("a record that stands twice, another content first", "qms-ledger", DAY, doubled(isFourth, evil), {
    path: fourth,
  }),
  malformed("a record that stands twice, another content last", "qms-ledger", DAY, doubled(isFourth, evil, "good"), {
    path: fourth,
  }),
  malformed("a record that stands twice, the same both times", "qms-ledger", DAY, doubled(isFourth, "", "same"), {
    path: fourth,
  }),
  malformed(
    "an append with two contents of a state file, of which the second is right",
    "qms-ledger",
    STATES,
    doubled(isStateOfA, evil),
    { onto: "qms-ledger~1", path: stateOfA, codes: ["MALFORMED_TREE", "PROJECTION_MISMATCH"] },
  ),
  malformed(
    "a state file that stands twice, the same both times",
    "qms-ledger",
    STATES,
    doubled(isStateOfA, "", "same"),
    {
      path: stateOfA,
    },
  ),
  malformed("a recipe that stands twice", "qms-ledger", "", doubled(/^README\.md$/, "# Believe us\n", "good"), {
    path: "README.md",
    codes: ["MALFORMED_TREE", "RECIPE_UNKNOWN"],
  }),
  malformed(
    "records out of git's order",
    "qms-ledger",
    DAY,
    ([first, second, ...rest]) => [second, first, ...rest].filter((entry) => entry !== undefined),
    { path: `${DAY}/00000001-request.accepted-1f35ec293509.json` },
  ),
  ...[".git", ".GIT", ".", ".."].map((name) =>
    malformed(
      `a folder of the ledger that is called ${name}`,
      "qms-ledger",
      "",
      (entries, world) => {
        const tree = writeTree(world, [{ mode: "100644", name: "config", oid: blobOn(world, evil) }]);
        return [{ mode: "40000", name, oid: tree }, ...entries];
      },
      { path: `${name}/config` },
    ),
  ),
  malformed(
    "a name that holds a slash",
    "qms-ledger",
    "",
    (entries, world) => [...entries, { mode: "100644", name: stateOfA, oid: blobOn(world, evil) }],
    { path: stateOfA, codes: ["MALFORMED_TREE", "PROJECTION_MISMATCH"] },
  ),
  malformed(
    "a manifest that came twice, another content first",
    "qms",
    MANIFESTS,
    doubled(isB, manifestText(BYPASS_B, "note: nobody saw this\n")),
    { onto: "qms~1", path: manifestPath(BYPASS_B) },
  ),
  {
    name: "a file among the records that is none",
    make: () => ordinaryWorld(),
    damage: (world) => commitFiles(world, { [`${DAY}/notes.json`]: "{}\n" }),
    verdict: "fail",
    codes: ["MALFORMED_TREE"],
    severity: "error",
    path: `${DAY}/notes.json`,
    commits: forged("forged"),
  },
];

/** A name that git itself cannot read: git names the tree as broken, and what it holds cannot be judged. */
export const unreadableTree: ForgedScenario = {
  name: "a file of the ledger without a name",
  make: () => ordinaryWorld(),
  damage: (world) =>
    commitTree(world, "qms-ledger", "", (entries) => [
      { mode: "100644", name: "", oid: blobOn(world, LEDGER_README) },
      ...entries,
    ]),
  verdict: "fail",
  codes: ["MALFORMED_TREE", "OBJECTS_MISSING"],
  severity: "error",
  path: null,
  commits: () => [],
};
