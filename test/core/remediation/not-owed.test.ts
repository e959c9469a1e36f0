import { expect, test } from "vitest";
import { checkClosings } from "../../../src/core/audit/check-closings.ts";
import { answerersAfterUse } from "../../../src/core/authorization/answerers.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { judgeCommands } from "../../../src/core/remediation/judge-commands.ts";
import { planTrackingIssue } from "../../../src/core/remediation/plan-tracking-issue.ts";
import type { ClosedObligation } from "../../../src/generated/types/event.ts";
import { basePeople } from "../../support/fixture.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";
import { inputOf, issueOf, type Level, ownerOf, policyOf } from "./tracking-fixture.ts";

const people = readPeople(new TextEncoder().encode(basePeople), ".qms/people.yml", policyOf(), Date.UTC(2026, 2, 2));
if (people.compiled === null) throw new Error("the people of the fixture");
const { compiled } = people;
const commander = [...compiled.byId.values()].find(({ key }) => key === "inc")?.id ?? 0;

type Life = readonly (readonly [string, Readonly<Record<string, unknown>>])[];
const registered: Life = [
  ["request.accepted", {}],
  ["bypass.approved", {}],
  ["bypass.registered", {}],
  ["bypass.used", {}],
];
/** The override had no effect, and then its time was over: no deactivation follows. */
const ineffective: Life = [
  ["request.accepted", {}],
  ["bypass.approved", {}],
  ["bypass.activated", {}],
  ["override.ineffective", { activation: 1 }],
  ["bypass.expired", {}],
];
const activated: Life = [...registered.slice(0, 2), ["bypass.activated", {}], ["bypass.used", {}]];

/**
 * The commander verifies when everything that people owe is answered.
 * @param said what the commander says just before, in the same run, and the keys that nothing else answers
 */
function verify(
  life: Life,
  said: { readonly bodies: readonly string[]; readonly keys: readonly string[] } | null = null,
) {
  const ready: Life = [
    ["remediation.opened", { issue: 7, deadline: "2026-03-20T00:00:00.000Z" }],
    ...(said === null ? [["incident.stabilized", {}] as const] : []),
    ["lesson.recorded", {}],
    ...["criterion_1", "criterion_2"].map((key) => ["obligation.done", { key }] as const),
    ["remediation.completed", {}],
  ];
  const owed = issueOf("EMERGENCY", { life, events: ready }).obligations.filter(
    ({ owner, state, key }) => owner !== "automation" && state === "open" && key !== "completion_verification",
  );
  const before = owed.filter(({ key }) => said?.keys.includes(key) !== true);
  const events: Life = [...ready, ...before.map(({ key }) => ["obligation.done", { key }] as const)];
  const input = inputOf("EMERGENCY", { life, events });
  const plan = planTrackingIssue(input);
  if (typeof plan === "string") throw new Error(plan);
  const comments = [...(said?.bodies ?? []), "/qms verify"].map((body, index) => ({
    ...{ id: 7 + index, body, edited: false, createdAt: "2026-03-02T15:00:00Z" },
    url: `https://github.example/acme/payments/issues/1#issuecomment-${7 + index}`,
    author: { login: "inc", id: commander, type: "User" },
  }));
  const { bypass, manifest, policy, fold } = input;
  const answerers = answerersAfterUse("EMERGENCY", ownerOf(compiled, plan.owner), policy, compiled, {});
  const { subject, obligations } = plan;
  const context = {
    bypass,
    manifest,
    people: compiled,
    answerers,
    policy,
    subject,
    obligations,
    fold,
    red: [],
    improvements: [],
  };
  return { plan, fold, judged: judgeCommands(comments, { ...context, answered: new Set() }) };
}

