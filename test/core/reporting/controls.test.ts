import { describe, expect, test } from "vitest";
import { compilePeople } from "../../../src/core/procedure/compiled-people.ts";
import { buildSummary } from "../../../src/core/reporting/build-summary.ts";
import { controls } from "../../../src/core/reporting/controls/controls.ts";
import { questions } from "../../../src/core/reporting/controls/questions.ts";
import { trainingRows } from "../../../src/core/reporting/controls/training-rows.ts";
import { renderReportMarkdown } from "../../../src/core/reporting/render/markdown.ts";
import { parsePeriod } from "../../../src/core/reporting/report-period.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { People } from "../../../src/generated/types/people.ts";
import type { Report, SummarySections } from "../../../src/generated/types/report.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { validate } from "../../../src/generated/validators/report.ts";
import { audit, foldsOf, policyIn } from "./daily-fixture.ts";
import { at, event, story } from "./kpi-fixture.ts";

const policy = policyIn("UTC");

interface More {
  readonly audit?: Verify;
  readonly people?: ReturnType<typeof compilePeople>;
}

function october(events: readonly LedgerEvent[], more: More = {}): Report & { readonly sections: SummarySections } {
  const period = parsePeriod("monthly", "2026-10", policy.calendar);
  if (period === null) throw new Error("period");
  const inputs = { period, asOf: period.end, policy, folds: foldsOf(events), manifestOf: () => null, audit };
  const report = buildSummary({ ...inputs, ...more });
  expect(validate(report)).toBe(true);
  return report as Report & { readonly sections: SummarySections };
}

const answerOf = (question: keyof typeof questions, events: readonly LedgerEvent[], more: More = {}) =>
  october(events, more).sections.evidence.find(({ evidence }) => evidence === question);

const whole = story(1, {
  ...{ asked: "2026-10-05T09:00", activated: "2026-10-05T10:00", used: "2026-10-06", deadline: "2026-10-13" },
  ...{ completed: "2026-10-08", verified: "2026-10-09" },
});
const open = story(2, {
  asked: "2026-10-05T09:00",
  activated: "2026-10-05T10:00",
  used: "2026-10-06",
  deadline: "2026-10-13",
});
const mergedFirst = story(3, { asked: "2026-10-05T09:00", activated: "2026-10-05T10:00", used: "2026-10-05T09:50" });

