import { describe, expect, test } from "vitest";
import { answerersAfterUse } from "../../../src/core/authorization/answerers.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { judgeCommands } from "../../../src/core/remediation/judge-commands.ts";
import { planTrackingIssue } from "../../../src/core/remediation/plan-tracking-issue.ts";
import { composeRecorded, formOf } from "../../../src/core/remediation/record/compose-recorded.ts";
import { improvementsOf } from "../../../src/core/remediation/record/judge-improvements.ts";
import { judgeProcedure } from "../../../src/core/remediation/record/judge-procedure.ts";
import { planAcknowledgements } from "../../../src/core/remediation/record/plan-acknowledgements.ts";
import { askedExtensions, planExtended } from "../../../src/core/remediation/record/plan-extended.ts";
import { readPairs } from "../../../src/core/remediation/record/read-pairs.ts";
import { ownCommands, recordableTypes } from "../../../src/core/remediation/record/recordable-types.ts";
import { readTrackingCommand } from "../../../src/core/remediation/tracking-commands.ts";
import { basePeople } from "../../support/fixture.ts";
import { eventOf } from "../ledger/fixture.ts";
import { ids, inputOf, type Level, ownerOf, policyOf } from "./tracking-fixture.ts";

const compiled = readPeople(
  new TextEncoder().encode(basePeople),
  ".qms/people.yml",
  policyOf(),
  Date.UTC(2026, 2, 2),
).compiled;
if (compiled === null) throw new Error("the people of the fixture");
const people = compiled;
const idOf = (login: string): number => [...people.byId.values()].find((one) => one.key === login)?.id ?? 999;
const form = (name: string): string => (name.startsWith("/") ? name : `/qms ${name}`);

function judge(
  level: Level,
  who: string,
  text: string,
  change: Parameters<typeof inputOf>[1] = {},
  improvements: readonly string[] = [],
) {
  const input = inputOf(level, change);
  const plan = planTrackingIssue(input);
  if (typeof plan === "string") throw new Error(plan);
  const comment = {
    id: 7,
    body: form(text),
    url: "https://github.example/acme/payments/issues/1#issuecomment-7",
    createdAt: "2026-03-02T15:00:00Z",
    edited: false,
    author: { login: who, id: idOf(who), type: "User" },
  };
  const { events, replies } = judgeCommands([comment], {
    bypass: input.bypass,
    manifest: input.manifest,
    people,
    answerers: answerersAfterUse(level, ownerOf(people, plan.owner), input.policy, people, {}),
    policy: input.policy,
    subject: plan.subject,
    obligations: plan.obligations,
    fold: input.fold,
    answered: new Set(),
    red: [],
    improvements,
  });
  return { input, plan, event: events[0], reply: replies[0] };
}

describe("key=value", () => {
  const rows: readonly (readonly [string, readonly (readonly [string, string])[], readonly string[]])[] = [
    [
      "a=1 b=two",
      [
        ["a", "1"],
        ["b", "two"],
      ],
      [],
    ],
    [
      'text="two words" n=3',
      [
        ["text", "two words"],
        ["n", "3"],
      ],
      [],
    ],
    [String.raw`t="say \"no\" \\ twice"`, [["t", String.raw`say "no" \ twice`]], []],
    ["url=https://x.example/?a=b&c=d", [["url", "https://x.example/?a=b&c=d"]], []],
    ["a= b=1", [["b", "1"]], ['"a" has no value']],
    ["word a=1 More", [["a", "1"]], ['"word" is no key=value', '"More" is no key=value']],
    ['a="open', [], ['the quotes of "a" do not end as they should']],
    ['a=b"c', [], ['the value of "a" has a quote inside: write it as "…" with \\"']],
    ['a="x"b=1', [], ['the quotes of "a" do not end as they should']],
    ['a=""', [["a", ""]], []],
    [`a=${"x".repeat(2000)}`, [], ["it is longer than 2000 characters"]],
  ];
  test.each(rows)("%s", (text, pairs, problems) => {
    expect(readPairs(text)).toEqual({ pairs, problems });
  });
});

