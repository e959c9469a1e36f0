import {
  BYPASS_A,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import { type Ordinary, type Scenario, transactionsOf } from "./tamper-scenarios.ts";

// How many people an approval names, against the policy that it was decided by.

const C = "BYPASS-L1-20260302-120000";
const two = `schema: qms.policy/v1
extends: default
levels:
  L1:
    slots:
      - { name: lead, roles: [lead-devops], min: 2 }
`;

/** A was approved by one lead; since then two are needed. */
const stricterWorld = (): World =>
  ordinaryWorld({
    registry: [
      ...registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]),
      { name: "two", branch: "qms", parents: ["R1"], files: { ".qms/policy.yml": two } },
    ],
    events: ({ commit, ...real }) => [
      lifeUntil("bypass.approved", BYPASS_A, { ...real, registryHead: commit("R0") }),
      lifeUntil("remediation.opened", BYPASS_A, { ...real, registryHead: commit("R1") }).slice(3),
    ],
  });

const approvedAt = (world: World, name: string): void => {
  const main = world.commit("M1");
  const real = { mergeSha: main, mainHead: main, registryHead: world.commit(name), minute: 180 };
  const life = lifeUntil("bypass.approved", C, real);
  importCommits(world.folder, ledgerCommitsOf(ledgerWith(...transactionsOf(world), life)));
};

export const slotLife: readonly Ordinary[] = [
  { name: "a level that needs two people since a request was approved by one", make: stricterWorld },
  {
    name: "an approval by the policy of before, recorded after it had changed",
    make: () => {
      const world = stricterWorld();
      approvedAt(world, "R1");
      return world;
    },
  },
];

export const slotScenarios: readonly Scenario[] = [
  {
    name: "an approval by one person where the policy that it names needs two",
    make: stricterWorld,
    damage: (world) => approvedAt(world, "two"),
    verdict: "fail",
    codes: ["APPROVAL_INCOMPLETE"],
    severity: "error",
    commits: (world) => [world.commit("two")],
  },
];
