import { defaultPolicySha256 } from "../../src/core/procedure/default-policy.ts";
import { readDefaultPolicy } from "../../src/core/procedure/read-policy.ts";
import { appendTo, eventOf } from "../core/ledger/fixture.ts";
import {
  approvedBy,
  BYPASS_A,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  manifestOf,
  manifestText,
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

const approvedAt = (world: World, name: string, minute = 180, day = "2026-03-02"): void => {
  const main = world.commit("M1");
  const real = { mergeSha: main, mainHead: main, registryHead: world.commit(name), minute };
  const life = lifeUntil("bypass.approved", C, real);
  importCommits(world.folder, ledgerCommitsOf(appendTo(ledgerWith(...transactionsOf(world)), life, day)));
};

/** All that are required, to their last day in time. */
export const certifiedUntil = (day: string): string =>
  `certifications: { ${readDefaultPolicy()
    .compiled?.policy.certification.required.map((name) => `${name}: ${day}`)
    .join(", ")} }`;
const peopleOf = (roles: string, certified = certifiedUntil("2026-12-31")) => `schema: qms.people/v1
people:
  lea: { github: { login: lea, id: 101 }, status: active, ${certified} }
  leo: { github: { login: leo, id: 102 }, status: active }
roles:
  lead-devops: ${roles}
`;
const classed = `schema: qms.policy/v1
extends: default
checks:
  - { match: "docs/*", class: code_quality_minor }
  - { match: "sast/*", class: security_critical }
`;
const asking = (check: string): string => manifestText(BYPASS_A, `checks: ["${check}"]\n`);

/** A was approved by the lead of that day, for a check of his level; later he is no lead any more, and other checks are of another class. */
const ruledWorld = (
  check = "docs/coverage",
  roles = "[lea]",
  certified?: string,
  until = "remediation.opened",
): World => {
  const text = asking(check);
  const rules = { ".qms/people.yml": peopleOf(roles, certified), ".qms/policy.yml": classed };
  const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A, kind: "squash", text }]);
  if (first === undefined) throw new Error("no registry");
  const later = { ".qms/people.yml": peopleOf("[leo]"), ".qms/policy.yml": classed.replace("docs/*", "text/*") };
  return ordinaryWorld({
    registry: [
      { name: "before", branch: "qms", files: { ".qms/policy.yml": classed } },
      { ...first, parents: ["before"], files: rules },
      ...rest,
      { name: "later", branch: "qms", parents: ["R1"], files: later },
    ],
    events: ({ commit, ...real }) => {
      const manifest = manifestOf(BYPASS_A, text);
      const named = { name: check, kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null };
      const extra = {
        "bypass.activated": { data: { checks: [named] } },
        "override.restored": { data: { activation: 1, checks: [check] } },
      };
      return [
        lifeUntil("bypass.approved", BYPASS_A, { ...real, manifest, registryHead: commit("R0") }),
        lifeUntil(until, BYPASS_A, { ...real, manifest, registryHead: commit("R1"), extra }).slice(3),
      ];
    },
  });
};

/** The manifest of A names lea as the one who asks; people.yml has her as number 101. */
const askedByLea = (approver: { readonly id: number; readonly login: string }): World => {
  const text = manifestText(BYPASS_A, "requested_by: lea\n");
  const manifest = manifestOf(BYPASS_A, text);
  const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A, kind: "squash", text }]);
  if (first === undefined) throw new Error("no registry");
  const people = peopleOf("[lea, leo]").replace(
    "id: 102 }, status: active",
    `id: 102 }, status: active, ${certifiedUntil("2026-12-31")}`,
  );
  return ordinaryWorld({
    registry: [{ ...first, files: { ...first.files, ".qms/people.yml": people } }, ...rest],
    events: (real) => {
      const [named] = approvedBy(BYPASS_A, manifest).approvers;
      if (named === undefined) throw new Error("no approver");
      const extra = {
        "review.completed": { actor: { ...approver, role: "lead-devops", kind: "human" as const } },
        "bypass.approved": { data: { approvers: [{ ...named, ...approver }] } },
      };
      return [lifeUntil("remediation.opened", BYPASS_A, { ...real, manifest, extra })];
    },
  });
};

