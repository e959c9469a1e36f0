import { expect, test } from "vitest";
import {
  addBusinessDays,
  businessDaysBetween,
  businessDaysLate,
  endOfLocalDay,
  isBusinessDay,
  localDateOf,
  startOfLocalDay,
  validThroughEndOf,
} from "../../../src/core/time/business-days.ts";
import type { CalendarSpec } from "../../../src/core/time/calendar.ts";
import { formatDay } from "../../../src/core/time/civil.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { calendarOf, instantOf } from "./calendars.ts";

const HOUR = 3_600_000;

function due(start: string, count: number, changes: Partial<CalendarSpec> = {}): string {
  const result = addBusinessDays(instantOf(start), count, calendarOf(changes));
  return result === null ? "none" : `${result.dueDate}, before ${formatInstant(result.deadline)}`;
}

const berlin = { time_zone: "Europe/Berlin" };
const newYork = { time_zone: "America/New_York" };
const shanghai = { time_zone: "Asia/Shanghai" };
const cairo = { time_zone: "Africa/Cairo" };
const apia = { time_zone: "Pacific/Apia" };
const noWeekend = { weekend: [] };
const sundayOff = { weekend: ["sunday"] };

type Row = [
  says: string,
  start: string,
  count: number,
  calendar: Partial<CalendarSpec>,
  dueDate: string,
  deadline: string,
];
// biome-ignore format: a table is read by its columns
const rows: Row[] = [
  // The table of 70-reports.md, "Business days", by its numbers.
  ["1: a plain week", "2026-11-23T09:15Z", 5, {}, "2026-11-30", "2026-12-01T00:00Z"],
  ["2: over a weekend", "2026-11-20T17:59Z", 1, {}, "2026-11-23", "2026-11-24T00:00Z"],
  ["5: a holiday is skipped", "2026-11-24T15:00Z", 5, { ...newYork, holidays: ["2026-11-26"] }, "2026-12-02", "2026-12-03T05:00Z"],
  ["8: summer time begins on 29 March", "2026-03-27T10:00Z", 1, berlin, "2026-03-30", "2026-03-30T22:00Z"],
  ["11: a leap day", "2028-02-28T08:00Z", 2, {}, "2028-03-01", "2028-03-02T00:00Z"],
  ["12: a make-up Saturday", "2026-10-09T01:00Z", 1, { ...shanghai, workdays: ["2026-10-10"] }, "2026-10-10", "2026-10-10T16:00Z"],
  // Rule 1: the local date is day 0, whatever the hour.
  ["a UTC evening is the next local day in the east", "2026-11-23T16:00Z", 1, shanghai, "2026-11-25", "2026-11-25T16:00Z"],
  ["a UTC morning is the day before in the west", "2026-11-24T04:59Z", 1, newYork, "2026-11-24", "2026-11-25T05:00Z"],
  ["midnight belongs to the day that it begins", "2026-11-24T05:00Z", 1, newYork, "2026-11-25", "2026-11-26T05:00Z"],
  ["a millisecond earlier is the day before", "2026-11-24T04:59:59.999Z", 1, newYork, "2026-11-24", "2026-11-25T05:00Z"],
  // Rule 3: day 0 never counts.
  ["a start on Saturday has Monday as day 1", "2026-11-21T12:00Z", 1, {}, "2026-11-23", "2026-11-24T00:00Z"],
  ["a start on a holiday has the next day as day 1", "2026-11-26T15:00Z", 1, { holidays: ["2026-11-26"] }, "2026-11-27", "2026-11-28T00:00Z"],
  ["a start on a make-up Saturday does not count it", "2026-10-10T12:00Z", 1, { workdays: ["2026-10-10"] }, "2026-10-12", "2026-10-13T00:00Z"],
  // Rule 6: N = 0.
  ["0 days end with the same day", "2026-11-23T09:15Z", 0, {}, "2026-11-23", "2026-11-24T00:00Z"],
  ["0 days end with the same Saturday", "2026-11-21T00:00Z", 0, {}, "2026-11-21", "2026-11-22T00:00Z"],
  ["0 days end with the same holiday", "2026-12-25T12:00Z", 0, { holidays: ["2026-12-25"] }, "2026-12-25", "2026-12-26T00:00Z"],
  // Rule 2: calendars.
  ["another weekend", "2026-11-19T12:00Z", 1, { weekend: ["friday", "saturday"] }, "2026-11-22", "2026-11-23T00:00Z"],
  ["no weekend at all", "2026-11-20T12:00Z", 2, noWeekend, "2026-11-22", "2026-11-23T00:00Z"],
  ["holidays over the turn of the year", "2026-12-23T12:00Z", 7, { holidays: ["2026-12-25", "2027-01-01"] }, "2027-01-05", "2027-01-06T00:00Z"],
  // Rule 4: the deadline is a local midnight, or the first instant of the day that has none.
  ["summer time ends on 25 October", "2026-10-23T10:00Z", 1, berlin, "2026-10-26", "2026-10-26T23:00Z"],
  ["a day of 25 hours is due", "2026-10-23T10:00Z", 2, { ...berlin, ...noWeekend }, "2026-10-25", "2026-10-25T23:00Z"],
  ["a day of 23 hours is due", "2026-03-27T10:00Z", 2, { ...berlin, ...noWeekend }, "2026-03-29", "2026-03-29T22:00Z"],
  ["São Paulo has no midnight on 2018-11-04", "2018-11-02T15:00Z", 1, { time_zone: "America/Sao_Paulo", ...sundayOff }, "2018-11-03", "2018-11-04T03:00Z"],
  ["Beirut has no midnight on 2024-03-31", "2024-03-29T12:00Z", 1, { time_zone: "Asia/Beirut", ...sundayOff }, "2024-03-30", "2024-03-30T22:00Z"],
  ["Cairo has no midnight on 2024-04-26", "2024-04-24T12:00Z", 1, cairo, "2024-04-25", "2024-04-25T22:00Z"],
  ["Cairo's clocks go back at midnight of 2024-11-01", "2024-10-30T12:00Z", 1, cairo, "2024-10-31", "2024-10-31T22:00Z"],
  ["of Havana's two midnights the first ends the day", "2024-11-01T12:00Z", 1, { time_zone: "America/Havana", ...noWeekend }, "2024-11-02", "2024-11-03T04:00Z"],
  ["Apia had no Friday 2011-12-30: the next business day is Monday", "2011-12-29T20:00Z", 1, apia, "2012-01-02", "2012-01-02T10:00Z"],
  ["Apia's 29 December ends where the 31st begins", "2011-12-29T20:00Z", 0, apia, "2011-12-29", "2011-12-30T10:00Z"],
  ["a missing day is not worked, not even as a make-up day", "2011-12-29T20:00Z", 1, { ...apia, workdays: ["2011-12-30"] }, "2012-01-02", "2012-01-02T10:00Z"],
];