test.each([
  ["registered afterwards", registered, "nothing was activated"],
  ["whose override had no effect", ineffective, "the override had no effect and was taken back"],
])("an EMERGENCY %s can be verified: it does not owe a deactivation", (_, life, why) => {
  const { judged, plan, fold } = verify(life);
  expect(judged.replies).toEqual([]);
  expect(judged.events.map(({ type }) => type)).toEqual(["remediation.verified"]);
  const [closing] = judged.events;
  const named = closing?.data?.obligations as readonly ClosedObligation[];
  expect(named).toContainEqual({ key: "criterion_2", state: "done", by: "obligation.done" });
  expect(named).toContainEqual({ key: "emergency_bypass_deactivation", state: "na" });
  expect(named.map(({ key }) => key)).not.toContain("completion_verification");
  expect(named.filter(({ by }) => by === undefined)).toHaveLength(1);
  // What the command writes is what an audit accepts, and it would miss each answer.
  const after = (data: object, entries = fold.entries) => {
    const last = entries.at(-1)?.seq ?? 0;
    const verified = eventOf("remediation.verified", 400, { bypass: fold.bypass, data: { comment_id: 7, ...data } });
    const [record] = entriesOf([verified]).map((entry) => ({ ...entry, seq: last + 1 }));
    return foldBypass(fold.bypass, record === undefined ? entries : [...entries, record]).fold;
  };
  expect(checkClosings([after({ obligations: named })])).toEqual([]);
  for (const missing of ["obligation.done", "lesson.recorded"]) {
    const rest = fold.entries.filter(({ event }) => event.type !== missing);
    expect(checkClosings([after({ obligations: named }, rest)]).map(({ code }) => code)).toContain(
      "MISSING_OBLIGATION",
    );
  }
  expect(plan.body).toContain(
    `- [x] **Deactivate the bypass and restore what it changed** · automation · not applicable: ${why}`,
  );
});

test.each([
  ["was activated and is not deactivated", activated],
  [
    "was activated again after an override without effect",
    [...ineffective.slice(0, 4), ["bypass.activated", { activation: 2 }], ["bypass.used", {}]],
  ],
] as const)("one that %s owes it", (_, life) => {
  const { judged } = verify(life);
  expect(judged.events).toEqual([]);
  expect(judged.replies[0]?.problem).toContain("emergency_bypass_deactivation");
});

test.each(["L1", "L2", "L3", "EMERGENCY"] as const)(
  "registered at %s: what people can still do stays owed",
  (level: Level) => {
    const open = ({ obligations }: ReturnType<typeof issueOf>) =>
      obligations.filter(({ owner, state }) => owner !== "automation" && state === "open").map(({ key }) => key);
    expect(open(issueOf(level, { life: registered })).sort()).toEqual(open(issueOf(level)).sort());
  },
);

test("registered at L2: the program does not owe what it would have done at the activation", () => {
  const { obligations, body } = issueOf("L2", { life: registered });
  expect(obligations.find(({ key }) => key === "development_team_notification")).toMatchObject({ state: "na" });
  expect(body).toContain("**Notify the development team** · automation · not applicable: nothing was activated");
});

test.each([
  ["the assessment that was recorded", ["assessment.completed", { kind: "post_incident", result: "pass" }], "done"],
  ["/qms done when it starts", ["obligation.done", { key: "immediate_review" }], "done"],
  ["no other assessment", ["assessment.completed", { kind: "compliance_impact", result: "pass" }], "open"],
] as const)("the immediate review of S1 is answered by %s", (_, event, state) => {
  const { obligations } = issueOf("EMERGENCY", { events: [event] });
  expect(obligations.find(({ key }) => key === "immediate_review")?.state).toBe(state);
});

test("what a command answers by the way counts for a verification in the same run, and the closing record names it", () => {
  const bodies = ["/qms decision We wait.", "/qms action The vendor was called.", "/qms stabilized"];
  const keys = ["real_time_decision_logging", "action_timeline_recording", "incident_stabilization_confirmation"];
  const life: Life = [...activated, ["bypass.deactivated", { activation: 1, reason: "used" }]];
  const { replies, events } = verify(life, { bodies, keys }).judged;
  expect(replies).toEqual([]);
  const by = ["decision.logged", "action.logged", "incident.stabilized"];
  expect(events.map(({ type }) => type)).toEqual([...by, "remediation.verified"]);
  const named = events.at(-1)?.data?.obligations as readonly ClosedObligation[];
  keys.forEach((key, index) => {
    expect(named).toContainEqual({ key, state: "done", by: by[index] });
  });
  // What is said behind it answers nothing before it.
  const late = verify(life, { bodies: bodies.slice(0, 2), keys }).judged;
  expect(late.replies).toMatchObject([{ problem: "this is still open: incident_stabilization_confirmation" }]);
});