describe("a question of an auditor, answered by ids", () => {
  test.each([
    ["approved_by_distinct_people", whole.events, "supported", []],
    ["approved_before_use", whole.events, "supported", []],
    ["approved_before_use", mergedFirst.events, "gap", [mergedFirst.id]],
    ["bound_to_content", whole.events, "supported", []],
    ["effect_verified", whole.events, "gap", [whole.id]],
    ["remediation_opened", whole.events, "supported", []],
    ["remediation_verified", whole.events, "supported", []],
    ["remediation_verified", open.events, "gap", [open.id]],
    ["lesson_recorded", whole.events, "gap", [whole.id]],
    ["lateness_escalated", whole.events, "no_case", []],
    ["lateness_escalated", open.events, "gap", [open.id]],
    ["record_intact", [], "supported", []],
    ["approvers_certified", whole.events, "unknown", []],
    ["population_reconciled", whole.events, "unknown", []],
    ["override_restored", [], "no_case", []],
  ] as const)("%s: %#", (question, events, status, missing) => {
    const row = answerOf(question, events);
    expect(row).toMatchObject({ status, missing });
    if (status === "unknown") expect(row).toMatchObject({ expected: null, present: null, reason: expect.any(String) });
    else expect(row?.present).toBe((row?.expected ?? 0) - missing.length);
  });

  test("of several approvals the last one is looked at: what was changed and approved again never took effect as it was", () => {
    const by = (id: number) => ({ approvers: [{ slot: "lead", id, login: `p${id}`, review_id: id }] });
    const before = event("bypass.approved", whole.id, "2026-10-05T09:30", by(120));
    const [asked, ...rest] = whole.events;
    if (asked === undefined) throw new Error("the story");
    expect(answerOf("approved_by_distinct_people", [asked, before, ...rest])).toMatchObject({ status: "supported" });
    const last = event("bypass.approved", whole.id, "2026-10-05T09:50", by(120));
    const events = [asked, ...rest.flatMap((one) => (one.type === "bypass.approved" ? [one, last] : [one]))];
    expect(answerOf("approved_by_distinct_people", events)).toMatchObject({ status: "gap", missing: [whole.id] });
  });

  describe("of two activations each is looked at", () => {
    const { id, events } = story(4, { asked: "2026-10-05", activated: "2026-10-05T10:00" });
    const told = (type: string, hour: number, activation: number, more = {}) =>
      event(type, id, `2026-10-05T${hour}:00`, { activation, ...more }, { key: `activation-${activation}` });
    const checks = { checks: ["docs/coverage"] };
    const first = [
      ...events,
      ...[told("override.verified", 11, 1, checks), told("bypass.deactivated", 12, 1, { reason: "suspended" })],
      told("override.restored", 13, 1, checks),
    ];
    const again = events.find(({ type }) => type === "bypass.activated");
    const second = [
      ...first,
      told("bypass.activated", 14, 2, { checks: again?.data.checks }),
      event("bypass.expired", id, "2026-10-05T15:00"),
      told("bypass.deactivated", 16, 2, { reason: "expired" }),
    ];
    const done = [...second, told("override.verified", 17, 2, checks), told("override.restored", 18, 2, checks)];
    const other = [...second, told("override.restored", 18, 2, { checks: ["build"] })];
    test.each([
      ["effect_verified", "the first was checked", first, []],
      ["effect_verified", "the second was not", second, [id]],
      ["effect_verified", "both were", done, []],
      ["override_restored", "the first was put back", first, []],
      ["override_restored", "the second was not", second, [id]],
      ["override_restored", "another check was", other, [id]],
      ["override_restored", "both were", done, []],
    ] as const)("%s: %s", (question, _, list, missing) => {
      expect(answerOf(question, list)).toMatchObject({ status: missing.length > 0 ? "gap" : "supported", missing });
    });
  });

  test.each([
    ["2026-10-01", "no_case"],
    ["2026-10-01T00:01", "gap"],
    ["2026-11-01", "gap"],
    ["2026-11-01T00:01", "no_case"],
  ])("a deadline at %s is due in October as the key figure counts it: %s", (deadline, status) => {
    const told = story(5, { asked: "2026-09-21", activated: "2026-09-21", used: "2026-09-21T09:00", deadline });
    const summary = october(told.events).sections;
    expect(summary.evidence.find(({ evidence }) => evidence === "remediation_verified")).toMatchObject({ status });
    expect(october(told.events).kpis.remediation_completion_rate?.cohort).toEqual(status === "gap" ? [told.id] : []);
  });

  test("from Level 2 on one approver is not two", () => {
    const alone = story(3, { asked: "2026-10-05", activated: "2026-10-05", level: "L2" });
    expect(answerOf("approved_by_distinct_people", alone.events)).toMatchObject({ status: "gap", missing: [alone.id] });
  });

  test("what was found at GitHub and not here is a gap, by its events", () => {
    const found = event("unregistered.detected", "PROCEDURE", "2026-10-12");
    expect(answerOf("population_reconciled", [found])).toMatchObject({ status: "gap", missing: [found.id] });
  });

  test("a record that fails verification is a gap, one that could not be settled is not known", () => {
    expect(answerOf("record_intact", [], { audit: { ...audit, verdict: "fail" } })).toMatchObject({ status: "gap" });
    const row = answerOf("record_intact", [], { audit: { ...audit, verdict: "inconclusive" } });
    expect(row).toMatchObject({ status: "unknown", expected: null });
  });

  test("who wrote the records is shown by signatures alone: without trusted keys it is not known", () => {
    const signed = (proven: number): Verify => ({
      ...audit,
      covered: { ...audit.covered, signatures: { source: "registry", keys: 1, commits: 40, proven } },
    });
    expect(answerOf("authors_proven", whole.events)).toMatchObject({ status: "unknown", expected: null });
    expect(answerOf("authors_proven", whole.events, { audit: signed(40) })).toMatchObject({ status: "supported" });
    expect(answerOf("authors_proven", whole.events, { audit: signed(39) })).toMatchObject({ status: "gap" });
    const stateOf = (name: string, more: More) =>
      october(whole.events, more).sections.controls.find(({ clause }) => clause === name)?.status;
    expect(stateOf("AU-9, AU-10", {})).toBe("unknown");
    expect(stateOf("AU-9, AU-10", { audit: signed(40) })).toBe("supported");
    // That a record is intact does not say that nothing is missing from it.
    expect(stateOf("10.2, 10.3", {})).toBe("unknown");
  });

  test("days without a published report are named; the last day cannot have one yet", () => {
    const data = { period: "daily-2026-10-06", rev: 1, as_of: "2026-10-07T00:00:00.000Z", sha256: "5".repeat(64) };
    const published = event("report.published", "PROCEDURE", "2026-10-07T05:00", data);
    const row = answerOf("reports_published", [...whole.events, published]);
    expect(row).toMatchObject({ status: "gap", expected: 26, present: 1 });
    expect(row?.missing.slice(0, 2)).toEqual(["daily-2026-10-05", "daily-2026-10-07"]);
    expect(row?.missing).not.toContain("daily-2026-10-31");
  });
});

