import { identifyEvent } from "../../src/core/ledger/event-id.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf, REPOSITORY } from "../core/ledger/fixture.ts";
import {
  amendmentText,
  approvedBy,
  BYPASS_A,
  BYPASS_B,
  lifeUntil,
  manifestOf,
  manifestPath,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import type { Scenario } from "./tamper-scenarios.ts";

// Records that take back, or take the place of, earlier ones: honest ones stay a pass that tells of them, and none takes an error away.

type Ids = Parameters<NonNullable<NonNullable<Parameters<typeof ordinaryWorld>[0]>["events"]>>[0];
type Extra = NonNullable<Parameters<typeof lifeUntil>[2]["extra"]>;
type Type = LedgerEvent["type"];

const lea = { id: 101, login: "lea", role: "lead-devops", kind: "human" } as const;
const other = { id: 777, login: "someone", role: "lead-devops", kind: "human" } as const;
const registry = registryCommitsOf([{ id: BYPASS_A, kind: "squash" }]);
const first = (life: readonly LedgerEvent[], type: Type): LedgerEvent => {
  const found = life.find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
};
const takingBack = (minute: number, { id, type }: LedgerEvent, { mainHead: main_head }: Ids): LedgerEvent =>
  eventOf("correction", minute, {
    ...{ bypass: BYPASS_A, main_head, supersedes: id, key: `not ${type}`, data: { reason: "It was none." } },
  });

/** One record of a whole life, and what was put in its place afterwards. */
const replaced =
  (type: Type, better: (event: LedgerEvent) => Partial<LedgerEvent>, extra: Extra = {}) =>
  (): World =>
    ordinaryWorld({
      registry,
      events: (ids) => {
        const life = lifeUntil("remediation.verified", BYPASS_A, { ...ids, extra });
        const { id: supersedes, ...event } = first(life, type);
        const by = { ...event, ...better(first(life, type)), key: "better", supersedes, main_head: ids.mainHead };
        return [life, [identifyEvent(by as Parameters<typeof identifyEvent>[0], REPOSITORY)]];
      },
    });

const alteredText = manifestText(BYPASS_A, "note: for everything\n");
const altered = manifestOf(BYPASS_A, alteredText);

/** A manifest that was changed when its life was over, and records in the place of those that named what it had said. */
const alteredWorld = (types: readonly Type[]) => (): World =>
  ordinaryWorld({
    registry: [
      ...registry,
      { name: "R2", branch: "qms", parents: ["R1"], files: { [manifestPath(BYPASS_A)]: alteredText } },
    ],
    events: (ids) => {
      const life = lifeUntil("remediation.verified", BYPASS_A, ids);
      const named = types.map((type) => {
        const { id: supersedes, ...event } = first(life, type);
        const by = { ...event, manifest: { ...altered, commit: ids.commit("R2") }, key: "better", supersedes };
        return identifyEvent({ ...by, main_head: ids.mainHead } as Parameters<typeof identifyEvent>[0], REPOSITORY);
      });
      return [life, named];
    },
  });

/** An amendment that people approved, and while it holds another one in its place, of a content that is nowhere. */
const amendedLonger = (): World => {
  const short = "2026-03-04T09:03:00.000Z";
  const text = amendmentText(BYPASS_A, { expires_at: short });
  const path = manifestPath(BYPASS_A).replace(/\.yml$/, ".amend-1.yml");
  return ordinaryWorld({
    registry: [...registry, { name: "A1", branch: "qms", parents: ["R1"], files: { [path]: text } }],
    events: (ids) => {
      const life = lifeUntil("remediation.opened", BYPASS_A, ids);
      const merged = life.findIndex(({ type }) => type === "bypass.used");
      const saw = { policy_sha: ids.registryHead, people_sha: ids.registryHead, decision_sha256: "5".repeat(64) };
      const amended = (minute: number, content: string, expires_at: string) => {
        const manifest = { ...manifestOf(BYPASS_A, content, path), commit: ids.commit("A1") };
        const by = approvedBy(BYPASS_A, manifest);
        const about = { bypass: BYPASS_A, main_head: life[0]?.main_head ?? "", manifest, key: `1:${manifest.sha256}` };
        const review = { review_id: by.approvers[0]?.review_id, kind: "lead" };
        return [
          eventOf("review.completed", minute, { ...about, actor: lea, data: review }),
          eventOf("bypass.amended", minute, { ...about, data: { number: 1, changes: { expires_at }, ...by, ...saw } }),
        ];
      };
      const [review, longer] = amended(6, `${text}# longer\n`, "2026-03-05T08:00:00.000Z");
      const { id: _, ...rest } = longer as LedgerEvent;
      const instead = { ...rest, supersedes: amended(5, text, short)[1]?.id };
      return [
        life.slice(0, merged),
        amended(5, text, short),
        [review as LedgerEvent, identifyEvent(instead as Parameters<typeof identifyEvent>[0], REPOSITORY)],
        life.slice(merged),
      ];
    },
  });
};

/** A violation that did not hold while something else was recorded: a report of then does not count it. */
const awayMeanwhile = (): World =>
  ordinaryWorld({
    registry,
    events: (ids) => {
      const event = eventOf("violation.recorded", 50, { bypass: BYPASS_A, main_head: ids.mainHead });
      const taken = takingBack(55, event, ids);
      const meanwhile = eventOf("remediation.progress", 57, { bypass: BYPASS_A, main_head: ids.mainHead });
      return [
        lifeUntil("remediation.opened", BYPASS_A, ids),
        [event],
        [taken],
        [meanwhile, takingBack(60, taken, ids)],
      ];
    },
  });

/** What was recorded beyond a life that goes on, and was taken back. */
const withdrawn = (type: Type) => (): World =>
  ordinaryWorld({
    registry,
    events: (ids) => {
      const event = eventOf(type, 50, { bypass: BYPASS_A, main_head: ids.mainHead, key: "it" });
      return [lifeUntil("remediation.opened", BYPASS_A, ids), [event], [takingBack(60, event, ids)]];
    },
  });

const undone = ["remediation.opened", "override.restored", "bypass.deactivated", "bypass.used"] as const;

/** A squash merge whose use is taken back with everything after it; then the bypass is said to have expired. */
const neverUsed = (): World =>
  ordinaryWorld({
    events: (ids) => {
      const life = lifeUntil("remediation.opened", BYPASS_A, {
        ...ids,
        extra: { "bypass.activated": { data: { expires_at: "2026-03-02T10:44:00.000Z" } } },
      });
      const at = { bypass: BYPASS_A, main_head: ids.mainHead, key: "again" };
      const data = { activation: 1, reason: "expired" };
      return [
        life,
        undone.map((type, index) => takingBack(100 + index, first(life, type), ids)),
        [
          eventOf("bypass.expired", 104, at),
          eventOf("bypass.deactivated", 105, { ...at, data }),
          eventOf("override.restored", 106, at),
        ],
        lifeUntil("override.verified", BYPASS_B, { ...ids, minute: 200 }),
      ];
    },
  });

/** An activation that is taken back with its approval. */
const neverApproved = (): World =>
  ordinaryWorld({
    registry,
    events: (ids) => {
      const life = lifeUntil("bypass.activated", BYPASS_A, ids);
      const taken = (["bypass.activated", "bypass.approved"] as const).map((type) => first(life, type));
      return [life, taken.map((event, index) => takingBack(100 + index, event, ids))];
    },
  });

/** An approval by a review that nobody had recorded, and both put there when its life was over. */
const reviewedLater = (): World =>
  ordinaryWorld({
    registry,
    events: (ids) => {
      const life = lifeUntil("remediation.verified", BYPASS_A, ids);
      const [review, { id: supersedes, ...approval }] = [
        first(life, "review.completed"),
        first(life, "bypass.approved"),
      ];
      const at = { main_head: ids.mainHead, at: "2026-03-02T09:30:00.000Z" };
      return [
        life.filter((event) => event !== review),
        [review, { ...approval, supersedes }].map((event, index) =>
          identifyEvent({ ...event, ...at, key: `later ${index}` } as Parameters<typeof identifyEvent>[0], REPOSITORY),
        ),
      ];
    },
  });

/** While it runs, an approval and an activation of a content that is nowhere are put there, for another pull request, which is merged. */
const forAnother = (): World =>
  ordinaryWorld({
    registry,
    events: (ids) => {
      const life = lifeUntil("remediation.opened", BYPASS_A, ids);
      const merged = life.findIndex(({ type }) => type === "bypass.used");
      const target = { pr: 999, ref: "refs/heads/main", commit: "a".repeat(40), tree: "e".repeat(40) };
      const about = { manifest: { ...altered, commit: ids.registryHead }, main_head: life[0]?.main_head ?? "" };
      const named = (["review.completed", "bypass.approved", "bypass.activated"] as const).map((type, index) => {
        const { id: supersedes, ...event } = first(life, type);
        const by = { ...event, ...about, ...(type === "bypass.activated" ? { target } : {}), supersedes };
        const at = `2026-03-02T09:05:${10 + index}.000Z`;
        return identifyEvent({ ...by, at, key: "better" } as Parameters<typeof identifyEvent>[0], REPOSITORY);
      });
      return [life.slice(0, merged), named, life.slice(merged)];
    },
  });

const none = () => [];
const approved = () => [manifestOf(BYPASS_A).commit];
const merge = (world: World) => [world.commit("M1")];
const told = (
  name: string,
  make: () => World,
  codes: readonly string[],
  commits: Scenario["commits"] = none,
): Scenario => ({
  ...{ name, make, codes, commits, verdict: "pass", severity: "warning" },
});

/** An error on record, and a record in its place that would have been none: the error stays, and who changed it is told. */
const still = (name: string, make: () => World, code: string, commits: Scenario["commits"] = none): Scenario => ({
  ...{ name, make, codes: [code, "RECORD_CORRECTED"], commits, verdict: "fail", severity: "error" },
});

export const correctionScenarios: readonly Scenario[] = [
  {
    name: "a manifest that was altered, and records of the altered content put there afterwards",
    make: alteredWorld(["bypass.approved", "bypass.activated"]),
    verdict: "fail",
    codes: ["MANIFEST_ALTERED", "EVENT_MANIFEST_MISMATCH", "APPROVAL_WITHOUT_REVIEW", "RETROACTIVE_CHANGE"],
    commits: (world) => [world.commit("R2")],
    severity: "error",
  },
  {
    name: "a manifest whose approval is taken back with the activation",
    make: neverApproved,
    verdict: "fail",
    codes: ["MANIFEST_UNAPPROVED", "RECORD_CORRECTED"],
    commits: (world) => [world.commit("R1")],
    severity: "error",
  },
  still(
    "an approver who had asked, and another requester put there afterwards",
    replaced("request.accepted", () => ({ actor: other }), { "request.accepted": { actor: lea } }),
    "SELF_APPROVAL",
    approved,
  ),
  {
    name: "an approver who had asked, replaced by another approver afterwards",
    make: replaced(
      "bypass.approved",
      ({ data }) => ({ data: { ...data, approvers: [{ slot: "lead", id: 777, login: "someone", review_id: 99 }] } }),
      { "request.accepted": { actor: lea } },
    ),
    verdict: "fail",
    codes: ["SELF_APPROVAL", "APPROVAL_WITHOUT_REVIEW", "RETROACTIVE_CHANGE"],
    commits: approved,
    severity: "error",
  },
  {
    name: "an approver without a review, and both put there afterwards",
    make: reviewedLater,
    verdict: "fail",
    codes: ["APPROVAL_WITHOUT_REVIEW", "RETROACTIVE_CHANGE"],
    commits: approved,
    severity: "error",
  },
  {
    name: "an activation for another pull request under a content that is nowhere, put there while it runs",
    make: forAnother,
    verdict: "fail",
    codes: ["EVENT_MANIFEST_MISMATCH", "RECORD_CORRECTED"],
    path: manifestPath(BYPASS_A),
    severity: "error",
  },
  {
    name: "an amendment of a content that is nowhere, put in the place of the one that was approved",
    make: amendedLonger,
    verdict: "fail",
    codes: ["EVENT_MANIFEST_MISMATCH", "RECORD_CORRECTED"],
    commits: none,
    severity: "error",
  },
  still(
    "an owner who verifies, and another verifier put there afterwards",
    replaced("remediation.verified", () => ({ actor: other }), { "remediation.opened": { data: { owner: "lea" } } }),
    "SELF_VERIFICATION",
  ),
  still(
    "an owner who verifies, and another owner put there afterwards",
    replaced("remediation.opened", ({ data }) => ({ data: { ...data, owner: "someone" } }), {
      "remediation.opened": { data: { owner: "lea" } },
    }),
    "SELF_VERIFICATION",
  ),
  still(
    "a late merge that nobody calls late, and an earlier time put there afterwards",
    replaced("bypass.used", () => ({ at: "2026-03-02T09:04:59.000Z" }), {
      "bypass.activated": { data: { expires_at: "2026-03-02T09:05:00.000Z" } },
    }),
    "EVENT_ACTIVATION_MISMATCH",
    merge,
  ),
  ...(
    [
      [
        "a late merge, and a later end of the activation put there afterwards",
        { "bypass.activated": { data: { expires_at: "2026-03-02T09:05:00.000Z" } } },
        ({ data }: LedgerEvent) => ({ data: { ...data, expires_at: "2026-03-02T13:00:00.000Z" } }),
      ],
      [
        "a merge before the activation, and an earlier time of it put there afterwards",
        { "bypass.used": { at: "2026-03-02T08:57:00.000Z" } },
        () => ({ at: "2026-03-02T08:56:00.000Z" }),
        "BACKDATED_RECORD",
      ],
    ] as const
  ).map(([name, extra, better, ...more]): Scenario => {
    const make = replaced("bypass.activated", better, extra);
    return {
      ...still(name, make, "EVENT_ACTIVATION_MISMATCH", merge),
      codes: ["EVENT_ACTIVATION_MISMATCH", "RETROACTIVE_CHANGE", ...more],
    };
  }),
  told(
    "a use that is taken back with its remediation, and is said to have expired",
    neverUsed,
    ["RECORD_CORRECTED"],
    none,
  ),
  told(
    "another merge time, put right honestly",
    replaced("bypass.used", ({ at }) => ({ at: at.replace(/00\.000Z$/, "07.000Z") })),
    ["RECORD_CORRECTED"],
    merge,
  ),
  told(
    "another requester, put right honestly",
    replaced("request.accepted", () => ({ actor: other })),
    ["RECORD_CORRECTED"],
  ),
  told("an attribution of an incident that is taken back", withdrawn("incident.caused"), ["VIOLATION_WITHDRAWN"]),
  told("an attribution of a defect that is taken back", withdrawn("defect.attributed"), ["VIOLATION_WITHDRAWN"]),
  told("an escalation that is taken back", withdrawn("escalation.raised"), ["VIOLATION_WITHDRAWN"]),
  told("a notice that failed, and is taken back", withdrawn("notification.failed"), ["VIOLATION_WITHDRAWN"]),
  told("a violation that is taken back for a while, and given back", awayMeanwhile, ["VIOLATION_WITHDRAWN"]),
];
