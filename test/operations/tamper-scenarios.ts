import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type EventDraft, identifyEvent } from "../../src/core/ledger/event-id.ts";
import { addLeaf, rootOf, startTree } from "../../src/core/ledger/merkle-tree.ts";
import type { VerifyOptions } from "../../src/operations/verify-repository.ts";
import { appendTo, eventOf, REPOSITORY } from "../core/ledger/fixture.ts";
import {
  amendmentText,
  BYPASS_A,
  BYPASS_B,
  LEDGER_README,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  manifestOf,
  manifestPath,
  manifestText,
  newRepository,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { gitIn, type ImportedCommit, importCommits } from "./fast-import.ts";

/** A world that nobody damaged. */
export interface Ordinary {
  readonly name: string;
  readonly make: () => World;
  readonly asOf?: number;
}

/** A damaged world, and what an audit must say of it. */
export interface Scenario {
  readonly name: string;
  readonly make: () => World;
  readonly damage?: (world: World) => void;
  /** The clone that is audited, where it is not the world itself. */
  readonly folder?: (world: World) => string;
  readonly options?: (world: World) => Partial<VerifyOptions>;
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** The first one is the one whose path and commits are compared. */
  readonly codes: readonly string[];
  readonly path?: string | null;
  readonly commits?: (world: World) => readonly string[];
  readonly severity?: "error" | "warning" | "info";
  /** Author line of the first of them, as written. */
  readonly author?: string;
}

const A = manifestPath(BYPASS_A);
const B = manifestPath(BYPASS_B);
const edited = manifestText(BYPASS_A, "note: nobody saw this\n");
const added = new WeakMap<World, Map<string, string>>();

/** Adds commits on top; `qms` and `main` in parents are the heads as they are. */
export const add =
  (...commits: readonly ImportedCommit[]) =>
  (world: World): void => {
    const written = importCommits(
      world.folder,
      commits.map((commit) => ({
        ...commit,
        parents: (commit.parents ?? []).map((name) =>
          commits.some((other) => other.name === name)
            ? name
            : /^(?:qms|main|qms-ledger)$/.test(name)
              ? `refs/heads/${name}^0`
              : world.commit(name),
        ),
      })),
    );
    added.set(world, written);
  };
const addedCommit = (world: World, name: string): string => added.get(world)?.get(name) ?? `no commit ${name}`;
export const addedCommits =
  (...names: readonly string[]) =>
  (world: World) =>
    names.map((name) => addedCommit(world, name));

const recordPath = (world: World, seq: number): string => world.ledger.entries[seq - 1]?.path ?? "";
const recordText = (world: World, seq: number): string => world.ledger.files.get(recordPath(world, seq)) ?? "";

/** Appends a checkpoint of the world's ledger at 13:00 on 2 March; `other` is what it gets wrong. */
const addCheckpoint =
  (other: object = {}) =>
  (world: World): void => {
    const tree = startTree();
    for (const { event_sha256 } of world.ledger.entries) addLeaf(tree, Buffer.from(event_sha256, "hex"));
    const { seq: size, event_sha256 } = anchorOf(world).record ?? { seq: 0, event_sha256: "" };
    const data = { size, event_sha256, root: rootOf(tree), ledger_commit: world.commit("L4"), ...other };
    const about = { bypass: "PROCEDURE", key: "2026-03-02", main_head: world.commit("M1"), data };
    const ledger = appendTo(world.ledger, [eventOf("checkpoint", 240, about)]);
    const files = Object.fromEntries((ledger.commits.at(-1)?.changes ?? []).map(({ path, bytes }) => [path, bytes]));
    add({ name: "checkpoint", branch: "qms-ledger", parents: ["qms-ledger"], files })(world);
  };

/** A clone beside the world. */
export function cloneOf(world: World, ...options: readonly string[]): string {
  const folder = `${world.folder}/clone`;
  gitIn(world.folder, ["config", "uploadpack.allowFilter", "true"]);
  gitIn(world.folder, ["clone", "--quiet", "--no-checkout", ...options, `file://${world.folder}`, folder]);
  return folder;
}

const amendment = B.replace(".yml", ".amend-1.yml");

/** The ordinary life of both, and an amendment of B on record with this text. */
const amendedBy =
  (text: string): NonNullable<NonNullable<Parameters<typeof ordinaryWorld>[0]>["events"]> =>
  (real) => [
    lifeUntil("remediation.opened", BYPASS_A, real),
    lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
    lifeUntil("bypass.approved", BYPASS_B, {
      ...real,
      minute: 50,
      manifest: manifestOf(BYPASS_B, text, amendment),
    })
      .slice(1)
      .map(({ id: _, ...event }) =>
        event.type === "bypass.approved"
          ? { ...event, type: "bypass.amended" as const, data: { number: 1, changes: { owner: "mia" }, ...event.data } }
          : event,
      )
      .map(identified),
  ];

const reapproved = (real: { readonly mergeSha: string; readonly mainHead: string }) =>
  lifeUntil("bypass.approved", BYPASS_A, { ...real, minute: 50, manifest: manifestOf(BYPASS_A, edited) });

export const ordinaryLife: readonly Ordinary[] = [
  { name: "merge and squash merge", make: () => ordinaryWorld() },
  {
    name: "a checkpoint of the day",
    asOf: Date.UTC(2026, 2, 3, 15),
    make: () => {
      const world = ordinaryWorld();
      addCheckpoint()(world);
      return world;
    },
  },
  { name: "rebase merges", make: () => ordinaryWorld({ kinds: ["rebase", "rebase"] }) },
  {
    name: "a rebase merge that brings a draft along",
    make: () => ordinaryWorld({ kinds: ["rebase", "merge"], draft: manifestText(BYPASS_A, "note: draft\n") }),
  },
  {
    name: "a merge whose branch has a draft",
    make: () => ordinaryWorld({ kinds: ["merge", "merge"], draft: manifestText(BYPASS_A, "note: draft\n") }),
  },
  {
    name: "CRLF, an octopus merge, odd names and empty commits elsewhere",
    make: () => {
      const world = ordinaryWorld();
      add(
        { name: "x1", branch: "x1", parents: ["qms"], files: { ".qms/people.yml": "a: b\r\n" } },
        { name: "x2", branch: "x2", parents: ["qms"], files: { ".qms/notes.md": "x\n" } },
        { name: "x3", branch: "x3", parents: ["qms"], files: { '".qms/bypasses/odd \\377\\"\\t name.md"': "x\n" } },
        {
          name: "octopus",
          branch: "qms",
          parents: ["qms", "x1", "x2", "x3"],
          files: { ".qms/people.yml": "a: b\r\n", ".qms/notes.md": "x\n" },
        },
        { name: "empty", branch: "qms", parents: ["octopus"], files: {} },
      )(world);
      return world;
    },
  },
  {
    name: "a request that was approved and waits for its merge",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, real),
          lifeUntil("bypass.approved", BYPASS_B, { ...real, minute: 30 }),
        ],
      }),
  },
  {
    name: "a request that was changed and approved again before its merge",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A, kind: "rebase", draft: manifestText(BYPASS_A, "note: first\n") }]),
        events: (real) => {
          const first = manifestOf(BYPASS_A, manifestText(BYPASS_A, "note: first\n"));
          return [
            lifeUntil("bypass.approved", BYPASS_A, { ...real, manifest: first }),
            lifeUntil("bypass.approved", BYPASS_A, { ...real, minute: 20 }).slice(1),
            lifeUntil("remediation.opened", BYPASS_A, { ...real, minute: 30 }).slice(3),
          ];
        },
      }),
  },
  {
    name: "a legal amendment",
    make: () => {
      const text = amendmentText(BYPASS_B, { owner: "mia" });
      return ordinaryWorld({
        registry: [
          ...registryCommitsOf([{ id: BYPASS_A }, { id: BYPASS_B }]),
          { name: "amend", branch: "qms", parents: ["R2"], files: { [amendment]: text } },
        ],
        events: amendedBy(text),
      });
    },
  },
  {
    name: "a clone whose own qms nobody pulled for a while",
    make: () => {
      const world = ordinaryWorld();
      const folder = cloneOf(world);
      gitIn(folder, ["branch", "qms", world.commit("R1")]);
      gitIn(folder, ["branch", "main-old", world.commit("M0")]);
      return { ...world, folder };
    },
  },
  {
    name: "a replaced object of main, which no audit reads",
    make: () => {
      const world = ordinaryWorld();
      world.git("replace", world.commit("M0-pull"), world.commit("M0"));
      return world;
    },
  },
  {
    name: "an override that ended minutes ago is not late",
    make: () => ordinaryWorld(),
    asOf: Date.UTC(2026, 2, 5, 8),
  },
];

