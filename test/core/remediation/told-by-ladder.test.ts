import { expect, test } from "vitest";
import { answerersAfterUse } from "../../../src/core/authorization/answerers.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { judgeCommands } from "../../../src/core/remediation/judge-commands.ts";
import { planTrackingIssue } from "../../../src/core/remediation/plan-tracking-issue.ts";
import { basePeople } from "../../support/fixture.ts";
import { inputOf, ownerOf, policyOf } from "./tracking-fixture.ts";

const { compiled } = readPeople(
  new TextEncoder().encode(basePeople),
  ".qms/people.yml",
  policyOf(),
  Date.UTC(2026, 2, 2),
);
if (compiled === null) throw new Error("the people of the fixture");
const people = compiled;
const idOf = (login: string): number => [...people.byId.values()].find(({ key }) => key === login)?.id ?? 999;
const rungs = policyOf().policy.escalation.remediation?.rungs ?? {};

type Events = readonly (readonly [string, Readonly<Record<string, unknown>>])[];
const opened: Events = [["remediation.opened", { issue: 7, deadline: "2026-03-09T23:00:00.000Z" }]];
const cause = { rule: "remediation", cause: "remediation_deadline_missed", limit_at: "2026-03-09T23:00:00.000Z" };
const raised = (rung: number, to: readonly string[]): Events => [["escalation.raised", { ...cause, rung, to }]];

/** What `/qms ack` of somebody comes to on an L1 bypass. */
function ack(who: string, events: Events) {
  const input = inputOf("L1", { events: [...opened, ...events] });
  const plan = planTrackingIssue(input);
  if (typeof plan === "string") throw new Error(plan);
  const comment = {
    ...{ id: 7, body: "/qms ack", edited: false, createdAt: "2026-03-02T15:00:00Z" },
    url: "https://github.example/acme/payments/issues/1#issuecomment-7",
    author: { login: who, id: idOf(who), type: "User" },
  };
  const { bypass, manifest, policy, fold } = input;
  const answerers = answerersAfterUse("L1", ownerOf(people, plan.owner), policy, people, {});
  const { subject, obligations } = plan;
  const context = {
    bypass,
    manifest,
    people,
    answerers,
    policy,
    subject,
    obligations,
    fold,
    red: [],
    improvements: [],
  };
  const { events: found, replies } = judgeCommands([comment], { ...context, answered: new Set() });
  return found[0]?.actor?.role ?? (found.length > 0 ? "" : (replies[0]?.fix ?? null));
}

// [rung of the default ladder, who acknowledges, the role that counts; "": as a person]
test.each([
  ["1", "req", ""],
  ["2", "req", ""],
  ["2", "lea", "lead-backend"],
  ["3", "ari", "core-architect"],
  ["4", "qin", "qms-quality-coordinator"],
  ["4", "cora", "qms-compliance-coordinator"],
  ["5", "com", "commander"],
  ["5", "exe", "executive"],
] as const)("rung %s of the ladder is acknowledged by %s, whom it tells", (rung, who, role) => {
  const { to = [] } = (rungs as Record<string, { to: readonly string[] }>)[rung] ?? {};
  expect(to.length).toBeGreaterThan(0);
  expect(ack(who, raised(Number(rung), to))).toBe(role);
});

const refusal = "Ask a holder of lead-devops";
test.each([
  ["the owner before anything was raised", "req", []],
  ["the owner when the ladder is past them", "req", raised(3, ["role:core-architect"])],
  ["an executive below their rung", "exe", raised(4, ["qms_coordinator"])],
  [
    "an executive when that is resolved",
    "exe",
    [...raised(5, ["executive"]), ["escalation.resolved", cause]] as Events,
  ],
])("not by %s", (_, who, events) => {
  expect(ack(who, events)).toContain(refusal);
});

test("a role above the level is enough at any time", () => {
  expect(ack("ari", [])).toBe("core-architect");
});
