import { describe, expect, test } from "vitest";
import { levels } from "../../../src/core/procedure/levels.ts";
import { type ClockEvent, evaluateClock, readClock } from "../../../src/core/remediation/evaluate-clock.ts";
import { resolveAnchor } from "../../../src/core/remediation/resolve-anchor.ts";
import type { EventRef } from "../../../src/generated/types/policy.ts";
import { policyIn } from "../reporting/daily-fixture.ts";

const policy = policyIn("UTC");
/** Monday 2 March 2026, 09:00 UTC. */
const start = Date.UTC(2026, 2, 2, 9);
const [minute, hour] = [60_000, 3_600_000];
type Row = readonly [clock: string, level: string, from: string, limit: number, stop: string];

/** Every clock of the default policy by hand: what starts it, the last instant in time after its start, the event that stops it. */
const rows: readonly Row[] = [
  ["RESP-S1", "EMERGENCY", "incident.declared", 15 * minute, "response.acknowledged"],
  ["RESP-S2", "L3", "request.accepted", hour, "review.started"],
  ["RESP-S3", "L2", "request.accepted", 4 * hour, "bypass.approved"],
  ["RESP-S4", "L1", "request.accepted", 24 * hour, "bypass.refused"],
  ["L1-APPROVE", "L1", "request.accepted", 2 * hour, "bypass.approved"],
  ["L2-ARCH", "L2", "request.accepted", 4 * hour, "review.completed kind=architect"],
  ["L3-INIT", "L3", "request.accepted", 2 * hour, "review.completed kind=security"],
  ["L3-SEC", "L3", "request.accepted", 4 * hour, "consultation.completed kind=security"],
  ["L3-LEGAL", "L3", "request.accepted", 8 * hour, "consultation.completed kind=legal"],
  ["L3-FINAL", "L3", "request.accepted", 12 * hour, "bypass.refused"],
  ["EM-ACT", "EMERGENCY", "incident.declared", 15 * minute, "bypass.activated"],
  ["REV-S1", "EMERGENCY", "post", hour, "review.started kind=post_incident"],
  ["REV-S1-DONE", "EMERGENCY", "post", 24 * hour, "assessment.completed kind=post_incident"],
  ["REV-S2", "L3", "bypass.used", 24 * hour, "assessment.completed kind=post_incident"],
  ["REV-S3", "L2", "bypass.used", 72 * hour, "assessment.completed kind=post_incident"],
  ["REV-S4", "L1", "bypass.used", 120 * hour, "assessment.completed kind=post_incident"],
  ["BOARD-S1", "EMERGENCY", "post", hour, "notification.sent audience=board"],
  ["EM-0h-stabilization", "EMERGENCY", "bypass.expired", hour, "incident.stabilized"],
  ["EM-0h-deactivation", "EMERGENCY", "incident.stabilized", hour, "bypass.deactivated"],
  ["EM-0h-impact", "EMERGENCY", "incident.stabilized", hour, "obligation.done key=preliminary_impact_assessment"],
  ["EM-0h-status", "EMERGENCY", "incident.stabilized", hour, "obligation.done key=stakeholder_status_communication"],
  ["EM-24h-review", "EMERGENCY", "post", 24 * hour, "assessment.completed kind=post_incident"],
  ["EM-24h-rca", "EMERGENCY", "post", 24 * hour, "obligation.done key=root_cause_analysis_initiation"],
  ["EM-24h-compliance", "EMERGENCY", "post", 24 * hour, "assessment.completed kind=compliance_impact"],
  ["EM-24h-regulator", "EMERGENCY", "post", 24 * hour, "obligation.na key=regulatory_notification_completion"],
  ["EM-72h-report", "EMERGENCY", "post", 72 * hour, "deliverable.submitted kind=incident_report"],
  ["EM-72h-plan", "EMERGENCY", "post", 72 * hour, "deliverable.submitted kind=remediation_plan"],
  ["EM-72h-improvements", "EMERGENCY", "post", 72 * hour, "deliverable.submitted kind=improvement_recommendations"],
  ["EM-72h-board", "EMERGENCY", "post", 72 * hour, "deliverable.submitted kind=board_materials"],
  // Business days end before their midnight: Monday the 9th, Wednesday the 4th.
  ["REM", "L1", "bypass.used", Date.UTC(2026, 2, 10) - 1 - start, "remediation.completed"],
  ["VERIFY", "L1", "remediation.completed", Date.UTC(2026, 2, 5) - 1 - start, "remediation.verified"],
];