/** Who acts, and by which role he could: lea is a lead of L1 that day and the incident commander, leo later. */
const actedBy =
  (type: string, actor: { readonly id: number; readonly login: string; readonly kind?: "human" | "automation" }) =>
  (): World => {
    const world = ruledWorld(
      "docs/coverage",
      "[lea]\n  incident-commander: [lea]\n  qms-compliance-coordinator: [lea]",
      undefined,
      "remediation.completed",
    );
    const bypass = type.startsWith("remediation.") ? BYPASS_A : "PROCEDURE";
    const as = { role: "incident-commander", kind: "human" as const, ...actor };
    const act = eventOf(type, 190, { bypass, key: "act", main_head: world.commit("M1"), actor: as });
    importCommits(world.folder, ledgerCommitsOf(appendTo(ledgerWith(...transactionsOf(world)), [act])));
    return world;
  };
const lea = { id: 101, login: "lea" };
const leo = { id: 102, login: "leo" };

/** A is made good, and verified by this account; dev owns it, and people.yml has dev as number 200, and eve as 300. */
const verifiedWorld = (id: number, login: string) => (): World => {
  const person = (name: string, number: number) =>
    `  ${name}: { github: { login: ${name}, id: ${number} }, status: active }\n`;
  const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]);
  if (first === undefined) throw new Error("no registry");
  const people = peopleOf("[lea, dev, eve]").replace(
    "people:\n",
    `people:\n${person("dev", 200)}${person("eve", 300)}`,
  );
  return ordinaryWorld({
    registry: [{ ...first, files: { ...first.files, ".qms/people.yml": people } }, ...rest],
    events: ({ commit, ...real }) => {
      const extra = { "remediation.verified": { actor: { id, login, role: "lead-devops", kind: "human" as const } } };
      return [
        lifeUntil("bypass.approved", BYPASS_A, { ...real, registryHead: commit("R0") }),
        lifeUntil("remediation.verified", BYPASS_A, { ...real, registryHead: commit("R1"), extra }).slice(3),
      ];
    },
  });
};

/** A was approved where there was no people.yml, and B where there is one since then. */
const unpeopledWorld = (): World =>
  ordinaryWorld({
    registry: [
      ...registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]),
      { name: "people", branch: "qms", parents: ["R1"], files: { ".qms/people.yml": peopleOf("[lea]") } },
    ],
    events: ({ commit, ...real }) => [
      lifeUntil("bypass.approved", BYPASS_A, { ...real, registryHead: commit("R0") }),
      lifeUntil("remediation.opened", BYPASS_A, { ...real, registryHead: commit("R1") }).slice(3),
    ],
  });

/** A was approved by people.yml, which somebody deletes; then somebody verifies whom it does not name. */
const orphanedWorld = (): World => {
  const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]);
  if (first === undefined) throw new Error("no registry");
  return ordinaryWorld({
    registry: [
      { ...first, files: { ...first.files, ".qms/people.yml": peopleOf("[lea]") } },
      ...rest,
      { name: "orphaned", branch: "qms", parents: ["R1"], files: { ".qms/people.yml": null } },
    ],
    events: ({ commit, ...real }) => {
      const seen = { ...real, registryHead: commit("R0") };
      const actor = { id: 7, login: "x", role: "lead-devops", kind: "human" as const };
      const life = lifeUntil("remediation.verified", BYPASS_A, {
        ...seen,
        extra: { "remediation.verified": { actor } },
      });
      return [life.slice(0, 10), life.slice(10, 11), life.slice(11)];
    },
  });
};

/** A, approved by a policy that rests on the built-in one of this digest. */
const restingWorld = (sha256: string) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]),
    events: ({ commit, ...real }) => {
      const extra = { "bypass.approved": { data: { default_policy_sha256: sha256 } } };
      return [
        lifeUntil("bypass.approved", BYPASS_A, { ...real, registryHead: commit("R0"), extra }),
        lifeUntil("remediation.opened", BYPASS_A, { ...real, registryHead: commit("R1") }).slice(3),
      ];
    },
  });