describe("controls", () => {
  test("every question supports a control, and every control has evidence", () => {
    const asked = new Set(controls.flatMap(({ evidence }) => evidence));
    expect(Object.keys(questions).filter((name) => !asked.has(name as keyof typeof questions))).toEqual([]);
    for (const { evidence } of controls) expect(evidence.length).toBeGreaterThan(0);
    const names = controls.map(({ framework, clause }) => `${framework} ${clause}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("one gap makes the control one, and names the exceptions that are still open", () => {
    const { controls: rows } = october([...whole.events, ...open.events]).sections;
    const of = (control: string) => rows.find((row) => row.control === control);
    expect(of("SOC 2 CC8.1")).toMatchObject({ status: "gap", exceptions: [open.id] });
    expect(of("NIST 800-53r5 CM-3")).toMatchObject({ status: "supported", exceptions: [] });
    expect(of("NIST 800-53r5 CM-3(7)")).toMatchObject({ status: "unknown" });
    expect(of("NIST 800-53r5 CM-3")?.newest).toMatch(/^2026-10-/);
  });

  test("nothing says that anybody complies", () => {
    const text = renderReportMarkdown(october([...whole.events, ...open.events]));
    expect(text).toContain("### Controls, and whether the record supports them");
    expect(text).not.toMatch(/complian(?:t|ce) with|is compliant|certified compliant/i);
  });
});

describe("training", () => {
  const person = (login: string, id: number, rest = {}) => ({
    github: { login, id },
    status: "active",
    ...rest,
  });
  const required = policy.policy.certification.required;
  const until = (day: string) => Object.fromEntries(required.map((name) => [name, day]));
  const people = compilePeople(
    {
      schema: "qms.people/v1",
      people: {
        lea: person("lea", 101, {
          certifications: until("2027-01-31"),
          training: { risk_assessment_basics: "2026-01-02" },
        }),
        max: person("max", 102, { certifications: until("2026-11-15") }),
        old: person("old", 103, { certifications: until("2026-10-31") }),
        new: person("new", 104),
        gone: { ...person("gone", 105), status: "suspended" },
      },
      roles: { "lead-devops": ["lea", "max", "old", "new", "gone"], "core-architect": { team: "acme/architects" } },
    } as unknown as People,
    null,
    null,
  );
  const now = at("2026-11-01");

  test("valid, running out within 30 days, run out, missing: by role and certificate, active people only", () => {
    const rows = trainingRows(people, policy, now);
    const row = rows.find(({ role, subject }) => role === "lead-devops" && subject === required[0]);
    expect(row).toEqual({
      ...{ kind: "certificate", role: "lead-devops", subject: required[0], holders: 4 },
      ...{ valid: ["lea"], expiring: ["max"], expired: ["old"], missing: ["new"] },
    });
    const module = rows.find(({ kind, subject }) => kind === "module" && subject === "risk_assessment_basics");
    expect(module).toMatchObject({ valid: ["lea"], missing: ["max", "new", "old"] });
    expect(rows.find(({ role }) => role === "core-architect")).toMatchObject({ holders: null, valid: [] });
  });

  test("the last day counts: a certificate through 31 October holds until its midnight", () => {
    const row = (when: number) => trainingRows(people, policy, when).find(({ role }) => role === "lead-devops");
    expect(row(now - 1)?.expired).toEqual([]);
    expect(row(now)?.expired).toEqual(["old"]);
  });

  test("who holds every certificate and has done no module is no evidence of training by role", () => {
    const role = { "lead-devops": ["lea"] };
    const lea = person("lea", 101, { certifications: until("2027-01-31") });
    const of = (training: Readonly<Record<string, string>>) =>
      october(whole.events, {
        people: compilePeople(
          { schema: "qms.people/v1", people: { lea: { ...lea, training } }, roles: role } as unknown as People,
          null,
          null,
        ),
      }).sections;
    const modules = policy.policy.training.groups.development_leads?.modules ?? [];
    const status = ({ controls: rows }: SummarySections) =>
      rows.filter(({ clause }) => clause === "AT-3, AT-4" || clause === "11.10(i)").map((row) => row.status);
    const none = of({});
    expect(none.evidence.find(({ evidence }) => evidence === "approvers_certified")?.status).toBe("supported");
    expect(none.evidence.find(({ evidence }) => evidence === "roles_trained")).toMatchObject({
      status: "gap",
      missing: modules.map((name) => `lead-devops ${name}`).sort(),
    });
    expect(status(none)).toEqual(["gap", "gap"]);
    expect(status(of(Object.fromEntries(modules.map((name) => [name, "2026-05-02"]))))).toEqual([
      "supported",
      "supported",
    ]);
  });

  test("a role with a gap is one for the control, a role that is a team is not known", () => {
    expect(answerOf("approvers_certified", whole.events, { people })).toMatchObject({
      status: "gap",
      missing: required.map((name) => `lead-devops ${name}`).sort(),
    });
  });
});
