import type { BuiltRecord, LedgerHead } from "../../src/core/ledger/build-record.ts";
import { buildRecords } from "../../src/core/ledger/build-record.ts";
import { foldBypass } from "../../src/core/ledger/fold-bypass.ts";
import { statePath, stateText } from "../../src/core/ledger/projections.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import type { World } from "./audit-world.ts";
import { gitIn, type ImportedCommit, importCommits } from "./fast-import.ts";

// What whoever may push can write past every check of ours: records chained by hand, trees that no git makes.

const written = new WeakMap<World, Map<string, string>>();

export const forged =
  (...names: readonly string[]) =>
  (world: World): readonly string[] =>
    names.map((name) => written.get(world)?.get(name) ?? world.commit(name));

export function remember(world: World, name: string, commit: string): void {
  written.set(world, new Map([...(written.get(world) ?? []), [name, commit]]));
}

/** Commits files on top of a branch. */
export function commitFiles(
  world: World,
  files: ImportedCommit["files"],
  {
    name = "forged",
    branch = "qms-ledger",
    parents,
  }: { readonly name?: string; readonly branch?: string; readonly parents?: readonly string[] } = {},
): void {
  const commit = { name, branch, parents: parents ?? [`refs/heads/${branch}^0`], files };
  for (const [made, oid] of importCommits(world.folder, [commit])) remember(world, made, oid);
}

/** Records behind the end of the world's ledger, chained as they should be. */
export function nextRecords(world: World, events: readonly LedgerEvent[], day = "2026-03-02"): BuiltRecord[] {
  return buildRecords(world.ledger.head, events, day);
}

/** Chained to another head than the one that is there. */
export function recordsAfter(world: World, head: Partial<LedgerHead>, events: readonly LedgerEvent[], day: string) {
  const { head: last } = world.ledger;
  if (last === null) throw new Error("an empty ledger has no head");
  return buildRecords({ ...last, ...head }, events, day);
}

/** As whoever forges them well would leave them: with the state files that the events now amount to. */
export function filesOf(world: World, records: readonly BuiltRecord[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { path, text } of records) files[path] = text;
  for (const bypass of new Set(records.map(({ event }) => event.bypass))) {
    const path = statePath(bypass);
    if (path !== null) files[path] = stateText(foldBypass(bypass, world.ledger.entries, records).fold);
  }
  return files;
}

export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

export function blobOn(world: World, text: string): string {
  return gitIn(world.folder, ["hash-object", "-w", "--stdin"], text);
}

/** Commits a branch with the entries of one of its folders changed, exactly as they are given: git checks nothing of it. */
export function commitTree(
  world: World,
  branch: string,
  folder: string,
  change: (entries: readonly TreeEntry[]) => readonly TreeEntry[],
  { name = "tree", onto = branch } = {},
): void {
  const names = folder === "" ? [] : folder.split("/");
  let tree = writeTree(world, change(entriesOf(world, `${branch}:${folder}`)));
  for (let depth = names.length - 1; depth >= 0; depth--) {
    const entries = entriesOf(world, `${branch}:${names.slice(0, depth).join("/")}`);
    tree = writeTree(
      world,
      entries.map((entry) => (entry.name === names[depth] ? { ...entry, oid: tree } : entry)),
    );
  }
  const at = { GIT_AUTHOR_DATE: "2026-03-02T09:00:00Z", GIT_COMMITTER_DATE: "2026-03-02T09:00:00Z" };
  const commit = gitIn(world.folder, ["commit-tree", "-p", onto, "-m", name, tree], "", at);
  remember(world, name, commit);
  world.git("update-ref", `refs/heads/${branch}`, commit);
}

function entriesOf(world: World, place: string): TreeEntry[] {
  return world
    .git("ls-tree", place)
    .split("\n")
    .map((line) => {
      const [meta = "", name = ""] = line.split("\t");
      const [mode = "", , oid = ""] = meta.split(" ");
      return { mode: mode.replace(/^0/, ""), name, oid };
    });
}

export function writeTree(world: World, entries: readonly TreeEntry[]): string {
  const bytes = entries.flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]);
  return gitIn(world.folder, ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], Buffer.concat(bytes));
}