/** A remediation that a robot verifies where there is no people.yml. */
const verifiedByRobot = (): World => {
  const robot = { id: 41898282, login: "github-actions[bot]", role: null, kind: "automation" as const };
  return ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (real) => [
      lifeUntil("remediation.verified", BYPASS_A, { ...real, extra: { "remediation.verified": { actor: robot } } }),
    ],
  });
};

/** Two have to approve since a month, by a commit of this committer; A was approved by one, by the policy of before that. */
const changedLongAgo =
  (author: string, days = 30) =>
  (): World => {
    const [first, ...rest] = registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]);
    if (first === undefined) throw new Error("no registry");
    const at = Date.UTC(2026, 2, 2, 9) / 1000 - days * 86_400;
    return ordinaryWorld({
      registry: [
        { ...first, at: at - 86_400 },
        { name: "two", branch: "qms", parents: ["R0"], files: { ".qms/policy.yml": two }, at, author },
        ...rest.map((commit) => ({ ...commit, parents: ["two"] })),
      ],
      events: ({ commit, ...real }) => [
        lifeUntil("bypass.approved", BYPASS_A, { ...real, registryHead: commit("R0") }),
        lifeUntil("remediation.opened", BYPASS_A, { ...real, registryHead: commit("R1") }).slice(3),
      ],
    });
  };
const GITHUB = "GitHub <noreply@github.com>";

