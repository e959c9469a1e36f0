import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  lifeUntil,
  MAIN_MERGE,
  MAIN_ROOT,
  manifestOf,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import type { ImportedCommit } from "./fast-import.ts";
import { commitFiles, filesOf, nextRecords } from "./forge-ledger.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// What records say became of a bypass: by which merge it was used, when and how its remediation ended.

const file = (name: string) => ({ [`${name}.txt`]: name });
/** P is the head of the pull request, and X and S came in while it was open: by a merge, and squashed. */
const open: readonly ImportedCommit[] = [
  { name: "P", branch: "p", parents: ["M1"], files: file("p") },
  { name: "X-pull", branch: "x", parents: ["M1"], files: file("x") },
  { name: "X", branch: "main", parents: ["M1", "X-pull"], files: file("x") },
  { name: "S", branch: "main", parents: ["X"], files: file("s") },
];
const mergedAs = (name: string, head = "P"): readonly ImportedCommit[] => [
  ...open,
  { name, branch: "main", parents: ["S", head], files: file("p") },
];
const late = mergedAs("P-merge");
/** The pull request of Q is stacked on that of P, and merged first. */
const stacked: readonly ImportedCommit[] = [
  ...open,
  { name: "Q", branch: "q", parents: ["P"], files: file("q") },
  { name: "Q-merge", branch: "main", parents: ["S", "Q"], files: { ...file("p"), ...file("q") } },
];

/** A, which was for P, and was used by a merge. */
const usedBy = (merge: string, main: readonly ImportedCommit[]) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    main,
    events: ({ commit, ...ids }) => {
      const target = { pr: 512, ref: "refs/heads/main", commit: commit("P"), tree: "e".repeat(40) };
      const seen = { mergeSha: commit(merge), mainBefore: commit("M1"), mainHead: commit(merge) };
      const extra = {
        ...{ "bypass.approved": { target }, "bypass.activated": { target } },
        "override.posted": { data: { sha: target.commit } },
      };
      return [lifeUntil("remediation.opened", BYPASS_A, { ...ids, ...seen, extra })];
    },
  });

const otherMerge = (name: string, merge: string): Scenario => ({
  name,
  make: usedBy(merge, late),
  verdict: "fail",
  codes: ["MERGE_OF_SOMETHING_ELSE"],
  severity: "error",
  commits: (world) => [world.commit(merge), world.commit("P-merge")],
});

/** A merge whose remediation is open. */
const opened = (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (ids) => [lifeUntil("remediation.opened", BYPASS_A, ids)],
  });

/** Appends what one record says of it. */
const append =
  (event: (world: World) => LedgerEvent, day?: string) =>
  (world: World): void =>
    commitFiles(world, filesOf(world, nextRecords(world, [event(world)], day)));
const completed = (world: World): LedgerEvent =>
  eventOf("remediation.completed", 30, {
    ...{ bypass: BYPASS_A, main_head: world.commit("F1"), data: { commit: world.commit("F1") } },
  });

/** The fix is of a month later, by its own date; the remediation is said to be completed at it in time. */
const fixedLater = (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    main: [{ name: "X", branch: "main", parents: ["M1"], files: file("x"), at: Date.UTC(2026, 3, 1) / 1000 }],
    events: ({ commit, ...ids }) => [lifeUntil("remediation.completed", BYPASS_A, { ...ids, fixed: commit("X") })],
  });

const cancelled = (world: World): LedgerEvent =>
  eventOf("remediation.cancelled", 30, { bypass: BYPASS_A, main_head: world.commit("F1") });

