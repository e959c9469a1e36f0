import {
  BYPASS_A,
  LEDGER_README,
  lifeUntil,
  manifestOf,
  manifestPath,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
} from "./audit-world.ts";
import { add, addedCommits, type Scenario } from "./tamper-scenarios.ts";

// What was done and taken back, moved away or hidden behind a merge, so that the head looks as it should.

const A = manifestPath(BYPASS_A);
const pushed = manifestPath("BYPASS-L1-20260302-110000");
const pushedText = manifestText("BYPASS-L1-20260302-110000");
const renamed = pushed.replace("110000", "110001");

type Events = NonNullable<NonNullable<Parameters<typeof ordinaryWorld>[0]>["events"]>;
const onlyA: Events = (real) => [lifeUntil("remediation.opened", BYPASS_A, real)];

const lea = { id: 101, login: "lea", role: null, kind: "human" as const };
const approvedByRequester: Events = (real) => [
  lifeUntil("remediation.opened", BYPASS_A, { ...real, extra: { "request.accepted": { actor: lea } } }),
];
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
  {
    name: "a recipe of the ledger that was written otherwise, and put back",
    make: () => ordinaryWorld(),
    damage: add(
      { name: "recipe", branch: "qms-ledger", parents: ["qms-ledger"], files: { "README.md": "# Believe us\n" } },
      { name: "back", branch: "qms-ledger", parents: ["recipe"], files: { "README.md": LEDGER_README } },
    ),
    verdict: "fail",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    path: "README.md",
    commits: addedCommits("recipe"),
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
];