describe("commands by their exact grammar", () => {
  test.each([
    ["/qms found CVE-2026-1234", { verb: "found", reference: "CVE-2026-1234", class: null, severity: null }],
    [
      "/qms found build (ubuntu) class=security_critical severity=S1",
      { verb: "found", reference: "build (ubuntu)", class: "security_critical", severity: "S1" },
    ],
    ["/qms found x=1", { verb: "found", reference: "x=1", class: null, severity: null }],
    [
      "/qms found a  b\tc \t severity=S2  class=x class=y",
      { verb: "found", reference: "a  b\tc", class: "y", severity: "S2" },
    ],
    ["/qms found aclass=x", { verb: "found", reference: "aclass=x", class: null, severity: null }],
    ["/qms extend 2026-03-20 Because", { verb: "extend", date: "2026-03-20", reason: "Because" }],
    ["/qms stabilized", { verb: "stabilized" }],
    [
      '/qms record exercise.held kind=tabletop text="a b"',
      {
        verb: "record",
        type: "exercise.held",
        pairs: [
          ["kind", "tabletop"],
          ["text", "a b"],
        ],
        problems: [],
      },
    ],
  ])("%s", (body, command) => {
    expect(readTrackingCommand(body)).toEqual({ command });
  });
  test.each([
    "/qms found",
    "/qms found class=security_critical",
    `/qms found ${"x".repeat(501)}`,
    "/qms extend 2026-02-30 Because",
    "/qms extend tomorrow Because",
    "/qms extend 2026-03-20",
    "/qms record",
    "/qms record Exercise kind=x",
    "/qms stabilized now",
  ])("not %s", (body) => {
    const reading = readTrackingCommand(body);
    expect(reading.command).toBeNull();
    expect(reading.command === null && reading.form).toContain("/qms");
  });
  // As long as GitHub lets a comment be: it is not taken apart.
  test.each(["found", "done", "na", "record", "progress", "deliver", "extend", "verify", ""])(
    "a line of 64,000 blanks behind %j is refused for its length",
    (verb) => {
      const reading = readTrackingCommand(`/qms ${verb} x${" ".repeat(64_000)}y`);
      expect(reading.command === null && reading.problem).toBe("its line is longer than 2500 characters");
      expect(reading.command === null && reading.form).toContain("/qms done KEY EVIDENCE");
    },
  );
  test("what follows the line may be as long as it likes, and so may the blanks at its end", () => {
    const body = `/qms found lint${" ".repeat(30_000)}\n${"talk ".repeat(6000)}`;
    expect(readTrackingCommand(body)).toMatchObject({ command: { reference: "lint" } });
  });
});

const opened = [
  "remediation.opened",
  { repository: "acme/payments", issue: 1, deadline: "2026-03-09T23:00:00.000Z" },
] as const;

describe("/qms found", () => {
  // [what it shows, level, command, level that it takes]
  const rows: readonly (readonly [string, Level, string, string | undefined])[] = [
    ["a check that the policy classifies is classified by it", "L1", "found codeql", "L3"],
    ["one of the level's own stays where it is", "L1", "found docs/links", "L1"],
    ["a class that was said", "L2", "found CVE-2026-1 class=security_critical", "L3"],
    ["a severity that was said", "L1", "found the pager severity=S1", "EMERGENCY"],
    ["the higher of both", "L1", "found x class=security_high severity=S2", "L3"],
    ["never below the bypass's own", "L3", "found lint/x class=code_quality_minor", "L3"],
    ["a bare reference tells nothing", "L1", "found #12", undefined],
  ];
  test.each(rows)("%s", (_, level, text, required) => {
    const { event } = judge(level, "lea", text);
    expect(event?.type).toBe("remediation.progress");
    expect(event?.data).toMatchObject({ kind: "found", comment_id: 7 });
    expect(event?.data.required_level).toBe(required);
  });
  test("what the policy does not know is answered with what it does", () => {
    expect(judge("L1", "lea", "found x class=security_critcal").reply?.fix).toContain("security_critical");
    expect(judge("L1", "lea", "found x severity=S9").reply?.fix).toContain("S1");
    expect(judge("L1", "stranger", "found x").reply).toBeUndefined();
  });
  test("the answer says what a higher level takes and owes", () => {
    const data = {
      kind: "found",
      text: "An additional issue: codeql",
      ref: "codeql",
      comment_id: 7,
      required_level: "L3",
    };
    const input = inputOf("L1", { events: [opened, ["remediation.progress", data]] });
    const plan = planTrackingIssue(input);
    if (typeof plan === "string") throw new Error(plan);
    const [answer] = planAcknowledgements(input.fold, plan.subject, input.policy, new Set());
    expect(answer?.comment).toBe(7);
    expect(answer?.text).toContain("**It takes L3.**");
    expect(answer?.text).toContain("- compliance: qms-compliance-coordinator");
    expect(answer?.text).toContain("Put the response team on standby");
    expect(planAcknowledgements(input.fold, plan.subject, input.policy, new Set([7]))).toEqual([]);
    expect(plan.body).toContain("### Additional issues");
    expect(plan.body).toContain("- codeql · takes L3");
  });
});

