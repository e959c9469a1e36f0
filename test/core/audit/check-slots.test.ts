import { describe, expect, test } from "vitest";
import { approvalsOf, checkSlots } from "../../../src/core/audit/check-slots.ts";
import { type ManifestRequest, readManifestRequest } from "../../../src/core/audit/manifest-request.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { CompiledPeople } from "../../../src/core/procedure/compiled-people.ts";
import type { CompiledPolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { idPrefixOf, type Level } from "../../../src/core/procedure/levels.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../../../src/core/procedure/read-policy.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

const standard = readDefaultPolicy().compiled;
const COMMIT = "7".repeat(40);
const PEOPLE = "6".repeat(40);

interface Given {
  readonly policy?: CompiledPolicy | "unknown" | null;
  readonly data?: object;
  /** One person in every slot. */
  readonly same?: boolean;
  readonly people?: CompiledPeople | null;
  readonly request?: ManifestRequest | null;
  /** What came after the approval. */
  readonly after?: readonly LedgerEvent[];
  /** And before it. */
  readonly before?: readonly LedgerEvent[];
}

function check(level: Level, slots: readonly string[], given: Given = {}) {
  const { policy = standard, data = {}, same = false, people = null, request = null, after = [], before = [] } = given;
  const bypass = `BYPASS-${idPrefixOf(level)}-20260302-090000`;
  const approvers = slots.map((slot, at) => ({ slot, id: same ? 1 : at + 1, login: `p${at}`, review_id: at + 1 }));
  const named = { policy_sha: COMMIT, people_sha: PEOPLE };
  const approved = eventOf("bypass.approved", 1, { bypass, data: { approvers, ...named, ...data } });
  const others = [before, after].map((events) => events.map((event) => ({ ...event, bypass })));
  const life = [eventOf("request.accepted", 0, { bypass }), ...(others[0] ?? []), approved, ...(others[1] ?? [])];
  const { fold, findings: illegal } = foldBypass(bypass, entriesOf(life));
  expect(illegal).toEqual([]);
  const { findings, uncounted } = checkSlots(approvalsOf([fold]), ({ policyCommit, peopleCommit }) => ({
    policy: policyCommit === COMMIT ? policy : null,
    people: peopleCommit === PEOPLE ? people : null,
    request,
  }));
  return {
    said: findings.map(({ code, message }) => `${code} ${/with \d+ in the slot \w+/.exec(message)?.[0]}`),
    messages: findings.map(({ message }) => message),
    commits: findings.flatMap(({ commits }) => commits),
    unknown: uncounted.policy,
    uncounted,
  };
}

test.each([
  ["L1", ["lead"]],
  ["L2", ["architect", "quality"]],
  // Legal is needed by some requests only.
  ["L3", ["compliance", "security", "business"]],
  ["L3", ["compliance", "security", "business", "legal"]],
  ["EMERGENCY", ["commander", "incident"]],
] as const)("%s approved by %s is whole", (level, slots) =>
  expect(check(level, slots)).toMatchObject({ said: [], unknown: 0 }),
);

test.each([
  ["L1", [], ["lead"]],
  ["L2", ["architect"], ["quality"]],
  ["L2", ["architect", "architect"], ["quality"]],
  ["L3", ["legal"], ["compliance", "security", "business"]],
  ["EMERGENCY", ["commander"], ["incident"]],
] as const)("%s approved by %j lacks %j", (level, slots, lacks) =>
  expect(check(level, slots).said).toEqual(lacks.map((slot) => `APPROVAL_INCOMPLETE with 0 in the slot ${slot}`)),
);

test("one person counts once in a slot that needs two", () => {
  const text =
    "schema: qms.policy/v1\nextends: default\nlevels:\n  L1:\n    slots:\n      - { name: lead, roles: [lead-devops], min: 2 }\n";
  const policy = readPolicy(new TextEncoder().encode(text), null).compiled;
  expect(check("L1", ["lead", "lead"], { policy })).toMatchObject({ said: [], unknown: 0 });
  expect(check("L1", ["lead", "lead"], { policy, same: true }).said).toEqual([
    "APPROVAL_INCOMPLETE with 1 in the slot lead",
  ]);
});

test("a policy that is not known accuses nobody, and is counted", () => {
  expect(check("L2", [], { policy: null })).toMatchObject({ said: [], unknown: 1 });
  expect(check("L2", [], { data: { policy_sha: "8".repeat(40) } })).toMatchObject({ said: [], unknown: 1 });
});

test("a built-in policy that this version does not know is said, and nothing is counted by another one", () => {
  const sha256 = "f".repeat(64);
  const { said, messages, unknown } = check("L1", [], { policy: "unknown", data: { default_policy_sha256: sha256 } });
  expect(said).toEqual(["DEFAULT_POLICY_UNKNOWN undefined"]);
  expect([messages[0]?.includes(sha256), unknown]).toEqual([true, 0]);
});

const bytes = (text: string) => new TextEncoder().encode(text);
/** What every manifest says; at L1 it need not say how hard the change is to take back. */
const whole = {
  ...{ severity: "S4", checks: ["docs/a"], assessment: { technical: { rollback_feasibility: "easy" } } },
  impact: { security_or_compliance: "false", code_quality_only: "true" },
};
const asking = (manifest: object): ManifestRequest => readManifestRequest({ ...whole, ...manifest }, (text) => text);
/** Two checks that the policy knows, and one that nobody may bypass. */
const classed = readPolicy(
  bytes(`schema: qms.policy/v1
extends: default
checks:
  - { match: "docs/*", class: code_quality_minor }
  - { match: "gdpr/*", class: compliance_gdpr_pci }
  - { match: "prod/*", class: code_quality_minor }
never_bypass: ["prod/*"]
`),
  null,
).compiled;
const three = ["compliance", "security", "business"];

/** What comes before an activation at L3, whatever it is for. */
const prepared = ["response_team_on_standby", "rollback_plans_validated"].map((key) =>
  eventOf("obligation.done", 1, { key, data: { key } }),
);

describe("slots with a condition", () => {
  const regulated = asking({ severity: "S2", checks: ["docs/a"], regulations: ["GDPR"] });
  const ofClass = asking({ severity: "S2", checks: ["docs/a", "gdpr/b"] });
  const plain = asking({ severity: "S2", checks: ["docs/a"] });
  test.each([
    ["regulations are named", regulated, false],
    ["a check is of that class", ofClass, false],
    ["neither holds", plain, true],
    ["nobody knows", null, true],
  ])("legal is needed where %s: %#", (_, request, isWhole) => {
    const given = { policy: classed, request, before: prepared };
    expect(check("L3", three, given).said).toEqual(isWhole ? [] : ["APPROVAL_INCOMPLETE with 0 in the slot legal"]);
    expect(check("L3", [...three, "legal"], given).said).toEqual([]);
  });
  test("what comes before the activation was done before the approval, by somebody other than the requester", () => {
    const problems = (before: readonly LedgerEvent[], after: readonly LedgerEvent[] = []) =>
      check("L3", three, { policy: classed, request: plain, before, after }).messages;
    const [standby, ...rest] = prepared;
    const requester = eventOf("request.accepted").actor;
    expect(problems(prepared)).toEqual([]);
    expect(problems(rest, prepared.slice(0, 1))).toEqual([
      `Record 3 approves BYPASS-L3-20260302-090000, but no record before it says that somebody other than the requester did or set aside response_team_on_standby, which by the policy at commit ${COMMIT} comes before the activation.`,
    ]);
    expect(problems([...rest, { ...(standby as LedgerEvent), actor: requester }])).toHaveLength(1);
  });
  test("that nobody knows is counted", () => {
    expect(check("L3", three, { policy: classed }).uncounted).toMatchObject({ manifest: 1 });
    expect(check("L3", three, { policy: classed, request: plain }).uncounted).toMatchObject({ manifest: 0 });
  });
});

describe("the level that a request needs", () => {
  const given = (manifest: object) => ({ policy: classed, request: asking(manifest) });
  test.each([
    ["of its severity", { severity: "S3", checks: ["docs/a"] }, "the severity matrix needs L2"],
    [
      "of a check",
      { severity: "S4", checks: ["docs/a", "gdpr/b"] },
      'the check "gdpr/b" of class compliance_gdpr_pci needs L3',
    ],
    [
      "of how hard it is to take back",
      { severity: "S4", checks: ["docs/a"], assessment: { technical: { rollback_feasibility: "impossible" } } },
      "the rollback feasibility impossible needs L3",
    ],
    [
      "of a check that no rule knows",
      { severity: "S4", checks: ["x"] },
      'no rule says of which class the check "x" is',
    ],
    [
      "of a check that nobody bypasses",
      { severity: "S4", checks: ["prod/a"] },
      'the check "prod/a" may not be bypassed',
    ],
  ])("is told where it is higher, because %s", (_, manifest, reason) => {
    const { said, messages, commits } = check("L1", ["lead"], given(manifest));
    expect(said).toEqual(["APPROVAL_BELOW_LEVEL undefined"]);
    expect(messages[0]).toContain(`approves BYPASS-L1-20260302-090000 at L1, although ${reason}`);
    expect(commits).toEqual([COMMIT]);
  });
  test.each([
    ["L1", "how severe it is", { severity: undefined }],
    ["L1", "which checks are bypassed", { checks: undefined }],
    ["L1", "which checks are bypassed", { checks: [] }],
    ["L1", "whether security or compliance is involved", { impact: { code_quality_only: "true" } }],
    ["L1", "whether security or compliance is involved", { impact: { ...whole.impact, security_or_compliance: "no" } }],
    ["L1", "whether only code quality is concerned", { impact: { security_or_compliance: "false" } }],
    ["L2", "how hard the change is to take back", { assessment: undefined }],
    [
      "L2",
      "how hard the change is to take back",
      { assessment: { technical: { rollback_feasibility: "Impossible" } } },
    ],
  ] as const)("is not known of a request at %s that does not say %s", (level, what, manifest) => {
    const slots = level === "L1" ? ["lead"] : ["architect", "quality"];
    const { messages } = check(level, slots, given(manifest));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`at ${level}, although its manifest does not say ${what}`);
  });
  test("is enough where the manifest asks for no more, and at EMERGENCY for all", () => {
    expect(check("L1", ["lead"], given({ assessment: undefined })).said).toEqual([]);
    expect(check("L2", ["architect", "quality"], given({})).said).toEqual([]);
    const two = ["commander", "incident"];
    const impact = { security_or_compliance: "true", code_quality_only: "false" };
    const emergency = { impact, assessment: undefined };
    expect(check("EMERGENCY", two, given({ severity: "S1", checks: "all", ...emergency })).said).toEqual([]);
    expect(check("EMERGENCY", two, given({ severity: "S1", checks: ["x", "gdpr/b"], ...emergency })).said).toEqual([]);
  });
});