const EMERGENCY = "BYPASS-EM-20260302-093000";
const urgent = manifestText(EMERGENCY).replace("level: L1", "level: EMERGENCY").replace("severity: S4", "severity: S1");
type Real = Parameters<typeof lifeUntil>[2];
/** An emergency until its override was seen to work. */
const emergency = (ids: Real, text = urgent, between: readonly LedgerEvent[] = []): readonly LedgerEvent[] => {
  const manifest = manifestOf(EMERGENCY, text);
  const approvers = [
    { slot: "commander", id: 101, login: "lea", review_id: 7 },
    { slot: "incident", id: 102, login: "mia", review_id: 8 },
  ];
  const [accepted, review, approved, ...life] = lifeUntil("override.verified", EMERGENCY, {
    ...{ ...ids, manifest, minute: 30, mainBefore: MAIN_ROOT },
    extra: {
      "review.completed": { data: { kind: "commander", review_id: 7 } },
      "bypass.approved": { data: { approvers } },
      "bypass.activated": { data: { expires_at: "2026-03-02T10:00:00.000Z" } },
    },
  });
  if (accepted === undefined || review === undefined || approved === undefined) throw new Error("the life is another");
  const incident = eventOf("review.completed", 31, {
    ...{ bypass: EMERGENCY, main_head: MAIN_ROOT, key: "incident", manifest },
    ...(review.target === undefined ? {} : { target: review.target }),
    actor: { id: 102, login: "mia", role: null, kind: "human" },
    data: { kind: "incident", review_id: 8 },
  });
  return [accepted, review, incident, approved, ...between, ...life];
};
/** One that ended unused, was completed as that, and was merged after all, with what followed. */
const mergedAfterAll = (...more: readonly ((world: { readonly fixed: string }) => LedgerEvent)[]): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: EMERGENCY, text: urgent }]),
    events: (ids) => {
      const at = { bypass: EMERGENCY, main_head: MAIN_ROOT };
      return [
        emergency(ids).map((event) =>
          event.type === "bypass.activated"
            ? { ...event, data: { ...event.data, expires_at: "2026-03-02T10:00:00.000Z" } }
            : event,
        ),
        [
          eventOf("bypass.expired", 60, at),
          eventOf("bypass.deactivated", 60, { ...at, data: { reason: "expired" } }),
          eventOf("override.restored", 61, at),
          eventOf("remediation.opened", 62, at),
          eventOf("remediation.completed", 63, { ...at, data: { commit: MAIN_ROOT, checks: [] } }),
          eventOf("bypass.used", 70, {
            ...at,
            ...{ main_head: ids.mainHead, data: { merge_sha: ids.mergeSha, base: "main", after_expiry: true } },
          }),
          eventOf("violation.recorded", 70, {
            ...at,
            ...{ main_head: ids.mainHead, data: { kind: "MERGED_AFTER_EXPIRY" } },
          }),
          ...more.map((event) => event(ids)),
        ],
      ];
    },
  });
/** One about an incident, with what is recorded between its approval and its activation, and behind that. */
const ofIncident =
  (between: readonly LedgerEvent[], behind: readonly LedgerEvent[] = [], more = "") =>
  (): World => {
    const text = `${urgent}incident:\n  id: INC-4711\n${more}`;
    return ordinaryWorld({
      registry: registryCommitsOf([{ id: EMERGENCY, text }]),
      events: (ids) => [emergency(ids, text, between), behind],
    });
  };
const declared = (minute: number, data = {}): LedgerEvent =>
  eventOf("incident.declared", minute, { bypass: "PROCEDURE", main_head: MAIN_ROOT, data });
const outOfOrder = eventOf("violation.recorded", 33, {
  ...{ bypass: EMERGENCY, main_head: MAIN_ROOT, key: "STEP_ORDER:activation-1" },
  data: { kind: "STEP_ORDER", occurrence: "activation-1" },
});
const stabilized = (data = {}): LedgerEvent =>
  eventOf("incident.stabilized", 42, { bypass: EMERGENCY, main_head: MAIN_ROOT, data });
