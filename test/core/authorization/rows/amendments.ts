import { approve, digestOf, editManifest, type World } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

const id = "BYPASS-L1-20260302-090000";
const expiry = "2026-03-04T10:00:00Z";

/** The L1 world, but its manifest is approved and active already, and the pull request adds an amendment; `lea` has approved it. */
function amended(world: World, changes = `expires_at: ${expiry}`, number = 1): void {
  const before = digestOf(world.manifest);
  const path = world.manifestPath.replace(/\.yml$/, `.amend-${number}.yml`);
  world.original = { text: world.manifest, path: world.manifestPath };
  world.manifest = `schema: qms.amendment/v1
amends: ${id}
number: ${number}
requested_by: req
reason: The reviewers of the reference package are away until Wednesday, so that the merge has to wait for them.
changes: { ${changes} }
`;
  world.manifestPath = path;
  world.facts = JSON.parse(JSON.stringify(world.facts).replaceAll(before, digestOf(world.manifest)));
  world.facts.pull_request.files = [{ path, status: "added", mode: "100644" }];
  world.facts.existing_manifests.push(id);
  world.facts.events = [
    event("bypass.approved", "2026-03-02T08:00:00Z", {}),
    event("bypass.activated", "2026-03-02T08:01:00Z", { activation: 1, expires_at: "2026-03-02T18:00:00.000Z" }),
  ];
}

const event = (type: string, at: string, data: Record<string, unknown>) => ({
  type,
  bypass: id,
  at,
  actor: { login: "github-actions[bot]", id: 41898282 },
  data,
});

const later = "remediation: { target_date: 2026-03-13 }";

/** Architect and coordinator, who approve at L2. */
const levelTwo = (world: World): void => {
  approve(world.facts, "ari", 105, "2026-03-02T10:10:00Z");
  approve(world.facts, "qin", 106, "2026-03-02T10:15:00Z");
};