describe("who fills a slot", () => {
  const required = standard?.policy.certification.required ?? [];
  const certifiedUntil = (day: string) => `certifications: { ${required.map((name) => `${name}: ${day}`).join(", ")} }`;
  const peopleOf = (roles: string, status = "active", certified = certifiedUntil("2026-12-31")) =>
    readPeople(
      bytes(`schema: qms.people/v1
people:
  lea: { github: { login: lea, id: 1 }, status: ${status}, ${certified} }
  leo: { github: { login: leo, id: 2 }, status: active, ${certifiedUntil("2026-12-31")} }
roles:
  ${roles}
`),
      null,
      null,
      0,
    ).compiled;
  const messagesOf = (people: CompiledPeople | null) => {
    expect(people).not.toBeNull();
    const { messages, uncounted, commits } = check("L1", ["lead"], { people });
    expect(commits).toEqual(messages.map(() => PEOPLE));
    return { messages: messages.map((text) => /of the registry (.*)\.$/.exec(text)?.[1]), uncounted };
  };
  test("holds a role of it", () => expect(messagesOf(peopleOf("lead-devops: [lea]")).messages).toEqual([]));
  test("held another one", () =>
    expect(messagesOf(peopleOf("lead-devops: [leo]")).messages).toEqual(["gives this person none of these"]));
  test("was suspended", () =>
    expect(messagesOf(peopleOf("lead-devops: [lea]", "suspended")).messages).toEqual([
      "says that this person is suspended",
    ]));
  test("is in nobody's file", () => {
    const people = peopleOf("lead-devops: [lea]");
    const { messages } = check("L2", ["architect", "quality"], { people });
    expect(messages).toHaveLength(2);
    expect(
      check("L1", ["lead"], { people, data: { approvers: [{ slot: "lead", id: 9, login: "x", review_id: 1 }] } })
        .messages[0],
    ).toContain("with x (9) in the slot lead, which takes lead-devops");
  });
  test("may be of a team, which is counted", () => {
    const { messages, uncounted } = messagesOf(peopleOf("lead-devops: { team: acme/leads }"));
    expect(messages).toEqual([]);
    expect(uncounted).toMatchObject({ team: 1, people: 0 });
  });
  test("may be of a team, and is certified all the same: whom the file does not name is not", () => {
    const people = peopleOf("lead-devops: { team: acme/leads }");
    const data = { approvers: [{ slot: "lead", id: 9, login: "x", review_id: 1 }] };
    expect(check("L1", ["lead"], { people, data }).messages).toEqual([
      expect.stringContaining(`with x (9) in the slot lead, who by people.yml at ${PEOPLE} of the registry lacks`),
    ]);
  });
  describe("is certified", () => {
    const said = (level: Level, day: string, reviewed: number) => {
      const slots = level === "L1" ? ["lead"] : ["commander", "incident"];
      const people = peopleOf(
        "\n  ".concat("lead-devops: [lea]\n  commander: [lea]\n  incident-commander: [leo]"),
        "active",
        certifiedUntil(day),
      );
      const review = eventOf("review.completed", reviewed, { data: { review_id: 1 } });
      return check(level, slots, { people, before: [review] }).said.map((text) => text.split(" ")[0]);
    };
    // The reviews are of 2 March, 9:00 UTC and so many minutes later; the calendar of the policy is in UTC.
    test.each([
      ["to the end of the last day", "2026-03-02", 14 * 60 + 59, []],
      ["no more when it is over", "2026-03-02", 15 * 60, ["APPROVER_NOT_CERTIFIED"]],
      ["no more on the day after", "2026-03-01", 0, ["APPROVER_NOT_CERTIFIED"]],
    ])("%s", (_, day, reviewed, codes) => expect(said("L1", day, reviewed)).toEqual(codes));
    test("or not, at EMERGENCY, which only warns", () => expect(said("EMERGENCY", "2026-03-01", 0)).toEqual([]));
  });
  test("nobody knows where the file is not there, which is counted", () =>
    expect(check("L1", ["lead"])).toMatchObject({ said: [], uncounted: { people: 1 } }));
});