const eventOf = (text: string, at: number, more: Partial<ClockEvent> = {}): ClockEvent => {
  const [type = "", narrowed] = text.split(" ");
  const [key, value] = narrowed?.split("=") ?? [];
  return { type, at, actor: 101, data: key === undefined ? {} : { [key]: value }, ...more };
};
/** What brings the anchor. An emergency that was merged an hour before it ended counts from its end. */
const leadTo = (from: string): ClockEvent[] =>
  from === "post"
    ? [eventOf("bypass.used", start - hour), eventOf("bypass.deactivated", start)]
    : // Who asks is not who answers.
      [eventOf(from, start, { actor: 201 })];

describe.each(rows)("%s", (name, level, from, limit, stop) => {
  const clock = policy.policy.clocks[name] ?? {};
  const known = levels.find((one) => one === level) ?? "L1";
  const at = resolveAnchor(clock.start ?? "", known, leadTo(from), policy);
  const stateOf = (stopped: number | null, asOf = start + 400 * hour) => {
    const events = [...leadTo(from), ...(stopped === null ? [] : [eventOf(stop, start + stopped)])];
    return readClock(clock, at ?? 0, events, policy, asOf)?.state;
  };
  test("starts there", () => {
    expect(at).toBe(start);
  });
  test.each([
    ["in its first instant", 0, "met"],
    ["at its limit", limit, "met"],
    ["a millisecond late", limit + 1, "breached"],
    ["five minutes before its start: no time at all", -5 * minute, "met"],
    ["a millisecond earlier than that", -5 * minute - 1, "negative_duration"],
  ])("stopped %s", (_, stopped, state) => {
    expect(stateOf(stopped)).toBe(state);
  });
  test("running: late behind its limit only, whoever looks when", () => {
    expect([stateOf(null, start + limit), stateOf(null, start + limit + 1)]).toEqual(["pending", "breached"]);
  });
  test("another event does not stop it", () => {
    expect(stateOf(null)).toBe("breached");
    const other = [...leadTo(from), eventOf("decision.logged", start)];
    expect(readClock(clock, start, other, policy, start + 400 * hour)?.state).toBe("breached");
  });
});

test("the table has every clock of the policy that has a limit; what has none is measured only", () => {
  const clocks = Object.entries(policy.policy.clocks);
  const limited = clocks.filter(([, { limit }]) => limit !== undefined).map(([name]) => name);
  expect(rows.map(([name]) => name).sort()).toEqual(limited.sort());
  const rest = clocks.filter(([, { limit, every }]) => limit === undefined && every === undefined);
  expect(rest.map(([name]) => name)).toEqual(["L2-QMS", "L2-JOINT"]);
  for (const [, clock] of rest) expect(evaluateClock(clock, leadTo("request.accepted"), policy, start)).toBeNull();
  const stops = (clock: { readonly stop?: readonly EventRef[] }) => clock.stop?.length ?? 0;
  expect(clocks.filter(([, clock]) => clock.limit !== undefined && stops(clock) === 0)).toEqual([]);
});

test("a decision reads the same, from the first event of the anchor's list that is there", () => {
  const clock = policy.policy.clocks["RESP-S1"] ?? {};
  const events = [eventOf("request.accepted", start), eventOf("bypass.approved", start + 20 * minute)];
  expect(evaluateClock(clock, events, policy, start + hour)).toMatchObject({ start, state: "breached" });
  const declared = [eventOf("incident.declared", start + 10 * minute), ...events];
  expect(evaluateClock(clock, declared, policy, start + hour)).toMatchObject({
    start: start + 10 * minute,
    state: "met",
  });
  expect(evaluateClock(clock, [], policy, start)).toBeNull();
});

test("what counts from the completion waits for the next one where it was taken back", () => {
  const events = [eventOf("remediation.completed", start), eventOf("remediation.reopened", start + hour)];
  expect(resolveAnchor("completed", "L1", events.slice(0, 1), policy)).toBe(start);
  expect(resolveAnchor("completed", "L1", events, policy)).toBeNull();
  const again = [...events, eventOf("remediation.completed", start + 5 * hour)];
  expect(resolveAnchor("completed", "L1", again, policy)).toBe(start + 5 * hour);
});
