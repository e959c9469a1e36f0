import { describe, expect, test } from "vitest";
import { calendarEntries } from "../../../src/core/reporting/calendar-entries.ts";
import { describeBypass } from "../../../src/core/reporting/describe-bypass.ts";
import { describeDuties } from "../../../src/core/reporting/describe-duties.ts";
import { renderCalendar } from "../../../src/core/reporting/render/calendar.ts";
import { dutyLines } from "../../../src/core/reporting/render/duties.ts";
import { renderStatusForm } from "../../../src/core/reporting/render/status-form.ts";
import { renderTimeline } from "../../../src/core/reporting/render/timeline.ts";
import { plain } from "../../../src/core/text/layout.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { inputOf, type Level } from "../remediation/tracking-fixture.ts";

type Events = NonNullable<NonNullable<Parameters<typeof inputOf>[1]>["events"]>;
const opened = { repository: "acme/payments", issue: 1, url: "https://github.example/1", owner: "req" };

function statusOf(level: Level, asOf: string, change: { readonly used?: string; readonly events?: Events } = {}) {
  const { fold, manifest, policy } = inputOf(level, change);
  const at = Date.parse(asOf);
  const item = describeBypass(fold, manifest, policy, at);
  const duties = describeDuties(fold, manifest, policy, at);
  if (item === null || duties === null) throw new Error("nothing to describe");
  return { item, duties, policy, at };
}

describe("what is owed after an emergency", () => {
  const used = "2026-03-12T03:00:00.000Z";
  // The fixture puts further events a minute apart behind the deactivation.
  const stabilized: Events = [["incident.stabilized", { incident_id: "INC-2291", comment_id: 1 }]];
  const clockOf = (asOf: string, events: Events, name: string) =>
    statusOf("EMERGENCY", asOf, { used, events }).duties.clocks.find(({ clock }) => clock === name);
  // The anchor is the earlier of stabilization and deactivation, at 03:01.
  test.each([
    ["2026-03-13T03:01:00.000Z", "EM-24h-rca", "pending"],
    ["2026-03-13T03:01:00.001Z", "EM-24h-rca", "breached"],
    ["2026-03-15T03:01:00.000Z", "EM-72h-report", "pending"],
    ["2026-03-15T03:01:00.001Z", "EM-72h-report", "breached"],
  ])("at %s %s is %s, and breached at its limit", (asOf, name, state) => {
    const clock = clockOf(asOf, stabilized, name);
    expect(clock?.state).toBe(state);
    expect(formatInstant(clock?.startedAt ?? 0)).toBe("2026-03-12T03:01:00Z");
  });
  test("an answer to its obligation stops a clock, and what does not apply is no breach", () => {
    const done: Events = [...stabilized, ["obligation.done", { key: "root_cause_analysis_initiation" }]];
    expect(clockOf("2026-03-20T00:00:00Z", done, "EM-24h-rca")?.state).toBe("met");
    const na: Events = [...stabilized, ["obligation.na", { key: "regulatory_notification_completion" }]];
    expect(clockOf("2026-03-20T00:00:00Z", na, "EM-24h-regulator")?.state).toBe("not_applicable");
  });
  test("every deliverable of 24 and of 72 hours is a clock", () => {
    const names = statusOf("EMERGENCY", "2026-03-12T04:00:00Z", { used, events: stabilized }).duties.clocks.map(
      ({ clock }) => clock,
    );
    expect(names.filter((name) => name.startsWith("EM-24h"))).toHaveLength(4);
    expect(names.filter((name) => name.startsWith("EM-72h"))).toHaveLength(4);
  });
  test("late answers keep their breach", () => {
    const events: Events = [...stabilized, ["obligation.done", { key: "root_cause_analysis_initiation" }]];
    const { duties } = statusOf("EMERGENCY", "2026-03-12T03:30:00Z", { used, events });
    expect(duties.obligations.find(({ key }) => key === "root_cause_analysis_initiation")?.breachedAt).toBeNull();
  });
});

