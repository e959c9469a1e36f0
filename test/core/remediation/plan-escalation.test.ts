import { describe, expect, test } from "vitest";
import { subjectOf } from "../../../src/core/authorization/subject-of.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { planEscalation } from "../../../src/core/remediation/plan-escalation.ts";
import { planTrackingIssue } from "../../../src/core/remediation/plan-tracking-issue.ts";
import { rungSteps } from "../../../src/core/remediation/rung-steps.ts";
import { subjectOfRequest } from "../../../src/core/remediation/subject-of-request.ts";
import { basePolicy } from "../../support/fixture.ts";
import { eventOf } from "../ledger/fixture.ts";
import { ids, inputOf, type Level, policyOf } from "./tracking-fixture.ts";

const inUtc = basePolicy.replace("Europe/Berlin", "UTC");
const policy = policyOf(inUtc);
const ladder = policy.policy.escalation.remediation ?? {};
/** Friday 6 March 2026 is the last day in time. */
const friday = Date.parse("2026-03-07T00:00:00.000Z");
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);

test("the rungs of the procedure: business days end with their day, weekends do not count", () => {
  const steps = rungSteps(ladder, friday, policy.calendar);
  expect(steps.slice(0, 8).map(({ id, at }) => `${id} ${iso(at)}`)).toEqual([
    "1 2026-03-06T00:00",
    "2 2026-03-07T00:00",
    "3 2026-03-10T00:00",
    "4 2026-03-11T00:00",
    "5 2026-03-13T00:00",
    "5.1 2026-03-19T00:00",
    "5.2 2026-03-31T00:00",
    "5.3 2026-04-22T00:00",
  ]);
  // In the middle of a week the very next day is the first late one.
  const thursday = Date.parse("2026-03-05T00:00:00.000Z");
  expect(iso(rungSteps(ladder, thursday, policy.calendar)[2]?.at ?? 0)).toBe("2026-03-06T00:00");
  // In Berlin the same days end at the local midnight, from 29 March on in summer time.
  const berlin = rungSteps(ladder, friday - 3_600_000, policyOf().calendar);
  expect(berlin.slice(1, 7).map(({ at }) => iso(at).slice(11))).toEqual([
    "23:00",
    "23:00",
    "23:00",
    "23:00",
    "23:00",
    "22:00",
  ]);
  // It ends where a year holds no more business days.
  expect(steps.length).toBe(11);
});

test("elapsed offsets, rows without rungs, and a repeat that could not grow", () => {
  const hours = rungSteps({ rungs: { 1: { at: "PT1H", to: ["owner"], repeat: "double" } } }, friday, policy.calendar);
  expect(hours.slice(0, 3).map(({ at }) => (at - friday) / 3_600_000)).toEqual([1, 2, 4]);
  expect(rungSteps({ to: ["team"] }, friday, policy.calendar)).toMatchObject([{ id: "1", at: friday, to: ["team"] }]);
  const still = rungSteps({ rungs: { 1: { to: ["owner"], repeat: "double" } } }, friday, policy.calendar);
  expect(still.length).toBe(1);
});

type Said = readonly [type: string, at: string, data: Readonly<Record<string, unknown>>];
const opened: Said = [
  "remediation.opened",
  "2026-03-02T14:05:00.000Z",
  {
    repository: "acme/payments",
    issue: 7,
    url: "https://github.example/acme/payments/issues/7",
    owner: "dev",
    deadline: "2026-03-07T00:00:00.000Z",
    due_date: "2026-03-06",
  },
];

function planAt(now: string, said: readonly Said[] = [], level: Level = "L1") {
  const input = inputOf(level, { policy: inUtc });
  const more = [opened, ...said].map(([type, at, data], index) => ({
    path: `ledger/${90 + index}`,
    seq: 90 + index,
    event: eventOf(type, 90 + index, { bypass: ids[level], at, data }),
    event_sha256: "",
  }));
  const { fold, findings } = foldBypass(ids[level], [...input.fold.entries, ...more]);
  expect(findings).toEqual([]);
  const issue = planTrackingIssue({ ...input, fold });
  if (typeof issue === "string") throw new Error(issue);
  const asOf = Date.parse(now);
  return planEscalation(fold, issue.obligations, issue.subject, policy, asOf);
}