export const slotLife: readonly Ordinary[] = [
  { name: "rules that GitHub changed hours before", make: changedLongAgo(GITHUB, 0.9) },
  { name: "rules that somebody committed long before he pushed them", make: changedLongAgo("Ada <ada@example.com>") },
  { name: "an emergency that the commander declares", make: actedBy("incident.declared", lea) },
  { name: "an acknowledgement of the coordinator", make: actedBy("finding.acknowledged", lea) },
  { name: "a remediation that a lead verifies", make: actedBy("remediation.verified", lea) },
  { name: "a remediation that a lead of the days behind verifies", make: actedBy("remediation.verified", leo) },
  { name: "an approval that names the built-in policy of this version", make: restingWorld(defaultPolicySha256()) },
  { name: "a remediation verified by who has the former login of its owner", make: verifiedWorld(300, "dev") },
  {
    name: "an approver who lost the role, and a check that got another class, since the approval",
    make: () => ruledWorld(),
  },
  { name: "an approver who may be a member of a team", make: () => ruledWorld("docs/a", "{ team: acme/leads }") },
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
    name: "a verification by a robot, and no people.yml",
    make: verifiedByRobot,
    ...{ verdict: "fail", codes: ["ACTOR_NOT_ENTITLED"], severity: "error" },
  },
  {
    name: "rules that GitHub changed a month before, and no record saw that",
    make: changedLongAgo(GITHUB),
    verdict: "pass",
    codes: ["APPROVAL_BY_FORMER_RULES"],
    severity: "warning",
    commits: (world) => [world.commit("R0"), world.commit("two")],
  },
  ...(
    [
      ["an emergency that is declared by somebody else than a commander", "incident.declared", leo],
      ["an emergency that a robot declares", "incident.declared", { ...lea, kind: "automation" }],
      ["an acknowledgement of somebody else than the coordinator", "finding.acknowledged", leo],
      ["an acknowledgement of somebody whom nobody knows", "finding.acknowledged", { id: 7, login: "x" }],
      ["a remediation that somebody verifies whom nobody knows", "remediation.verified", { id: 7, login: "x" }],
    ] as const
  ).map(([name, type, actor]): Scenario => {
    const make = actedBy(type, actor);
    return { name, make, verdict: "fail", codes: ["ACTOR_NOT_ENTITLED"], severity: "error" };
  }),
  {
    name: "an approval by a built-in policy that no version has had",
    make: restingWorld("f".repeat(64)),
    damage: () => undefined,
    verdict: "inconclusive",
    codes: ["DEFAULT_POLICY_UNKNOWN"],
    severity: "error",
    commits: () => [],
  },
  {
    name: "a remediation that its owner verified, in a clone without the registry",
    make: verifiedWorld(200, "dev"),
    damage: (world) => void world.git("update-ref", "-d", "refs/heads/qms"),
    verdict: "fail",
    codes: ["BRANCH_MISSING", "SELF_VERIFICATION"],
    severity: "error",
    commits: () => [],
  },
  {
    name: "a remediation verified by its owner, who was renamed since the approval",
    make: verifiedWorld(200, "devin"),
    damage: () => undefined,
    verdict: "fail",
    codes: ["SELF_VERIFICATION"],
    severity: "error",
    commits: () => [],
  },
  {
    name: "an approval by one person where the policy that it names needs two",
    make: stricterWorld,
    damage: (world) => approvedAt(world, "two"),
    verdict: "fail",
    codes: ["APPROVAL_INCOMPLETE"],
    severity: "error",
    commits: (world) => [world.commit("two")],
  },
  {
    name: "a requester who was renamed before he approved himself: people.yml has his number",
    make: () => askedByLea({ id: 101, login: "lea-of-now" }),
    verdict: "fail",
    codes: ["SELF_APPROVAL"],
    severity: "error",
    commits: () => ["c".repeat(40)],
  },
  {
    name: "an approval by somebody who had not the role that day",
    make: () => ruledWorld("docs/coverage", "[leo]"),
    damage: () => undefined,
    verdict: "fail",
    codes: ["APPROVER_NOT_ENTITLED"],
    severity: "error",
    commits: (world) => [world.commit("R0")],
  },
  ...[
    ["lacked certificates", "certifications: { qms_bypass_procedures_basic: 2026-12-31 }"],
    ["held certificates that had run out the day before", certifiedUntil("2026-03-01")],
  ].map(([what, certified]): Scenario => {
    return {
      name: `an approval by somebody who ${what}`,
      make: () => ruledWorld("docs/coverage", "[lea]", certified),
      damage: () => undefined,
      verdict: "fail",
      codes: ["APPROVER_NOT_CERTIFIED"],
      severity: "error",
      commits: (world) => [world.commit("R0")],
    };
  }),
  {
    name: "an approval at a commit that had no people.yml yet",
    make: () => ruledWorld(),
    damage: (world) => approvedAt(world, "before"),
    verdict: "fail",
    codes: ["APPROVER_NOT_ENTITLED"],
    severity: "error",
    commits: (world) => [world.commit("before")],
  },
  {
    name: "an approval where there was no people.yml, and a first one by the people.yml that came since",
    make: unpeopledWorld,
    damage: (world) => approvedAt(world, "people"),
    verdict: "fail",
    codes: ["APPROVER_NOT_ENTITLED"],
    severity: "error",
    commits: (world) => [world.commit("R0")],
  },
  {
    name: "a remediation that somebody verifies whom people.yml did not name before it was deleted",
    make: orphanedWorld,
    verdict: "fail",
    codes: ["ACTOR_NOT_ENTITLED"],
    severity: "error",
  },
  {
    name: "an approval by rules that had gone for weeks",
    make: () => ruledWorld(),
    damage: (world) => approvedAt(world, "R0", 20 * 24 * 60, "2026-03-22"),
    verdict: "fail",
    codes: ["APPROVAL_BY_FORMER_RULES"],
    severity: "error",
    commits: (world) => [world.commit("R0")],
  },
  {
    name: "rules that had gone for weeks, in an approval of the day of a verification",
    make: () => ruledWorld(),
    damage: (world) => approvedAt(world, "R0", 20 * 24 * 60, "2026-03-22"),
    options: () => ({ asOf: Date.UTC(2026, 2, 22, 8) }),
    verdict: "fail",
    codes: ["APPROVAL_BY_FORMER_RULES"],
    severity: "error",
    commits: (world) => [world.commit("R0")],
  },
  {
    name: "an approval at a lower level than the check needs",
    make: () => ruledWorld("sast/deep"),
    damage: () => undefined,
    verdict: "fail",
    codes: ["APPROVAL_BELOW_LEVEL"],
    severity: "error",
    commits: (world) => [world.commit("R0")],
  },
];
