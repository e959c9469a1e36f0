import { identifyEvent } from "../../src/core/ledger/event-id.ts";
import { addLeaf, rootOf, startTree } from "../../src/core/ledger/merkle-tree.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { appendTo, eventOf, REPOSITORY, target } from "../core/ledger/fixture.ts";
import {
  amendmentText,
  approvedBy,
  BYPASS_A,
  BYPASS_B,
  type Changes,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  manifestOf,
  manifestPath,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { gitIn, type ImportedCommit, importCommits } from "./fast-import.ts";
import { anchorOf, cloneOf, type Ordinary, type Scenario, transactionsOf } from "./tamper-scenarios.ts";

// What the records say of the branches, of each other and of time, against what the branches and the clock say.

type Real = { readonly mergeSha: string; readonly mainHead: string };

const A = manifestPath(BYPASS_A);
const B = manifestPath(BYPASS_B);
const C = "BYPASS-L1-20260302-120000";
const merged = "c".repeat(40);
const written = new WeakMap<World, Map<string, string>>();

function addCommits(world: World, ...commits: readonly ImportedCommit[]): Map<string, string> {
  const all = new Map([...(written.get(world) ?? []), ...importCommits(world.folder, commits)]);
  written.set(world, all);
  return all;
}
const named =
  (...names: readonly string[]) =>
  (world: World) =>
    names.map((name) => written.get(world)?.get(name) ?? world.commit(name));

/** Writes the ledger again with one more transaction. */
function append(world: World, ...events: readonly LedgerEvent[]): void {
  importCommits(world.folder, ledgerCommitsOf(ledgerWith(...transactionsOf(world), events)));
}

/** Nothing was merged with a bypass; both are in force. */
const unused = (real: Real) => [
  lifeUntil("override.verified", BYPASS_A, real),
  lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
];

/** Commits of main with the target of a bypass in it, and the target. */
const withTarget = (at: number): readonly ImportedCommit[] => [
  { name: "T", branch: "feature-2", parents: ["M0"], files: { "t.txt": "t" } },
  { name: "M2", branch: "main", parents: ["M1", "T"], files: { "t.txt": "t" }, at },
];
export const seconds = (hour: number, minute: number): number => Date.UTC(2026, 2, 2, hour, minute) / 1000;

/** A world in which a bypass of T ends as `last` says, and T was merged at a time without a record of it. */
export const mergedAside = (at: number, ...last: readonly LedgerEvent[]): World => mergedFor("main", at, ...last);
/** @param branch that it was approved for; it came into main */
const mergedFor = (branch: string, at: number, ...last: readonly LedgerEvent[]): World => {
  const world = ordinaryWorld({ main: withTarget(at) });
  const target = { pr: 512, ref: `refs/heads/${branch}`, commit: world.commit("T"), tree: "e".repeat(40) };
  const manifest = { ...manifestOf(C), commit: world.commit("R0") };
  addCommits(world, {
    name: "R3",
    branch: "qms",
    parents: [world.commit("R2")],
    files: { [manifest.path]: manifestText(C) },
  });
  const real = { mergeSha: world.commit("M1"), mainHead: world.commit("M2"), registryHead: world.commit("R0") };
  const life = lifeUntil("override.verified", C, {
    ...real,
    minute: 180,
    extra: {
      "bypass.activated": {
        ...{ manifest, target },
        ...(last[0]?.type === "bypass.expired" ? { data: { expires_at: "2026-03-02T13:00:00.000Z" } } : {}),
      },
    },
  });
  append(world, ...life, ...last.map((event) => ({ ...event, main_head: real.mainHead })));
  return world;
};
export const expired = [
  eventOf("bypass.expired", 240, { bypass: C }),
  eventOf("bypass.deactivated", 240, { bypass: C, data: { activation: 1, reason: "expired" } }),
  eventOf("override.restored", 241, { bypass: C }),
];

/** main begins anew at M0, with other content than M1, and a record sees its new head. */
function rewriteMain(world: World): string {
  const head = addCommits(world, {
    ...{ name: "M2", branch: "main", parents: [world.commit("M0")] },
    files: { "docs.txt": "other\n" },
  }).get("M2");
  if (head === undefined) throw new Error("no new head");
  append(world, ...lifeUntil("request.accepted", C, { mergeSha: head, mainHead: head, minute: 200 }));
  return head;
}

/** An event of bypass A, on a manifest of its own that lies beside it. */
const amendment = A.replace(".yml", ".amend-1.yml");
/** More time for a remediation is for the level above to give. */
const amend = (
  real: Real,
  minute: number,
  changes: Changes,
  slots: readonly string[] = ["lead"],
  asked = amendmentText(BYPASS_A, changes),
): LedgerEvent[] => {
  const manifest = manifestOf(BYPASS_A, asked, amendment);
  const [, review, approval] = lifeUntil("bypass.approved", BYPASS_A, { ...real, minute, manifest });
  if (review === undefined || approval === undefined) throw new Error("no approval");
  const { id: _, ...draft } = approval;
  const approvers = slots.map((slot, at) => ({ slot, id: 101 + at, login: `lea${at || ""}`, review_id: 7_000 + at }));
  const reviews = approvers.map(({ slot, id, login, review_id }) => {
    const { id: __, ...other } = review;
    const about = { kind: slot, review_id };
    return identifyEvent(
      { ...other, actor: { ...other.actor, id, login }, key: `${slot}:${review_id}`, data: about },
      REPOSITORY,
    );
  });
  const data = { ...draft.data, approvers, number: 1, changes };
  return [...reviews, identifyEvent({ ...draft, type: "bypass.amended", data }, REPOSITORY)];
};
const withAmendment = (changes: Changes, text = amendmentText(BYPASS_A, changes)): ImportedCommit[] => [
  ...registryCommitsOf([{ id: BYPASS_A }, { id: BYPASS_B }]),
  { name: "amend", branch: "qms", parents: ["R2"], files: { [amendment]: text } },
];
const laterEnd = { expires_at: "2026-03-06T09:00:00.000Z" };
/** A record that says something else than the amendment that people approved. */
const amendedOtherwise = (name: string, changes: Changes, asked: string): Scenario => ({
  name,
  make: () =>
    ordinaryWorld({
      registry: withAmendment(changes, asked),
      events: (real) => [
        lifeUntil("override.verified", BYPASS_A, real),
        lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
        amend(real, 50, changes, changes.target_date === undefined ? ["lead"] : ["architect", "quality"], asked),
      ],
    }),
  verdict: "fail",
  codes: ["EVENT_MANIFEST_MISMATCH"],
  severity: "error",
  path: amendment,
});
const otherOwner = { owner: "mia", target_date: "2026-03-12", deadline: "2026-03-13T00:00:00.000Z" };

/** The registry with A's commit of another time. */
const dated = (times: Pick<ImportedCommit, "at" | "authoredAt">): readonly ImportedCommit[] =>
  registryCommitsOf([
    { id: BYPASS_A, kind: "squash" },
    { id: BYPASS_B, kind: "squash" },
  ]).map((commit) => (commit.name === "R1" ? { ...commit, ...times } : commit));

const checkpointAt = (minute: number) => (world: World) => {
  const { seq: size, event_sha256 } = anchorOf(world).record ?? { seq: 0, event_sha256: "" };
  const data = { size, event_sha256, root: rootOfLedger(world), ledger_commit: world.commit("L4") };
  const about = { bypass: "PROCEDURE", key: "2026-03-02", main_head: world.commit("M1"), data };
  const { commits } = appendTo(world.ledger, [eventOf("checkpoint", minute, about)]);
  const files = Object.fromEntries((commits.at(-1)?.changes ?? []).map(({ path, bytes }) => [path, bytes]));
  addCommits(world, { name: "checkpoint", branch: "qms-ledger", parents: [world.commit("L4")], files });
};

export const historyLife: readonly Ordinary[] = [
  {
    name: "a main that was rewritten, and merged back what the records saw",
    make: () => {
      const world = ordinaryWorld();
      const head = rewriteMain(world);
      const files = { "docs.txt": "other\n" };
      addCommits(world, { name: "back", branch: "main", parents: [head, world.commit("F1")], files });
      return world;
    },
  },
  {
    name: "a registry that merged a history of its own root without a manifest",
    make: () => {
      const world = ordinaryWorld();
      addCommits(
        world,
        { name: "root", branch: "subtree", files: { "tool/x.txt": "x" } },
        { name: "joined", branch: "qms", parents: [world.commit("R2"), "root"], files: { "tool/x.txt": "x" } },
      );
      return world;
    },
  },
  {
    name: "a later end of the window, approved before it was over",
    make: () =>
      ordinaryWorld({
        registry: withAmendment(laterEnd),
        events: (real) => [
          lifeUntil("override.verified", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
          amend(real, 50, laterEnd),
        ],
      }),
  },
  {
    name: "an amendment whose number is written otherwise",
    make: () => {
      const text = amendmentText(BYPASS_A, laterEnd).replace("number: 1", "number: 01");
      return ordinaryWorld({
        registry: withAmendment(laterEnd, text),
        events: (real) => [
          lifeUntil("override.verified", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
          amend(real, 50, laterEnd, ["lead"], text),
        ],
      });
    },
  },
  {
    name: "another owner and a later day for the remediation of what was used",
    make: () =>
      ordinaryWorld({
        registry: withAmendment(otherOwner),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
          amend(real, 50, otherOwner, ["architect", "quality"]),
        ],
      }),
  },
  {
    name: "the target of a bypass that ended unused, merged two hours later",
    make: () => mergedAside(seconds(15, 5), ...expired),
    asOf: Date.UTC(2026, 2, 2, 16),
  },
  {
    name: "a merge of a manifest whose commit is some seconds newer than the record that acted on it",
    make: () => ordinaryWorld({ registry: dated({ at: seconds(9, 3) + 40 }) }),
  },
  {
    name: "an activation that was written while others recorded later facts",
    make: () =>
      ordinaryWorld({
        events: (real) => [
          lifeUntil("bypass.approved", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 40 }),
          lifeUntil("remediation.opened", BYPASS_A, real).slice(3),
        ],
      }),
  },
];

export const historyScenarios: readonly Scenario[] = [
  amendedOtherwise(
    "an amendment to another owner than it asks for",
    { owner: "eve" },
    amendmentText(BYPASS_A, { owner: "mia" }),
  ),
  amendedOtherwise(
    "an amendment to a day that it does not ask for",
    otherOwner,
    amendmentText(BYPASS_A, { owner: "mia" }),
  ),
  amendedOtherwise(
    "an amendment to a later end than it asks for",
    laterEnd,
    amendmentText(BYPASS_A, { expires_at: "2026-03-04T09:00:00.000Z" }),
  ),
  amendedOtherwise(
    "an amendment that asks for an end which its record leaves out",
    { owner: "mia" },
    amendmentText(BYPASS_A, { ...laterEnd, owner: "mia" }),
  ),
  {
    name: "an amendment that came a day after its record",
    make: () =>
      ordinaryWorld({
        registry: withAmendment(laterEnd).map((commit) =>
          commit.name === "amend" ? { ...commit, at: seconds(33, 0) } : commit,
        ),
        events: (real) =>
          [lifeUntil("override.verified", BYPASS_A, real), amend(real, 50, laterEnd)].concat([
            lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
          ]),
      }),
    ...{ verdict: "pass", codes: ["CLOCK_SKEW"], severity: "warning", path: amendment },
  },
  amendedOtherwise("an amendment of another bypass", { owner: "mia" }, amendmentText(BYPASS_B, { owner: "mia" })),
  {
    name: "a main that was rewritten without a merge that anybody recorded",
    make: () => ordinaryWorld({ events: unused }),
    damage: (world) => void rewriteMain(world),
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN"],
    commits: named("M1"),
  },
  {
    name: "a main that was rewritten since this clone had fetched it, whose own main still has the old one",
    make: () => ordinaryWorld({ events: unused }),
    folder: (world) => {
      const folder = cloneOf(world);
      rewriteMain(world);
      gitIn(folder, ["fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"]);
      return folder;
    },
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN"],
    commits: named("M1"),
  },
  {
    name: "a main that lost the head that an anchor saw",
    make: () => ordinaryWorld(),
    options: (world) => ({ anchors: [{ ...anchorOf(world), mainHead: "7".repeat(40) }] }),
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN"],
    path: null,
    commits: () => ["7".repeat(40)],
  },
  {
    name: "a main older than the records, although nothing was merged",
    make: () => ordinaryWorld({ events: unused }),
    damage: (world) => world.git("update-ref", "refs/heads/main", world.commit("M0")),
    verdict: "inconclusive",
    codes: ["CLONE_BEHIND"],
    commits: named("M1"),
  },
  {
    name: "a merge that nobody recorded, into a main that was renamed",
    make: () => mergedAside(seconds(12, 30)),
    damage: (world) => world.git("branch", "-m", "main", "trunk"),
    options: () => ({ defaultBranch: "trunk", asOf: Date.UTC(2026, 2, 4) }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT", "REF_RENAMED"],
    severity: "error",
  },
  {
    name: "a main that was renamed",
    make: () => ordinaryWorld(),
    damage: (world) => world.git("branch", "-m", "main", "trunk"),
    options: () => ({ defaultBranch: "trunk" }),
    verdict: "pass",
    codes: ["REF_RENAMED"],
    commits: named("M0"),
  },
  {
    name: "an approved manifest from a history that has nothing in common with the registry",
    make: () =>
      ordinaryWorld({
        registry: [
          ...registryCommitsOf([{ id: BYPASS_A }]),
          { name: "foreign", branch: "foreign", files: { [B]: manifestText(BYPASS_B) } },
          { name: "join", branch: "qms", parents: ["R1", "foreign"], files: { [B]: manifestText(BYPASS_B) } },
        ],
      }),
    verdict: "fail",
    codes: ["FOREIGN_HISTORY"],
    path: B,
    commits: named("foreign"),
  },
  {
    name: "an activation of another file than the one that was approved",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A, text: manifestText(BYPASS_A) }, { id: BYPASS_B }]),
        events: (real) => [
          lifeUntil("bypass.approved", BYPASS_A, {
            ...real,
            manifest: manifestOf(BYPASS_A, manifestText(BYPASS_A), ".qms/bypasses/2026/03/other.yml"),
          }),
          lifeUntil("remediation.opened", BYPASS_A, real).slice(3),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
        ],
      }),
    verdict: "fail",
    codes: ["APPROVAL_NOT_FOR_CONTENT", "EVENT_MANIFEST_MISMATCH"],
    path: A,
    commits: named("R0"),
  },
  {
    name: "a bypass that was approved by the review of another one",
    make: () =>
      ordinaryWorld({
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, {
            ...{ ...real, minute: 60 },
            extra: { "bypass.approved": { data: approvedBy(BYPASS_A, manifestOf(BYPASS_A)) } },
          }),
        ],
      }),
    verdict: "fail",
    codes: ["APPROVAL_REPLAY", "APPROVAL_WITHOUT_REVIEW"],
    path: B,
    commits: () => [merged],
  },
  {
    name: "a later end of the window, recorded when the bypass had been used",
    make: () =>
      ordinaryWorld({
        registry: withAmendment(laterEnd),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, real),
          lifeUntil("override.verified", BYPASS_B, { ...real, minute: 30 }),
          amend(real, 50, laterEnd),
        ],
      }),
    verdict: "pass",
    codes: ["RETROACTIVE_CHANGE"],
    commits: () => [merged],
  },
  {
    name: "other approvers, put in the place of the first when the bypass had been used",
    make: () =>
      ordinaryWorld({
        events: (real) => {
          const life = lifeUntil("remediation.opened", BYPASS_A, real);
          const { id = "", ...approval } = life[2] ?? eventOf("bypass.approved");
          const data = { ...approval.data, approvers: [{ slot: "lead", id: 102, login: "eve", review_id: 99 }] };
          const better = identifyEvent({ ...approval, key: "better", supersedes: id, data }, REPOSITORY);
          const eve = { id: 102, login: "eve", role: "lead-devops", kind: "human" as const };
          const about = { bypass: BYPASS_A, main_head: real.mainHead, key: "lead:99", actor: eve };
          const review = eventOf("review.completed", 2, {
            ...{ ...about, manifest: manifestOf(BYPASS_A), target },
            data: { kind: "lead", review_id: 99 },
          });
          return [life, lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }), [review, better]];
        },
      }),
    verdict: "pass",
    codes: ["RETROACTIVE_CHANGE"],
    commits: () => [merged],
  },
  {
    name: "a remediation that its owner verified",
    make: () =>
      ordinaryWorld({
        events: (real) => {
          const owner = { id: 200, login: "Dev", role: "lead-devops", kind: "human" as const };
          const extra = { "remediation.verified": { actor: owner } };
          const life = lifeUntil("remediation.verified", BYPASS_A, { ...real, extra });
          const other = lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 });
          return [life.slice(0, 11), other, life.slice(11)];
        },
      }),
    verdict: "fail",
    codes: ["SELF_VERIFICATION"],
    commits: () => [],
  },
  {
    name: "a checkpoint that says that it is older than the records under it",
    make: () => ordinaryWorld(),
    damage: checkpointAt(-1),
    verdict: "fail",
    codes: ["BACKDATED_RECORD"],
    commits: () => [],
  },
  {
    name: "a ledger of a time that has not come",
    make: () => ordinaryWorld(),
    options: () => ({ now: Date.UTC(2026, 2, 1) }),
    verdict: "fail",
    codes: ["DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "another ledger in the place of the one that this clone had fetched",
    make: () => ordinaryWorld(),
    folder: (world) => {
      const folder = cloneOf(world);
      gitIn(folder, ["branch", "qms-ledger", "origin/qms-ledger"]);
      const real = { mergeSha: world.commit("M1"), mainHead: world.commit("M1"), registryHead: world.commit("R0") };
      const other = ledgerCommitsOf(ledgerWith(lifeUntil("remediation.opened", BYPASS_A, { ...real, minute: 5 })));
      importCommits(world.folder, other);
      gitIn(folder, ["fetch", "--quiet", "origin", "+qms-ledger:refs/remotes/origin/qms-ledger"]);
      return folder;
    },
    verdict: "fail",
    codes: ["LEDGER_REPLACED"],
    path: null,
    commits: named("L4"),
  },
  {
    name: "a ledger that was written anew from its third commit on since this clone had fetched it",
    make: () => ordinaryWorld(),
    folder: (world) => {
      const folder = cloneOf(world);
      gitIn(folder, ["branch", "qms-ledger", "origin/qms-ledger"]);
      gitIn(world.folder, ["update-ref", "refs/heads/qms-ledger", world.commit("L2")]);
      addCommits(world, { name: "new", branch: "qms-ledger", parents: [world.commit("L2")], files: { "x.txt": "x" } });
      gitIn(folder, ["fetch", "--quiet", "origin", "+qms-ledger:refs/remotes/origin/qms-ledger"]);
      return folder;
    },
    verdict: "fail",
    codes: ["LEDGER_REWRITTEN"],
    commits: named("L4", "L2"),
  },
  {
    name: "a target that was merged while its bypass was in force, and nobody recorded it for a day",
    make: () => mergedAside(seconds(12, 30)),
    options: () => ({ asOf: Date.UTC(2026, 2, 3, 13) }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT"],
    commits: named("M2", "T"),
  },
  {
    name: "a target that was merged an hour ago, before any sweep",
    make: () => mergedAside(seconds(12, 30)),
    options: () => ({ asOf: Date.UTC(2026, 2, 2, 13) }),
    verdict: "pass",
    codes: ["MERGE_WITHOUT_EVENT"],
    commits: named("M2", "T"),
  },
  {
    name: "a target whose merge is dated months ahead: a date of its maker puts nothing off",
    make: () => mergedAside(seconds(12, 30) + 90 * 86_400),
    options: () => ({ asOf: Date.UTC(2026, 2, 2, 13), now: Date.UTC(2026, 2, 2, 13) }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT"],
    commits: named("M2", "T"),
  },
  {
    name: "a target that was merged in force, under a record that says that the bypass ended unused",
    make: () => mergedAside(seconds(12, 30), ...expired),
    options: () => ({ asOf: Date.UTC(2026, 2, 3, 13) }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT"],
    commits: named("M2", "T"),
  },
  {
    name: "a target that was merged in force into main, and the branch that it was for is gone",
    make: () => {
      const world = mergedFor("release", seconds(12, 30), ...expired);
      world.git("branch", "release", "main");
      return world;
    },
    damage: (world) => world.git("branch", "-D", "release"),
    options: () => ({ asOf: Date.UTC(2026, 2, 3, 13) }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT"],
    commits: named("M2", "T"),
  },
  {
    name: "a manifest whose commit claims to be of the day after its activation",
    make: () => ordinaryWorld({ registry: dated({ at: seconds(33, 0) }) }),
    verdict: "pass",
    codes: ["CLOCK_SKEW"],
    path: A,
    commits: named("R1"),
  },
  {
    name: "a merge whose commit claims to be of the day after its record",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const late = addCommits(world, {
        ...{ name: "late", branch: "main", parents: [world.commit("M1")], at: seconds(33, 0) },
        files: { "late.txt": "x" },
      }).get("late");
      const real = { mergeSha: late ?? "", mainHead: late ?? "", registryHead: world.commit("R0") };
      importCommits(
        world.folder,
        ledgerCommitsOf(
          ledgerWith(
            lifeUntil("remediation.opened", BYPASS_A, real),
            lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
          ),
        ),
      );
    },
    verdict: "pass",
    codes: ["CLOCK_SKEW"],
    commits: named("late"),
  },
  {
    name: "a manifest that claims to have been written after it was committed",
    make: () => ordinaryWorld({ registry: dated({ authoredAt: seconds(12, 0) }) }),
    verdict: "pass",
    codes: ["AUTHOR_DATE_SKEW"],
    path: A,
    commits: named("R1"),
  },
  {
    name: "a ledger whose first record is not the one that an anchor saw",
    make: () => ordinaryWorld(),
    options: () => ({ anchors: [{ source: "anchor.json", record: { seq: 1, event_sha256: "5".repeat(64) } }] }),
    verdict: "fail",
    codes: ["LEDGER_REPLACED"],
    commits: () => [],
  },
];

function rootOfLedger(world: World): string {
  const tree = startTree();
  for (const { event_sha256 } of world.ledger.entries) addLeaf(tree, Buffer.from(event_sha256, "hex"));
  return rootOf(tree);
}
