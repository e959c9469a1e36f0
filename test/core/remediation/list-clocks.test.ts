import { describe, expect, test } from "vitest";
import { subjectOf } from "../../../src/core/authorization/subject-of.ts";
import { attachDeclarations, declarationsOf } from "../../../src/core/ledger/declarations.ts";
import { formatEventInstant } from "../../../src/core/ledger/event-instant.ts";
import { type BypassFold, foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { ManifestReading } from "../../../src/core/manifest/read-manifest.ts";
import type { CompiledPolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { clockEventsOf } from "../../../src/core/remediation/clock-events.ts";
import { evaluateClock } from "../../../src/core/remediation/evaluate-clock.ts";
import { listObligations } from "../../../src/core/remediation/list-obligations.ts";
import { planBreaches } from "../../../src/core/remediation/plan-breaches.ts";
import { subjectOfRequest } from "../../../src/core/remediation/subject-of-request.ts";
import { buildDaily, gatherFacts } from "../../../src/core/reporting/build-daily.ts";
import { dailyPeriod } from "../../../src/core/reporting/daily-period.ts";
import { describeBypass } from "../../../src/core/reporting/describe-bypass.ts";
import { describeDuties } from "../../../src/core/reporting/describe-duties.ts";
import { slaRows } from "../../../src/core/reporting/effectiveness-rows.ts";
import { foldBefore } from "../../../src/core/reporting/fold-before.ts";
import { dutyLines } from "../../../src/core/reporting/render/duties.ts";
import { plain } from "../../../src/core/text/layout.ts";
import { eventOf } from "../ledger/fixture.ts";
import { audit, readable } from "../reporting/daily-fixture.ts";
import { ids, inputOf, type Level } from "./tracking-fixture.ts";

/** What happened: minutes after 2026-03-12T02:00Z. The one who asks is account 201. */
type Said = readonly [type: string, minute: number, data?: Readonly<Record<string, unknown>>, actor?: Actor];
type Actor = "requester" | "program" | "somebody";
const actors = {
  requester: { id: 201, login: "req", role: null, kind: "human" },
  program: { id: 41898282, login: "github-actions[bot]", role: null, kind: "automation" },
  somebody: { id: 101, login: "lea", role: "lead-devops", kind: "human" },
} as const;
const zero = Date.UTC(2026, 2, 12, 2);
const moment = (minute: number) => zero + minute * 60_000;

function worldOf(level: Level, said: readonly Said[], merged = true) {
  const { manifest, policy } = inputOf(level);
  const bypass = ids[level];
  const entries = said.map(([type, minute, data = {}, actor = "somebody"], index) => {
    const at = formatEventInstant(moment(minute));
    const event = eventOf(type, index, { bypass, at, data, actor: actors[actor] });
    return { path: `ledger/${index}`, seq: index + 1, event, event_sha256: "" };
  });
  const { fold, findings } = foldBypass(bypass, entries);
  expect(findings).toEqual([]);
  return { fold, policy, manifest: merged ? manifest : null };
}

/** The same bypass, as if one thing had not been recorded. */
function foldWithout(fold: BypassFold, type: string): BypassFold {
  return { ...fold, places: fold.places.filter((place) => place.at(-1)?.type !== type) };
}

type World = ReturnType<typeof worldOf>;

/** What every reader says about one clock: the status, the list of what is owed, the daily report, the attainment of its days. */
function saysOf({ fold, manifest, policy }: World, clock: string, minute: number) {
  const asOf = moment(minute);
  const described = describeBypass(fold, manifest, policy, asOf);
  const of = (list: readonly { readonly clock: string }[] | undefined) => list?.find((row) => row.clock === clock);
  const manifestOf = (): ManifestReading | null => manifest;
  const whole = { id: "daily-x", date: "2026-03-12", start: 0, end: asOf };
  const facts = gatherFacts({ period: whole, asOf, policy, folds: [fold], manifestOf, audit });
  const period = dailyPeriod("2026-03-12", policy.calendar);
  const report = buildDaily({ period, asOf, policy, folds: [fold], manifestOf, audit });
  const breaches = "sla_breaches" in report.sections ? report.sections.sla_breaches : [];
  const row = slaRows(facts).find((sla) => sla.clock === clock);
  return {
    state: described?.clocks.find((item) => item.clock === clock)?.reading.state ?? null,
    owed: (of(describeDuties(fold, manifest, policy, asOf)?.clocks) as { state?: string } | undefined)?.state ?? null,
    breaches: breaches.filter(({ rule }) => rule === clock).length,
    attainment: row === undefined ? null : `${row.met} of ${row.met + row.breached}`,
  };
}

/** An emergency as they go: merged at 30 min, which ends it; stabilized at 90 min. */
const emergency: readonly Said[] = [
  ["request.accepted", 0, { level: "EMERGENCY", severity: "S1" }, "requester"],
  ["bypass.approved", 5, {}, "program"],
  ["bypass.activated", 6, {}, "program"],
  ["bypass.used", 30, {}, "program"],
  ["bypass.deactivated", 31, {}, "program"],
  ["incident.stabilized", 90],
];

describe("a clock that is also a line of the checklist", () => {
  const rows: readonly (readonly [string, string, readonly Said[], number, string, number, string | null])[] = [
    ["done before it starts", "EM-0h-deactivation", [], 400, "met", 0, "1 of 1"],
    [
      "not applicable",
      "EM-0h-impact",
      [["obligation.na", 100, { key: "preliminary_impact_assessment" }]],
      400,
      "not_applicable",
      0,
      null,
    ],
    [
      "not applicable",
      "EM-0h-status",
      [["obligation.na", 100, { key: "stakeholder_status_communication" }]],
      400,
      "not_applicable",
      0,
      null,
    ],
    ["open within its limit", "EM-0h-impact", [], 150, "pending", 0, null],
    ["open behind it", "EM-0h-impact", [], 151, "breached", 1, "0 of 1"],
    [
      "answered in time, and once more later",
      "EM-24h-rca",
      [
        ["obligation.done", 120, { key: "root_cause_analysis_initiation" }],
        ["obligation.done", 5000, { key: "root_cause_analysis_initiation" }],
      ],
      6000,
      "met",
      0,
      "1 of 1",
    ],
    [
      "answered by a command in time, by its event later",
      "REV-S1",
      [
        ["obligation.done", 60, { key: "immediate_review" }],
        ["assessment.completed", 600, { kind: "post_incident" }],
      ],
      6000,
      "met",
      0,
      "1 of 1",
    ],
  ];
  test.each(rows)("%s: %s", (_, clock, more, asOf, state, breaches, attainment) => {
    const world = worldOf("EMERGENCY", [...emergency, ...more]);
    expect(saysOf(world, clock, asOf)).toEqual({ state, owed: state, breaches, attainment });
  });

  test("is one breach in the report of a day, with the violation that is its record", () => {
    const kind = "obligation_overdue:preliminary_impact_assessment";
    const world = worldOf("EMERGENCY", [...emergency, ["violation.recorded", 160, { kind }, "program"]]);
    const period = dailyPeriod("2026-03-12", world.policy.calendar);
    const { fold, manifest, policy } = world;
    const asOf = moment(200);
    const report = buildDaily({ period, asOf, policy, folds: [fold], manifestOf: () => manifest, audit });
    const rows = "sla_breaches" in report.sections ? report.sections.sla_breaches : [];
    expect(rows.filter(({ rule }) => /impact/.test(rule))).toMatchObject([
      {
        kind: "clock",
        rule: "EM-0h-impact",
        at: formatEventInstant(moment(150)),
        event: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  test("so is that of a clock with a violation of its own", () => {
    const data = { kind: "response_late", occurrence: "RESP-S1" };
    const world = worldOf("EMERGENCY", [...emergency, ["violation.recorded", 40, data, "program"]]);
    const { fold, manifest, policy } = world;
    const period = dailyPeriod("2026-03-12", policy.calendar);
    const at = { period, asOf: moment(200), policy, folds: [fold], manifestOf: () => manifest, audit };
    const late = { ...at, folds: [foldWithout(fold, "bypass.approved")] };
    const kinds = (options: typeof at) => {
      const { sections } = buildDaily(options);
      const rows = "sla_breaches" in sections ? sections.sla_breaches : [];
      return rows.filter(({ rule }) => /RESP|response/.test(rule)).map(({ kind, rule }) => `${kind} ${rule}`);
    };
    // Answered in time, it is a violation without its clock: somebody has to look.
    expect(kinds(at)).toEqual(["violation response_late"]);
    expect(kinds(late)).toEqual(["clock RESP-S1"]);
  });

  test("what runs after the use counts in the attainment, too", () => {
    const world = worldOf("EMERGENCY", emergency);
    // Two breaches on other days than the one of the report.
    expect(saysOf(world, "EM-72h-report", 5000)).toMatchObject({
      state: "breached",
      breaches: 0,
      attainment: "0 of 1",
    });
  });
});

describe("the declaration of the emergency", () => {
  const said: readonly Said[] = [
    ["request.accepted", 60, { level: "EMERGENCY", severity: "S1", incident_id: "INC-2291" }, "requester"],
  ];
  const procedure = (rows: readonly (readonly [minute: number, incident: string])[]) => {
    const entries = rows.map(([minute, incident_id], index) => {
      const at = formatEventInstant(moment(minute));
      const event = eventOf("incident.declared", index, { bypass: "PROCEDURE", at, data: { incident_id } });
      return { path: `ledger/p${index}`, seq: index + 90, event, event_sha256: "" };
    });
    return foldBypass("PROCEDURE", entries).fold;
  };
  const startOf = (rows: Parameters<typeof procedure>[0], minute = 70, level: Level = "EMERGENCY") => {
    const { fold, policy } = worldOf(level, said, false);
    attachDeclarations([fold], procedure(rows));
    const asOf = moment(minute);
    const { clocks } = describeBypass(foldBefore(fold, asOf), null, policy, asOf) ?? { clocks: [] };
    const start = clocks.find(({ clock }) => clock === "RESP-S1")?.reading.start;
    return start === undefined ? null : (start - zero) / 60_000;
  };
  test.each([
    ["of this incident", [[50, "INC-2291"]], 50],
    [
      "twice: the first",
      [
        [55, "INC-2291"],
        [50, "INC-2291"],
      ],
      50,
    ],
    ["so long ago that the limit ends with the request", [[45, "INC-2291"]], 45],
    ["so long ago that it was over before the request: the request", [[44, "INC-2291"]], 60],
    [
      "an hour ago, and again lately: the request",
      [
        [0, "INC-2291"],
        [55, "INC-2291"],
      ],
      60,
    ],
    ["of another incident", [[50, "INC-1"]], 60],
    ["eight days before", [[-8 * 1440, "INC-2291"]], 60],
    ["later than we look", [[80, "INC-2291"]], 60],
    ["none", [], 60],
  ] as const)("%s", (_, rows, expected) => {
    expect(startOf(rows)).toBe(expected);
  });
  test("makes nobody late before the second bypass of the incident was asked for", () => {
    const { fold, policy } = worldOf("EMERGENCY", said, false);
    attachDeclarations([fold], procedure([[-300, "INC-2291"]]));
    const subject = subjectOfRequest(fold, "EMERGENCY");
    const at = (minute: number) =>
      planBreaches(fold, subject, policy, moment(minute)).map(({ key, data }) => `${key} ${String(data.limit_at)}`);
    expect(at(75)).toEqual([]);
    const limit = formatEventInstant(moment(75) + 1);
    expect(at(76)).toEqual([`clock_breached:RESP-S1 ${limit}`, `clock_breached:EM-ACT ${limit}`]);
    const due = (minute: number, key: string) => {
      const { due } = listObligations(
        policy,
        "EMERGENCY",
        subject,
        clockEventsOf(foldBefore(fold, moment(minute))),
      ).find((row) => row.key === key) ?? { due: null };
      return due?.kind === "limit" ? (due.limit.deadline - zero) / 60_000 : null;
    };
    expect(due(61, "incident_command_post_activation")).toBe(90);
    expect(due(61, "media_relations_preparation")).toBe(120);
  });
  test.each([
    ["bypass.used", 10, 0],
    ["bypass.used", 16, 16],
    ["bypass.registered", 600, 600],
    // A run that took the request down late makes no answer too early.
    ["review.completed", 10, 0],
    ["response.acknowledged", 10, 0],
  ] as const)(
    "what begins with %s at %i min exists since then: asked for late pardons nothing",
    (type, minute, start) => {
      const { policy } = worldOf("EMERGENCY", [], false);
      const of = (name: string, at: number) => ({ type: name, at: moment(at), actor: null, data: {} });
      const events = [of("incident.declared", 0), of(type, minute), of("request.accepted", 700)];
      const clock = policy.policy.clocks["RESP-S1"] ?? {};
      expect(evaluateClock(clock, events, policy, moment(900))?.start).toBe(moment(start));
    },
  );
  describe("of which the record says when the pull request was opened", () => {
    const instant = (minute: number) => formatEventInstant(moment(minute));
    const startsAt = (
      data: Readonly<Record<string, unknown>>,
      recorded: number,
      ...more: [string, number, object?][]
    ) => {
      const { policy } = worldOf("EMERGENCY", [], false);
      const of = (type: string, at: number, said = {}) => ({ type, at: moment(at), actor: null, data: said });
      const rest = more.map(([type, minute, said]) => of(type, minute, said));
      const events = [of("incident.declared", 0), ...rest, of("request.accepted", recorded, data)];
      const start = evaluateClock(policy.policy.clocks["RESP-S1"] ?? {}, events, policy, moment(900))?.start;
      return start === undefined ? null : (start - zero) / 60_000;
    };
    const earlier = { earlier_bypass: "BYPASS-EM-20260312-015900" };
    test("the first of its incident is late however late it is asked for", () => {
      expect(startsAt({ opened_at: instant(60) }, 61)).toBe(0);
      expect(startsAt({ opened_at: instant(60) }, 61, ["bypass.used", 50])).toBe(0);
    });
    test("a further one counts from when it was asked for, whenever a run took that down", () => {
      expect(startsAt({ ...earlier, opened_at: instant(20) }, 700)).toBe(20);
      expect(startsAt({ ...earlier, opened_at: instant(15) }, 700)).toBe(0);
      expect(startsAt({ ...earlier, opened_at: instant(20) }, 700, ["bypass.used", 10])).toBe(0);
      expect(startsAt({ ...earlier, opened_at: instant(20) }, 700, ["bypass.used", 16])).toBe(16);
    });
    test("another incident was confirmed than the one that it was a further one of: nothing came before", () => {
      const data = { ...earlier, opened_at: instant(20), incident_id: "INC-1" };
      const confirmed = (incident_id: string) => startsAt(data, 700, ["incident.confirmed", 30, { incident_id }]);
      expect([startsAt(data, 700), confirmed("INC-1"), confirmed("INC-2")]).toEqual([20, 20, 0]);
    });
  });
  test("is nobody's but an emergency's, and what the slot has confirmed counts more than what was asked", () => {
    expect(startOf([[10, "INC-2291"]], 70, "L1")).toBe(60);
    const confirmed: Said = ["incident.confirmed", 65, { review_id: 7, incident_id: "INC-2300" }];
    const { fold } = worldOf("EMERGENCY", [...said, confirmed], false);
    attachDeclarations(
      [fold],
      procedure([
        [10, "INC-2291"],
        [20, "INC-2300"],
      ]),
    );
    expect(declarationsOf(fold).map(({ data }) => data.incident_id)).toEqual(["INC-2300"]);
  });
});

describe("who stops the clock of people", () => {
  const asked: Said = ["request.accepted", 0, { level: "L1", severity: "S4" }, "requester"];
  const rows: readonly (readonly [string, readonly Said[], string, string | null])[] = [
    ["an approval, though the program records it", [["bypass.approved", 60, {}, "program"]], "met", "1 of 1"],
    ["a veto", [["bypass.refused", 60, { reason: "denied" }]], "met", "1 of 1"],
    ["not who gives up", [["bypass.refused", 60, { reason: "withdrawn" }, "requester"]], "not_applicable", null],
    ["not who gives up in another's name", [["bypass.refused", 60, { reason: "withdrawn" }]], "not_applicable", null],
    ["nor behind the limit", [["bypass.refused", 121, { reason: "withdrawn" }, "requester"]], "breached", "0 of 1"],
    ["not the program", [["bypass.refused", 60, { reason: "denied" }, "program"]], "not_applicable", null],
    ["not the one who asks", [["bypass.refused", 60, { reason: "denied" }, "requester"]], "not_applicable", null],
    [
      "an approval after it was given up",
      [
        ["bypass.refused", 60, { reason: "withdrawn" }, "requester"],
        ["bypass.approved", 119, {}, "program"],
      ],
      "met",
      "1 of 1",
    ],
  ];
  test.each(rows)("%s", (_, said, state, attainment) => {
    expect(saysOf(worldOf("L1", [asked, ...said]), "L1-APPROVE", 1000)).toMatchObject({ state, attainment });
  });
  test("the first answer is somebody's, not the requester's nor the program's", () => {
    const of = (actor: Actor) => worldOf("L1", [asked, ["response.acknowledged", 60, {}, actor]]);
    const state = (actor: Actor) => saysOf(of(actor), "RESP-S4", 1441).state;
    expect([state("somebody"), state("requester"), state("program")]).toEqual(["met", "breached", "breached"]);
  });
});

describe("what was stopped before it started", () => {
  const review = (minute: number): Said => ["assessment.completed", minute, { kind: "post_incident" }];
  // The anchor is the end, at 31 min.
  const rows: readonly (readonly [string, readonly Said[], string, string | null, readonly string[]])[] = [
    ["by five minutes: no time at all", [review(26)], "met", "1 of 1", []],
    ["by more", [review(25.9)], "negative_duration", null, ["NEGATIVE_DURATION"]],
    ["and again in time", [review(10), review(1000)], "met", "1 of 1", []],
    ["and again too late", [review(10), review(2000)], "negative_duration", null, ["NEGATIVE_DURATION"]],
    ["never", [], "breached", "0 of 1", []],
  ];
  test.each(rows)("%s", (_, more, state, attainment, codes) => {
    const said = [...emergency, ...more].sort((one, other) => one[1] - other[1]);
    const world = worldOf("EMERGENCY", said);
    expect(saysOf(world, "REV-S1-DONE", 6000)).toMatchObject({ state, owed: state, attainment });
    const period = dailyPeriod("2026-03-12", world.policy.calendar);
    const { fold, manifest, policy } = world;
    const found = buildDaily({ period, asOf: moment(6000), policy, folds: [fold], manifestOf: () => manifest, audit });
    const about = found.findings.filter(({ message }) => message.startsWith("REV-S1-DONE "));
    expect(about.map(({ code }) => code)).toEqual(codes);
  });
});

describe("the violation of a clock that ran out", () => {
  const told = (level: Level, said: readonly Said[], minute: number, merged = true) => {
    const { fold, manifest, policy } = worldOf(level, said, merged);
    const subject = manifest === null ? subjectOfRequest(fold, level) : subjectOf(manifest, level);
    return planBreaches(fold, subject, policy, moment(minute)).map(
      ({ type, key, data }) =>
        `${type} ${key} ${String(data.kind)} ${String(data.occurrence)} ${String(data.limit_at)}`,
    );
  };
  const asked: Said = ["request.accepted", 0, { level: "EMERGENCY", severity: "S1" }, "requester"];
  const late = (clock: string, kind: string, minute: number) =>
    `violation.recorded clock_breached:${clock} ${kind} ${clock} ${formatEventInstant(moment(minute) + 1)}`;
  test("a critical request that nobody answers, before anybody can read its manifest", () => {
    expect(told("EMERGENCY", [asked], 15, false)).toEqual([]);
    const both = [late("RESP-S1", "response_late", 15), late("EM-ACT", "activation_late", 15)];
    expect(told("EMERGENCY", [asked], 16, false)).toEqual(both);
    // The limit, whoever looks when, and whatever came since.
    const answered: readonly Said[] = [asked, ["response.acknowledged", 20], ["bypass.approved", 21]];
    expect(told("EMERGENCY", [...answered, ["bypass.activated", 22]], 5000, false)).toEqual(both);
    expect(told("EMERGENCY", [asked, ["bypass.refused", 20, { reason: "withdrawn" }]], 5000, false)).toEqual(both);
    expect(told("EMERGENCY", [asked, ["bypass.refused", 10, { reason: "withdrawn" }]], 5000, false)).toEqual([]);
  });
  test("the review that was never held; what is a line of the checklist is the obligation's", () => {
    const said: readonly Said[] = [...emergency, ["response.acknowledged", 3]];
    expect(told("EMERGENCY", said, 1471)).toEqual([]);
    expect(told("EMERGENCY", said, 1472)).toEqual([late("REV-S1-DONE", "review_late", 1471)]);
  });
});

describe("a recurring clock that was missed", () => {
  // Thursday 12 March 2026; the days after it are Friday and Monday.
  const said: readonly Said[] = [
    ["request.accepted", 0, { level: "L1", severity: "S4" }, "requester"],
    ["bypass.approved", 5, {}, "program"],
    ["bypass.activated", 6, {}, "program"],
    ["bypass.used", 30, {}, "program"],
    ["bypass.deactivated", 31, {}, "program"],
    [
      "remediation.opened",
      32,
      {
        ...{ repository: "acme/payments", issue: 1, url: "https://github.example/1", owner: "req" },
        ...{ deadline: "2026-03-19T23:00:00.000Z", due_date: "2026-03-19" },
      },
      "program",
    ],
    ["remediation.progress", 1500, { text: "Half of it." }, "requester"],
  ];
  const day = 1440;
  /** The policy, with a violation for every recurring clock. */
  const strict = (policy: CompiledPolicy): CompiledPolicy => {
    const clocks = Object.entries(policy.policy.clocks).map(([name, row]) => [
      name,
      row.every === undefined ? row : { ...row, on_breach: { violation: `period_missed:${name}` } },
    ]);
    return { ...policy, policy: { ...policy.policy, clocks: Object.fromEntries(clocks) } };
  };
  test("is a line of the status, a breach of the report, part of the attainment, and a violation where the policy says so", () => {
    const world = worldOf("L1", said);
    const { fold, manifest, policy } = world;
    const asOf = moment(5 * day);
    const subject = manifest === null ? subjectOfRequest(fold, "L1") : subjectOf(manifest, "L1");
    expect(planBreaches(fold, subject, policy, asOf)).toEqual([]);
    expect(planBreaches(fold, subject, strict(policy), asOf)).toEqual([
      {
        ...{ type: "violation.recorded", bypass: ids.L1, key: "period_missed:PROG-D:2026-03-16" },
        data: { kind: "period_missed:PROG-D", occurrence: "PROG-D:2026-03-16", limit_at: "2026-03-16T23:00:00.000Z" },
      },
    ]);
    const duties = describeDuties(fold, manifest, policy, asOf);
    expect(duties?.missed).toMatchObject([{ clock: "PROG-D", period: "2026-03-16" }]);
    const lines = duties === null ? [] : dutyLines(duties, ids.L1, "Europe/Berlin", asOf, plain);
    expect(lines.join("\n")).toContain("✗ PROG-D  1 missed: 2026-03-16");
    const rowsOf = (date: string) => {
      const period = dailyPeriod(date, policy.calendar);
      const report = buildDaily({ period, asOf: period.end, policy, folds: [fold], manifestOf: () => manifest, audit });
      const rows = "sla_breaches" in report.sections ? report.sections.sla_breaches : [];
      return rows.filter(({ rule }) => rule.startsWith("PROG-D")).map(({ at, rule }) => `${at} ${rule}`);
    };
    expect(["2026-03-13", "2026-03-14", "2026-03-16", "2026-03-17"].map(rowsOf)).toEqual([
      [],
      [],
      ["2026-03-16T22:59:59.999Z PROG-D 2026-03-16"],
      ["2026-03-17T22:59:59.999Z PROG-D 2026-03-17"],
    ]);
    expect(saysOf(world, "PROG-D", 5 * day)).toMatchObject({ attainment: "1 of 2" });
  });
  test("every recurring clock of the policy can have a violation that the ledger takes", () => {
    const words = { L1: ["PROG-D"], L2: ["PROG-W", "PROG-IMPACT"], L3: ["PROG-CONTROL"], EMERGENCY: [] };
    for (const [level, clocks] of Object.entries(words)) {
      const { fold, manifest, policy } = worldOf(level as Level, said);
      const subject = manifest === null ? subjectOfRequest(fold, level as Level) : subjectOf(manifest, level as Level);
      const planned = planBreaches(fold, subject, strict(policy), moment(8 * day)).filter(({ key }) =>
        key.startsWith("period"),
      );
      expect([...new Set(planned.map(({ data }) => String(data.kind).replace("period_missed:", "")))]).toEqual(clocks);
      readable(
        planned.map(({ data }, index) => eventOf("violation.recorded", index, { bypass: ids[level as Level], data })),
      );
    }
  });
});
