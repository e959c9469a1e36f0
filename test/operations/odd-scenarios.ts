import { existsSync, writeFileSync } from "node:fs";
import { identifyEvent } from "../../src/core/ledger/event-id.ts";
import { planAppend } from "../../src/core/ledger/plan-append.ts";
import {
  BYPASS_A,
  LEDGER_README,
  lifeUntil,
  manifestPath,
  manifestText,
  ordinaryWorld,
  policyText,
  type World,
} from "./audit-world.ts";
import { gitIn, type ImportedCommit, importCommits } from "./fast-import.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// Histories that are odd, hostile or damaged in ways that git allows: nothing of it may mislead an audit, and what is only odd passes.

const A = manifestPath(BYPASS_A);
const edited = manifestText(BYPASS_A, "note: nobody saw this\n");
const written = new WeakMap<World, Map<string, string>>();

/** Adds commits on top of a branch. */
const onTop =
  (branch: string, ...commits: readonly Omit<ImportedCommit, "branch">[]) =>
  (world: World): void => {
    const chained = commits.map((commit, index) => ({
      ...commit,
      branch,
      parents: [commits[index - 1]?.name ?? `refs/heads/${branch}^0`],
    }));
    written.set(world, new Map([...(written.get(world) ?? []), ...importCommits(world.folder, chained)]));
  };
const named =
  (...names: readonly string[]) =>
  (world: World) =>
    names.map((name) => written.get(world)?.get(name) ?? `no commit ${name}`);

const make = (damage: (world: World) => void) => (): World => {
  const world = ordinaryWorld();
  damage(world);
  return world;
};

const hostileAttributes = [
  "* text eol=crlf ident filter=evil diff=evil working-tree-encoding=UTF-16",
  "*.yml -diff export-ignore",
  "*.json binary merge=evil",
  "",
].join("\n");
const mailmap = "Mallory <mallory@example.com> <dev@example.com>\n";

/** A filter that leaves a trace wherever git would run it. */
function armFilter(world: World): void {
  const trace = `touch ${world.folder}/ran; cat`;
  for (const key of ["filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.evil.command"]) {
    world.git("config", key, trace);
  }
  world.git("config", "filter.evil.required", "true");
}

/** Whether a filter of `armFilter` was run. */
export function filterRan(folder: string): boolean {
  return existsSync(`${folder}/ran`);
}

/** A commit with a file that the clone does not have: whoever reads it, misses it, however big it is. */
function addAbsent(world: World, branch: string, path: string): void {
  const lines = `${world.git("ls-tree", "-r", branch)}\n100644 blob ${"2".repeat(40)}\t${path}\n`;
  world.git("read-tree", "--empty");
  gitIn(world.folder, ["update-index", "--index-info"], lines);
  const tree = world.git("write-tree", "--missing-ok");
  const commit = gitIn(world.folder, ["commit-tree", "-p", branch, "-m", "big", tree]);
  world.git("update-ref", `refs/heads/${branch}`, commit);
}

/** A commit as bytes, with dates that no tool of git would write. */
function commitDated(world: World, parent: string, tree: string, date: string): string {
  const who = `Dev <dev@example.com> ${date}`;
  const text = `tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\nA date\n`;
  return gitIn(world.folder, ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], text);
}

const strangeDates = ["99999999999999999999 +0000", "4102444800 +1400", "0 -9999", "18446744073709551615 +0000"];

