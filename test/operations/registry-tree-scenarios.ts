import { BYPASS_A, BYPASS_B, blobOf, manifestPath, manifestText, ordinaryWorld, type World } from "./audit-world.ts";
import { gitIn } from "./fast-import.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// Trees of the registry that no git writes, made with hash-object --literally.

const A = manifestPath(BYPASS_A);
const month = A.slice(0, A.lastIndexOf("/"));
const nameA = `${BYPASS_A}.yml`;
const [blobA, blobB] = [blobOf(manifestText(BYPASS_A)), blobOf(manifestText(BYPASS_B))];

interface Entry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}
const made = new WeakMap<World, string>();

function entriesOf(world: World, tree: string): Entry[] {
  return world
    .git("ls-tree", tree)
    .split("\n")
    .map((line) => {
      const [, mode = "", id = "", name = ""] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line) ?? [];
      return { mode: mode.replace(/^0/, ""), name, id };
    });
}

function writeTree(world: World, entries: readonly Entry[]): string {
  const bytes = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
  return gitIn(world.folder, ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], Buffer.concat(bytes));
}

/** A commit on the registry in which one folder has other entries, and the folders on the way to it the new tree. */
function commitTree(world: World, folder: string, change: (entries: Entry[]) => readonly Entry[]): string {
  const parts = folder === "" ? [] : folder.split("/");
  let tree = writeTree(world, change(entriesOf(world, `qms:${folder}`)));
  for (let at = parts.length; at > 0; at--) {
    const above = entriesOf(world, `qms:${parts.slice(0, at - 1).join("/")}`);
    const id = tree;
    tree = writeTree(
      world,
      above.map((entry) => (entry.name === parts[at - 1] ? { ...entry, id } : entry)),
    );
  }
  const commit = gitIn(world.folder, ["commit-tree", "-p", "qms", "-m", "tree", tree]);
  world.git("update-ref", "refs/heads/qms", commit);
  return commit;
}

const malformed =
  (folder: string, change: (entries: Entry[], world: World) => readonly Entry[], isPutBack = false) =>
  (world: World): void => {
    const before = world.git("rev-parse", "qms^{tree}");
    made.set(
      world,
      commitTree(world, folder, (entries) => change(entries, world)),
    );
    if (!isPutBack) return;
    const back = gitIn(world.folder, ["commit-tree", "-p", "qms", "-m", "back", before]);
    world.git("update-ref", "refs/heads/qms", back);
  };
const theCommit = (world: World): readonly string[] => [made.get(world) ?? ""];

const twice = (entries: Entry[]): readonly Entry[] =>
  entries.flatMap((entry) => (entry.name === nameA ? [entry, { ...entry, id: blobB }] : [entry]));
const reversed = (entries: Entry[]): readonly Entry[] => [...entries].reverse();
const spelled = (mode: string) => (entries: Entry[]) =>
  entries.map((entry) => (entry.name === nameA ? { ...entry, mode } : entry));
const named = (name: string) => (entries: Entry[]) =>
  [...entries, { mode: "100644", name, id: blobA }].sort((left, right) => (left.name < right.name ? -1 : 1));

const found = (
  name: string,
  damage: Scenario["damage"],
  path: string,
  codes: readonly string[] = ["MALFORMED_TREE"],
): Scenario => ({
  ...{ name, make: () => ordinaryWorld(), verdict: "fail", path, codes, commits: theCommit },
  ...(damage === undefined ? {} : { damage }),
});

export const registryTreeLife: readonly Ordinary[] = [
  {
    name: "an old mode above the folder of the manifests, as git once wrote it",
    make: () => {
      const world = ordinaryWorld();
      commitTree(world, ".qms", (entries) =>
        entries.map((entry) => (entry.name === "policy.yml" ? { ...entry, mode: "100664" } : entry)),
      );
      return world;
    },
  },
  {
    name: "names that sort otherwise as folders, and beyond ASCII",
    make: () => {
      const world = ordinaryWorld();
      const file = (path: string) => `100644 ${blobA}\t${path}`;
      const names = ["a", "a-b", "a.b", "b/x", "b-c", "b.c", "ä", "\u{1f600}", "\u{ffee}", "z\\a", "z]a", "za"];
      const lines = `${world.git("ls-tree", "-r", "qms").replaceAll(" blob ", " ")}\n${names.map((one) => file(`${month}/${one}`)).join("\n")}\n`;
      world.git("read-tree", "--empty");
      gitIn(world.folder, ["update-index", "--index-info"], lines.replaceAll("z\\a", "z\\a"));
      const commit = gitIn(world.folder, ["commit-tree", "-p", "qms", "-m", "names", world.git("write-tree")]);
      world.git("update-ref", "refs/heads/qms", commit);
      return world;
    },
  },
];

export const registryTreeScenarios: readonly Scenario[] = [
  found("a manifest twice in its folder", malformed(month, twice), A, [
    ...["MALFORMED_TREE", "MANIFEST_ALTERED", "DUPLICATE_ID"],
  ]),
  found("the same, and put back", malformed(month, twice, true), A, [
    "MALFORMED_TREE",
    "MANIFEST_ALTERED",
    "MANIFEST_DELETED",
  ]),
  found(
    "a manifest twice with the same content, and put back",
    malformed(month, (entries) => entries.flatMap((entry) => (entry.name === nameA ? [entry, entry] : [entry])), true),
    A,
    // Git's own list of the changes says so.
    ["MALFORMED_TREE", "MANIFEST_DELETED"],
  ),
  found("a folder whose entries are out of order", malformed(month, reversed), A, [
    "MALFORMED_TREE",
    "MANIFEST_DELETED",
  ]),
  found(
    "a folder of the manifests twice: one of them is what git log shows",
    malformed(".qms/bypasses/2026", (entries, world) => [
      ...entries,
      { mode: "40000", name: "03", id: writeTree(world, [{ mode: "100644", name: "x.md", id: blobA }]) },
    ]),
    ".qms/bypasses/2026/03",
  ),
  found(
    "a second folder of the product beside the first, in the root",
    malformed("", (entries, world) => [
      ...entries,
      { mode: "40000", name: ".qms", id: writeTree(world, [{ mode: "100644", name: "x.md", id: blobA }]) },
    ]),
    ".qms",
  ),
  found("a manifest with a mode that git does not write", malformed(month, spelled("100664")), A),
  found("a mode with a zero before it", malformed(month, spelled("0100644")), A),
  ...[".git", ".GIT", "..", "."].map((name) =>
    found(`an entry named ${name}, and put back`, malformed(month, named(name), true), `${month}/${name}`),
  ),
  found("a file whose name has a slash", malformed(".qms/bypasses", named("2026/04.md")), ".qms/bypasses/2026/04.md"),
  {
    ...found("an entry without a name", malformed(month, named("")), ""),
    codes: ["MALFORMED_TREE", "OBJECTS_MISSING"],
    path: null,
    commits: () => [],
  },
];
