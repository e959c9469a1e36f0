import { describe, expect, test } from "vitest";
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

/** What a lead is answered where "Olga" owns the remediation, which is the login of the account of this number. */
function judged(
  body: string,
  olga: number | null | "unknown",
  author: { readonly login: string; readonly id: number },
): string {
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
  const answerers = answerersAfterUse("L1", { login: "Olga", id: olga }, input.policy, people, {});
  const { bypass, manifest, policy, fold } = input;
  const { replies, events, waiting } = judgeCommands(
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
  return replies[0]?.problem ?? events[0]?.type ?? (waiting.length > 0 ? "waits" : "nothing");
}

describe.each(["/qms verify", "/qms done criterion_1 https://acme.example/x"])("%s", (body) => {
  const login = lead?.login ?? "";
  test("is not for the owner, whatever their account is called now", () => {
    expect(judged(body, OWNER, { login: "olga", id: OWNER })).toMatch(/the owner/);
    expect(judged(body, OWNER, { login, id: OWNER })).toMatch(/the owner/);
  });
  test("is for everybody else with the role, also for whoever has the owner's former login", () => {
    expect(judged(body, 900, { login, id: OWNER })).not.toMatch(/nothing|owner/);
    expect(judged(body, 900, { login: "olga", id: OWNER })).not.toMatch(/nothing|owner/);
  });
  test("is for nobody as long as nobody can say who the owner is", () => {
    expect(judged(body, null, { login, id: OWNER })).toMatch(/nobody can say .* no account has the login Olga/);
  });
  test("waits where that could not be looked up", () => {
    expect(judged(body, "unknown", { login, id: OWNER })).toBe("waits");
  });
});

describe("where the owner could not be looked up", () => {
  const somebody = [...people.byId.values()].find(({ roles }) => roles.size === 0);
  const [other, leading] = [somebody, lead].map((person) => ({ login: person?.login ?? "", id: person?.id ?? 0 }));
  test.each([
    ["what a role suffices for goes on", "/qms progress Half done.", leading, "remediation.progress"],
    ["whoever may be the owner waits", "/qms progress Half done.", other, "waits"],
    ["what is wrong for everybody is answered", "/qms progress", leading, "the text is missing"],
    [
      "what nobody owes is answered",
      "/qms done xyz https://acme.example/x",
      other,
      "nothing that anybody has to answer",
    ],
  ])("%s", (_, body, author, expected) => {
    if (author === undefined) throw new Error("nobody");
    expect(judged(body, "unknown", author)).toContain(expected);
  });
});
