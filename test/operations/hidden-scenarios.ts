import { eventOf, target } from "../core/ledger/fixture.ts";
import {
  approvedBy,
  BYPASS_A,
  BYPASS_B,
  LEDGER_README,
  lifeUntil,
  MAIN_MERGE,
  mainCommits,
  manifestOf,
  manifestPath,
  manifestText,
  newRepository,
  ordinaryWorld,
  registryCommitsOf,
  removeRepository,
  type World,
} from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import { add, addedCommits, type Ordinary, type Scenario } from "./tamper-scenarios.ts";

// What was done and taken back, moved away or hidden behind a merge, so that the head looks as it should.

const A = manifestPath(BYPASS_A);
const B = manifestPath(BYPASS_B);
const edited = manifestText(BYPASS_A, "note: nobody saw this\n");
const believeUs = "# Believe us\n\nRepository: acme/payments, GitHub number 700123\n";
const pushed = manifestPath("BYPASS-L1-20260302-110000");
const pushedText = manifestText("BYPASS-L1-20260302-110000");
const renamed = pushed.replace("110000", "110001");

type Events = NonNullable<NonNullable<Parameters<typeof ordinaryWorld>[0]>["events"]>;
const onlyA: Events = (real) => [lifeUntil("remediation.opened", BYPASS_A, real)];

const asIs = { [A]: manifestText(BYPASS_A) };

/** Odd ways in which an honest registry comes about. */
export const hiddenLife: readonly Ordinary[] = [
  {
    name: "a request branch that had the approved content, another one, and the approved one again before its merge",
    make: () =>
      ordinaryWorld({
        registry: [
          ...registryCommitsOf([]),
          { name: "d1", branch: "pull", parents: ["R0"], files: asIs },
          { name: "d2", branch: "pull", parents: ["d1"], files: { [A]: edited } },
          { name: "d3", branch: "pull", parents: ["d2"], files: asIs },
          { name: "R1", branch: "qms", parents: ["R0", "d3"], files: asIs },
        ],
        events: (real) => onlyA({ ...real, registryHead: real.commit("R1") }),
      }),
  },
  {
    name: "a local commit of an administrator, and a pull that makes it the first parent",
    make: () =>
      ordinaryWorld({
        registry: [
          ...registryCommitsOf([{ id: BYPASS_A }]),
          { name: "local", branch: "local", parents: ["R0"], files: { ".qms/people.yml": "a: b\n" } },
          { name: "pulled", branch: "qms", parents: ["local", "R1"], files: { ...asIs, ".qms/people.yml": "a: b\n" } },
        ],
        events: onlyA,
      }),
  },
  {
    name: "two people in two slots",
    make: () =>
      ordinaryWorld({ registry: registryCommitsOf([{ id: BYPASS_A }]), events: (real) => approvedTwiceBy(103)(real) }),
  },
  {
    name: "a request branch that was brought up to date before its merge",
    make: () => {
      const b = { [B]: manifestText(BYPASS_B) };
      return ordinaryWorld({
        registry: [
          ...registryCommitsOf([{ id: BYPASS_A }]),
          { name: "b1", branch: "pull", parents: ["R0"], files: b },
          { name: "b2", branch: "pull", parents: ["b1", "R1"], files: { ...b, ...asIs } },
          { name: "R2", branch: "qms", parents: ["R1", "b2"], files: { ...b, ...asIs } },
        ],
      });
    },
  },
];

const lea = { id: 101, login: "lea", role: null, kind: "human" as const };
const approvalData = eventOf("bypass.approved", 0).data;
const approvedByRequester: Events = (real) => [
  lifeUntil("remediation.opened", BYPASS_A, { ...real, extra: { "request.accepted": { actor: lea } } }),
];
/** A second person, or the first one again, approves A, too. */
const approvedTwiceBy =
  (id: number, slot = "quality"): Events =>
  (real) => {
    const approver = { slot, id, login: id === lea.id ? "Lea" : "qin", review_id: 9 };
    const review = eventOf("review.completed", 1, {
      ...{ bypass: BYPASS_A, key: `${slot}:9`, main_head: real.mainHead, manifest: manifestOf(BYPASS_A), target },
      actor: { id, login: approver.login, role: null, kind: "human" },
      data: { kind: slot, review_id: approver.review_id },
    });
    const { approvers } = approvedBy(BYPASS_A, manifestOf(BYPASS_A));
    const saw = { policy_sha: real.registryHead, people_sha: real.registryHead };
    const data = { ...approvalData, ...saw, approvers: [...approvers, approver] };
    const [request, first, ...rest] = lifeUntil("remediation.opened", BYPASS_A, {
      ...real,
      extra: { "bypass.approved": { data } },
    });
    return [[request, first, review, ...rest].filter((event) => event !== undefined)];
  };
