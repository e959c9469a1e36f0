import { describe, expect, test } from "vitest";
import type { ClockEvent } from "../../../src/core/remediation/evaluate-clock.ts";
import { readPeriods } from "../../../src/core/remediation/read-periods.ts";
import { compileCalendar } from "../../../src/core/time/calendar.ts";
import type { Clock } from "../../../src/generated/types/policy.ts";

const missedPeriods = (...about: Parameters<typeof readPeriods>) => readPeriods(...about).filter(({ met }) => !met);

function calendarOf(zone = "Europe/Berlin", holidays: readonly string[] = [], workdays: readonly string[] = []) {
  const reading = compileCalendar({ time_zone: zone, weekend: ["saturday", "sunday"], holidays, workdays });
  if ("problems" in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.calendar;
}

const daily: Clock = {
  ...{ every: "business_day", from: "used", until: "remediation.completed", expect: "remediation.progress" },
  by: "remediation_owner",
};
const weekly: Clock = {
  ...daily,
  every: "week",
  expect: { event: "assessment.completed", kind: "weekly" },
  by: "level_role",
};
const at = (time: string) => Date.parse(time);
const said = (type: string, time: string, more: Partial<ClockEvent> = {}): ClockEvent => ({
  ...{ type, at: at(time), actor: 101, data: {} },
  ...more,
});
const progress = (time: string, more: Partial<ClockEvent> = {}) => said("remediation.progress", time, more);
const review = (time: string, more: Partial<ClockEvent> = {}) =>
  said("assessment.completed", time, { data: { kind: "weekly" }, ...more });
const completed = (time: string) => said("remediation.completed", time, { actor: null, automation: true });
const asked = said("request.accepted", "2026-03-01T09:00:00Z", { actor: 201 });

/** Used on Monday 2 March 2026, 15:00 in Berlin; looked at on Monday the 9th, 12:00. */
const used = at("2026-03-02T14:00:00Z");
const names = (list: readonly { readonly period: string }[]) => list.map(({ period }) => period);
const week = ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"];

describe("a report each business day (R72)", () => {
  const rows: readonly (readonly [string, readonly ClockEvent[], readonly string[], ReturnType<typeof calendarOf>?])[] =
    [
      ["nothing said: not on the day of the use, not on the weekend, not today", [], week],
      [
        "a gap on the Tuesday",
        [progress("2026-03-04T10:00:00Z"), progress("2026-03-05T10:00:00Z"), progress("2026-03-06T22:59:59.999Z")],
        ["2026-03-03"],
      ],
      [
        "local midnight belongs to the next day",
        [progress("2026-03-03T23:00:00Z")],
        ["2026-03-03", "2026-03-05", "2026-03-06"],
      ],
      [
        "a holiday is none",
        [],
        ["2026-03-03", "2026-03-05", "2026-03-06"],
        calendarOf("Europe/Berlin", ["2026-03-04"]),
      ],
      ["a make-up day is one", [], [...week, "2026-03-07"], calendarOf("Europe/Berlin", [], ["2026-03-07"])],
      [
        "completed on the day: it owes nothing any more",
        [completed("2026-03-05T08:00:00Z")],
        ["2026-03-03", "2026-03-04"],
      ],
      ["completed at its very end", [completed("2026-03-05T23:00:00Z")], ["2026-03-03", "2026-03-04", "2026-03-05"]],
      ["cancelled", [said("remediation.cancelled", "2026-03-04T08:00:00Z")], ["2026-03-03"]],
      [
        "opened again: from the day after it",
        [completed("2026-03-03T08:00:00Z"), said("remediation.reopened", "2026-03-05T08:00:00Z")],
        ["2026-03-06"],
      ],
      ["the program's is nobody's", [progress("2026-03-03T10:00:00Z", { automation: true })], week],
      ["the owner may be the one who asked", [asked, progress("2026-03-03T10:00:00Z", { actor: 201 })], week.slice(1)],
    ];
  const cases = rows.map(([name, events, missed, calendar = calendarOf()]) => ({ name, events, missed, calendar }));
  test.each(cases)("$name", ({ events, missed, calendar }) => {
    expect(names(missedPeriods(daily, used, events, calendar, at("2026-03-09T11:00:00Z")))).toEqual(missed);
  });
  test("is missed at its local midnight, in summer time an hour earlier by UTC", () => {
    const of = (time: string) => names(missedPeriods(daily, at("2026-03-26T12:00:00Z"), [], calendarOf(), at(time)));
    expect(of("2026-03-27T22:59:59.999Z")).toEqual([]);
    expect(of("2026-03-27T23:00:00.000Z")).toEqual(["2026-03-27"]);
    // The clocks went forward on Sunday the 29th.
    expect(of("2026-03-30T21:59:59.999Z")).toEqual(["2026-03-27"]);
    expect(of("2026-03-30T22:00:00.000Z")).toEqual(["2026-03-27", "2026-03-30"]);
  });
});

describe("a review each ISO week that the open time touches (R114)", () => {
  const calendar = calendarOf();
  const until = at("2026-03-22T23:00:00Z");
  const rows: readonly (readonly [string, readonly ClockEvent[], readonly string[]])[] = [
    ["none: from the week of the use on", [], ["2026-W10", "2026-W11", "2026-W12"]],
    ["a gap", [review("2026-03-08T22:59:59.999Z"), review("2026-03-20T10:00:00Z")], ["2026-W11"]],
    [
      "of another kind",
      [review("2026-03-04T10:00:00Z", { data: { kind: "post_incident" } })],
      ["2026-W10", "2026-W11", "2026-W12"],
    ],
    [
      "the one who asks does not review",
      [asked, review("2026-03-04T10:00:00Z", { actor: 201 })],
      ["2026-W10", "2026-W11", "2026-W12"],
    ],
    ["completed in the second week", [completed("2026-03-11T10:00:00Z")], ["2026-W10"]],
  ];
  test.each(rows)("%s", (_, events, missed) => {
    expect(names(missedPeriods(weekly, used, events, calendar, until))).toEqual(missed);
  });
  test("ends with its Sunday, also where that has 23 hours", () => {
    const of = (time: string) => names(missedPeriods(weekly, at("2026-03-24T12:00:00Z"), [], calendar, at(time)));
    expect(of("2026-03-29T21:59:59.999Z")).toEqual([]);
    expect(of("2026-03-29T22:00:00.000Z")).toEqual(["2026-W13"]);
  });
});

describe("other periods of the vocabulary", () => {
  const of = (every: string, until: string, from = "2025-12-29T12:00:00Z", zone = "UTC") =>
    names(readPeriods({ ...daily, every }, at(from), [], calendarOf(zone), at(until)));
  test.each([
    ["day", "2026-01-01T00:00:00Z", ["2025-12-30", "2025-12-31"]],
    ["week", "2026-01-12T00:00:00Z", ["2026-W01", "2026-W02"]],
    ["month", "2026-03-01T00:00:00Z", ["2025-12", "2026-01", "2026-02"]],
    ["quarter", "2026-07-01T00:00:00Z", ["2025-Q4", "2026-Q1", "2026-Q2"]],
    ["year", "2027-01-01T00:00:00Z", ["2025", "2026"]],
    ["P2D", "2026-01-02T12:00:00Z", ["2025-12-29", "2025-12-31"]],
    ["PT12H", "2025-12-30T12:00:00Z", ["2025-12-29T12:00:00Z", "2025-12-30T00:00:00Z"]],
    ["P0D", "2026-01-12T00:00:00Z", []],
    ["run", "2026-01-12T00:00:00Z", []],
  ])("%s", (every, until, expected) => {
    expect(of(every, until)).toEqual(expected);
  });
  test("week 53, and a day that a zone skipped", () => {
    expect(of("week", "2021-01-04T00:00:00Z", "2020-12-30T12:00:00Z")).toEqual(["2020-W53"]);
    // Apia had no 30 December 2011.
    const apia = of("day", "2012-01-01T12:00:00Z", "2011-12-29T12:00:00Z", "Pacific/Apia");
    expect(apia).toEqual(["2011-12-31", "2012-01-01"]);
  });
  test("a clock that does not recur has none", () => {
    const once: Clock = { start: "used", limit: "PT1H", stop: ["bypass.used"] };
    expect(readPeriods(once, used, [], calendarOf(), used * 2)).toEqual([]);
  });
});