describe("an amendment", () => {
  const request = asking({ severity: "S4", checks: ["docs/a"], remediation: { target_date: "2026-03-10" } });
  const amended = (changes: object, slots: readonly string[], number = 1) =>
    eventOf("bypass.amended", 2, {
      data: {
        ...{ number, changes, decision_sha256: "d".repeat(64), policy_sha: COMMIT, people_sha: PEOPLE },
        approvers: slots.map((slot, at) => ({ slot, id: at + 7, login: `q${at}`, review_id: at + 7 })),
      },
    });
  const later = (day: string) => ({ target_date: day, deadline: `${day}T23:00:00.000Z` });
  test.each([
    ["by the people of the level, where it moves nothing", { owner: "mia" }, ["lead"], []],
    ["by nobody", { owner: "mia" }, [], ["lead"]],
    ["by those of the level above, where it gives more time", later("2026-03-13"), ["architect", "quality"], []],
    ["by those of the level alone, where it gives more time", later("2026-03-13"), ["lead"], ["architect", "quality"]],
    ["by those of the level, where it gives less time", later("2026-03-09"), ["lead"], []],
  ])("is approved %s", (_, changes, slots, lacks) => {
    const { said } = check("L1", ["lead"], { policy: classed, request, after: [amended(changes, slots)] });
    expect(said).toEqual(lacks.map((slot) => `APPROVAL_INCOMPLETE with 0 in the slot ${slot}`));
  });
  test("accuses nobody where only the decision knew which day held", () => {
    const after = [amended(later("2026-03-13"), ["lead"])];
    expect(check("L1", ["lead"], { policy: classed, after }).said).toEqual([]);
  });
  test("is later than the day that was on record, not than the manifest's", () => {
    const before = amended(later("2026-03-20"), ["architect", "quality"]);
    const again = { ...amended(later("2026-03-13"), ["lead"], 2), id: "e".repeat(64), key: "2" };
    expect(check("L1", ["lead"], { policy: classed, request, after: [before, again] }).said).toEqual([]);
  });
});