const missed = "remediation_deadline_missed";
/** Rungs of the deadline that are raised at an instant, with what is left out. */
function rungsAt(now: string, said: readonly Said[] = []) {
  return planAt(now, said).events.flatMap(({ type, data }) =>
    type === "escalation.raised" && data.cause === missed
      ? [
          `${String(data.rung)}${data.repeat === undefined ? "" : `.${String(data.repeat)}`} skips ${JSON.stringify(data.skipped ?? [])}`,
        ]
      : [],
  );
}
const raised = (rung: number, at: string): Said => [
  "escalation.raised",
  at,
  { rule: "remediation", cause: missed, rung, to: ["owner"], limit_at: "2026-03-07T00:00:00.000Z" },
];
const ack = (at: string): Said => ["escalation.acknowledged", at, { comment_id: 7 }];

describe("which rung is due", () => {
  const rows: readonly (readonly [string, string, readonly Said[], readonly string[]])[] = [
    ["one millisecond before the reminder", "2026-03-05T23:59:59.999Z", [], []],
    ["at the reminder", "2026-03-06T00:00:00.000Z", [], ["1 skips []"]],
    ["one millisecond before the deadline", "2026-03-06T23:59:59.999Z", [raised(1, "2026-03-06T00:00:00.000Z")], []],
    ["at the deadline", "2026-03-07T00:00:00.000Z", [raised(1, "2026-03-06T00:00:00.000Z")], ["2 skips []"]],
    ["on the weekend after it", "2026-03-08T12:00:00.000Z", [raised(2, "2026-03-07T00:00:00.000Z")], []],
    ["one business day late", "2026-03-10T00:00:00.000Z", [raised(2, "2026-03-07T00:00:00.000Z")], ["3 skips []"]],
    ["again", "2026-03-10T08:00:00.000Z", [raised(3, "2026-03-10T00:00:00.000Z")], []],
    [
      "after a gap of a week",
      "2026-03-13T00:00:00.000Z",
      [raised(2, "2026-03-07T00:00:00.000Z")],
      ['5 skips ["3","4"]'],
    ],
    ["never looked at before", "2026-03-19T00:00:00.000Z", [], ['5.1 skips ["1","2","3","4","5"]']],
    [
      "acknowledged this morning",
      "2026-03-11T09:00:00.000Z",
      [raised(3, "2026-03-10T00:00:00.000Z"), ack("2026-03-10T08:00:00.000Z")],
      [],
    ],
    [
      "when the pause has ended",
      "2026-03-12T00:00:00.000Z",
      [raised(3, "2026-03-10T00:00:00.000Z"), ack("2026-03-10T08:00:00.000Z")],
      ["4 skips []"],
    ],
    [
      "a second acknowledgement prolongs nothing",
      "2026-03-12T00:00:00.000Z",
      [raised(3, "2026-03-10T00:00:00.000Z"), ack("2026-03-10T08:00:00.000Z"), ack("2026-03-11T23:00:00.000Z")],
      ["4 skips []"],
    ],
    [
      "an acknowledgement of an earlier rung",
      "2026-03-11T00:00:00.000Z",
      [ack("2026-03-10T01:00:00.000Z"), raised(3, "2026-03-10T06:00:00.000Z")],
      ["4 skips []"],
    ],
  ];
  test.each(rows)("%s", (_, now, said, expected) => {
    expect(rungsAt(now, said)).toEqual(expected);
  });
});

test("the label comes with the rung, also where that is skipped; the owner of an obligation is its role", () => {
  expect(planAt("2026-03-06T00:00:00.000Z").labels).toEqual([]);
  const late = planAt("2026-03-10T00:00:00.000Z");
  expect(late.labels).toEqual(["qms:overdue"]);
  const em = planAt("2026-03-10T00:00:00.000Z", [], "EMERGENCY");
  const about = em.events.filter(({ data }) => String(data.cause).startsWith("obligation_overdue:"));
  expect(about.length).toBeGreaterThan(3);
  const review = planAt("2026-03-03T15:00:00.000Z", [], "EMERGENCY").events.find(
    ({ data }) => data.cause === "obligation_overdue:root_cause_analysis_initiation",
  );
  expect(review?.data).toMatchObject({ rung: 2, to: ["role:incident-commander", "approvers"] });
});