/** Of the fixture's manifests, as events name them. */
const approvedCommit = manifestOf(BYPASS_A).commit;

export const hiddenScenarios: readonly Scenario[] = [
  {
    name: "a manifest that was pushed without an approval, and renamed",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "push", branch: "qms", parents: ["qms"], files: { [pushed]: pushedText } },
      { name: "rename", branch: "qms", parents: ["push"], files: { [pushed]: null, [renamed]: pushedText } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: pushed,
    commits: addedCommits("push", "rename"),
  },
  {
    name: "a manifest that was pushed without an approval, and deleted",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "push", branch: "qms", parents: ["qms"], files: { [pushed]: pushedText } },
      { name: "more", branch: "qms", parents: ["push"], files: { [pushed]: `${pushedText}note: more\n` } },
      { name: "delete", branch: "qms", parents: ["more"], files: { [pushed]: null } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED"],
    path: pushed,
    commits: addedCommits("push", "delete"),
  },
  {
    name: "an approved manifest that was moved twice: the last place belongs to no approval",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "move", branch: "qms", parents: ["qms"], files: { [A]: null, [pushed]: manifestText(BYPASS_A) } },
      { name: "again", branch: "qms", parents: ["move"], files: { [pushed]: null, [renamed]: manifestText(BYPASS_A) } },
    ),
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED", "MANIFEST_MOVED"],
    path: renamed,
    commits: addedCommits("again"),
  },
  {
    name: "a draft that got its name late, in a pull request that was merged by rebase: no proof of a push",
    make: () => {
      const [root, ...rest] = registryCommitsOf([{ id: BYPASS_A, kind: "rebase", draft: "x" }]);
      return ordinaryWorld({
        registry: [
          ...(root === undefined ? [] : [root]),
          ...rest.map((commit) =>
            commit.name === "R1-draft"
              ? { ...commit, files: { [pushed]: manifestText(BYPASS_A, "note: draft\n") } }
              : { ...commit, files: { ...commit.files, [pushed]: null } },
          ),
        ],
        events: onlyA,
      });
    },
    verdict: "pass",
    codes: ["MANIFEST_UNAPPROVED"],
    path: pushed,
    commits: (world) => [world.commit("R1-draft"), world.commit("R1")],
  },
  {
    name: "a requester who approves himself",
    make: () => ordinaryWorld({ registry: registryCommitsOf([{ id: BYPASS_A }]), events: approvedByRequester }),
    verdict: "fail",
    codes: ["SELF_APPROVAL"],
    path: A,
    commits: () => [approvedCommit],
  },
  {
    name: "a requester who is named by the manifest alone, and approves himself under his login in capitals",
    make: () => {
      const text = manifestText(BYPASS_A, "requested_by: LEA\n");
      return ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A, text }]),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, { ...real, manifest: manifestOf(BYPASS_A, text) }),
        ],
      });
    },
    verdict: "fail",
    codes: ["SELF_APPROVAL"],
    path: A,
    commits: () => [approvedCommit],
  },
  {
    name: "an approver of whom no review is on record",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, real).filter(({ type }) => type !== "review.completed"),
        ],
      }),
    verdict: "fail",
    codes: ["APPROVAL_WITHOUT_REVIEW"],
    path: A,
    commits: () => [approvedCommit],
  },
  {
    name: "an approver whose review is on record as somebody else's",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => [
          lifeUntil("remediation.opened", BYPASS_A, {
            ...real,
            extra: { "review.completed": { actor: { id: 102, login: "eve", role: "lead-devops", kind: "human" } } },
          }),
        ],
      }),
    verdict: "fail",
    codes: ["APPROVAL_WITHOUT_REVIEW"],
    path: A,
    commits: () => [approvedCommit],
  },
  ...(["lead", "quality"] as const).map(
    (slot): Scenario => ({
      name: `one person who fills ${slot === "lead" ? "both places of one slot" : "two slots"}, with a review for each`,
      make: () =>
        ordinaryWorld({ registry: registryCommitsOf([{ id: BYPASS_A }]), events: approvedTwiceBy(lea.id, slot) }),
      verdict: "fail",
      codes: ["APPROVERS_NOT_DISTINCT"],
      severity: "error",
      path: A,
      commits: () => [approvedCommit],
    }),
  ),
  {
    name: "a recipe of the ledger that was written otherwise, and put back",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "recipe", branch: "qms-ledger", parents: ["qms-ledger"], files: { "README.md": believeUs } },
      { name: "back", branch: "qms-ledger", parents: ["recipe"], files: { "README.md": LEDGER_README } },
    ),
    verdict: "fail",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    path: "README.md",
    commits: addedCommits("recipe"),
  },
  {
    name: "a recipe that finds nothing, in the first commit of the ledger",
    make: () =>
      ordinaryWorld({
        changeLedger: (commits) =>
          commits.map((commit, index) =>
            index === 0 ? { ...commit, files: { ...commit.files, "README.md": believeUs } } : commit,
          ),
      }),
    verdict: "pass",
    codes: ["RECIPE_UNKNOWN"],
    path: "README.md",
    severity: "warning",
    commits: ({ commit }) => [commit("L1")],
  },
  {
    name: "a ledger without its recipe",
    make: () => ordinaryWorld(),
    damage: add({ name: "none", branch: "qms-ledger", parents: ["qms-ledger"], files: { "README.md": null } }),
    verdict: "fail",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    path: "README.md",
    commits: addedCommits("none"),
  },
  {
    name: "an edit that was put back, behind a merge that makes another branch the first parent, when a decision had seen it",
    make: () => hiddenBehindMerge(edited, "activation"),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: (world) => [world.commit("edit")],
  },
  {
    name: "the same, when the registration of a later bypass had seen it",
    make: () => hiddenBehindMerge(edited, "registration"),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    severity: "error",
    path: A,
    commits: (world) => [world.commit("edit")],
  },
  {
    name: "the same with a deletion",
    make: () => hiddenBehindMerge(null, "activation"),
    verdict: "fail",
    codes: ["MANIFEST_DELETED"],
    path: A,
    commits: (world) => [world.commit("edit")],
  },
  {
    name: "the same where nothing saw the branch: no proof that it was no mistake in a pull request",
    make: () => hiddenBehindMerge(edited, "nothing"),
    verdict: "pass",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: (world) => [world.commit("edit")],
  },
  {
    name: "an edit that was put back, behind a merge that leaves out how the manifest had come, when an activation had seen it",
    make: () => hiddenBehindMerge(edited, "activation", "R0"),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED"],
    path: A,
    commits: (world) => [world.commit("edit")],
  },
];

