import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flagsOf, stateNameOf } from "../../../src/core/ledger/bypass-state.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { stateText } from "../../../src/core/ledger/projections.ts";
import { transitions } from "../../../src/core/ledger/transitions.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { readExample } from "../../schemas/example-files.ts";
import { BYPASS, EMERGENCY, entriesOf, eventOf, lifeOf } from "./fixture.ts";

/** `type` or `type detail`: the detail is the number of an activation, a reason of deactivation or opening, or a kind of violation. */
function eventsOf(story: string, bypass: string): LedgerEvent[] {
  return story
    .split(", ")
    .filter(Boolean)
    .map((word, index) => {
      const [type = "", detail] = word.split(" ");
      const number = Number(detail);
      const reasoned = type === "bypass.deactivated" || type === "remediation.opened";
      const last = reasoned ? { reason: detail } : { kind: detail };
      const data = detail === undefined ? {} : Number.isNaN(number) ? last : { activation: number };
      return eventOf(type, index, { bypass, data });
    });
}

function told(story: string, bypass = BYPASS) {
  const { fold, findings } = foldBypass(bypass, entriesOf(eventsOf(story, bypass)));
  return { state: stateNameOf(fold.state), flags: flagsOf(fold.state), fold, findings };
}

const requested = "request.accepted";
const approved = `${requested}, bypass.approved`;
const active = `${approved}, bypass.activated`;
const used = `${active}, bypass.used`;
const open = `${used}, remediation.opened`;
const completed = `${open}, remediation.completed`;

describe("where a bypass stands after these events", () => {
  test.each([
    ["", null],
    ["notification.failed, violation.recorded late", null],
    [requested, "requested"],
    [`${requested}, review.completed, consultation.completed`, "requested"],
    [approved, "approved"],
    [`${approved}, bypass.approved`, "approved"],
    ["bypass.refused", "refused"],
    [`${approved}, bypass.refused`, "refused"],
    [`${requested}, bypass.refused, bypass.approved`, "approved"],
    ["bypass.refused, request.accepted", "requested"],
    [active, "active"],
    [`${active}, override.posted 1, override.verified 1`, "active"],
    [`${active}, override.ineffective 1`, "ineffective"],
    [`${active}, override.ineffective 1, bypass.activated 2`, "active"],
    [`${active}, bypass.deactivated suspended`, "suspended"],
    [`${active}, bypass.deactivated suspended, bypass.activated 2`, "active"],
    [`${active}, bypass.deactivated suspended, bypass.expired`, "expired"],
    [`${active}, bypass.expired, bypass.deactivated expired`, "expired"],
    [`${active}, bypass.voided, bypass.deactivated voided`, "voided"],
    [`${active}, bypass.revoked, bypass.deactivated revoked`, "revoked"],
    [`${active}, bypass.expired, override.ineffective 1`, "expired"],
    [`${approved}, bypass.voided`, "voided"],
    [`${active}, bypass.expired, bypass.used`, "used"],
    [`${active}, bypass.voided, bypass.used, bypass.deactivated voided`, "used"],
    [used, "used"],
    [`${used}, bypass.deactivated used, override.restored 1`, "used"],
    [open, "remediating"],
    [completed, "completed"],
    [`${open}, remediation.opened replaced`, "remediating"],
    [`${completed}, remediation.opened replaced`, "completed"],
    [`${completed}, remediation.verified`, "closed"],
    [`${completed}, remediation.reopened`, "remediating"],
    [`${completed}, remediation.verified, remediation.reopened`, "remediating"],
    [`${open}, remediation.cancelled`, "closed"],
    [`${open}, remediation.cancelled, remediation.reopened`, "remediating"],
    [`${requested}, bypass.registered`, "used"],
    ["bypass.registered, remediation.opened", "remediating"],
    ["bypass.registered, bypass.used, remediation.opened", "remediating"],
  ])("%s → %s", (story, state) => {
    const result = told(story);
    expect(result.findings).toEqual([]);
    expect(result.state).toBe(state);
  });

  test("an EMERGENCY may be remediated from its activation on, and keeps its own state until it is used", () => {
    expect(told(`${active}, remediation.opened`, EMERGENCY)).toMatchObject({ state: "active", findings: [] });
    expect(told(`${active}, remediation.opened, bypass.used`, EMERGENCY).state).toBe("remediating");
    expect(told(`${active}, bypass.expired, remediation.opened`, EMERGENCY)).toMatchObject({
      state: "expired",
      findings: [],
    });
    expect(told(`${approved}, remediation.opened`, EMERGENCY).findings).toHaveLength(1);
  });
});