describe("the terminal", () => {
  const raised = (rung: number, cause = "remediation_deadline_missed") =>
    [
      "escalation.raised",
      { rule: "remediation", cause, rung, to: ["owner"], limit_at: "2026-03-09T23:00:00.000Z" },
    ] as const;
  const start = [
    "remediation.opened",
    { ...opened, deadline: "2026-03-09T23:00:00.000Z", due_date: "2026-03-09" },
  ] as const;
  test("says what is open, since when it is late, and on which rung it stands", () => {
    const events: Events = [start, raised(2), raised(3), ["escalation.acknowledged", { comment_id: 1 }]];
    const { item, duties, at } = statusOf("L1", "2026-03-12T00:00:00Z", { events });
    const text = dutyLines(duties, item.identity.bypass, "Europe/Berlin", at, plain).join("\n");
    expect(text).toMatch(/Obligations: 3 open of 3/);
    expect(text).toMatch(/✗ 5_day_review {2}.* late, breached 2026-03-07T14:00:00\.001Z {2}an approving role of L1/);
    expect(text).toContain("○ lessons_learned_capture  due before the remediation is verified  remediation owner");
    expect(text).toMatch(/▲ remediation_deadline_missed {2}rung 3 of remediation, .*, to owner, acknowledged/);
  });
  test("a ladder that was resolved stands on none, and a new rung is not acknowledged", () => {
    const resolved = ["escalation.resolved", { rule: "remediation", cause: "remediation_deadline_missed" }] as const;
    expect(statusOf("L1", "2026-03-12T00:00:00Z", { events: [start, raised(2), resolved] }).duties.ladders).toEqual([]);
    const again: Events = [start, raised(2), ["escalation.acknowledged", { comment_id: 1 }], raised(3)];
    expect(statusOf("L1", "2026-03-12T00:00:00Z", { events: again }).duties.ladders).toMatchObject([
      { rung: 3, acknowledged: false },
    ]);
  });
});

describe("the timeline", () => {
  test("is in the order of the facts, and nothing that was said leaves its cell", () => {
    const events: Events = [
      ["decision.logged", { comment_id: 1, text: "Roll back | <b>now</b>\n@all" }],
      ["action.logged", { comment_id: 2, text: "Rolled back" }],
    ];
    const { item, at } = statusOf("L1", "2026-03-02T15:00:00Z", { events });
    const rows = renderTimeline(item, at)
      .split("\n")
      .filter((line) => line.startsWith("| 2026"));
    expect(rows).toHaveLength(7);
    expect(rows.map((line) => line.slice(2, 26))).toEqual([...rows.map((line) => line.slice(2, 26))].sort());
    expect(rows[5]).toContain("`decision.logged`");
    expect(rows[5]).not.toMatch(/<b>|@all/);
    expect(rows.every((line) => line.split(/(?<!\\)\|/).length === 8)).toBe(true);
  });
});

describe("calendar.ics", () => {
  const parse = (text: string) => text.replace(/\r\n /g, "").split("\r\n");
  test("lines are folded at 75 octets between characters, and every text is escaped", () => {
    const entry = {
      id: "a",
      at: Date.UTC(2026, 2, 2, 9),
      summary: "ü".repeat(100),
      description: "x,y;z\\w\nEND:VEVENT\u0007",
    };
    const text = renderCalendar([entry], Date.UTC(2026, 2, 1), "acme/payments");
    for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).not.toContain("\ufffd");
    const lines = parse(text);
    expect(lines).toContain(`SUMMARY:${"ü".repeat(100)}`);
    expect(lines).toContain("DESCRIPTION:x\\,y\\;z\\\\w\\nEND:VEVENT ");
    expect(lines).toContain("DTSTART:20260302T090000Z");
    expect(lines.filter((line) => line === "END:VEVENT")).toHaveLength(1);
    expect(text.replace(/\r\n/g, "")).not.toMatch(/[\r\n]/);
  });
  test("holds the day of the remediation, of its review, and the open obligations", () => {
    const events: Events = [
      ["remediation.opened", { ...opened, deadline: "2026-03-09T23:00:00.000Z", due_date: "2026-03-09" }],
    ];
    const { item, duties, policy, at } = statusOf("L1", "2026-03-03T00:00:00Z", { events });
    const entries = calendarEntries(item, duties, policy);
    const of = (key: string) => entries.find(({ id }) => id.endsWith(`-${key}`))?.at;
    expect(of("remediation")).toBe("2026-03-09");
    // Monday's review is on Friday.
    expect(of("review")).toBe("2026-03-06");
    expect(of("5_day_review")).toBe(Date.parse("2026-03-07T14:00:00.001Z"));
    expect(parse(renderCalendar(entries, at, "x"))).toContain("DTSTART;VALUE=DATE:20260309");
    const over: Events = [
      ...events,
      ["remediation.completed", { commit: "b".repeat(40), checks: [] }],
      ["remediation.verified", { comment_id: 9 }],
    ];
    const done = statusOf("L1", "2026-03-03T00:00:00Z", { events: over });
    expect(calendarEntries(done.item, done.duties, done.policy)).toEqual([]);
  });
});