test.each(rows)("%s", (_, start, count, changes, dueDate, deadline) => {
  expect(due(start, count, changes)).toBe(`${dueDate}, before ${formatInstant(instantOf(deadline))}`);
});

test("a make-up day wins over weekend and holiday (rule 2)", () => {
  const calendar = calendarOf({ holidays: ["2026-10-10", "2026-10-12"], workdays: ["2026-10-10", "2026-10-12"] });
  expect(isBusinessDay("2026-10-10", calendar)).toBe(true);
  expect(isBusinessDay("2026-10-12", calendar)).toBe(true);
  expect(isBusinessDay("2026-10-11", calendar)).toBe(false);
  expect(isBusinessDay("2026-10-12", calendarOf({ holidays: ["2026-10-12"] }))).toBe(false);
});

test.each([
  ["2026-11-30", "2026-12-02T10:00Z", 2],
  ["2026-11-27", "2026-11-29T10:00Z", 0],
  ["2026-11-27", "2026-11-30T00:00Z", 1],
  ["2026-11-27", "2026-11-29T23:59Z", 0],
  ["2026-11-30", "2026-11-30T23:59Z", 0],
  ["2026-11-30", "2026-11-01T10:00Z", 0],
  ["2026-11-28", "2026-11-30T10:00Z", 1],
  ["2026-11-30", "2027-11-30T10:00Z", 261],
])("due %s, at %s: %d days late (rule 9)", (dueDate, now, days) => {
  expect(businessDaysLate(dueDate, instantOf(now), calendarOf())).toBe(days);
});

test("due on Friday, Sunday is breached though no day late", () => {
  const result = addBusinessDays(instantOf("2026-11-26T09:00Z"), 1, calendarOf());
  expect(result?.dueDate).toBe("2026-11-27");
  expect(instantOf("2026-11-29T10:00Z") < (result?.deadline ?? 0)).toBe(false);
});

test("today is the local date when days late are counted, not the UTC date", () => {
  const now = instantOf("2026-12-02T15:59:59Z");
  expect(businessDaysLate("2026-11-30", now, calendarOf({ time_zone: "Asia/Shanghai" }))).toBe(2);
  expect(businessDaysLate("2026-11-30", now + 1000, calendarOf({ time_zone: "Asia/Shanghai" }))).toBe(3);
});

test("between counts the end and not the beginning, and never below 0", () => {
  const calendar = calendarOf({ holidays: ["2026-11-26"] });
  expect(businessDaysBetween("2026-11-23", "2026-11-30", calendar)).toBe(4);
  expect(businessDaysBetween("2026-11-23", "2026-11-23", calendar)).toBe(0);
  expect(businessDaysBetween("2026-11-30", "2026-11-23", calendar)).toBe(0);
  expect(businessDaysBetween("2011-12-28", "2012-01-02", calendarOf({ time_zone: "Pacific/Apia" }))).toBe(2);
});