function identified(draft: EventDraft) {
  return identifyEvent(draft, REPOSITORY);
}

/** What the App merges leaves nothing to be restored. */
const byMerge = {
  "bypass.activated": {
    data: {
      checks: [
        {
          name: "docs/coverage",
          kind: "status",
          mode: "merge",
          app_id: null,
          conclusion: "failure",
          url: null,
        } as const,
      ],
    },
  },
};

export const tamperScenarios: readonly Scenario[] = [
  {
    name: "an edited manifest",
    make: () => ordinaryWorld(),
    damage: add({ name: "edit", branch: "qms", parents: ["qms"], files: { [A]: edited } }),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: addedCommits("edit"),
  },
  {
    name: "a manifest that was edited and put back",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "edit", branch: "qms", parents: ["qms"], files: { [A]: edited } },
      { name: "back", branch: "qms", parents: ["edit"], files: { [A]: manifestText(BYPASS_A) } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: addedCommits("edit"),
  },
  {
    name: "a manifest that a merged branch edited",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "side", branch: "side", parents: ["qms"], files: { [A]: edited } },
      { name: "merge", branch: "qms", parents: ["qms", "side"], files: { [A]: edited } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: addedCommits("merge", "side"),
  },
  {
    name: "a manifest that only the merge itself edits",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "side", branch: "side", parents: ["qms"], files: { "x.txt": "x" } },
      { name: "merge", branch: "qms", parents: ["qms", "side"], files: { [A]: edited, "x.txt": "x" } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: addedCommits("merge"),
  },
  {
    name: "an edited manifest, approved afterwards by a record of the ledger",
    make: () =>
      ordinaryWorld({
        registry: [
          ...registryCommitsOf([{ id: BYPASS_A }, { id: BYPASS_B }]),
          { name: "edit", branch: "qms", parents: ["R2"], files: { [A]: edited } },
        ],
        events: (real) => [
          lifeUntil("override.verified", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
          [
            ...reapproved(real).slice(1, 2),
            identified({
              ...withoutId(reapproved(real)[2]),
              type: "bypass.amended",
              manifest: manifestOf(BYPASS_A, edited),
              data: {
                number: 1,
                changes: { owner: "mia" },
                ...reapproved(real)[2]?.data,
              },
            }),
          ],
        ],
      }),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED", "EVENT_MANIFEST_MISMATCH"],
    path: A,
    commits: (world) => [world.commit("edit")],
  },
  {
    name: "a deleted manifest",
    make: () => ordinaryWorld(),
    damage: add({ name: "delete", branch: "qms", parents: ["qms"], files: { [B]: null } }),
    verdict: "fail",
    codes: ["MANIFEST_DELETED"],
    path: B,
    commits: addedCommits("delete"),
  },
  {
    name: "a manifest that a merged branch deleted",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "side", branch: "side", parents: ["qms"], files: { [B]: null } },
      { name: "merge", branch: "qms", parents: ["qms", "side"], files: { [B]: null } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_DELETED"],
    path: B,
    commits: addedCommits("merge", "side"),
  },
  {
    name: "a moved manifest",
    make: () => ordinaryWorld(),
    damage: add({
      name: "move",
      branch: "qms",
      parents: ["qms"],
      files: { [A]: null, ".qms/bypasses/2025/01/other.yml": manifestText(BYPASS_A) },
    }),
    verdict: "fail",
    codes: ["MANIFEST_MOVED"],
    path: A,
    commits: addedCommits("move"),
  },
  {
    name: "a manifest that an evil merge leaves out although both parents have it",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "side", branch: "side", parents: ["qms"], files: { "x.txt": "x" } },
      { name: "merge", branch: "qms", parents: ["qms", "side"], files: { [A]: null, "x.txt": "x" } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_DROPPED_IN_MERGE"],
    path: A,
    commits: addedCommits("merge"),
  },
  {
    name: "an approved manifest that its merge leaves out (strategy ours)",
    make: () =>
      ordinaryWorld({
        registry: [
          ...registryCommitsOf([{ id: BYPASS_A }]),
          { name: "pull", branch: "pull-b", parents: ["R1"], files: { [B]: manifestText(BYPASS_B) } },
          { name: "ours", branch: "qms", parents: ["R1", "pull"], files: {} },
        ],
      }),
    verdict: "fail",
    codes: ["MANIFEST_DROPPED_IN_MERGE"],
    path: B,
    commits: (world) => [world.commit("ours")],
  },
  {
    name: "the old branch as second parent of a history without it",
    make: () => ordinaryWorld(),
    damage: (world) => {
      add(
        { name: "other", branch: "other", parents: ["R0"], files: { "x.txt": "x" } },
        {
          name: "swap",
          branch: "other",
          parents: ["other", "qms"],
          files: { "x.txt": "x" },
        },
      )(world);
      world.git("update-ref", "refs/heads/qms", addedCommit(world, "swap"));
    },
    verdict: "fail",
    codes: ["MANIFEST_DROPPED_IN_MERGE"],
    path: A,
    commits: addedCommits("swap"),
  },
  {
    name: "a manifest that a branch lost when it merged the registry into itself",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "side", branch: "side", parents: ["R0"], files: { "x.txt": "x" } },
      { name: "loss", branch: "side", parents: ["side", "qms"], files: { "x.txt": "x", [A]: manifestText(BYPASS_A) } },
      { name: "merge", branch: "qms", parents: ["qms", "loss"], files: { "x.txt": "x", [B]: null } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_DROPPED_IN_MERGE"],
    path: B,
    commits: addedCommits("merge", "loss"),
  },
  {
    name: "a manifest that was pushed without an approval",
    make: () => ordinaryWorld(),
    damage: add({
      name: "push",
      branch: "qms",
      parents: ["qms"],
      files: { ".qms/bypasses/2026/03/BYPASS-L1-20260302-110000.yml": manifestText("BYPASS-L1-20260302-110000") },
    }),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: ".qms/bypasses/2026/03/BYPASS-L1-20260302-110000.yml",
    commits: addedCommits("push"),
  },
  {
    name: "a manifest that became a symbolic link",
    make: () => ordinaryWorld(),
    damage: add({
      name: "link",
      branch: "qms",
      parents: ["qms"],
      files: { [A]: { mode: "120000", data: "../elsewhere" } },
    }),
    verdict: "fail",
    codes: ["BAD_FILE_MODE", "MANIFEST_ALTERED"],
    path: A,
    commits: addedCommits("link"),
  },
  {
    name: "a manifest that became a submodule",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const tree = world
        .git("ls-tree", "-r", "qms")
        .split("\n")
        .map((line) => (line.endsWith(A) ? `160000 commit ${"1".repeat(40)}\t${A}` : line));
      gitIn(
        world.folder,
        ["update-index", "--index-info"],
        `${tree.map((line) => line.replace(/ (?:blob|commit) /, " ")).join("\n")}\n`,
      );
      const commit = gitIn(world.folder, ["commit-tree", "-p", "qms", "-m", "x", world.git("write-tree")]);
      added.set(world, new Map([["module", commit]]));
      world.git("update-ref", "refs/heads/qms", commit);
    },
    verdict: "fail",
    codes: ["BAD_FILE_MODE", "MANIFEST_ALTERED"],
    path: A,
    commits: addedCommits("module"),
  },
  {
    name: "the same request a second time under a name that comes before its own",
    make: () => ordinaryWorld(),
    damage: add({
      name: "copy",
      branch: "qms",
      parents: ["qms"],
      files: { ".qms/bypasses/2026/01/a.yml": manifestText(BYPASS_A) },
    }),
    verdict: "fail",
    codes: ["DUPLICATE_ID", "MANIFEST_UNAPPROVED"],
    path: ".qms/bypasses/2026/01/a.yml",
    commits: addedCommits("copy"),
  },
  {
    name: "the same request a second time under another name",
    make: () => ordinaryWorld(),
    damage: add({
      name: "copy",
      branch: "qms",
      parents: ["qms"],
      files: { ".qms/bypasses/2026/04/z.yml": manifestText(BYPASS_A) },
    }),
    verdict: "fail",
    codes: ["DUPLICATE_ID", "MANIFEST_UNAPPROVED"],
    path: ".qms/bypasses/2026/04/z.yml",
    commits: addedCommits("copy"),
  },
  {
    name: "an approved file that is no manifest",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A, text: "id: [\n" }, { id: BYPASS_B }]),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, { ...real, manifest: manifestOf(BYPASS_A, "id: [\n") }),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
        ],
      }),
    verdict: "fail",
    codes: ["MANIFEST_UNPARSABLE"],
    path: A,
    commits: (world) => [world.commit("R1")],
  },
  {
    name: "a squash merge of other content than was approved",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A, kind: "squash", text: edited }, { id: BYPASS_B }]),
      }),
    verdict: "fail",
    codes: ["EVENT_MANIFEST_MISMATCH"],
    path: A,
    commits: (world) => [world.commit("R1")],
  },
  {
    name: "an activation of a manifest that the registry never held",
    make: () => ordinaryWorld({ registry: registryCommitsOf([{ id: BYPASS_A }]) }),
    verdict: "fail",
    codes: ["RECORD_VANISHED"],
    path: B,
    commits: (world) => [world.commit("R0")],
  },
  {
    name: "an amendment on record that the registry never held",
    make: () => ordinaryWorld({ events: amendedBy(amendmentText(BYPASS_B, { owner: "mia" })) }),
    verdict: "fail",
    codes: ["RECORD_VANISHED"],
    path: amendment,
    commits: () => ["c".repeat(40)],
  },
  {
    name: "an activation of other content than was approved",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A, text: edited }]),
        events: (real) => [
          lifeUntil("bypass.approved", BYPASS_A, real),
          lifeUntil("remediation.opened", BYPASS_A, { ...real, manifest: manifestOf(BYPASS_A, edited) }).slice(3),
        ],
      }),
    verdict: "fail",
    codes: ["APPROVAL_NOT_FOR_CONTENT"],
    path: A,
    commits: (world) => [world.commit("R0")],
  },
  {
    name: "an edited event",
    make: () => ordinaryWorld(),
    damage: (world) =>
      add({
        name: "edit",
        branch: "qms-ledger",
        parents: ["qms-ledger"],
        files: { [recordPath(world, 3)]: recordText(world, 3).replace('"login":"lea"', '"login":"eve"') },
      })(world),
    verdict: "fail",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    commits: addedCommits("edit"),
  },
  {
    name: "an event that was written otherwise from the start",
    make: () =>
      ordinaryWorld({
        changeLedger: (commits) => commits.map((commit) => ({ ...commit, files: forged(commit.files) })),
      }),
    verdict: "fail",
    codes: ["EVENT_ALTERED"],
    commits: (world) => [world.commit("L1")],
  },
  {
    name: "a deleted event",
    make: () => ordinaryWorld(),
    damage: (world) =>
      add({ name: "delete", branch: "qms-ledger", parents: ["qms-ledger"], files: { [recordPath(world, 5)]: null } })(
        world,
      ),
    verdict: "fail",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    commits: addedCommits("delete"),
  },
  {
    name: "events of another repository",
    make: () =>
      ordinaryWorld({
        changeLedger: ([first, ...rest]) => [
          {
            ...(first as ImportedCommit),
            files: { ...first?.files, "README.md": LEDGER_README.replace("700123", "700124") },
          },
          ...rest,
        ],
      }),
    verdict: "fail",
    codes: ["EVENT_ALTERED"],
  },
  {
    name: "a checkpoint over other records than those that are there",
    make: () => ordinaryWorld(),
    damage: addCheckpoint({ root: "1".repeat(64) }),
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
    commits: (world) => [world.commit("L4")],
  },
  {
    name: "27 hours without another checkpoint",
    make: () => ordinaryWorld(),
    damage: addCheckpoint(),
    options: () => ({ asOf: Date.UTC(2026, 2, 3, 16) }),
    verdict: "pass",
    codes: ["HEARTBEAT_GAP"],
  },
  {
    name: "a ledger that was cut, and an anchor that saw its end",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("update-ref", "refs/heads/qms-ledger", world.commit("L2")),
    options: (world) => ({ anchors: [anchorOf(world)] }),
    verdict: "fail",
    codes: ["LEDGER_TRUNCATED", "LEDGER_REWRITTEN", "MANIFEST_UNAPPROVED"],
  },
  {
    name: "a ledger that was written anew, and an anchor that saw the old one",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const real = {
        mergeSha: world.commit("M1"),
        mainHead: world.commit("M1"),
        registryHead: world.commit("R0"),
        fixed: world.commit("F1"),
      };
      const other = ledgerWith(
        lifeUntil("remediation.verified", BYPASS_A, {
          ...real,
          extra: { "remediation.opened": { actor: { id: 102, login: "eve", role: "lead-devops", kind: "human" } } },
        }),
        lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
      );
      importCommits(world.folder, ledgerCommitsOf(other));
    },
    options: (world) => ({ anchors: [anchorOf(world)] }),
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
  },
  {
    name: "a shallow clone",
    make: () => ordinaryWorld(),
    folder: (world) => cloneOf(world, "--depth=1", "--no-single-branch"),
    verdict: "inconclusive",
    codes: ["SHALLOW_HISTORY"],
    commits: (world) => [world.commit("L4")],
  },
  {
    name: "a clone whose main alone is shallow",
    make: () => ordinaryWorld(),
    folder: (world) => {
      const folder = cloneOf(world, "--depth=1", "--single-branch", "--branch=main");
      gitIn(folder, [
        "fetch",
        "--quiet",
        "--depth=1000",
        "origin",
        "qms:refs/remotes/origin/qms",
        "qms-ledger:refs/remotes/origin/qms-ledger",
      ]);
      return folder;
    },
    verdict: "inconclusive",
    codes: ["SHALLOW_HISTORY"],
    commits: (world) => [world.commit("F1")],
  },
  {
    name: "a clone without contents",
    make: () => ordinaryWorld(),
    folder: (world) => cloneOf(world, "--filter=blob:none"),
    verdict: "inconclusive",
    codes: ["OBJECTS_MISSING"],
  },
  {
    name: "a clone without trees",
    make: () => ordinaryWorld(),
    folder: (world) => cloneOf(world, "--filter=tree:0"),
    verdict: "inconclusive",
    codes: ["OBJECTS_MISSING"],
  },
  {
    name: "a clone that lost an object",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const blob = world.git("rev-parse", `qms:${A}`);
      loosen(world);
      rmSync(`${world.folder}/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
    },
    verdict: "inconclusive",
    codes: ["OBJECTS_MISSING"],
    path: A,
    commits: (world) => [world.commit("R1")],
  },
  {
    name: "a replaced manifest",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const other = gitIn(world.folder, ["hash-object", "-w", "--stdin"], edited);
      world.git("replace", world.git("rev-parse", `qms:${A}`), other);
    },
    verdict: "fail",
    codes: ["REPLACE_REFS_PRESENT"],
    path: A,
    commits: (world) => [world.commit("R1-pull")],
  },
  {
    name: "a replaced commit of the ledger",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("replace", world.commit("L3"), world.commit("L2")),
    verdict: "fail",
    codes: ["REPLACE_REFS_PRESENT"],
    commits: (world) => [world.commit("L3")],
  },
  {
    name: "a graft",
    make: () => ordinaryWorld(),
    damage: (world) => {
      mkdirSync(`${world.folder}/.git/info`, { recursive: true });
      writeFileSync(`${world.folder}/.git/info/grafts`, `# ours\n${world.commit("R2")} ${world.commit("R0")}\n`);
    },
    verdict: "fail",
    codes: ["GRAFTS_PRESENT"],
    path: ".git/info/grafts",
    commits: (world) => [world.commit("R2")],
  },
  {
    name: "a missing ledger",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("update-ref", "-d", "refs/heads/qms-ledger"),
    verdict: "inconclusive",
    codes: ["BRANCH_MISSING"],
  },
  {
    name: "a missing registry",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("update-ref", "-d", "refs/heads/qms"),
    verdict: "inconclusive",
    codes: ["BRANCH_MISSING"],
  },
  {
    name: "a missing default branch",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("update-ref", "-d", "refs/heads/main"),
    verdict: "inconclusive",
    codes: ["BRANCH_MISSING"],
  },
  {
    name: "an empty repository",
    make: () => {
      const folder = newRepository();
      return { ...nothing, folder };
    },
    verdict: "inconclusive",
    codes: ["BRANCH_MISSING"],
  },
  {
    name: "a main from which a recorded merge was taken",
    make: () => ordinaryWorld(),
    damage: (world) => {
      add({ name: "M2", branch: "main", parents: ["M0"], files: { "docs.txt": "other\n" } })(world);
      const head = addedCommit(world, "M2");
      const later = lifeUntil("request.accepted", "BYPASS-L1-20260302-120000", {
        mergeSha: head,
        mainHead: head,
        registryHead: world.commit("R0"),
        minute: 200,
      });
      const ledger = ledgerWith(...transactionsOf(world), later);
      importCommits(world.folder, ledgerCommitsOf(ledger));
    },
    verdict: "fail",
    codes: ["EVENT_TARGET_UNREACHABLE", "HISTORY_REWRITTEN"],
    commits: (world) => [world.commit("M1")],
  },
  {
    name: "a main that is older than the ledger",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("update-ref", "refs/heads/main", world.commit("M0")),
    verdict: "inconclusive",
    codes: ["CLONE_BEHIND"],
    commits: (world) => [world.commit("M1")],
  },
  {
    name: "an override that nobody restored for a day",
    make: () => ordinaryWorld(),
    options: () => ({ asOf: Date.UTC(2026, 2, 6, 10) }),
    verdict: "fail",
    codes: ["MISSING_RESTORE"],
    path: null,
  },
  {
    name: "an override that nobody restored for an hour",
    make: () => ordinaryWorld(),
    options: () => ({ asOf: Date.UTC(2026, 2, 5, 10) }),
    verdict: "pass",
    codes: ["MISSING_RESTORE"],
  },
  ...[["a day", 6, "fail"] as const, ["an hour", 5, "pass"] as const].map(
    ([time, day, verdict]): Scenario => ({
      name: `an activation that nobody ended for ${time}, which the App was to merge`,
      make: () =>
        ordinaryWorld({
          events: (real) => [
            lifeUntil("remediation.opened", BYPASS_A, real),
            lifeUntil("bypass.activated", BYPASS_B, { ...real, minute: 60, extra: byMerge }),
          ],
        }),
      options: () => ({ asOf: Date.UTC(2026, 2, day, 10) }),
      verdict,
      codes: ["MISSING_END"],
      path: null,
    }),
  ),
  {
    name: "an activation that nobody ended, whose checks were restored while it ran",
    make: () =>
      ordinaryWorld({
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, real),
          [
            ...lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
            eventOf("override.restored", 90, { bypass: BYPASS_B, main_head: real.mainHead }),
          ],
        ],
      }),
    options: () => ({ asOf: Date.UTC(2026, 2, 27, 10) }),
    verdict: "fail",
    codes: ["MISSING_END"],
    path: null,
  },
  {
    name: "a used bypass without a remediation after a day",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => [lifeUntil("override.restored", BYPASS_A, real)],
      }),
    options: () => ({ asOf: Date.UTC(2026, 2, 3, 9, 7) }),
    verdict: "fail",
    codes: ["MISSING_REMEDIATION"],
  },
  {
    name: "a used bypass without a remediation on the same day",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => [lifeUntil("override.restored", BYPASS_A, real)],
      }),
    verdict: "pass",
    codes: ["MISSING_REMEDIATION"],
  },
];

