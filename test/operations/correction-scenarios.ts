import { identifyEvent } from "../../src/core/ledger/event-id.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf, REPOSITORY } from "../core/ledger/fixture.ts";
import { BYPASS_A, BYPASS_B, lifeUntil, ordinaryWorld, registryCommitsOf, type World } from "./audit-world.ts";
import type { Scenario } from "./tamper-scenarios.ts";

// Records that take back, or take the place of, earlier ones: honest ones stay a pass that tells of them, and none takes an error away.

type Ids = Parameters<NonNullable<NonNullable<Parameters<typeof ordinaryWorld>[0]>["events"]>>[0];
type Extra = NonNullable<Parameters<typeof lifeUntil>[2]["extra"]>;
type Type = LedgerEvent["type"];

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
      const life = lifeUntil("remediation.opened", BYPASS_A, ids);
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

const none = () => [];
const merge = (world: World) => [world.commit("M1")];
const told = (
  name: string,
  make: () => World,
  codes: readonly string[],
  commits: Scenario["commits"] = none,
): Scenario => ({
  ...{ name, make, codes, commits, verdict: "pass", severity: "warning" },
});

export const correctionScenarios: readonly Scenario[] = [
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
];