test("what was short from the start reminds nobody", () => {
  // Due 24 hours after the use: its reminder would lie before there was anything to be reminded of.
  const early = planAt("2026-03-02T14:06:00.000Z", [], "EMERGENCY").events.map(({ data }) => `${data.rung}`);
  expect(early).not.toContain("1");
});

test("a ladder whose limit has moved and is over again stands: the former one ends before it begins", () => {
  const moved: Said = [
    "escalation.raised",
    "2026-03-05T10:00:00.000Z",
    { rule: "remediation", cause: missed, rung: 3, to: ["owner"], limit_at: "2026-03-04T00:00:00.000Z" },
  ];
  const { events } = planAt("2026-03-10T00:00:00.000Z", [moved]);
  const own = events.filter(({ data }) => data.cause === missed);
  expect(own.map(({ type, data }) => `${type} ${String(data.limit_at ?? "")}`.trim())).toEqual([
    "escalation.resolved",
    "escalation.raised 2026-03-07T00:00:00.000Z",
  ]);
});

test("what is done is resolved, once", () => {
  const done: Said = [
    "remediation.completed",
    "2026-03-10T10:00:00.000Z",
    { checks: ["docs/coverage"], commit: "b".repeat(40) },
  ];
  const over = [raised(3, "2026-03-10T00:00:00.000Z"), done];
  const { events } = planAt("2026-03-10T11:00:00.000Z", over);
  expect(events.filter(({ data }) => data.cause === missed)).toEqual([
    {
      type: "escalation.resolved",
      bypass: ids.L1,
      key: `remediation:${missed}:2026-03-07T00:00:00.000Z:3`,
      data: { rule: "remediation", cause: missed },
    },
  ]);
  expect(rungsAt("2026-03-20T00:00:00.000Z", over)).toEqual([]);
});

test("further issues and named violations go to whom the row names, at once and once", () => {
  const found: Said = ["violation.recorded", "2026-03-03T10:00:00.000Z", { kind: "additional_issues_discovered" }];
  const [event, ...rest] = planAt("2026-03-03T10:00:00.000Z", [found]).events.filter(
    ({ data }) => data.rule === "additional_issues_discovered",
  );
  expect(event?.data).toMatchObject({ rung: 1, to: ["owner", "approvers", "qms_coordinator"] });
  expect(rest).toEqual([]);
});

describe("requests that are not answered in time", () => {
  const zero = Date.parse("2026-03-05T07:30:00.000Z");
  const at = (hours: number) => new Date(zero + hours * 3_600_000).toISOString();
  const accepted: Said = ["request.accepted", at(0), { level: "L3", severity: "S2" }];
  /** Clocks that are escalated, and what is resolved. */
  function told(hours: number, said: readonly Said[], subject = subjectOfRequest) {
    const entries = [accepted, ...said].map(([type, time, data], index) => {
      const event = eventOf(type, index, { bypass: ids.L3, at: time, data });
      return { path: `ledger/${index}`, seq: index + 1, event, event_sha256: "" };
    });
    const { fold, findings } = foldBypass(ids.L3, entries);
    expect(findings).toEqual([]);
    const { events } = planEscalation(fold, [], subject(fold, "L3"), policy, zero + hours * 3_600_000);
    return events.map(({ type, data }) => `${type.replace("escalation.", "")} ${String(data.cause)}`);
  }
  const raisedAt = (hours: number, clock: string, limit: number): Said => [
    "escalation.raised",
    at(hours),
    {
      rule: "approval_overdue",
      cause: `clock_breached:${clock}`,
      rung: 1,
      to: ["qms_coordinator"],
      limit_at: limitOf(limit),
    },
  ];
  const limitOf = (hours: number) => new Date(zero + hours * 3_600_000 + 1).toISOString();
  const { manifest } = inputOf("L3");

  test("of a slot nothing is said before it is known that the bypass needs it", () => {
    // Whether the lawyers are asked is in the manifest, which is not merged.
    expect(told(9, [])).toEqual(["raised clock_breached:L3-INIT", "raised clock_breached:L3-SEC"]);
    const known = (_: unknown, level: Level) => subjectOf(manifest, level);
    expect(told(9, [], known).some((line) => line.endsWith("L3-LEGAL"))).toBe(true);
    const without = (_: unknown, level: Level) => ({ ...subjectOf(manifest, level), regulations: [], classes: [] });
    expect(told(9, [], without).some((line) => line.endsWith("L3-LEGAL"))).toBe(false);
  });
  test.each(["bypass.refused", "bypass.voided", "bypass.expired", "bypass.revoked"])(
    "%s: what was raised is resolved, and nothing more is",
    (type) => {
      const end: Said = [type, at(3), type === "bypass.refused" ? { reason: "withdrawn" } : {}];
      expect(told(20, [raisedAt(2.5, "L3-INIT", 2), end])).toEqual(["resolved clock_breached:L3-INIT"]);
    },
  );
  test("what is known of the severity before the merge", () => {
    const { fold } = inputOf("L3");
    expect(subjectOfRequest(fold, "L3")).toMatchObject({ level: "L3", partial: true });
  });
});