/**
 * The registry with an edit of A and the old content behind it, as second parent of a merge. The activation or the registration
 * of B found its manifest at a commit behind the edit.
 */
function hiddenBehindMerge(file: string | null, seenBy: "activation" | "registration" | "nothing", from = "R1"): World {
  const [root, pull, merged] = registryCommitsOf([{ id: BYPASS_A }]);
  if (root === undefined || pull === undefined || merged === undefined) throw new Error("the fixture is another");
  const files = { [A]: manifestText(BYPASS_A) };
  const textOfB = manifestText(BYPASS_B, seenBy === "registration" ? registers : "");
  const b = { [B]: textOfB };
  const registry = [
    ...[root, pull, merged],
    { name: "edit", branch: "qms", parents: ["R1"], files: { [A]: file } },
    { name: "back", branch: "qms", parents: ["edit"], files },
    { name: "B", branch: "qms", parents: ["back"], files: b },
    { name: "side", branch: "side", parents: [from], files: { "x.txt": "x" } },
    { name: "swap", branch: "qms", parents: ["side", "B"], files: { ...files, ...b, "x.txt": "x" } },
  ];
  // The same commits twice have the same ids: the first time they are only named.
  const scratch = newRepository();
  const ids = importCommits(scratch, [...mainCommits, ...registry]);
  removeRepository(scratch);
  return ordinaryWorld({
    registry,
    events: (real) => {
      const at = (name: string) => ({ commit: ids.get(name) ?? "" });
      const manifestA = { ...manifestOf(BYPASS_A), ...at("R1") };
      const manifestB = { ...manifestOf(BYPASS_B, textOfB), ...at("B") };
      return [
        lifeUntil("remediation.opened", BYPASS_A, { ...real, ...(from === "R1" ? {} : { manifest: manifestA }) }),
        seenBy === "registration"
          ? registeredAt(manifestB, real)
          : lifeUntil("override.verified", BYPASS_B, {
              ...{ ...real, minute: 60 },
              ...(seenBy === "activation" ? { extra: { "bypass.activated": { manifest: manifestB } } } : {}),
            }),
      ];
    },
  });
}

const registers = `retroactive:\n  merge_sha: ${MAIN_MERGE}\n`;

/** B, which was merged before anybody asked, with its manifest as it was found at a commit of the registry. */
function registeredAt(manifest: ReturnType<typeof manifestOf>, real: Parameters<typeof onlyA>[0]) {
  const at = { bypass: BYPASS_B, main_head: real.mainHead };
  return [
    ...lifeUntil("bypass.approved", BYPASS_B, {
      ...{ ...real, minute: 60 },
      manifest: manifestOf(BYPASS_B, manifestText(BYPASS_B, registers)),
    }),
    eventOf("bypass.registered", 63, {
      ...at,
      manifest,
      data: { merge_sha: real.mergeSha, checks: ["docs/coverage"] },
    }),
    eventOf("remediation.opened", 64, at),
  ];
}
