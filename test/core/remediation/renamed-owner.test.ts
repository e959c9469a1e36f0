import { expect, test } from "vitest";
import { answerersAfterUse } from "../../../src/core/authorization/answerers.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { judgeCommands } from "../../../src/core/remediation/judge-commands.ts";
import { planTrackingIssue } from "../../../src/core/remediation/plan-tracking-issue.ts";
import { basePeople } from "../../support/fixture.ts";
import { inputOf, policyOf } from "./tracking-fixture.ts";

const reading = readPeople(new TextEncoder().encode(basePeople), ".qms/people.yml", policyOf(), Date.UTC(2026, 2, 2));
if (reading.compiled === null) throw new Error("the people of the fixture");
const people = reading.compiled;
const [lead] = [...people.byId.values()].filter(({ roles }) => roles.has("lead-devops"));
const OWNER = lead?.id ?? 0;

/** What a lead is answered under a login that people.yml does not have: the account was renamed, and "Olga" owns the remediation. */
function judged(body: string, author: { readonly login: string; readonly id: number }): string {
  const input = inputOf("L1", {
    life: [
      ["request.accepted", {}],
      ["bypass.approved", {}],
      ["bypass.activated", {}],
      ["bypass.used", {}],
    ],
    events: [["remediation.opened", { issue: 7 }]],
  });
  const plan = planTrackingIssue(input);
  if (typeof plan === "string") throw new Error(plan);
  const answerers = answerersAfterUse("L1", "Olga", input.policy, people, {});
  const { bypass, manifest, policy, fold } = input;
  const { replies, events } = judgeCommands(
    [
      {
        id: 7,
        body,
        edited: false,
        createdAt: "2026-03-02T15:00:00Z",
        url: "https://github.example/x",
        author: { ...author, type: "User" },
      },
    ],
    {
      ...{
        bypass,
        manifest,
        people,
        answerers,
        policy,
        subject: plan.subject,
        obligations: plan.obligations,
        fold,
      },
      ...{ red: [], improvements: [], answered: new Set<number>() },
    },
  );
  return replies[0]?.problem ?? events[0]?.type ?? "nothing";
}

test.each(["/qms verify", "/qms done criterion_1 https://acme.example/x"])(
  "an owner whom people.yml has under another login does not answer as a verifier: %s",
  (body) => {
    expect(judged(body, { login: "olga", id: OWNER })).toMatch(/the owner/);
    expect(judged(body, { login: lead?.login ?? "", id: OWNER })).not.toMatch(/nothing|the owner/);
  },
);
