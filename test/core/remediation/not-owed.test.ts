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

/** The commander verifies when everything that people owe is answered. */
function verify(life: Life) {
  const ready: Life = [
    ["remediation.opened", { issue: 7, deadline: "2026-03-20T00:00:00.000Z" }],
    ["incident.stabilized", {}],
    ["lesson.recorded", {}],
    ...["criterion_1", "criterion_2"].map((key) => ["obligation.done", { key }] as const),
    ["remediation.completed", {}],
  ];
  const owed = issueOf("EMERGENCY", { life, events: ready }).obligations.filter(
    ({ owner, state, key }) => owner !== "automation" && state === "open" && key !== "completion_verification",
  );
  const events: Life = [...ready, ...owed.map(({ key }) => ["obligation.done", { key }] as const)];
  const input = inputOf("EMERGENCY", { life, events });
  const plan = planTrackingIssue(input);
  if (typeof plan === "string") throw new Error(plan);
  const comment = {
    ...{ id: 7, body: "/qms verify", edited: false, createdAt: "2026-03-02T15:00:00Z" },
    url: "https://github.example/acme/payments/issues/1#issuecomment-7",
    author: { login: "inc", id: commander, type: "User" },
  };
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
  return { plan, fold, judged: judgeCommands([comment], { ...context, answered: new Set() }) };
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