export const oddLife: readonly Ordinary[] = [
  {
    name: "a submodule, a symbolic link and a script elsewhere",
    make: make((world) => {
      onTop("qms", {
        name: "odd",
        files: {
          ".qms/link": { mode: "120000", data: "../x" },
          ".qms/run.sh": { mode: "100755", data: "#!/bin/sh\n" },
        },
      })(world);
      const tree = gitIn(
        world.folder,
        ["mktree"],
        `${world.git("ls-tree", "qms")}\n160000 commit ${"1".repeat(40)}\tvendor\n`,
      );
      world.git("update-ref", "refs/heads/qms", gitIn(world.folder, ["commit-tree", "-p", "qms", "-m", "m", tree]));
    }),
  },
  {
    name: "files elsewhere, of 100 MB or any size: this clone does not even have them",
    make: make((world) => {
      addAbsent(world, "qms", ".qms/bypasses/dump.bin");
      addAbsent(world, "qms-ledger", "evidence.bin");
    }),
  },
  {
    name: "hostile .gitattributes and .mailmap on every branch, with filters that would run",
    make: make((world) => {
      for (const branch of ["qms", "main", "qms-ledger"]) {
        onTop(branch, {
          name: `hostile-${branch}`,
          files: { ".gitattributes": hostileAttributes, ".mailmap": mailmap },
        })(world);
      }
      writeFileSync(`${world.folder}/.git/info/attributes`, hostileAttributes);
      armFilter(world);
    }),
  },
  {
    name: "commits dated beyond every calendar: their dates are claims, and nothing rests on them",
    make: make((world) => {
      for (const date of strangeDates) {
        const parent = world.git("rev-parse", "qms");
        world.git(
          "update-ref",
          "refs/heads/qms",
          commitDated(world, parent, world.git("rev-parse", "qms^{tree}"), date),
        );
      }
    }),
  },
  {
    name: "a registry of one commit and a ledger of one commit",
    make: () =>
      ordinaryWorld({
        registry: [
          { name: "R1", branch: "qms", files: { [A]: manifestText(BYPASS_A), ".qms/policy.yml": policyText } },
        ],
        events: (real) => [lifeUntil("remediation.verified", BYPASS_A, real)],
      }),
  },
  {
    name: "names that are no UTF-8, or hold quotes, tabs and line feeds, beside the manifests",
    make: make(
      onTop("qms", {
        name: "names",
        files: {
          '".qms/bypasses/\\377\\376.md"': "x\n",
          '".qms/bypasses/a\\tb\\n\\"c\\".txt"': "x\n",
          '".qms/ü.yml"': "x\n",
        },
      }),
    ),
  },
];

