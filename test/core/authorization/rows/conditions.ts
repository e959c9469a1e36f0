import { answered } from "../../../support/facts.ts";
import { approve, editManifest, editPeople, moved, reviewOf } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

const opened = "2026-03-02T09:00:00Z";
const ttl = 72 * 3_600_000;

/** Obligations, notices, clocks, the time to live, matching: what is asked after the reviews. */
export const conditionRows: readonly Row[] = [
  {
    name: "a gating obligation was never answered",
    level: "L3",
    change: ({ facts }) => {
      facts.events = facts.events?.filter((event) => event.data.key !== "rollback_plans_validated") ?? [];
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
    says: "rollback_plans_validated",
  },
  {
    name: "an obligation answered as not applicable",
    level: "L3",
    change: ({ facts }) => {
      facts.events = facts.events?.filter((event) => event.data.key !== "rollback_plans_validated") ?? [];
      const event = answered("rollback_plans_validated", "2026-03-05T09:30:00Z", "obligation.na");
      facts.events.push({ ...event, actor: { login: "com", id: 110 } });
    },
    verdict: "approved",
    without: ["OBLIGATION_OPEN"],
  },
  {
    name: "an obligation set aside by its owner: that takes a level above",
    level: "L3",
    change: ({ facts }) => {
      facts.events = facts.events?.filter((event) => event.data.key !== "rollback_plans_validated") ?? [];
      facts.events.push(answered("rollback_plans_validated", "2026-03-05T09:30:00Z", "obligation.na"));
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "an obligation answered by somebody without its owner role",
    level: "L3",
    change: ({ facts }) => {
      for (const event of facts.events ?? []) event.actor = { login: "lea", id: 101 };
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "an obligation answered by the requester",
    level: "L3",
    change: (world) => {
      editPeople(world, "security-lead: [sec, sol]", "security-lead: [sec, sol, req]");
      for (const event of world.facts.events ?? []) event.actor = { login: "req", id: 120 };
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "an obligation answered by nobody",
    level: "L3",
    change: ({ facts }) => {
      for (const event of facts.events ?? []) event.actor = null;
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "the bypass would have ended before the decision",
    level: "L1",
    change: (world) => {
      editManifest(world, /^title:/m, "expires_at: 2026-03-02T09:30:00Z\ntitle:");
    },
    verdict: "denied",
    code: "EXPIRY_PASSED",
  },
  ...["revoked", "expired", "voided", "used"].map(
    (end): Row => ({
      name: `the ledger has it as ${end}`,
      level: "L1",
      change: ({ facts }) => {
        facts.events = [
          ...(facts.events ?? []),
          {
            type: `bypass.${end}`,
            at: "2026-03-02T09:30:00.000Z",
            actor: null,
            data: {},
            bypass: "BYPASS-L1-20260302-090000",
          },
        ];
      },
      verdict: "denied",
      code: "BYPASS_ENDED",
    }),
  ),
  {
    name: "an obligation whose comment is gone by now",
    level: "L3",
    change: ({ facts }) => {
      for (const event of facts.events ?? []) if (event.source !== undefined) event.source.confirmed = false;
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "an obligation answered for another bypass",
    level: "L3",
    change: ({ facts }) => {
      for (const event of facts.events ?? []) event.bypass = "BYPASS-L3-20260101-000000";
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "an obligation that will be answered later",
    level: "L3",
    change: ({ facts }) => {
      for (const event of facts.events ?? []) event.at = moved(facts.evaluated_at, 1000);
    },
    verdict: "pending",
    code: "OBLIGATION_OPEN",
  },
  {
    name: "an obligation of another level",
    level: "L2",
    change: () => {},
    verdict: "approved",
    without: ["OBLIGATION_OPEN"],
  },
  ...(["L3", "EMERGENCY"] as const).flatMap((level): Row[] => [
    {
      name: `the executives were not told at ${level}`,
      level,
      change: ({ facts }) => {
        facts.notifications = [];
      },
      verdict: "pending",
      code: "NOTIFICATION_MISSING",
      says: "executive",
    },
    {
      name: `the attempt to tell the executives failed at ${level}: it counts`,
      level,
      change: ({ facts }) => {
        for (const notice of facts.notifications ?? []) notice.delivered = false;
      },
      verdict: "approved",
      without: ["NOTIFICATION_MISSING"],
    },
  ]),
  {
    name: "somebody else was told",
    level: "L3",
    change: ({ facts }) => {
      for (const notice of facts.notifications ?? []) notice.audience = "stakeholders";
    },
    verdict: "pending",
    code: "NOTIFICATION_MISSING",
  },
  {
    name: "an L2 tells no executive",
    level: "L2",
    change: ({ facts }) => {
      facts.notifications = [];
    },
    verdict: "approved",
    without: ["NOTIFICATION_MISSING"],
  },
  {
    name: "an approval exactly at the end of the time to live",
    level: "L1",
    change: ({ facts }) => {
      reviewOf(facts, "lea").submitted_at = moved(opened, ttl);
      facts.evaluated_at = moved(opened, ttl + 5000);
    },
    verdict: "approved",
    review: "lea:OK",
    without: ["REQUEST_EXPIRED"],
  },
  ...[1, 1000].map(
    (late): Row => ({
      name: `an approval ${late} ms after the end of the time to live`,
      level: "L1",
      change: ({ facts }) => {
        reviewOf(facts, "lea").submitted_at = moved(opened, ttl + late);
        facts.evaluated_at = moved(opened, ttl + 5000);
      },
      verdict: "denied",
      review: "lea:REQUEST_EXPIRED",
      code: "REQUEST_EXPIRED",
      says: "PT72H",
    }),
  ),
  {
    name: "nobody approved, exactly at the end of the time to live",
    level: "L1",
    change: ({ facts }) => {
      facts.reviews = [];
      facts.evaluated_at = moved(opened, ttl);
    },
    verdict: "pending",
    without: ["REQUEST_EXPIRED"],
  },
  {
    name: "nobody approved, one second after the end of the time to live",
    level: "L1",
    change: ({ facts }) => {
      facts.reviews = [];
      facts.evaluated_at = moved(opened, ttl + 1000);
    },
    verdict: "denied",
    code: "REQUEST_EXPIRED",
    says: "2026-03-05T09:00:00Z",
  },
  {
    name: "one of two approved in time, and the time to live is over",
    level: "L2",
    change: ({ facts }) => {
      facts.reviews = facts.reviews.filter((review) => review.user?.login === "ari");
      facts.evaluated_at = moved("2026-03-03T10:15:00Z", ttl + 1);
    },
    verdict: "denied",
    code: "REQUEST_EXPIRED",
  },
  {
    name: "all approved in time, and it is looked at a month later",
    level: "L2",
    change: ({ facts }) => {
      facts.evaluated_at = "2026-04-03T10:15:00Z";
    },
    verdict: "approved",
    without: ["REQUEST_EXPIRED"],
  },
  {
    name: "a lead answers late, within the time to live",
    level: "L1",
    change: ({ facts }) => {
      reviewOf(facts, "lea").submitted_at = "2026-03-02T11:00:01Z";
      facts.evaluated_at = "2026-03-02T12:00:00Z";
    },
    verdict: "approved",
    code: "SLA_BREACHED",
    says: "L1-APPROVE",
  },
  {
    name: "a lead answers at the last moment of the clock",
    level: "L1",
    change: ({ facts }) => {
      reviewOf(facts, "lea").submitted_at = "2026-03-02T11:00:00Z";
      facts.evaluated_at = "2026-03-02T12:00:00Z";
    },
    verdict: "approved",
    without: ["SLA_BREACHED"],
  },
  {
    name: "the requester's own acknowledgement stops no clock",
    level: "L1",
    change: ({ facts }) => {
      facts.reviews = [];
      facts.evaluated_at = "2026-03-03T09:00:01Z";
      facts.events = [
        { type: "response.acknowledged", at: "2026-03-02T09:30:00Z", actor: { login: "req", id: 120 }, data: {} },
      ];
    },
    verdict: "pending",
    code: "SLA_BREACHED",
  },
  {
    name: "one person with both roles fills one slot",
    level: "L2",
    change: (world) => {
      editPeople(world, "core-architect: [ari, aro]", "core-architect: [ari, aro, qin]");
      world.facts.reviews = world.facts.reviews.filter((review) => review.user?.login === "qin");
    },
    verdict: "pending",
    review: "qin:OK",
  },
  {
    name: "a person with both roles moves over for one who has only the first",
    level: "L2",
    change: (world) => {
      editPeople(world, "qms-quality-coordinator: [qin, quy]", "qms-quality-coordinator: [ari, qin, quy]");
      world.facts.reviews = world.facts.reviews.filter((review) => review.user?.login === "ari");
      approve(world.facts, "aro", 115, "2026-03-03T12:10:00Z");
    },
    verdict: "approved",
    review: "ari:OK",
  },
  {
    name: "a second approval for a slot that is filled",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lou", 102, "2026-03-02T10:10:00Z");
    },
    verdict: "approved",
    review: "lou:SURPLUS",
  },
  {
    name: "the earlier approval fills the slot, also under the higher id",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lou", 102, "2026-03-02T09:59:59Z");
    },
    verdict: "approved",
    review: "lea:SURPLUS",
  },
  {
    name: "of two approvals in one second the lower id fills the slot",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lou", 102, "2026-03-02T10:00:00Z");
    },
    verdict: "approved",
    review: "lou:SURPLUS",
  },
  {
    name: "the approval of legal where the checks need none",
    level: "L3",
    change: (world) => {
      editManifest(world, /regulations:\n.*\n/, "");
    },
    verdict: "approved",
    review: "leg:SURPLUS",
  },
  {
    name: "no approval of legal where the checks need none",
    level: "L3",
    change: (world) => {
      editManifest(world, /regulations:\n.*\n/, "");
      world.facts.reviews = world.facts.reviews.filter((review) => review.user?.login !== "leg");
    },
    verdict: "approved",
  },
  {
    name: "the clock of the legal review does not run where the slot is not needed",
    level: "L3",
    change: (world) => {
      editManifest(world, /regulations:\n.*\n/, "");
      world.facts.reviews = world.facts.reviews.filter((review) => review.user?.login !== "leg");
      world.facts.evaluated_at = "2026-03-05T18:00:00Z";
    },
    verdict: "approved",
    without: ["SLA_BREACHED"],
  },
  {
    name: "the clock of the legal review runs where a regulation is named",
    level: "L3",
    change: ({ facts }) => {
      facts.reviews = facts.reviews.filter((review) => review.user?.login !== "leg");
      facts.evaluated_at = "2026-03-05T18:00:00Z";
    },
    verdict: "pending",
    code: "SLA_BREACHED",
    says: "L3-LEGAL",
  },
  {
    name: "no approval of legal where a regulation is named",
    level: "L3",
    change: ({ facts }) => {
      facts.reviews = facts.reviews.filter((review) => review.user?.login !== "leg");
    },
    verdict: "pending",
  },
  {
    name: "legal requests changes where the slot is not needed: the role has the veto all the same",
    level: "L3",
    change: (world) => {
      editManifest(world, /regulations:\n.*\n/, "");
      reviewOf(world.facts, "leg").state = "CHANGES_REQUESTED";
    },
    verdict: "denied",
    code: "CHANGES_REQUESTED",
    review: "leg:CHANGES_REQUESTED",
  },
];