describe("what cannot follow is reported and changes nothing", () => {
  test.each([
    [requested, "request.accepted"],
    [approved, "request.accepted"],
    ["", "bypass.approved"],
    [active, "bypass.approved"],
    [active, "bypass.refused"],
    [active, "bypass.registered"],
    [requested, "bypass.activated"],
    [approved, "bypass.activated 2"],
    [active, "bypass.activated 2"],
    [`${active}, bypass.deactivated suspended`, "bypass.activated 1"],
    [`${active}, bypass.expired`, "bypass.activated 2"],
    [`${active}, bypass.revoked`, "bypass.activated 2"],
    [`${active}, bypass.voided`, "bypass.activated 2"],
    [used, "bypass.activated 2"],
    [approved, "bypass.used"],
    [`${approved}, bypass.expired`, "bypass.used"],
    [used, "bypass.used"],
    [open, "bypass.used"],
    ["bypass.registered, bypass.used", "bypass.used"],
    ["", "bypass.voided"],
    [used, "bypass.expired"],
    [`${active}, bypass.expired`, "bypass.voided"],
    [`${active}, bypass.voided`, "bypass.revoked"],
    [approved, "bypass.deactivated suspended"],
    [active, "bypass.deactivated used"],
    [active, "bypass.deactivated expired"],
    [`${active}, bypass.expired`, "bypass.deactivated revoked"],
    [`${active}, bypass.expired, bypass.deactivated expired`, "bypass.deactivated expired"],
    [`${active}, bypass.voided, bypass.deactivated voided`, "bypass.deactivated voided"],
    [`${active}, bypass.revoked, bypass.deactivated revoked`, "bypass.deactivated revoked"],
    [`${used}, bypass.deactivated used`, "bypass.deactivated used"],
    [`${active}, override.ineffective 1`, "override.ineffective 2"],
    [approved, "override.posted 1"],
    [active, "override.posted 2"],
    [active, "override.verified 0"],
    [approved, "override.ineffective 1"],
    [approved, "override.restored 1"],
    [approved, "restore.failed 1"],
    [active, "remediation.opened"],
    [open, "remediation.opened"],
    [`${completed}, remediation.verified`, "remediation.opened replaced"],
    [used, "remediation.completed"],
    [open, "remediation.verified"],
    [open, "remediation.reopened"],
    [`${completed}, remediation.verified`, "remediation.cancelled"],
    ["", "review.completed"],
    ["", "obligation.done"],
    ["", "incident.stabilized"],
    [used, "remediation.progress"],
    [used, "lesson.recorded"],
    [used, "remediation.extended"],
    [approved, "defect.attributed"],
    [`${approved}, bypass.expired`, "incident.caused"],
    [active, "checkpoint"],
    [active, "incident.declared"],
    [active, "unregistered.detected"],
    [active, "training.completed"],
    [active, "report.published"],
  ])("%s → not %s", (story, last) => {
    const before = told(story);
    const after = told(story === "" ? last : `${story}, ${last}`);
    expect(before.findings).toEqual([]);
    expect(after.findings.map((item) => item.code)).toEqual(["ILLEGAL_TRANSITION"]);
    expect(after.fold.state).toEqual(before.fold.state);
    expect(after.fold.entries.length).toBe(before.fold.entries.length + 1);
  });

  test("events about no bypass cannot live the life of one", () => {
    for (const type of ["request.accepted", "review.completed", "override.posted 1", "lesson.recorded"]) {
      expect(told(type, "PROCEDURE").findings, type).toHaveLength(1);
    }
    expect(told("checkpoint, violation.recorded, decision.logged, exercise.held", "PROCEDURE").findings).toEqual([]);
  });
});

test("what people say and what they are told may be recorded at any time once there is a request", () => {
  const talk =
    "response.acknowledged, review.started, obligation.done, obligation.na, incident.linked, warroom.opened, impact.updated, notification.sent, escalation.raised, assessment.completed, action.logged, finding.acknowledged";
  const stories = [requested, `${requested}, bypass.refused`, active, `${active}, bypass.revoked`, used, completed];
  for (const story of [...stories, "bypass.registered", `${completed}, remediation.verified`]) {
    const before = told(story);
    const after = told(`${story}, ${talk}`);
    expect(after.findings, story).toEqual([]);
    expect(after.fold.state).toEqual(before.fold.state);
  }
  expect(told(`${used}, defect.attributed, incident.caused`).findings).toEqual([]);
  expect(told("bypass.registered, defect.attributed, incident.caused").findings).toEqual([]);
  expect(told(`${completed}, remediation.verified, remediation.progress, lesson.recorded`).findings).toEqual([]);
});

