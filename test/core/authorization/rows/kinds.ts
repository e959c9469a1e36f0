import { editManifest, editPeople, type World } from "../../../support/fixture.ts";
import { checkOf, type Row, targetOf } from "./row.ts";

const owners = `# everything
* @lea
/.qms/ @lea @ari @cora @inc
/.qms/bypasses/ @lea @ari @cora @inc
/CODEOWNERS @lea
`;

/** The pull request that changes people.yml instead of adding a manifest. */
const governance =
  (change: (world: World) => void = () => {}) =>
  (world: World): void => {
    const { facts } = world;
    facts.pull_request.files = [{ path: ".qms/people.yml", status: "modified", mode: "100644" }];
    facts.pull_request.manifest_sha256 = null;
    facts.pushes = facts.pushes.map((push) => ({ ...push, manifest_sha256: null }));
    facts.target = null;
    facts.reviews = [];
    world.codeowners = owners;
    change(world);
  };

/** What is decided about: policies, people, governance changes, amendments, ids, things that are not built yet. */
export const kindRows: readonly Row[] = [
  {
    name: "the id is on the registry branch already",
    level: "L1",
    change: ({ facts }) => {
      facts.existing_manifests.push("BYPASS-L1-20260302-090000");
    },
    verdict: "denied",
    code: "DUPLICATE_ID",
  },
  {
    name: "a manifest with a mistake, and all approvals",
    level: "L1",
    change: (world) => editManifest(world, "level: low", "level: high"),
    verdict: "denied",
    code: "RISK_TOO_HIGH",
  },
  {
    name: "a check that the policy never lets through",
    level: "L1",
    change: (world) => {
      world.policy += 'never_bypass: ["docs/cov*"]\n';
    },
    verdict: "denied",
    code: "CHECK_NOT_BYPASSABLE",
  },
  {
    name: "a check whose class needs a higher level",
    level: "L1",
    change: (world) => {
      world.policy = world.policy.replace("documentation_coverage", "security_high");
    },
    verdict: "denied",
    code: "LEVEL_TOO_LOW",
  },
  {
    name: "a check that no rule classifies",
    level: "L1",
    change: (world) => {
      editManifest(world, "docs/coverage", "other/thing");
      checkOf(world, "docs/coverage").name = "other/thing";
    },
    verdict: "denied",
    code: "UNCLASSIFIED_CHECK",
  },
  {
    name: "a level that is none",
    level: "L1",
    change: (world) => editManifest(world, "level: L1", "level: l1"),
    verdict: "denied",
    code: "LEVEL_UNKNOWN",
  },
  {
    name: "the policy was retired",
    level: "L1",
    change: (world) => {
      world.policy += "status: deprecated\n";
    },
    verdict: "denied",
    code: "POLICY_NOT_ACTIVE",
    says: "deprecated",
  },
  {
    name: "the policy has a mistake: an error even where nobody has approved",
    level: "L1",
    change: (world) => {
      world.policy += "bogus: true\n";
      world.facts.reviews = [];
    },
    verdict: "error",
    code: "POLICY_INVALID",
    says: ".qms/policy.yml",
  },
  {
    name: "people.yml names a person twice",
    level: "L1",
    change: (world) => editPeople(world, "id: 102", "id: 101"),
    verdict: "error",
    code: "PERSON_DUPLICATE",
  },
  {
    name: "nobody holds a role that a slot of another level names",
    level: "L1",
    change: (world) => editPeople(world, "security-lead: [sec, sol]", "security-lead: []"),
    verdict: "error",
    code: "EMPTY_ROLE",
  },
  {
    name: "a level that would approve itself",
    level: "L1",
    change: (world) => {
      world.policy += "levels: { L1: { slots: [{ name: lead, roles: [lead-qa], when: { regulations: true } }] } }\n";
    },
    verdict: "error",
    code: "EMPTY_LEVEL",
  },
  {
    name: "the people at the opening cannot be read",
    level: "L1",
    change: (world) => {
      world.peopleAtOpening = { schema: "qms.people/v2" };
    },
    verdict: "error",
    code: "POLICY_INVALID",
  },
  {
    name: "only the owner of the role asks, so nobody is left",
    level: "L1",
    change: (world) => {
      editPeople(world, "lead-backend: [lea, qua]", "lead-backend: [lea]");
      editPeople(world, "lead-qa: [qua]", "lead-qa: [lea]");
      editPeople(world, "lead-devops: [dov]", "lead-devops: [lea]");
      editPeople(world, "lead-frontend: [lou]", "lead-frontend: [lea]");
      editManifest(world, "requested_by: req", "requested_by: lea");
    },
    verdict: "denied",
    code: "UNSATISFIABLE",
    says: "needs 1 person, 0 available",
  },
  {
    name: "only one of two people is left after the bans",
    level: "L2",
    change: (world) => {
      world.facts.target?.authors.push({ login: "ari", id: 105 }, { login: "aro", id: 115 });
    },
    verdict: "denied",
    code: "UNSATISFIABLE",
    says: "2 distinct people, 1 available",
  },
  {
    name: "a registration of what was merged, by a lead who did not merge it",
    level: "L1",
    change: (world) => registered(world),
    verdict: "approved",
    without: ["TARGET_NOT_OPEN", "CHECK_NOT_FAILING"],
  },
  {
    name: "a registration of a merge that never was",
    level: "L1",
    change: (world) => registered(world, { merge_sha: null, merged_by: null }),
    verdict: "denied",
    code: "RETROACTIVE_MISMATCH",
    says: "not merged",
  },
  {
    name: "a registration of another merge",
    level: "L1",
    change: (world) => registered(world, { merge_sha: "d".repeat(40) }),
    verdict: "denied",
    code: "RETROACTIVE_MISMATCH",
  },
  {
    name: "a registration that names somebody else as the one who merged",
    level: "L1",
    change: (world) => registered(world, { merged_by: { login: "ari", id: 105 } }),
    verdict: "denied",
    code: "RETROACTIVE_MISMATCH",
    says: "ari",
  },
  {
    name: "whoever merged past the checks cannot approve the registration",
    level: "L1",
    change: (world) => registered(world, { merged_by: { login: "lea", id: 101 } }, "lea"),
    verdict: "pending",
    review: "lea:BENEFICIARY",
  },
  {
    name: "nor under another login than the manifest names",
    level: "L1",
    change: (world) => registered(world, { merged_by: { login: "adm", id: 101 } }),
    verdict: "pending",
    review: "lea:BENEFICIARY",
  },
  {
    name: "a governance change that can be used",
    level: "L1",
    change: governance(),
    verdict: "approved",
    code: "GOVERNANCE_CHANGE",
    without: ["OWNERS_UNGUARDED", "CHANGES_REQUESTED"],
  },
  {
    name: "a governance change where nobody reads CODEOWNERS",
    level: "L1",
    change: governance((world) => {
      delete world.codeowners;
    }),
    verdict: "approved",
    code: "GOVERNANCE_CHANGE",
  },
  {
    name: "a governance change by which people.yml would not hold together",
    level: "L1",
    change: governance((world) => editPeople(world, "lead-devops: [dov]", "lead-devops: [nobody]")),
    verdict: "error",
    code: "REFERENCE_UNKNOWN",
    says: "nobody",
  },
  {
    name: "a governance change by which the policy would not be readable",
    level: "L1",
    change: governance((world) => {
      world.policy += "levels: { L9: {} }\n";
    }),
    verdict: "error",
    code: "POLICY_INVALID",
  },
  {
    name: "a governance change that removes the policy",
    level: "L1",
    change: governance(({ facts }) => {
      facts.pull_request.files = [{ path: ".qms/policy.yml", status: "removed", mode: "000000" }];
    }),
    verdict: "denied",
    code: "GOVERNANCE_REMOVED",
    says: ".qms/policy.yml",
  },
  {
    name: "a governance change that renames CODEOWNERS away",
    level: "L1",
    change: governance(({ facts }) => {
      facts.pull_request.files = [
        { path: "docs/CODEOWNERS", previous_path: "CODEOWNERS", status: "renamed", mode: "100644" },
      ];
    }),
    verdict: "denied",
    code: "GOVERNANCE_REMOVED",
  },
  {
    name: "a governance change that turns people.yml into a link",
    level: "L1",
    change: governance(({ facts }) => {
      facts.pull_request.files = [{ path: ".qms/people.yml", status: "modified", mode: "120000" }];
    }),
    verdict: "denied",
    code: "MANIFEST_NOT_REGULAR",
  },
  {
    name: "a governance change that touches something else",
    level: "L1",
    change: governance(({ facts }) => {
      facts.pull_request.files.push({ path: "src/app.ts", status: "modified", mode: "100644" });
    }),
    verdict: "denied",
    code: "SCOPE_VIOLATION",
  },
  {
    name: "a governance change that brings trusted keys",
    level: "L1",
    change: governance(({ facts }) => {
      facts.pull_request.files = [{ path: ".qms/trust/allowed_signers", status: "added", mode: "100644" }];
    }),
    verdict: "approved",
    without: ["SCOPE_VIOLATION"],
  },
  {
    name: "a governance change that hides something below the trusted keys",
    level: "L1",
    change: governance(({ facts }) => {
      facts.pull_request.files.push({ path: ".qms/trust/more/src.ts", status: "added", mode: "100644" });
    }),
    verdict: "denied",
    code: "SCOPE_VIOLATION",
  },
  {
    name: "a governance change that retires the policy",
    level: "L1",
    change: governance((world) => {
      world.policy += "status: deprecated\n";
    }),
    verdict: "approved",
    without: ["POLICY_NOT_ACTIVE"],
  },
  {
    name: "a governance change without CODEOWNERS",
    level: "L1",
    change: governance((world) => {
      world.codeowners = null;
    }),
    verdict: "denied",
    code: "OWNERS_UNGUARDED",
    says: "no CODEOWNERS",
  },
  {
    name: "CODEOWNERS that takes the owners of people.yml away with its last line",
    level: "L1",
    change: governance((world) => {
      world.codeowners += "/.qms/people.yml\n";
    }),
    verdict: "denied",
    code: "OWNERS_UNGUARDED",
    says: ".qms/people.yml",
  },
  {
    name: "CODEOWNERS whose owners of the manifests approve no bypass of level 2",
    level: "L1",
    change: governance((world) => {
      world.codeowners = owners.replace("/bypasses/ @lea @ari", "/bypasses/ @lea");
    }),
    verdict: "denied",
    code: "OWNERS_UNGUARDED",
    says: "level L2",
  },
  {
    name: "CODEOWNERS that names a team",
    level: "L1",
    change: governance((world) => {
      world.codeowners = "* @acme/approvers\n";
    }),
    verdict: "approved",
    without: ["OWNERS_UNGUARDED"],
  },
  {
    name: "a governance change in phase act: nothing to act on",
    level: "L1",
    change: governance(({ facts }) => {
      facts.phase = "act";
    }),
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
];

const merge = "e".repeat(40);

/** The base world after an administrator merged its target, and a manifest that registers it. */
function registered(world: World, target: Partial<NonNullable<World["facts"]["target"]>> = {}, by = "adm"): void {
  editManifest(world, /$/, `retroactive: { merge_sha: ${merge}, merged_by: ${by} }\n`);
  Object.assign(targetOf(world), { state: "closed", merge_sha: merge, merged_by: { login: by, id: 190 } }, target);
  for (const check of targetOf(world).checks) check.state = "success";
}
