import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  BYPASS_B,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  ordinaryWorld,
  type World,
} from "./audit-world.ts";
import { type ImportedCommit, importCommits } from "./fast-import.ts";
import { type Scenario, transactionsOf } from "./tamper-scenarios.ts";

// The default branch was `develop`, and then `main`; both are there, and neither has what the other one has.

const develop: readonly ImportedCommit[] = [
  { name: "T", branch: "feature-2", parents: ["M0"], files: { "t.txt": "t" } },
  { name: "D1", branch: "develop", parents: ["M0"], files: { "docs.txt": "docs\n" } },
];

/** Events as a workflow of that branch writes them, about a pull request into it. */
function writtenFrom(branch: string, events: readonly LedgerEvent[]): LedgerEvent[] {
  const workflow_ref = `acme/payments/.github/workflows/qms.yml@refs/heads/${branch}`;
  return events.map((event) => ({
    ...event,
    ...(event.run === undefined ? {} : { run: { ...event.run, workflow_ref } }),
    ...(event.target === undefined ? {} : { target: { ...event.target, ref: `refs/heads/${branch}` } }),
    data: event.type === "bypass.used" ? { ...event.data, base: branch } : event.data,
  }));
}

interface Switch {
  readonly more?: readonly ImportedCommit[];
  /** The last records, of the bypass in force. */
  readonly until?: string;
  /** A commit that it was for, and the branch that it was to come into. */
  readonly target?: { readonly commit: string; readonly branch: string };
}

function switched({ more = [], until = "override.verified", target }: Switch = {}): World {
  return ordinaryWorld({
    main: [...develop, ...more],
    events: ({ mergeSha, commit, registryHead }) => {
      const [early, late] = [commit("D1"), mergeSha];
      const life = lifeUntil("remediation.opened", BYPASS_A, { mergeSha: early, mainHead: early, registryHead });
      const [sha, branch] = [target === undefined ? "a".repeat(40) : commit(target.commit), target?.branch ?? "main"];
      const extra = {
        "bypass.activated": { target: { pr: 512, ref: "refs/heads/main", commit: sha, tree: "e".repeat(40) } },
      };
      const next = lifeUntil(until, BYPASS_B, {
        ...{ mergeSha: late, mainHead: late, registryHead, minute: 60 },
        ...(target === undefined ? {} : { extra }),
      });
      const about = writtenFrom(branch, next).map((event) => ({ ...event, ...writerOf("main", event) }));
      return [writtenFrom("develop", life), about];
    },
  });
}

/** The run of an event, as one of that branch. */
function writerOf(branch: string, event: LedgerEvent): Pick<LedgerEvent, "run"> {
  const [{ run } = {}] = writtenFrom(branch, [event]);
  return run === undefined ? {} : { run };
}

const append = (world: World, ...events: readonly LedgerEvent[]): void => {
  importCommits(world.folder, ledgerCommitsOf(ledgerWith(...transactionsOf(world), events)));
};
const notice = (branch: string, minute: number, main_head: string): LedgerEvent[] =>
  writtenFrom(branch, [eventOf("incident.declared", minute, { bypass: "PROCEDURE", main_head })]);
const add =
  (...commits: readonly ImportedCommit[]) =>
  (world: World): void => {
    const real = (name: string): string => world.commits.get(name) ?? name;
    importCommits(
      world.folder,
      commits.map((commit) => ({ ...commit, parents: (commit.parents ?? []).map(real) })),
    );
  };
const mergeOf = (branch: string, first: string): ImportedCommit => ({
  ...{ name: `${branch}-T`, branch, parents: [first, "T"], files: { "t.txt": "t" } },
  at: Date.UTC(2026, 2, 2, 10, 30) / 1000,
});

/** A default branch that was switched as it should be. */
export const switchLife: readonly { readonly name: string; readonly make: () => World; readonly asOf?: number }[] = [
  {
    name: "another default branch than before, which has nothing that was seen of the old one",
    make: () => switched(),
  },
  {
    name: "another default branch than before, and the old one goes on",
    make: () =>
      switched({ more: [{ name: "D2", branch: "develop", parents: ["D1"], files: { "more.txt": "more\n" } }] }),
  },
];