const nothing: World = {
  folder: "",
  commits: new Map(),
  ledger: ledgerWith(),
  commit: () => "",
  git: () => "",
};

function withoutId(event: ReturnType<typeof lifeUntil>[number] | undefined): EventDraft {
  if (event === undefined) throw new Error("no such event");
  const { id: _, ...draft } = event;
  return draft;
}

function forged(files: ImportedCommit["files"]): ImportedCommit["files"] {
  const change = ([path, file]: [string, ImportedCommit["files"][string]]) => {
    const text = file instanceof Uint8Array && path.includes("bypass.approved") ? new TextDecoder().decode(file) : null;
    return [path, text === null ? file : text.replace('"login":"lea"', '"login":"eve"')];
  };
  return Object.fromEntries(Object.entries(files).map(change));
}

export function anchorOf(world: World): NonNullable<VerifyOptions["anchors"]>[number] {
  const { head } = world.ledger;
  if (head === null) throw new Error("an empty ledger has no head");
  const { seq, event_sha256, link_sha256 } = head;
  return { source: "anchor.json", commit: world.commit("L4"), record: { seq, event_sha256, link_sha256 } };
}

export function transactionsOf(world: World) {
  return world.ledger.commits.map((commit) => {
    const paths = new Set(commit.changes.map(({ path }) => path));
    return world.ledger.entries.filter(({ path }) => paths.has(path)).map(({ event }) => event);
  });
}

/** Every object in a file of its own, so that one can be taken away. */
function loosen(world: World): void {
  const packs = `${world.folder}/.git/objects/pack`;
  for (const name of readdirSync(packs)) {
    if (!name.endsWith(".pack")) continue;
    const moved = `${world.folder}/.git/${name}`;
    writeFileSync(moved, readFileSync(`${packs}/${name}`));
    for (const file of readdirSync(packs))
      if (file.startsWith(name.slice(0, -5))) rmSync(`${packs}/${file}`, { force: true });
    gitIn(world.folder, ["unpack-objects", "-q"], readFileSync(moved));
  }
}
