import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { CORE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { EventRef, Policy } from "../../../src/generated/types/policy.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), "utf8");
const schema = JSON.parse(read("schemas/policy.schema.json"));
const policy = load(read("src/core/procedure/default-policy.yml"), { schema: CORE_SCHEMA }) as Policy;
const validate = new Ajv2020({ strict: true, allErrors: true, keywords: ["x-code", "x-missing-code"] }).compile(schema);
const levels = ["L1", "L2", "L3", "EMERGENCY"] as const;

/** Rows that 20- and 25-*.md print. The policy may say more about them (text, source, covers), nothing else. */
const printed = `
controls: { paths: [".qms/**", ".github/**", "CODEOWNERS"], levels: [EMERGENCY] }
certification: { required: [qms_bypass_procedures_basic, incident_response_protocols, compliance_awareness_training, security_impact_assessment], enforce: {default: block, EMERGENCY: warn} }
levels:
  L2:
    slots: [{ name: architect, roles: [core-architect] }, { name: quality, roles: [qms-quality-coordinator] }]
    classes: [dor_dod, code_quality_major, security_high, security_other]
    request_ttl: PT72H
    max_lifetime: PT72H
    remediation_limit: { business_days: 5 }
anchors:
  accepted: [request.accepted]
  declared: [incident.declared, request.accepted]
  used:     [bypass.used]
  ended:    {earliest: [incident.stabilized, bypass.deactivated, bypass.expired]}
  post:     {EMERGENCY: {anchor: ended, not_before: used}, default: used}
clocks:
  RESP-S1: {when: {severity: [S1]}, start: declared, limit: PT15M, by: level_role, stop: [response.acknowledged, review.started, bypass.approved, bypass.refused], on_breach: {violation: response_late, notify: [qms_coordinator]}}
  L2-ARCH: {when: {level: [L2]}, start: accepted, limit: PT4H, by: "role:core-architect", stop: [{event: review.completed, kind: architect}]}
  L2-QMS:  {when: {level: [L2]}, start: accepted, stop: [{event: review.completed, kind: quality}]}
  REM:     {start: used, stop: [remediation.completed], limit: {business_days: 5}, not_after: remediation.target_date}
  PROG-D:  {when: {level: [L1]}, every: business_day, from: used, until: remediation.completed, expect: remediation.progress, by: remediation_owner}
obligations:
  root_cause_analysis_initiation: {when: {level: [EMERGENCY]}, text: "Start the root cause analysis", owner: incident-commander, due: {from: post, within: PT24H}, evidence: [url, file, event], gates: closure}
  response_team_on_standby:       {when: {level: [L3]}, owner: security-lead, due: {before: bypass.activated}, evidence: [url], gates: activation}
  board_notification:             {when: {severity: [S1]}, owner: automation, due: {from: post, within: PT1H}, satisfied_by: {event: notification.sent, audience: board}}
escalation:
  remediation:
    on: [remediation_deadline_missed, "obligation_overdue:*"]
    ack_pauses: {business_days: 1}
    rungs:
      1: {at: {business_days: -1}, to: [owner]}
      2: {at: {business_days: 0}, to: [owner, approvers], label: "qms:overdue", violation: true}
      3: {at: {business_days: 1}, to: ["role:core-architect"]}
      4: {at: {business_days: 2}, to: [qms_coordinator]}
      5: {at: {business_days: 4}, to: ["role:commander", executive], repeat: double}
  repeated_pattern: {same: [repository, check], count: 3, within: P90D, to: [qms_coordinator], propose: improvement}
notifications:
  executive_before: {on: bypass.approved, when: {level: [L3, EMERGENCY]}, to: [executive], before: true}
  coordinator_used: {on: bypass.used, when: {level: [L1]}, to: [qms_coordinator]}
  monitoring_hook:  {on: bypass.activated, when: {level: [L2, L3, EMERGENCY]}, to: [monitoring], before: true}
training:
  groups:    {development_leads: {roles: [lead-devops, lead-frontend, lead-backend, lead-qa], modules: [level_1_bypass_procedures, risk_assessment_basics, documentation_requirements, escalation_procedures]}}
  recurring: {annual_procedure_updates: {every: P12M}, quarterly_scenario_exercises: {every: quarter}, monthly_compliance_briefings: {every: month}, continuous_improvement_workshops: {every: quarter}}
improvement:
  triggers:  {bypass_frequency_threshold_exceeded: {count: 5, sigma: 2}, remediation_timeline_consistently_missed: {below: 80, months: 2, min_due: 3}, compliance_violation_pattern_detected: {count: 3, within: P90D}, stakeholder_satisfaction_decline: {drop: 0.5, below: 3.5, min_n: 5}}
  assessments: {monthly_procedure_effectiveness_review: {every: month, owner: qms-quality-coordinator}, quarterly_stakeholder_feedback_collection: {every: quarter}, annual_comprehensive_audit: {every: year}}
reports:     {daily: {to: [qms_coordinator]}, weekly: {to: [stakeholders]}, monthly: {to: [executive]}, observation: {defect: P30D, security: P30D, recurrence: P90D}}
integrations: {}
`;

/** The table of 20-policy-and-people.md: slots, request TTL, maximum lifetime. */
const table = {
  L1: { slots: [["lead-devops", "lead-frontend", "lead-backend", "lead-qa"]], ttl: "PT72H" },
  L2: { slots: [["core-architect"], ["qms-quality-coordinator"]], ttl: "PT72H" },
  L3: { slots: [["qms-compliance-coordinator"], ["security-lead"], ["business-stakeholder"], ["legal"]], ttl: "PT24H" },
  EMERGENCY: { slots: [["commander"], ["incident-commander"]], ttl: "PT4H" },
} as const;

describe("the built-in policy", () => {
  test("is valid against its schema", () => {
    validate(policy);
    expect(validate.errors ?? []).toEqual([]);
  });

  test("says of every section something, and leaves the organisation's own lists empty", () => {
    expect(
      Object.keys(schema.properties)
        // A repository of the organisation is nothing that a default could name.
        .filter((key) => key !== "extends" && key !== "issues")
        .toSorted(),
    ).toEqual(Object.keys(policy).toSorted());
    for (const list of [policy.checks, policy.gates, policy.never_bypass]) expect(list).toEqual([]);
  });

  test("keeps every row that the specification prints", () => {
    const rows = load(printed, { schema: CORE_SCHEMA }) as Record<string, unknown>;
    expect(policy).toMatchObject(rows);
    const metadata = new Set(["text", "source", "covers"]);
    for (const section of ["clocks", "obligations", "notifications", "escalation"] as const) {
      for (const [key, row] of Object.entries(rows[section] as Record<string, object>)) {
        const more = Object.keys(policy[section][key] ?? {}).filter((field) => !(field in row) && !metadata.has(field));
        expect(more, `${section}.${key}`).toEqual([]);
      }
    }
  });

  test("has the levels of the specification's table", () => {
    for (const level of levels) {
      const { slots, request_ttl, max_lifetime, remediation_limit } = policy.levels[level];
      expect(
        slots.map(({ roles }) => roles),
        level,
      ).toEqual(table[level].slots);
      expect([request_ttl, max_lifetime, remediation_limit], level).toEqual([
        table[level].ttl,
        table[level].ttl,
        { business_days: 5 },
      ]);
    }
    expect(policy.levels.EMERGENCY).toMatchObject({ any_class: true, severities: ["S1"] });
  });

  test("lets each class be bypassed from exactly one level on", () => {
    const classes = levels.flatMap((level) => policy.levels[level].classes);
    expect(classes.toSorted()).toEqual([...schema.$defs.CheckClass.enum].sort());
    expect(Object.keys(policy.check_classes).toSorted()).toEqual(classes.toSorted());
  });
});

describe("one number stands in one place, or is the same in all", () => {
  test("a limit in the text of a step is the limit of its clock", () => {
    const limits: string[] = [];
    for (const { text, clock } of levels.flatMap((level) => Object.values(policy.levels[level].workflow ?? {}))) {
      const hours = /(\d+) hours/.exec(text)?.[1];
      if (clock === undefined || hours === undefined) continue;
      limits.push(clock);
      expect(policy.clocks[clock]?.limit, text).toBe(`PT${hours}H`);
    }
    expect(limits).toEqual(["L1-APPROVE", "L2-ARCH"]);
    expect(policy.clocks["EM-ACT"]?.limit).toBe(policy.clocks["RESP-S1"]?.limit);
    expect(policy.clocks.REM?.limit).toEqual(policy.levels.L1.remediation_limit);
  });

  test("a clock that is a line of the checklist is due when that line is, for the same bypasses", () => {
    const pairs = Object.entries(policy.clocks).filter(([, clock]) => clock.obligation !== undefined);
    expect(pairs.length).toBeGreaterThan(15);
    for (const [id, clock] of pairs) {
      const obligation = policy.obligations[clock.obligation ?? ""];
      expect({ from: clock.start, within: clock.limit }, id).toEqual(obligation?.due);
      expect(clock.when, id).toEqual(obligation?.when);
      expect(clock.on_breach, `${id}: the obligation's violation is enough`).toBeUndefined();
    }
  });

  test("a criterion and the slot that answers it name each other", () => {
    const bySlot = policy.levels.L3.slots.flatMap(({ name, criteria }) =>
      (criteria ?? []).map((word) => `${word} ${name}`),
    );
    const byWord = Object.entries(policy.levels.L3.approval_criteria ?? {}).map(
      ([word, { slot }]) => `${word} ${slot}`,
    );
    expect(bySlot.toSorted()).toEqual(byWord.toSorted());
  });
});

describe("every name leads somewhere", () => {
  const has = (section: object, name: string | undefined): boolean =>
    name === undefined || Object.hasOwn(section, name);
  const audience = (name: string): boolean =>
    name.startsWith("role:") || ["owner", "approvers", "requestor"].includes(name) || has(policy.audiences, name);
  const slots = new Set(levels.flatMap((level) => policy.levels[level].slots.map(({ name }) => name)));

  test("anchors, obligations, clocks, notices", () => {
    const { anchors, clocks, obligations, notifications } = policy;
    const lost = [
      ...Object.entries(clocks).filter(
        ([, row]) => !has(anchors, row.start) || !has(anchors, row.from) || !has(obligations, row.obligation),
      ),
      ...Object.entries(clocks).filter(([, row]) => row.slot !== undefined && !slots.has(row.slot)),
      ...Object.entries(obligations).filter(([, row]) => !has(anchors, row.due.from) || !has(anchors, row.due.at)),
      ...Object.entries(notifications).filter(([, row]) => !has(anchors, row.at)),
      ...Object.entries(policy.levels.L3.consultations ?? {}).filter(
        ([, row]) => !has(notifications, row.notification),
      ),
      ...levels.flatMap((level) =>
        Object.entries(policy.levels[level].workflow ?? {}).filter(([, row]) => !has(clocks, row.clock)),
      ),
      ...Object.entries(policy.escalation).filter(([, row]) =>
        (row.on ?? []).some(
          (name) => name.startsWith("clock_breached:") && !has(clocks, name.slice("clock_breached:".length)),
        ),
      ),
    ];
    expect(lost).toEqual([]);
  });

  test("recipients and audiences", () => {
    const names = [
      ...Object.values(policy.notifications).flatMap(({ to }) => to),
      ...Object.values(policy.clocks).flatMap(({ on_breach }) => on_breach?.notify ?? []),
      ...Object.values(policy.escalation).flatMap(({ to, rungs }) => [
        ...(to ?? []),
        ...Object.values(rungs ?? {}).flatMap((rung) => rung.to),
      ]),
      ...[policy.reports.daily, policy.reports.weekly, policy.reports.monthly].flatMap(({ to }) => to),
      ...(policy.procedure.target_audience ?? []),
    ];
    expect(names.filter((name) => !audience(name))).toEqual([]);
  });

  test("narrowed events: a review is of a slot, a notice to an audience, an answer to an obligation", () => {
    const references: EventRef[] = [
      ...Object.values(policy.clocks).flatMap(({ stop, expect: expected }) => [
        ...(stop ?? []),
        ...(expected === undefined ? [] : [expected]),
      ]),
      ...Object.values(policy.obligations).flatMap(({ satisfied_by }) =>
        satisfied_by === undefined ? [] : [satisfied_by],
      ),
      ...levels.flatMap((level) =>
        Object.values(policy.levels[level].workflow ?? {}).flatMap(({ event }) => event ?? []),
      ),
    ];
    const lost = references.filter((reference) => {
      if (typeof reference === "string") return false;
      const { event, kind, audience: name, key } = reference;
      // A review after the fact is an assessment; only its start is an event of this kind.
      if (/^(review|consultation)\./.test(event)) return kind !== "post_incident" && !slots.has(kind ?? "");
      return !has(policy.audiences, name) || !has(policy.obligations, key);
    });
    expect(references.length).toBeGreaterThan(60);
    expect(lost).toEqual([]);
  });

  test("roles are those of the specification's list", () => {
    const known =
      "lead-devops lead-frontend lead-backend lead-qa core-architect qms-quality-coordinator qms-compliance-coordinator security-lead legal business-stakeholder commander incident-commander executive".split(
        " ",
      );
    const named = [
      ...levels.flatMap((level) => policy.levels[level].slots.flatMap(({ roles }) => roles)),
      ...Object.values(policy.audiences).flatMap(({ roles }) => roles ?? []),
      ...Object.values(policy.training.groups).flatMap(({ roles }) => roles),
      ...Object.values(policy.obligations).flatMap(({ owner }) =>
        /^(automation|level_role|remediation_owner)$/.test(owner) ? [] : [owner],
      ),
      ...[...JSON.stringify(policy).matchAll(/"role:([a-z-]+)"/g)].map(([, role]) => role ?? ""),
    ];
    expect([...new Set(named)].toSorted()).toEqual(known.toSorted());
  });
});