const told = ["DEFAULT_BRANCH_SWITCHED"];
const later = Date.UTC(2026, 2, 4);

export const switchScenarios: readonly Scenario[] = [
  {
    name: "another default branch, which does not have what was seen of the old one",
    make: () => switched(),
    verdict: "pass",
    codes: told,
    severity: "warning",
    commits: ({ commit }) => [commit("D1")],
  },
  {
    name: "another default branch, which has all of the old one",
    make: () =>
      switched({ more: [{ name: "J", branch: "main", parents: ["M1", "D1"], files: { "docs.txt": "docs\n" } }] }),
    verdict: "pass",
    codes: told,
    severity: "info",
  },
  {
    name: "another default branch that begins anew, before any record of it",
    make: () =>
      ordinaryWorld({ main: [{ name: "O", branch: "trunk", files: { "src.txt": "without what was merged\n" } }] }),
    options: () => ({ defaultBranch: "trunk" }),
    verdict: "pass",
    codes: told,
    severity: "warning",
  },
  {
    name: "another default branch, and the old one was set back",
    make: () => switched(),
    damage: (world) => world.git("update-ref", "refs/heads/develop", world.commit("M0")),
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN", ...told, "EVENT_TARGET_UNREACHABLE"],
    commits: ({ commit }) => [commit("D1")],
  },
  {
    name: "another default branch, and the old one is gone with what only it had",
    make: () => switched(),
    damage: (world) => world.git("branch", "-D", "develop"),
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN", "REF_RENAMED"],
    commits: ({ commit }) => [commit("D1")],
  },
  {
    name: "a default branch that was written anew, while a copy of the old one was the default for a record",
    make: () => switched(),
    damage: (world) => {
      world.git("branch", "copy", "develop");
      world.git("update-ref", "refs/heads/develop", world.commit("M0"));
      append(world, ...notice("copy", 200, world.commit("D1")), ...notice("main", 210, world.commit("M1")));
    },
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN", ...told, "EVENT_TARGET_UNREACHABLE"],
    commits: ({ commit }) => [commit("D1")],
  },
  {
    name: "records that name more branches than can have been the default one",
    make: () => switched(),
    damage: (world) => {
      const names = [...new Array(25).keys()].map((index) => `copy-${index}`);
      for (const name of names) world.git("branch", name, "develop");
      append(world, ...names.flatMap((name, index) => notice(name, 200 + index, world.commit("D1"))));
    },
    verdict: "inconclusive",
    codes: ["CLONE_BEHIND", ...told],
    commits: ({ commit }) => [commit("D1")],
  },
  {
    name: "a merge of something else into a third branch, which the old default branch has",
    make: () =>
      switched({
        more: [{ name: "F", branch: "feature-3", parents: ["M0"], files: { "f.txt": "f" } }],
        target: { commit: "T", branch: "release" },
      }),
    damage: (world) => {
      const files = { "f.txt": "f" };
      add({ name: "X", branch: "develop", parents: ["D1", "F"], files, at: Date.UTC(2026, 2, 2, 10, 5) / 1000 })(world);
      const [mergeSha, mainHead] = [world.git("rev-parse", "develop"), world.commit("M1")];
      const life = lifeUntil("remediation.opened", BYPASS_B, { mergeSha, mainHead, minute: 60 });
      const target = { pr: 512, ref: "refs/heads/release", commit: world.commit("T"), tree: "e".repeat(40) };
      const later = life.slice(life.findIndex(({ type }) => type === "bypass.used"));
      append(
        world,
        ...writtenFrom("release", later).map((event) => ({ ...event, target, ...writerOf("main", event) })),
      );
    },
    verdict: "fail",
    codes: ["MERGE_OF_ANOTHER_COMMIT", ...told],
  },
  {
    name: "a merge that nobody recorded, into the new default branch",
    make: () => switched({ target: { commit: "T", branch: "main" } }),
    damage: add(mergeOf("main", "M1")),
    options: () => ({ asOf: later }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT", ...told],
  },
  {
    name: "a merge that nobody recorded, into the old default branch",
    make: () => switched({ target: { commit: "T", branch: "develop" } }),
    damage: add(mergeOf("develop", "D1")),
    options: () => ({ asOf: later }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT", ...told],
  },
];