export const oddScenarios: readonly Scenario[] = [
  {
    name: "a manifest under a name that is no UTF-8",
    make: () => ordinaryWorld(),
    damage: onTop("qms", {
      name: "odd",
      files: { '".qms/bypasses/2026/03/\\377\\303.yml"': manifestText("BYPASS-L1-20260302-110000") },
    }),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: ".qms/bypasses/2026/03/\\xff\\xc3.yml",
    commits: named("odd"),
  },
  {
    name: "a manifest whose line ends became CRLF, with attributes that say it is the same",
    make: () => ordinaryWorld(),
    damage: onTop(
      "qms",
      { name: "attributes", files: { ".gitattributes": hostileAttributes } },
      { name: "crlf", files: { [A]: manifestText(BYPASS_A).replaceAll("\n", "\r\n") } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: named("crlf"),
  },
  {
    name: "an edit in a commit that claims to be older than everything, under a .mailmap that names somebody else",
    make: () => ordinaryWorld(),
    damage: onTop(
      "qms",
      { name: "map", files: { ".mailmap": mailmap } },
      { name: "old", files: { [A]: edited }, at: 1, author: "Eve <dev@example.com>" },
      { name: "back", files: { [A]: manifestText(BYPASS_A) } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: named("old"),
    author: "Eve <dev@example.com> 1 +0000",
  },
  {
    name: "an edit whose date overflows",
    make: () => ordinaryWorld(),
    damage: (world) => {
      onTop("qms", { name: "edit", files: { [A]: edited } })(world);
      const tree = world.git("rev-parse", "qms^{tree}");
      const commit = commitDated(world, world.git("rev-parse", "qms~1"), tree, strangeDates[0] ?? "");
      written.set(world, new Map([["edit", commit]]));
      world.git("update-ref", "refs/heads/qms", commit);
    },
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: named("edit"),
    author: `Dev <dev@example.com> ${strangeDates[0]}`,
  },
  {
    name: "an edit that a replaced commit hides from everybody who looks with git",
    make: () => ordinaryWorld(),
    damage: (world) => {
      onTop("qms", { name: "edit", files: { [A]: edited } })(world);
      world.git("replace", world.git("rev-parse", "qms"), world.git("rev-parse", "qms~1"));
    },
    verdict: "fail",
    codes: ["MANIFEST_ALTERED", "REPLACE_REFS_PRESENT"],
    path: A,
    commits: named("edit"),
  },
  {
    name: "a replaced tree",
    make: () => ordinaryWorld(),
    damage: (world) => {
      onTop("qms", { name: "edit", files: { "x.txt": "x" } })(world);
      world.git("replace", world.git("rev-parse", "qms^{tree}"), world.git("rev-parse", "qms~1^{tree}"));
    },
    verdict: "fail",
    codes: ["REPLACE_REFS_PRESENT"],
    path: null,
  },
  {
    name: "a graft that takes the history behind an edit away",
    make: () => ordinaryWorld(),
    damage: (world) => {
      onTop(
        "qms",
        { name: "edit", files: { [A]: edited } },
        { name: "back", files: { [A]: manifestText(BYPASS_A) } },
      )(world);
      writeFileSync(`${world.folder}/.git/info/grafts`, `${world.git("rev-parse", "qms")}\n`);
    },
    verdict: "fail",
    codes: ["MANIFEST_ALTERED", "GRAFTS_PRESENT"],
    path: A,
    commits: named("edit"),
  },
  {
    name: "an append of which half a record was written",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const text = world.ledger.files.get(world.ledger.entries.at(-1)?.path ?? "") ?? "";
      const path = "ledger/2026/03/02/00000099-request.accepted-0123456789ab.json";
      onTop("qms-ledger", { name: "half", files: { [path]: text.slice(0, text.length / 2) } })(world);
    },
    verdict: "fail",
    codes: ["JSON_SYNTAX"],
    path: "ledger/2026/03/02/00000099-request.accepted-0123456789ab.json",
    commits: named("half"),
  },
  {
    name: "an append of which the state was not written",
    make: () =>
      ordinaryWorld({
        changeLedger: (commits) =>
          commits.map((commit, index) =>
            index < commits.length - 1
              ? commit
              : {
                  ...commit,
                  files: Object.fromEntries(
                    Object.entries(commit.files).filter(([path]) => !path.startsWith("state/")),
                  ),
                },
          ),
      }),
    verdict: "fail",
    codes: ["PROJECTION_MISMATCH"],
  },
  {
    name: "the whole ledger of another repository, README.md included",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const other = 700_124;
      const real = { mergeSha: world.commit("M1"), mainHead: "7".repeat(40), registryHead: world.commit("R0") };
      const wanted = lifeUntil("override.verified", "BYPASS-L1-20260302-120000", real).map(({ id: _, ...draft }) =>
        identifyEvent(draft, other),
      );
      const plan = planAppend(wanted, {
        head: null,
        existing: [],
        active: new Map(),
        day: "2026-03-02",
        repositoryId: other,
      });
      if (plan.outcome !== "append") throw new Error(plan.outcome);
      const files = Object.fromEntries(plan.files.map(({ path, text }) => [path, text]));
      const readme = LEDGER_README.replace("payments", "other").replace("700123", String(other));
      importCommits(world.folder, [{ name: "L", branch: "qms-ledger", files: { ...files, "README.md": readme } }]);
    },
    verdict: "fail",
    codes: ["FOREIGN_HISTORY", "RECORD_VANISHED", "MANIFEST_UNAPPROVED"],
    path: "ledger/2026/03/02/00000002-review.completed-0d6f9e3d37b0.json",
  },
];