const linked = eventOf("incident.linked", 41, {
  ...{ bypass: EMERGENCY, main_head: MAIN_ROOT, data: { incident_id: "INC-4712" } },
});
const undeclared = (name: string, make: () => World): Scenario => ({
  ...{ name, make, verdict: "fail", codes: ["EVENT_MANIFEST_MISMATCH"], severity: "error" },
  options: () => ({ asOf: Date.UTC(2026, 2, 2, 9, 45) }),
});
const reopened = ({ fixed }: { readonly fixed: string }): LedgerEvent =>
  eventOf("remediation.reopened", 75, { bypass: EMERGENCY, main_head: fixed });
const mended = ({ fixed }: { readonly fixed: string }): LedgerEvent =>
  eventOf("remediation.completed", 76, { bypass: EMERGENCY, main_head: fixed, data: { commit: fixed } });

const meanwhile = { asOf: Date.UTC(2026, 2, 2, 9, 45) };

export const outcomeLife: readonly Ordinary[] = [
  { name: "a merge commit of the approved head", make: usedBy("P-merge", late) },
  { name: "a merge of the pull request that is stacked on it", make: usedBy("Q-merge", stacked) },
  { name: "a squash, and its commits once more by the pull request that is stacked on it", make: usedBy("S", stacked) },
  {
    name: "an emergency that was merged after all, opened again and completed",
    make: () => mergedAfterAll(reopened, mended),
  },
  { name: "a declared emergency", make: ofIncident([declared(32)]), ...meanwhile },
  { name: "one that is stabilized", make: ofIncident([declared(32)], [stabilized()]), ...meanwhile },
  {
    name: "one of which people told by hand that a linked incident is over, as an earlier version let them",
    make: ofIncident([declared(32)], [linked, stabilized({ incident_id: "INC-4712" })]),
    ...meanwhile,
  },
  {
    name: "a drill that is declared as one",
    make: ofIncident([declared(32, { drill: true })], [], "drill: true\n"),
    ...meanwhile,
  },
  { name: "an undeclared emergency that is called one", make: ofIncident([outOfOrder], [declared(50)]), ...meanwhile },
  { name: "an emergency that was merged after all and opened again", make: () => mergedAfterAll(reopened) },
];

export const outcomeScenarios: readonly Scenario[] = [
  undeclared("an emergency that nobody declares", ofIncident([])),
  undeclared("one that is declared afterwards", ofIncident([], [declared(50)])),
  undeclared("one of another declared incident", ofIncident([declared(32, { incident_id: "INC-4712" })])),
  undeclared(
    "one that is ended by another incident's end",
    ofIncident([declared(32)], [stabilized({ incident_id: "INC-4712" })]),
  ),
  undeclared("a drill that nobody declares", ofIncident([], [], "drill: true\n")),
  {
    ...undeclared("one that is declared as a drill", ofIncident([declared(32, { drill: true })])),
    ...{ verdict: "pass", severity: "warning" },
  },
  {
    name: "an emergency that was merged after it had been completed as unused",
    make: () => mergedAfterAll(),
    verdict: "pass",
    codes: ["COMPLETED_BEFORE_USE"],
    severity: "warning",
    commits: () => [MAIN_MERGE],
  },
  {
    name: "a remediation that somebody calls off",
    make: opened,
    damage: append(cancelled),
    verdict: "pass",
    codes: ["REMEDIATION_CANCELLED"],
    severity: "warning",
    commits: () => [],
  },
  {
    name: "a completion within its deadline, in the folder of a day weeks later",
    make: opened,
    damage: append(completed, "2026-03-20"),
    verdict: "fail",
    codes: ["DATE_IN_FUTURE"],
    severity: "error",
    commits: () => [],
  },
  {
    name: "a completion within its deadline, at a commit that is of a month later",
    make: fixedLater,
    verdict: "pass",
    codes: ["CLOCK_SKEW"],
    severity: "warning",
    commits: (world) => [world.commit("X")],
  },
  otherMerge("a use by the merge of another pull request, while the approved commit came in by a later one", "X"),
  {
    ...otherMerge("a use by a squash, while the approved commit came in by a merge of its own", "S"),
    verdict: "pass",
    severity: "warning",
  },
];