/** Amendments: same people as the bypass, one level up for a later date, only in time, only within limits. */
export const amendmentRows: readonly Row[] = [
  {
    name: "an amendment of the expiry, approved by a lead",
    level: "L1",
    change: (world) => amended(world),
    verdict: "approved",
  },
  {
    name: "a check that has passed by now does not stop an amendment",
    level: "L1",
    change: (world) => {
      amended(world);
      if (world.facts.target !== null) world.facts.target.state = "closed";
    },
    verdict: "approved",
    without: ["TARGET_NOT_OPEN"],
  },
  {
    name: "a later remediation date needs the level above",
    level: "L1",
    change: (world) => amended(world, later),
    verdict: "pending",
    review: "lea:NOT_IN_ROLE",
  },
  {
    name: "a later remediation date, approved by the level above",
    level: "L1",
    change: (world) => {
      amended(world, later);
      levelTwo(world);
    },
    verdict: "approved",
  },
  {
    name: "an earlier remediation date needs nobody above",
    level: "L1",
    change: (world) => amended(world, "remediation: { target_date: 2026-03-04, owner: mia }"),
    verdict: "approved",
  },
  {
    name: "whoever asked for the bypass does not approve its amendment, whoever asks for that",
    level: "L1",
    change: (world) => {
      amended(world);
      editManifest(world, "requested_by: req", "requested_by: mia");
      if (world.original !== undefined)
        world.original.text = world.original.text.replace("requested_by: req", "requested_by: lea");
      world.facts.pull_request.author = { login: "mia", id: 130, type: "User" };
    },
    verdict: "pending",
    review: "lea:SELF_APPROVAL",
  },
  {
    name: "whoever asks for the amendment does not approve it",
    level: "L1",
    change: (world) => {
      amended(world);
      editManifest(world, "requested_by: req", "requested_by: lea");
    },
    verdict: "pending",
    review: "lea:SELF_APPROVAL",
  },
  {
    name: "an amendment of nothing that is there",
    level: "L1",
    change: (world) => {
      amended(world);
      delete world.original;
    },
    verdict: "denied",
    code: "AMENDS_UNKNOWN",
    says: id,
  },
  {
    name: "an amendment that was not given",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.pull_request.manifest_sha256 = "0".repeat(64);
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
  {
    name: "an amendment that leaves a number out",
    level: "L1",
    change: (world) => amended(world, `expires_at: ${expiry}`, 2),
    verdict: "denied",
    code: "AMENDMENT_NUMBER",
    says: "the next one is 1",
  },
  {
    name: "an amendment with a number that is taken",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.existing_manifests.push(`${id}.amend-1`, "BYPASS-L1-20260302-090001.amend-7");
    },
    verdict: "denied",
    code: "AMENDMENT_NUMBER",
    says: "the next one is 2",
  },
  {
    name: "an amendment of a request that was never approved",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.events = [];
    },
    verdict: "denied",
    code: "AMENDMENT_TOO_LATE",
    says: "never approved",
  },
  {
    name: "an amendment behind the expiry",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.events?.pop();
      world.facts.events?.push(
        event("bypass.activated", "2026-03-02T08:01:00Z", { expires_at: "2026-03-02T10:30:00.000Z" }),
      );
    },
    verdict: "denied",
    code: "AMENDMENT_TOO_LATE",
    says: "expired at 2026-03-02T10:30:00Z",
  },
  {
    name: "an amendment of an expiry that an amendment has moved is in time",
    level: "L1",
    change: (world) => {
      amended(world, `expires_at: ${expiry}`, 2);
      world.facts.existing_manifests.push(`${id}.amend-1`);
      world.facts.events?.pop();
      world.facts.events?.push(
        event("bypass.activated", "2026-03-02T08:01:00Z", { expires_at: "2026-03-02T10:00:00.000Z" }),
        event("bypass.amended", "2026-03-02T08:30:00Z", {
          number: 1,
          changes: { expires_at: "2026-03-02T12:00:00.000Z" },
        }),
      );
    },
    verdict: "approved",
  },
  ...["used", "expired", "revoked", "voided"].map(
    (end): Row => ({
      name: `a bypass that is ${end} is not prolonged`,
      level: "L1",
      change: (world) => {
        amended(world);
        world.facts.events?.push(event(`bypass.${end}`, "2026-03-02T09:30:00Z", {}));
      },
      verdict: "denied",
      code: "AMENDMENT_TOO_LATE",
      says: `is ${end}`,
    }),
  ),
  {
    name: "what a used bypass owes gets another owner",
    level: "L1",
    change: (world) => {
      amended(world, "remediation: { owner: mia }");
      world.facts.events?.push(event("bypass.used", "2026-03-02T09:30:00Z", {}));
    },
    verdict: "approved",
  },
  {
    name: "what was verified owes nothing that could be changed",
    level: "L1",
    change: (world) => {
      amended(world, "remediation: { owner: mia }");
      world.facts.events?.push(
        event("bypass.used", "2026-03-02T09:30:00Z", {}),
        event("remediation.verified", "2026-03-02T10:00:00Z", {}),
      );
    },
    verdict: "denied",
    code: "AMENDMENT_TOO_LATE",
    says: "remediated and verified",
  },
  {
    name: "a lifetime counts from the first activation, however often it was resumed",
    level: "L1",
    change: (world) => {
      amended(world, "expires_at: 2026-03-05T09:00:00Z");
      const data = { activation: 2, expires_at: "2026-03-02T18:00:00.000Z" };
      world.facts.events?.push(event("bypass.activated", "2026-03-02T09:30:00Z", data));
    },
    verdict: "denied",
    code: "AMENDMENT_LIMIT",
  },
  {
    name: "a day after the tracking issue's, though not after the manifest's, needs the level above",
    level: "L1",
    change: (world) => {
      amended(world, "remediation: { target_date: 2026-03-06 }");
      world.facts.events?.push(
        event("bypass.used", "2026-03-02T09:30:00Z", {}),
        event("remediation.opened", "2026-03-02T09:31:00Z", { due_date: "2026-03-05" }),
      );
    },
    verdict: "pending",
    review: "lea:NOT_IN_ROLE",
  },
  {
    name: "an amendment of a request that was approved and then refused",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.events = [
        event("bypass.approved", "2026-03-02T08:00:00Z", {}),
        event("bypass.refused", "2026-03-02T08:30:00Z", { reason: "denied" }),
      ];
    },
    verdict: "denied",
    code: "AMENDMENT_TOO_LATE",
  },
  {
    name: "an expiry of the manifest that has passed is not revived, though it was never activated",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.events?.pop();
      if (world.original !== undefined) world.original.text += "expires_at: 2026-03-02T10:00:00Z\n";
    },
    verdict: "denied",
    code: "AMENDMENT_TOO_LATE",
    says: "expired at 2026-03-02T10:00:00Z",
  },
  {
    name: "an expiry beyond what the level allows from the activation",
    level: "L1",
    change: (world) => amended(world, "expires_at: 2026-03-05T08:01:01Z"),
    verdict: "denied",
    code: "AMENDMENT_LIMIT",
    says: "2026-03-05T08:01:00Z",
  },
  {
    name: "the last instant that the level allows",
    level: "L1",
    change: (world) => amended(world, "expires_at: 2026-03-05T08:01:00Z"),
    verdict: "approved",
  },
  {
    name: "a new expiry that has passed",
    level: "L1",
    change: (world) => amended(world, "expires_at: 2026-03-02T10:30:00Z"),
    verdict: "denied",
    code: "EXPIRY_PASSED",
  },
  {
    name: "a new remediation date that has passed",
    level: "L1",
    change: (world) => amended(world, "remediation: { target_date: 2026-03-01 }"),
    verdict: "denied",
    code: "REMEDIATION_IN_PAST",
  },
  {
    name: "merged in time, an amendment stays approved when the expiry has passed",
    level: "L1",
    change: (world) => {
      amended(world);
      world.facts.phase = "act";
      world.facts.merged_at = "2026-03-02T10:20:00Z";
      world.facts.evaluated_at = "2026-03-20T10:00:00Z";
      world.facts.existing_manifests.push(`${id}.amend-1`);
      world.facts.events?.push(event("bypass.expired", "2026-03-05T10:00:00Z", {}));
    },
    verdict: "approved",
  },
  {
    name: "an amendment with a mistake",
    level: "L1",
    change: (world) => {
      amended(world);
      editManifest(world, "number: 1", "number: one");
    },
    verdict: "denied",
    code: "FIELD_INVALID",
  },
  {
    name: "an amendment by somebody whom nobody knows",
    level: "L1",
    change: (world) => {
      amended(world);
      editManifest(world, "requested_by: req", "requested_by: nobody-knows");
    },
    verdict: "denied",
    code: "REQUESTER_UNKNOWN",
  },
];