describe("/qms stabilized", () => {
  const used = "2026-03-12T03:00:00.000Z";
  test("the incident commander ends the emergency, once", () => {
    const { event } = judge("EMERGENCY", "inc", "stabilized", { used });
    expect(event).toMatchObject({ type: "incident.stabilized", data: { comment_id: 7, incident_id: "INC-2291" } });
    const events = [["incident.stabilized", { incident_id: "INC-2291", comment_id: 6 }]] as const;
    expect(judge("EMERGENCY", "inc", "stabilized", { used, events }).reply?.problem).toContain("on record");
  });
  test("nobody else, and no other level", () => {
    expect(judge("EMERGENCY", "lea", "stabilized", { used }).reply?.fix).toContain("incident-commander");
    expect(judge("L1", "inc", "stabilized").reply?.problem).toContain("only an EMERGENCY");
  });
});

describe("/qms extend", () => {
  const reason = "The upstream package is released on the seventeenth, and the fix needs it.";
  test("is asked for by the owner; the day on record holds", () => {
    const { event } = judge("L1", "req", `extend 2026-03-20 ${reason}`, { events: [opened] });
    expect(event).toMatchObject({
      type: "remediation.extended",
      key: "asked:7",
      data: { target_date: "2026-03-20", reason, comment_id: 7 },
    });
    const input = inputOf("L1", { events: [opened, ["remediation.extended", event?.data ?? {}]] });
    expect(input.fold.state.issue?.deadline).toBe("2026-03-09T23:00:00.000Z");
  });
  test.each([
    ["a day that is not later", `extend 2026-03-09 ${reason}`, "not later than 2026-03-09"],
    ["a reason that says nothing", "extend 2026-03-20 Because.", "too short"],
    ["a reason that is endless", `extend 2026-03-20 ${"why ".repeat(200)}`, "longer than 500"],
  ])("not %s", (_, text, problem) => {
    expect(judge("L1", "req", text, { events: [opened] }).reply?.problem).toContain(problem);
  });
  test("not by somebody who answers for nothing here, and not when it is done", () => {
    expect(judge("L1", "exe", `extend 2026-03-20 ${reason}`, { events: [opened] }).event).toBeUndefined();
    const done = ["remediation.completed", { commit: "b".repeat(40), checks: [] }] as const;
    expect(judge("L1", "req", `extend 2026-03-20 ${reason}`, { events: [opened, done] }).reply?.problem).toContain(
      "completed",
    );
  });
  test("what was granted is told once more as an extension, unless a later miss is on record", () => {
    const changes = { target_date: "2026-03-20", deadline: "2026-03-21T00:00:00.000Z" };
    const amended = ["bypass.amended", { number: 1, changes }] as const;
    expect(planExtended(inputOf("L1", { events: [opened, amended] }).fold)).toMatchObject([
      { type: "remediation.extended", key: "amendment-1", data: { ...changes, amendment: 1 } },
    ]);
    const missed = ["violation.recorded", { kind: "remediation_deadline_missed" }] as const;
    expect(planExtended(inputOf("L1", { events: [opened, amended, missed] }).fold)).toEqual([]);
    expect(askedExtensions(inputOf("L1", { events: [opened, amended] }).fold, new Set())).toEqual([]);
  });
});