test("violations that were recorded in one run are one cause of a ladder, and one rung", () => {
  const text = `${inUtc}\nescalation: { silence: { on: ["violation:progress_missed"], to: [qms_coordinator] } }\n`;
  const late = (day: string) =>
    ["violation.recorded", { kind: "progress_missed", occurrence: `PROG-D:2026-03-${day}` }] as const;
  const input = inputOf("L1", { policy: text, events: [late("03"), late("04"), late("05")] });
  for (const place of input.fold.places.slice(-3))
    Object.assign(place.at(-1) ?? {}, { at: "2026-03-09T08:00:00.000Z" });
  const now = Date.parse("2026-03-09T08:00:00.000Z");
  const { events } = planEscalation(input.fold, [], subjectOf(input.manifest, "L1"), input.policy, now);
  expect(events.map(({ type, data }) => `${type} ${data.cause}`)).toEqual([
    "escalation.raised violation:progress_missed",
  ]);
});

describe("a ladder of violations counts from the breach, whenever a run took it down", () => {
  const text = `${inUtc}\nescalation: { silence: { on: ["violation:progress_missed"], rungs: { 1: { to: [owner] }, 2: { at: P2D, to: [qms_coordinator] } } } }\n`;
  const late = (day: string) => {
    const limit_at = `2026-03-${day}T00:00:00.000Z`;
    return ["violation.recorded", { kind: "progress_missed", occurrence: `PROG-D:2026-03-${day}`, limit_at }] as const;
  };
  const recordedAt = "2026-03-09T08:00:00.000Z";
  const raised = (limit_at: string) =>
    [
      "escalation.raised",
      { rule: "silence", cause: "violation:progress_missed", rung: 1, to: ["owner"], limit_at },
    ] as const;
  const told = (events: readonly (readonly [string, Readonly<Record<string, unknown>>])[], now = recordedAt) => {
    const input = inputOf("L1", { policy: text, events });
    for (const place of input.fold.places.slice(-events.length)) Object.assign(place.at(-1) ?? {}, { at: recordedAt });
    const subject = subjectOf(input.manifest, "L1");
    const plan = planEscalation(input.fold, [], subject, input.policy, Date.parse(now));
    return plan.events.map(({ type, data }) => `${type} ${String(data.rung)} ${String(data.limit_at)}`);
  };
  test("what a silence recorded at once is one ladder, from the first of it on", () => {
    expect(told([late("04"), late("05"), late("06")])).toEqual(["escalation.raised 2 2026-03-04T00:00:00.000Z"]);
  });
  test("one that was begun from the record goes on from there", () => {
    const begun = [late("04"), raised(recordedAt)];
    expect(told(begun)).toEqual([]);
    expect(told(begun, "2026-03-11T08:00:00.000Z")).toEqual([`escalation.raised 2 ${recordedAt}`]);
  });
  test("one that was begun at a limit stays that one, though an earlier limit is recorded in the same second", () => {
    const second = { ...raised("2026-03-05T00:00:00.000Z")[1], rung: 2 };
    expect(told([late("05"), ["escalation.raised", second], late("04")])).toEqual([]);
  });
  test("a row that another one has begun for begins with the breach", () => {
    const rule = { ...raised(recordedAt)[1], rule: "another" };
    expect(told([late("04"), ["escalation.raised", rule]])).toContain("escalation.raised 2 2026-03-04T00:00:00.000Z");
  });
});