test("every type of the schema has a row, and no row is about a type that is none", () => {
  const schema = JSON.parse(new TextDecoder().decode(readExample("../event.schema.json").bytes));
  const rows = new Set(Object.keys(transitions).map((key) => key.replace(/[:@].*$/, "")));
  expect([...rows].sort()).toEqual([...schema.$defs.EventType.enum].sort());
});

test("types that this version has no rule for never change the state", () => {
  for (const story of ["", requested, active, used, completed]) {
    const before = told(story);
    const after = told(`${story === "" ? "" : `${story}, `}bypass.teleported, weather.changed`);
    expect(after.findings).toEqual([]);
    expect(after.fold.state).toEqual(before.fold.state);
  }
});

describe("flags", () => {
  const missed = "violation.recorded remediation_deadline_missed";
  test.each([
    [`${open}, ${missed}`, ["overdue"]],
    [`${open}, violation.recorded STEP_ORDER`, []],
    [`${open}, ${missed}, remediation.extended`, []],
    [`${open}, ${missed}, remediation.completed`, []],
    [`${open}, ${missed}, remediation.completed, remediation.verified`, []],
    [`${open}, ${missed}, remediation.completed, remediation.reopened`, ["overdue", "reopened"]],
    [`${completed}, remediation.reopened, remediation.completed`, ["reopened"]],
    [`${completed}, remediation.reopened, remediation.completed, remediation.verified`, []],
    [`${requested}, bypass.registered, bypass.used`, ["registered"]],
  ])("%s → %j", (story, flags) => {
    expect(told(story)).toMatchObject({ flags, findings: [] });
  });

  test("a drill says so from its request on", () => {
    const entries = entriesOf([
      eventOf("request.accepted", 0, { data: { drill: true } }),
      eventOf("bypass.approved", 1),
    ]);
    expect(flagsOf(foldBypass(BYPASS, entries).fold.state)).toEqual(["drill"]);
  });
});

test("what an activation changed stays to be restored until it is recorded as restored or taken back", () => {
  expect(told(active).fold.state.unrestored).toEqual(["docs/coverage"]);
  expect(told(`${used}, restore.failed 1`).fold.state.unrestored).toEqual(["docs/coverage"]);
  expect(told(`${used}, override.restored 1`).fold.state.unrestored).toEqual([]);
  expect(told(`${active}, override.ineffective 1`).fold.state.unrestored).toEqual([]);
  expect(told(`${active}, bypass.expired, override.ineffective 1`).fold.state.unrestored).toEqual(["docs/coverage"]);
  const check = { name: "ci", kind: "check_run", app_id: null, conclusion: null, url: null };
  const checks = [..."gate merge check protection".split(" ")].map((mode) => ({ ...check, name: mode, mode }));
  const events = [...eventsOf(approved, BYPASS), eventOf("bypass.activated", 9, { data: { checks } })];
  expect(foldBypass(BYPASS, entriesOf(events)).fold.state.unrestored).toEqual(["check", "gate", "protection"]);
  // What was posted is taken back before that is recorded; a gate is shut afterwards.
  const taken = [...events, eventOf("override.ineffective", 10)];
  expect(foldBypass(BYPASS, entriesOf(taken)).fold.state.unrestored).toEqual(["gate"]);
});