describe("/qms record", () => {
  test("each type has a form from its schema", () => {
    for (const type of Object.keys(recordableTypes)) {
      expect(formOf(type)).toMatch(/^\/qms record [a-z.]+ \S+=/);
    }
  });
  // [what it shows, level, who, command, type or problem]
  const rows: readonly (readonly [string, Level, string, string, string])[] = [
    [
      "a weekly review by a role of the level",
      "L2",
      "ari",
      "record assessment.completed kind=weekly",
      "assessment.completed",
    ],
    ["not by somebody else", "L2", "lea", "record assessment.completed kind=weekly", "takes one of"],
    ["the impact by the owner", "L2", "req", "record impact.updated kind=unchanged", "impact.updated"],
    [
      "a control by the security lead",
      "L3",
      "sec",
      'record control.checked control="WAF rule" result=pass',
      "control.checked",
    ],
    ["not by a lead", "L3", "lea", "record control.checked control=WAF result=pass", "takes one of: security-lead"],
    [
      "everything that is wrong at once",
      "L3",
      "sec",
      "record control.checked result=maybe colour=red word",
      '"word" is no key=value',
    ],
    [
      "a type that is misspelt",
      "L1",
      "lea",
      "record assesment.completed kind=weekly",
      "did you mean assessment.completed?",
    ],
    ["one of its own command", "L1", "lea", "record lesson.recorded text=x", "command of its own"],
    ["one of the machine", "L1", "lea", "record bypass.approved", "nothing that people record"],
    ["one that belongs to no bypass", "L1", "lea", "record training.completed module=x", "does not belong here"],
  ];
  test.each(rows)("%s", (_, level, who, text, want) => {
    const { event, reply } = judge(level, who, text, { events: [] });
    expect(event?.type ?? reply?.problem).toContain(want);
    if (event !== undefined) expect(event.key).toBe("record:7");
  });
  test.each(Object.entries(ownCommands))("on a tracking issue %s is only said by %s", (type, own) => {
    const composed = composeRecorded(type, readPairs("incident_id=INC-1 kind=x evidence=there").pairs, "bypass", 7);
    expect(composed).toEqual({ problems: [`"${type}" has a command of its own`], form: own });
  });
  test("the guards of a command are not gone around by /qms record", () => {
    const used = "2026-03-12T03:00:00.000Z";
    const other = judge("EMERGENCY", "inc", "record incident.stabilized incident_id=OTHER", { used });
    expect([other.event, other.reply?.form]).toEqual([undefined, "/qms stabilized"]);
    const paper = judge("EMERGENCY", "inc", "record deliverable.submitted kind=incident_report evidence=drawer", {
      used,
    });
    expect([paper.event, paper.reply?.form]).toEqual([undefined, "/qms deliver KIND EVIDENCE"]);
    const { reply } = judge("L1", "lea", "record nothing", {});
    expect(reply?.form).toContain("incident.linked");
    expect(reply?.form).not.toMatch(/stabilized|deliverable/);
  });
  test("what belongs to no bypass is recorded by /qms record, a document too", () => {
    const { pairs } = readPairs("kind=annual_report evidence=https://docs.acme.example/a");
    expect(composeRecorded("deliverable.submitted", pairs, "procedure", 7)).toMatchObject({
      type: "deliverable.submitted",
    });
    const stable = composeRecorded("incident.stabilized", [], "procedure", 7);
    expect("form" in stable && stable.form).toBe("/qms stabilized");
  });
  test("the answer names every fault and the right form", () => {
    const { reply } = judge("L3", "sec", "record control.checked result=maybe colour=red comment_id=4");
    expect(reply?.problem).toContain('"comment_id" is not yours to say');
    expect(reply?.problem).toContain("colour");
    expect(reply?.problem).toContain("control");
    expect(reply?.problem).toMatch(/"pass", "fail"/);
    expect(reply?.form).toContain("/qms record control.checked control=");
  });
  test("numbers, lists and instants become what the schema asks for", () => {
    const pairs = readPairs("kind=tabletop held_on=2026-03-02 attendees=101 attendees=102").pairs;
    expect(composeRecorded("exercise.held", pairs, "procedure", 7)).toEqual({
      type: "exercise.held",
      data: { kind: "tabletop", held_on: "2026-03-02", attendees: [101, 102], comment_id: 7 },
    });
    const caused = readPairs("incident_id=INC-1 declared_at=2026-03-02T10:00:00+01:00 users=5").pairs;
    expect(composeRecorded("incident.caused", caused, "bypass", 7)).toMatchObject({
      data: { declared_at: "2026-03-02T09:00:00.000Z", users: 5 },
    });
    const unreal = readPairs("kind=tabletop held_on=2026-02-30").pairs;
    expect(composeRecorded("exercise.held", unreal, "procedure", 7)).toMatchObject({
      problems: [expect.stringContaining("held_on")],
    });
  });
});