test.each([
  ["2026-11-27", true],
  ["2026-11-30", false],
  ["2026-12-31", false],
])("a deadline of 2026-11-30 under a calendar valid through %s: expired is %s (rule 8)", (valid_through, expired) => {
  const result = addBusinessDays(instantOf("2026-11-23T09:15Z"), 5, calendarOf({ valid_through }));
  expect(result).toEqual({ dueDate: "2026-11-30", deadline: instantOf("2026-12-01T00:00Z"), calendarExpired: expired });
});

test("a calendar without valid_through never expires", () => {
  expect(addBusinessDays(instantOf("9999-12-31T09:15Z"), 5, calendarOf())).toMatchObject({
    dueDate: "+010000-01-07",
    calendarExpired: false,
  });
});

test("the guard of 366 days gives up with a value (rule 11)", () => {
  const sundaysOnly = { weekend: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] };
  expect(due("2026-11-21T12:00Z", 52, sundaysOnly)).toBe("2027-11-14, before 2027-11-15T00:00:00Z");
  expect(due("2026-11-21T12:00Z", 53, sundaysOnly)).toBe("2027-11-21, before 2027-11-22T00:00:00Z");
  expect(due("2026-11-21T12:00Z", 54, sundaysOnly)).toBe("none");
  expect(due("2026-11-21T12:00Z", 366, { weekend: [] })).toBe("2027-11-22, before 2027-11-23T00:00:00Z");
  expect(due("2026-11-21T12:00Z", 367, { weekend: [] })).toBe("none");
  expect(due("2026-11-21T12:00Z", Number.MAX_SAFE_INTEGER)).toBe("none");
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("%d business days are a caller's bug", (count) => {
  expect(() => addBusinessDays(0, count, calendarOf())).toThrow(RangeError);
});

test.each([
  ["Europe/Berlin", "2026-03-29", 23],
  ["Europe/Berlin", "2026-10-25", 25],
  ["Europe/Berlin", "2026-10-26", 24],
  ["Australia/Lord_Howe", "2026-04-05", 24.5],
  ["America/Sao_Paulo", "2018-11-04", 23],
  ["Asia/Beirut", "2024-03-31", 23],
  ["Africa/Cairo", "2024-04-26", 23],
  ["Africa/Cairo", "2024-10-31", 25],
  ["Pacific/Apia", "2011-12-30", 0],
])("in %s the day %s has %d hours", (time_zone, date, hours) => {
  const calendar = calendarOf({ time_zone });
  expect((endOfLocalDay(date, calendar) - startOfLocalDay(date, calendar)) / HOUR).toBe(hours);
});

test("a certification is valid through the end of its day in the zone", () => {
  const end = validThroughEndOf("2027-03-31", calendarOf({ time_zone: "Europe/Berlin" }));
  expect(formatInstant(end)).toBe("2027-03-31T22:00:00Z");
});

test("the local date jumps over Apia's missing day, also for the instants next to it", () => {
  const calendar = calendarOf(apia);
  expect(localDateOf(instantOf("2011-12-30T09:59:59.999Z"), calendar)).toBe("2011-12-29");
  expect(localDateOf(instantOf("2011-12-30T10:00Z"), calendar)).toBe("2011-12-31");
  expect(isBusinessDay("2011-12-30", calendar)).toBe(false);
  expect(isBusinessDay("2011-12-29", calendar)).toBe(true);
  expect(isBusinessDay("2012-12-28", calendar)).toBe(true);
});

test.each([
  ["Pacific/Apia", ["2011-12-30"]],
  ["Pacific/Fakaofo", ["2011-12-30"]],
  ["Pacific/Kiritimati", ["1994-12-31"]],
  ["Pacific/Kwajalein", ["1993-08-21"]],
  ["Pacific/Auckland", []],
  ["Antarctica/Casey", []],
  ["America/New_York", []],
  ["UTC", []],
])("the days that %s skipped since 1970: %j", (time_zone, dates) => {
  expect([...calendarOf({ time_zone }).zone.missingDays()].map(formatDay)).toEqual(dates);
});

test("where clocks went back over midnight, the repeated hour is the new day, so that a later start is never due earlier", () => {
  const calendar = calendarOf({ time_zone: "America/St_Johns" });
  const midnight = instantOf("2010-11-07T02:30Z");
  expect(localDateOf(midnight - 1, calendar)).toBe("2010-11-06");
  expect(localDateOf(midnight, calendar)).toBe("2010-11-07");
  expect(localDateOf(midnight + 30 * 60_000, calendar)).toBe("2010-11-07");
});