describe("corrections", () => {
  const base = eventsOf(used, BYPASS);
  const use = base[3] as LedgerEvent;
  const withdraw = (minute: number, supersedes: string) => eventOf("correction", minute, { supersedes });
  const folded = (...more: LedgerEvent[]) => foldBypass(BYPASS, entriesOf([...base, ...more]));

  test("a correction withdraws what it names, and can itself be withdrawn", () => {
    const first = withdraw(10, use.id);
    expect(folded(first)).toMatchObject({ findings: [], fold: { state: { lifecycle: "active", used: null } } });
    const again = folded(first, withdraw(11, first.id));
    expect(again).toMatchObject({ findings: [], fold: { state: { lifecycle: "used" } } });
    expect(folded(first, withdraw(11, first.id), withdraw(12, use.id)).fold.state.lifecycle).toBe("active");
  });

  test("another event of the same type takes the place of what it names, also twice", () => {
    const better = eventOf("bypass.used", 10, { supersedes: use.id, data: { merge_sha: "1".repeat(40) } });
    const opened = eventOf("remediation.opened", 11);
    const best = eventOf("bypass.used", 12, { supersedes: better.id, data: { merge_sha: "2".repeat(40) } });
    expect(folded(opened, better)).toMatchObject({
      findings: [],
      fold: { state: { used: { merge_sha: "1".repeat(40) } } },
    });
    expect(folded(opened, better, best)).toMatchObject({
      findings: [],
      fold: { state: { used: { merge_sha: "2".repeat(40) } } },
    });
    const back = folded(opened, better, best, withdraw(13, best.id));
    expect(back).toMatchObject({ findings: [], fold: { state: { used: { merge_sha: "1".repeat(40) } } } });
  });

  test.each([
    ["what is not there", [withdraw(10, "0".repeat(64))]],
    ["itself", [{ ...withdraw(10, ""), supersedes: withdraw(10, "").id }]],
    ["the same event twice", [withdraw(10, use.id), withdraw(11, use.id)]],
    ["an event of another type", [eventOf("bypass.expired", 10, { supersedes: use.id })]],
    [
      "a correction by something else",
      [withdraw(10, use.id), eventOf("bypass.used", 11, { supersedes: withdraw(10, use.id).id })],
    ],
    ["an approval that an activation rests on", [withdraw(10, base[1]?.id ?? "")]],
  ])("superseding %s is illegal and changes nothing more", (_, events) => {
    const result = folded(...events);
    expect(result.findings.map((item) => item.code)).toEqual(["ILLEGAL_TRANSITION"]);
    expect(result.fold.state).toEqual(folded(...events.slice(0, -1)).fold.state);
  });

  test("a refused correction leaves nothing behind that a later one would stumble over", () => {
    const result = folded(withdraw(10, base[1]?.id ?? ""), withdraw(11, use.id));
    expect(result.findings).toHaveLength(1);
    expect(result.fold.state).toEqual(folded(withdraw(11, use.id)).fold.state);
  });

  test("what was illegal stays reported after it was withdrawn, and the withdrawal is legal", () => {
    const wrong = eventOf("bypass.activated", 10, { data: { activation: 2 } });
    const result = folded(wrong, withdraw(11, wrong.id));
    expect(result.findings).toHaveLength(1);
    expect(result.fold.state).toEqual(folded().fold.state);
  });

  test("a better event in place of an illegal one stands for itself", () => {
    const wrong = eventOf("remediation.completed", 10);
    const right = eventOf("remediation.completed", 12, { supersedes: wrong.id });
    const result = folded(wrong, eventOf("remediation.opened", 11), right);
    expect(result.findings).toHaveLength(1);
    expect(stateNameOf(result.fold.state)).toBe("completed");
  });
});

const types = [
  ...new Set(lifeOf().map((event) => event.type)),
  "bypass.expired",
  "bypass.revoked",
  "bypass.registered",
];
const stories = fc.array(
  fc.record({
    type: fc.constantFrom(...types),
    supersedes: fc.option(fc.nat(20), { nil: undefined }),
    correct: fc.boolean(),
  }),
  { maxLength: 25 },
);

test("splitting the list, repeating it or giving it in another order changes nothing", () => {
  fc.assert(
    fc.property(stories, fc.nat(25), fc.integer(), (story, cut, turn) => {
      const events: LedgerEvent[] = [...lifeOf().slice(0, turn & 7)];
      for (const [index, { type, supersedes, correct }] of story.entries()) {
        const target = supersedes === undefined ? undefined : events[supersedes];
        const extra = target === undefined ? {} : { supersedes: target.id };
        events.push(eventOf(target !== undefined && correct ? "correction" : type, 20 + index, extra));
      }
      const entries = entriesOf(events);
      const whole = foldBypass(BYPASS, entries);
      const other = entriesOf([eventOf("request.accepted", 0, { bypass: EMERGENCY })]);
      const split = foldBypass(BYPASS, entries.slice(cut).reverse(), other, entries.slice(0, cut), entries.slice(0, 5));
      expect(stateText(split.fold)).toBe(stateText(whole.fold));
      expect(split.findings).toEqual(whole.findings);
    }),
    { seed: 7, numRuns: 300 },
  );
});