describe("an acknowledgement on the record issue", () => {
  const path = "ledger/2026/03/02/00000001.json";
  const say = (role: string) =>
    judgeProcedure(
      [
        {
          id: 7,
          body: `/qms record finding.acknowledged code=HEARTBEAT_GAP path=${path} reason="Actions were down."`,
          url: "https://github.example/acme/payments/issues/1#issuecomment-7",
          createdAt: "2026-03-04T15:00:00Z",
          edited: false,
          author: { login: "lou", id: idOf("lou"), type: "User" },
        },
      ],
      { people, holds: (_, held) => held === role, isUnknown: () => false, answered: new Set() },
    );
  test("is recorded by the compliance coordinator, as verify reads it", () => {
    expect(say("qms-compliance-coordinator").events).toMatchObject([
      {
        ...{ type: "finding.acknowledged", bypass: "PROCEDURE", at: Date.UTC(2026, 2, 4, 15) },
        actor: { kind: "human", login: "lou", role: "qms-compliance-coordinator" },
        data: { code: "HEARTBEAT_GAP", path, reason: "Actions were down.", comment_id: 7 },
      },
    ]);
  });
  test("and by nobody else", () => {
    expect(say("qms-quality-coordinator")).toMatchObject({
      events: [],
      replies: [{ problem: expect.stringContaining("takes one of: qms-compliance-coordinator") }],
    });
  });
});

describe("/qms deliver", () => {
  const used = "2026-03-12T03:00:00.000Z";
  test("by whom the policy asks for that document", () => {
    const report = "deliver incident_report https://docs.acme.example/r";
    expect(judge("EMERGENCY", "inc", report, { used }).event?.type).toBe("deliverable.submitted");
    const board = "deliver board_materials https://docs.acme.example/b";
    expect(judge("EMERGENCY", "inc", board, { used }).reply?.problem).toContain("executive");
  });
  test("what nobody is asked for, by those who answer here", () => {
    expect(judge("L1", "lea", "deliver notes https://docs.acme.example/n").event?.type).toBe("deliverable.submitted");
  });
  test.each(["deliver improvement_recommendations", "done process_improvement_recommendations"])(
    "recommendations that name no improvement on record are refused: %s",
    (command) => {
      const text = `${command} https://docs.acme.example/i`;
      const { event, reply, input } = judge("EMERGENCY", "qin", text, { used });
      expect(event).toBeUndefined();
      expect(reply?.problem).toContain(`no improvement is on record that names ${input.bypass}`);
      expect(reply?.fix).toContain(`/qms record improvement.proposed improvement=NAME`);
      expect(judge("EMERGENCY", "qin", text, { used }, ["war-room-first"]).event?.type).toMatch(/submitted|done/);
    },
  );
  test("whose it is comes first, and nothing else takes an improvement", () => {
    const text = "deliver improvement_recommendations https://docs.acme.example/i";
    expect(judge("EMERGENCY", "exe", text, { used }).reply?.problem).toContain("takes one of");
  });
  test("an improvement counts for the bypasses that it names, as it stands now", () => {
    const proposed = (index: number, name: string, bypasses?: readonly string[]) => ({
      path: `ledger/${index}`,
      seq: index,
      event: eventOf("improvement.proposed", index, {
        bypass: "PROCEDURE",
        data: { improvement: name, trigger: "post_incident", ...(bypasses === undefined ? {} : { bypasses }) },
      }),
      event_sha256: "",
    });
    const { fold } = foldBypass("PROCEDURE", [
      proposed(1, "a", [ids.EMERGENCY]),
      proposed(2, "b", [ids.L1]),
      proposed(3, "c"),
    ]);
    expect(improvementsOf(fold, ids.EMERGENCY)).toEqual(["a"]);
  });
});
