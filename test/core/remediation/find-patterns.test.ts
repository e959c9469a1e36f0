import { describe, expect, test } from "vitest";
import { checkSchema } from "../../../src/core/document/check-schema.ts";
import { eventKind } from "../../../src/core/ledger/event-kind.ts";
import { findPatterns, patternCause, readUsed } from "../../../src/core/remediation/find-patterns.ts";
import { planEscalation } from "../../../src/core/remediation/plan-escalation.ts";
import { basePolicy } from "../../support/fixture.ts";
import { eventOf } from "../ledger/fixture.ts";
import { ids, inputOf, policyOf } from "./tracking-fixture.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
/** Uses as `check+check@day`, named a, b, c … */
const uses = (...texts: string[]) =>
  texts.map((text, index) => {
    const [checks = "", at = "0"] = text.split("@");
    return {
      bypass: "abcdefgh"[index] ?? "",
      usedAt: start + Number(at) * day,
      checks: checks.split("+").filter((check) => check !== ""),
    };
  });
/** What is seen at each use: check, the bypasses that share it, `!` where it is new. */
const seen = (list: ReturnType<typeof uses>, policy = basePolicy) => {
  const patternsOf = findPatterns(list, policyOf(policy));
  return list.flatMap(({ bypass }) =>
    patternsOf(bypass).map(
      ({ check, bypasses, first }) => `${bypass}: ${check} ${bypasses.join("")}${first ? "!" : ""}`,
    ),
  );
};

describe("the same check three times within 90 days", () => {
  // [uses, what is seen]
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["two are none", ["lint@0", "lint@1"], []],
    ["three are one", ["lint@0", "lint@1", "lint@2"], ["c: lint abc!"]],
    ["the fourth is no new one", ["lint@0", "lint@1", "lint@2", "lint@3"], ["c: lint abc!", "d: lint abcd"]],
    ["another check is another", ["lint@0", "test@1", "lint@2", "docs@3"], []],
    ["by check, not by bypass", ["lint+test@0", "test+lint@1", "lint@2"], ["c: lint abc!"]],
    ["two at once", ["a+b@0", "a+b@1", "a+b@2"], ["c: a abc!", "c: b abc!"]],
    ["89 days apart", ["lint@0", "lint@45", "lint@89"], ["c: lint abc!"]],
    ["90 days apart is over", ["lint@0", "lint@45", "lint@90"], []],
    [
      "it ended, and begins anew",
      ["lint@0", "lint@1", "lint@2", "lint@200", "lint@201", "lint@202"],
      ["c: lint abc!", "f: lint def!"],
    ],
    ["one twice in a bypass counts once", ["lint+lint@0", "lint@1"], []],
    ["at the same instant by id", ["lint@0", "lint@0", "lint@0"], ["c: lint abc!"]],
    ["none named", ["@0", "@1", "@2"], []],
  ];
  test.each(rows)("%s", (_, texts, wanted) => {
    expect(seen(uses(...texts))).toEqual(wanted);
    // The order in which files are read is nobody's business.
    expect(seen(uses(...texts).reverse()).sort()).toEqual([...wanted].sort());
  });

  test("a row that asks for what the record does not tell finds none", () => {
    const asks = `${basePolicy}\nescalation: { repeated_pattern: { same: [requestor, check], count: 2, within: P90D, to: [team] } }\n`;
    expect(seen(uses("lint@0", "lint@1", "lint@2"), asks)).toEqual([]);
    const two = `${basePolicy}\nescalation: { repeated_pattern: { same: [check], count: 2, within: P1D, to: [team] } }\n`;
    expect(seen(uses("lint@0", "lint@0.5", "lint@2"), two)).toEqual(["b: lint ab!"]);
  });
});

test("a state file tells of a use; drills, what was not used and what is damaged do not count", () => {
  const file = {
    bypass: ids.L1,
    flags: [],
    used: { at: "2026-03-02T14:00:00.000Z" },
    activation: { checks: [{ name: "lint", kind: "status" }] },
  };
  expect(readUsed(file)).toEqual({ bypass: ids.L1, usedAt: Date.UTC(2026, 2, 2, 14), checks: ["lint"] });
  expect(readUsed({ ...file, activation: null })?.checks).toEqual([]);
  for (const other of [
    null,
    {},
    { ...file, used: null },
    { ...file, flags: ["drill"] },
    { ...file, used: { at: "x" } },
  ])
    expect(readUsed(other)).toBeNull();
});