describe("the forms of a status report", () => {
  const hostile = "Rolled back @acme/all <b> [x](javascript:1) | ```";
  const events: Events = [
    ["incident.stabilized", { incident_id: "INC-2291", comment_id: 1 }],
    ["decision.logged", { text: hostile, comment_id: 2 }],
  ];
  const of = (secret = false) => {
    const inputs = inputOf("EMERGENCY", { used: "2026-03-12T03:00:00.000Z", events });
    const at = Date.parse("2026-03-13T04:00:00Z");
    const { fold, policy } = inputs;
    const { manifest } = inputs;
    const described = describeBypass(fold, manifest, policy, at);
    if (described === null) throw new Error("nothing to describe");
    const duties = describeDuties(fold, manifest, policy, at);
    return (form: "tactical" | "executive") =>
      renderStatusForm(form, { described, manifest, duties, isSecret: secret }, at);
  };

  test("tactical: conditions, actions, needs, each from the record", () => {
    const text = of()("tactical");
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(["Conditions", "Actions", "Needs"]);
    expect(text).toMatch(/^- EMERGENCY, severity S1, incident INC-2291, declared /m);
    expect(text).toMatch(/^- Set aside on acme\/payments/m);
    expect(text).toContain("`decision.logged`: Rolled back");
    expect(text).toMatch(/\*\*1h? ?.*late\*\*/);
    expect(text).not.toMatch(/[^\\]@acme\/all|<b>|\]\(javascript/);
  });

  test("of the pull requests that are linked what was merged is an action: no proposal crowds out what people did", () => {
    const link = (pull_request: number, state: string) =>
      ["remediation.progress", { kind: "fix", text: `${state} ${pull_request}`, pull_request, state }] as const;
    const events: Events = [
      ["remediation.opened", { ...opened, deadline: "2026-03-09T23:00:00.000Z", due_date: "2026-03-09" }],
      ["remediation.progress", { text: "Half done", comment_id: 9 }],
      ...Array.from({ length: 15 }, (_, index) => link(30 + index, "open")),
      link(50, "merged"),
    ];
    const { item, duties, at } = statusOf("L1", "2026-03-03T00:00:00Z", { events });
    const text = renderStatusForm("tactical", { described: item, manifest: null, duties, isSecret: false }, at);
    expect(text).toContain("Half done");
    expect(text).toContain("merged 50");
    expect(text).not.toMatch(/open \d/);
  });

  test("executive: status, overview, next steps; who allowed it and what it costs", () => {
    const text = of()("executive");
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual([
      "Current status",
      "Overview",
      "Next steps",
    ]);
    expect(text).toContain("310,000 users");
    expect(text).toContain("No customer can pay");
    expect(text).not.toContain("decision.logged");
  });

  test("of what is confidential there is level, state and what is owed", () => {
    for (const form of ["tactical", "executive"] as const) {
      const text = of(true)(form);
      expect(text).toContain("Confidential");
      expect(text).not.toMatch(/INC-2291|No customer|semgrep|Rolled|payments|Checkout/);
      expect(text).toMatch(/merged/);
    }
  });
});
