import {
  BYPASS_A,
  BYPASS_B,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  manifestPath,
  manifestText,
  ordinaryWorld,
  policyText,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import { add, addedCommits, anchorOf, type Ordinary, type Scenario, transactionsOf } from "./tamper-scenarios.ts";

// What records saw at the head of the registry, against what its branch has.

const C = "BYPASS-L1-20260302-120000";
const hasB = { [manifestPath(BYPASS_B)]: manifestText(BYPASS_B) };
const rules = { ".qms/policy.yml": `${policyText}never_bypass: [security/scan]\n` };

/** A is merged, the policy changed, and B approved by what the policy says then and merged. */
const registry = [
  ...registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]),
  { name: "rules", branch: "qms", parents: ["R1"], files: rules },
  { name: "R2", branch: "qms", parents: ["rules"], files: hasB },
];

const rulesWorld = (): World =>
  ordinaryWorld({
    registry,
    events: ({ commit, ...real }) => [
      lifeUntil("remediation.opened", BYPASS_A, { ...real, registryHead: commit("R1") }),
      lifeUntil("bypass.approved", BYPASS_B, { ...real, registryHead: commit("rules"), minute: 60 }),
      lifeUntil("override.verified", BYPASS_B, { ...real, registryHead: commit("R2"), minute: 60 }).slice(3),
    ],
  });

/** A forced push takes the change of the policy out of the branch, and brings B again. */
const takeOut = (world: World): void => {
  world.git("update-ref", "refs/heads/qms", world.commit("R1"));
  add({ name: "anew", branch: "qms", parents: ["qms"], files: hasB })(world);
};

/** A later request, approved by what the registry has at a commit. */
const seenAt = (world: World, registryHead: string, minute = 180): void => {
  const real = { mergeSha: world.commit("M1"), mainHead: world.commit("M1"), registryHead, minute };
  importCommits(
    world.folder,
    ledgerCommitsOf(ledgerWith(...transactionsOf(world), lifeUntil("bypass.approved", C, real))),
  );
};

export const registryHeadLife: readonly Ordinary[] = [
  { name: "a policy that changed between two requests, each of which saw the registry as it was", make: rulesWorld },
];

export const registryHeadScenarios: readonly Scenario[] = [
  {
    name: "a registry from which a forced push took a change of the policy that an approval had seen",
    make: rulesWorld,
    damage: (world) => {
      takeOut(world);
      seenAt(world, addedCommits("anew")(world)[0] ?? "");
    },
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN"],
    commits: (world) => [world.commit("rules")],
  },
  {
    name: "a registry that was set back to what a later record sees again: so does a run that began early",
    make: rulesWorld,
    damage: (world) => {
      takeOut(world);
      seenAt(world, world.commit("R1"));
    },
    verdict: "inconclusive",
    codes: ["CLONE_BEHIND"],
    commits: (world) => [world.commit("rules")],
  },
  {
    name: "a registry that lost the head that an anchor saw",
    make: rulesWorld,
    options: (world) => ({
      anchors: [{ ...anchorOf(world), commit: world.commit("L3"), registryHead: "7".repeat(40) }],
    }),
    verdict: "fail",
    codes: ["HISTORY_REWRITTEN"],
    commits: () => ["7".repeat(40)],
  },
  {
    name: "a registry that lacks what the last records saw: it may be older than the ledger",
    make: rulesWorld,
    damage: takeOut,
    verdict: "inconclusive",
    codes: ["CLONE_BEHIND"],
    commits: (world) => [world.commit("rules")],
  },
  {
    name: "a registry that never had what a new record names as its head",
    make: rulesWorld,
    damage: (world) => seenAt(world, "7".repeat(40)),
    verdict: "inconclusive",
    codes: ["CLONE_BEHIND"],
    commits: () => ["7".repeat(40)],
  },
];