test.each(["lint", "docs/coverage", "ci / test (22)", "«»", "x".repeat(300), "_", "docs_coverage"])(
  "%s has a word of its own that a record takes",
  (check) => {
    const cause = patternCause(check);
    const data = { rule: "repeated_pattern", cause, rung: 1, to: ["team"], limit_at: "2026-03-02T14:00:00.000Z" };
    const event = { ...eventOf("escalation.raised", 1, { bypass: ids.L1, data }) };
    const digest = "0".repeat(64);
    const link = { seq: 1, prev_event_sha256: null, prev_link_sha256: null };
    const record = { schema: "qms.event/v1", event, event_sha256: digest, link };
    const findings = checkSchema(eventKind.validate, eventKind.schema(), record, (pointer) => ({
      path: null,
      pointer,
    }));
    expect(findings.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([]);
    if (check !== "docs/coverage") expect(cause).not.toBe(patternCause("docs/coverage"));
  },
);

describe("what a pattern makes", () => {
  const plan = (
    first: boolean,
    events: Parameters<typeof inputOf>[1] = {},
    rules: readonly string[] = ["repeated_pattern"],
    days = 1,
  ) => {
    const { fold, policy } = inputOf("L1", events);
    const at = Date.UTC(2026, 2, 2, 14);
    const patternOf = (rule: string) => ({
      rule,
      check: "docs/coverage",
      at,
      bypasses: ["a", "b", ids.L1],
      limit: 3,
      first,
    });
    const subject = {
      level: "L1",
      severity: "S4",
      classes: [],
      trigger: null,
      criteria: [],
      regulations: [],
      drill: false,
    };
    return planEscalation(fold, [], subject, policy, at + days * day, rules.map(patternOf), "acme/payments").events;
  };

  test("the coordinators are told, and an improvement is proposed where it is new", () => {
    const [raised, proposed, ...more] = plan(true);
    expect(more).toEqual([]);
    expect(raised).toMatchObject({
      type: "escalation.raised",
      bypass: ids.L1,
      data: { to: ["qms_coordinator"], rung: 1 },
    });
    expect(proposed).toEqual({
      type: "improvement.proposed",
      bypass: "PROCEDURE",
      key: `repeated:acme/payments:docs/coverage:repeated_pattern:${ids.L1}`,
      data: {
        improvement: "repeated:acme/payments:docs/coverage",
        trigger: "repeated_pattern",
        value: 3,
        limit: 3,
        bypasses: ["a", "b", ids.L1],
      },
    });
    expect(plan(false).map(({ type }) => type)).toEqual(["escalation.raised"]);
  });

  test("a ladder of several rungs proposes with its first only, and each row under a key of its own", () => {
    const row = (more: string) =>
      `{ same: [check], count: 3, within: P90D, propose: improvement, rungs: { 1: { to: [team] }, 2: { at: P5D, to: [qms_coordinator] }${more} } }`;
    const policy = `${basePolicy}\nescalation: { often: ${row("")}, ever: ${row(", 3: { at: P9D, to: [team] }")} }\n`;
    const rules = ["often", "ever"];
    const shown = (list: ReturnType<typeof plan>) => list.map(({ type, data }) => `${type} ${String(data.rung)}`);
    const start = plan(true, { policy }, rules);
    const raised = start.filter(({ type }) => type === "escalation.raised");
    const proposed = start.filter(({ type }) => type === "improvement.proposed");
    expect(raised.map(({ data }) => data.rung)).toEqual([1, 1]);
    expect(proposed.map(({ data }) => data.trigger).sort()).toEqual(["ever", "often"]);
    expect(new Set(proposed.map(({ key }) => key)).size).toBe(2);
    const events = raised.map(({ type, data }) => [type, data] as const);
    expect(shown(plan(true, { policy, events }, rules, 6))).toEqual(["escalation.raised 2", "escalation.raised 2"]);
  });

  test("once: what is on record is neither raised nor proposed nor resolved again", () => {
    const [raised] = plan(true);
    expect(plan(true, { events: [["escalation.raised", raised?.data ?? {}]] })).toEqual([]);
  });
});
