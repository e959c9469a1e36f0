import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addBusinessDays,
  businessDaysBetween,
  businessDaysLate,
  isBusinessDay,
  localDateOf,
  startOfLocalDay,
} from "../../../src/core/time/business-days.ts";
import type { Calendar } from "../../../src/core/time/calendar.ts";
import { dayOf, formatDay } from "../../../src/core/time/civil.ts";
import type { Instant } from "../../../src/core/time/instant.ts";
import { calendarOf, instantOf } from "./calendars.ts";

const HOUR = 3_600_000;
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Pacific/Apia",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Pacific/Chatham",
];
const weekdayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const FROM = instantOf("2008-01-01T00:00Z");
const TO = instantOf("2030-01-01T00:00Z");
const starts = fc.oneof(
  fc.integer({ min: FROM, max: TO }),
  // Around the changes of clocks and the missing day, where a wrong rule would show.
  fc
    .tuple(
      fc.constantFrom(
        "2026-03-29T01:00Z",
        "2018-11-04T03:00Z",
        "2011-12-30T10:00Z",
        "2010-11-07T02:31Z",
        "2024-10-31T21:00Z",
      ),
      fc.integer({ min: -3 * 24 * HOUR, max: 3 * 24 * HOUR }),
    )
    .map(([text, delta]) => instantOf(text) + delta),
);
const dates = fc.uniqueArray(fc.integer({ min: dayOf("2008-01-01"), max: dayOf("2030-01-01") }).map(formatDay), {
  maxLength: 30,
});
const compiled = new Map<string, Calendar>();
const calendars = fc
  .record({
    time_zone: fc.constantFrom(...zones),
    weekend: fc.uniqueArray(fc.constantFrom(...weekdayNames), { maxLength: 5 }),
    holidays: dates,
    workdays: dates,
  })
  .map((spec) => {
    // One zone object per zone keeps its remembered midnights over all runs.
    const zone = compiled.get(spec.time_zone) ?? calendarOf({ time_zone: spec.time_zone });
    compiled.set(spec.time_zone, zone);
    return { ...calendarOf({ ...spec, time_zone: "UTC" }), zone: zone.zone };
  });

function deadlineOf(start: Instant, count: number, calendar: Calendar): Instant {
  return addBusinessDays(start, count, calendar)?.deadline ?? Number.POSITIVE_INFINITY;
}

test("more days or a later start never give an earlier deadline, one more day gives a later one, and none is before its start", () => {
  fc.assert(
    fc.property(calendars, starts, fc.nat(5 * 24 * HOUR), fc.nat(40), (calendar, start, later, count) => {
      const deadline = deadlineOf(start, count, calendar);
      expect(deadline).toBeGreaterThan(start);
      expect(deadlineOf(start, count + 1, calendar)).toBeGreaterThan(deadline);
      expect(deadlineOf(start + later, count, calendar)).toBeGreaterThanOrEqual(deadline);
    }),
    { numRuns: 500 },
  );
});

test("the deadline is a local midnight: a millisecond earlier is the due date, and the deadline itself is not", () => {
  fc.assert(
    fc.property(calendars, starts, fc.nat(40), (calendar, start, count) => {
      const result = addBusinessDays(start, count, calendar);
      if (result === null) throw new Error("guard");
      expect(localDateOf(result.deadline - 1, calendar)).toBe(result.dueDate);
      expect(localDateOf(result.deadline, calendar) > result.dueDate).toBe(true);
      expect(startOfLocalDay(localDateOf(result.deadline, calendar), calendar)).toBe(result.deadline);
    }),
    { numRuns: 500 },
  );
});

test("counting forward and counting between agree: the due date is exactly N business days after the start", () => {
  fc.assert(
    fc.property(calendars, starts, fc.integer({ min: 1, max: 40 }), (calendar, start, count) => {
      const result = addBusinessDays(start, count, calendar);
      if (result === null) throw new Error("guard");
      expect(isBusinessDay(result.dueDate, calendar)).toBe(true);
      expect(businessDaysBetween(localDateOf(start, calendar), result.dueDate, calendar)).toBe(count);
      expect(businessDaysLate(result.dueDate, result.deadline - 1, calendar)).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test("a brute-force count over lists of texts gives the same due date", () => {
  const texts = fc.record({
    weekend: fc.uniqueArray(fc.constantFrom(...weekdayNames), { maxLength: 5 }),
    holidays: dates,
    workdays: dates,
  });
  fc.assert(
    fc.property(texts, fc.integer({ min: FROM, max: TO }), fc.nat(40), (spec, start, count) => {
      const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
      const at = new Date(start);
      for (let left = count; left > 0; ) {
        at.setUTCDate(at.getUTCDate() + 1);
        const date = at.toISOString().slice(0, 10);
        const off = spec.weekend.includes(names[at.getUTCDay()] ?? "") || spec.holidays.includes(date);
        if (!off || spec.workdays.includes(date)) left--;
      }
      expect(addBusinessDays(start, count, calendarOf(spec))?.dueDate).toBe(at.toISOString().slice(0, 10));
    }),
    { numRuns: 500 },
  );
});
