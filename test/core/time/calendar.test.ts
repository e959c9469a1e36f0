import { expect, test } from "vitest";
import { type CalendarProblem, type CalendarSpec, compileCalendar } from "../../../src/core/time/calendar.ts";
import { calendarOf } from "./calendars.ts";

const plain: CalendarSpec = { time_zone: "Europe/Berlin", weekend: ["saturday", "sunday"], holidays: [], workdays: [] };

function problemsOf(changes: Partial<CalendarSpec>): readonly CalendarProblem[] {
  const result = compileCalendar({ ...plain, ...changes });
  return "problems" in result ? result.problems : [];
}

test.each([
  "UTC",
  "Europe/Berlin",
  "America/Argentina/Buenos_Aires",
  "America/Port-au-Prince",
  "Etc/GMT-14",
  "US/Eastern",
  "Europe/Kyiv",
])("%s is a time zone", (name) => {
  expect(calendarOf({ time_zone: name }).zone.id).toBe(name);
});

test.each(["+02:00", "-0500", "+02", "02:00", "UTC+2", "GMT-5", "Z+1"])(
  "%s is refused as an offset (rule 10)",
  (name) => {
    expect(problemsOf({ time_zone: name })).toEqual([
      {
        key: "time_zone",
        problem: `"${name}" is an offset, not a time zone; an offset knows no summer time.`,
        hint: "Name the place: Europe/Berlin, America/New_York, or UTC.",
      },
    ]);
  },
);

test.each([
  ["europe/berlin", "Europe/Berlin"],
  ["utc", "UTC"],
  ["AMERICA/NEW_YORK", "America/New_York"],
])("%s is refused, with the right spelling of %s", (name, right) => {
  expect(problemsOf({ time_zone: name })).toEqual([
    { key: "time_zone", problem: `The time zone "${name}" is misspelt.`, hint: `Write ${right}.` },
  ]);
});

test.each([
  ["nothing", ""],
  ["an invented place", "Mars/Olympus"],
  ["half a name", "Europe"],
  ["a blank behind", "Europe/Berlin "],
  ["a line feed behind", "Europe/Berlin\n"],
  ["a military letter", "Z"],
  ["ICU's own short name", "PST"],
  ["ICU's own long name", "SystemV/EST5"],
  ["the same as an engine might respell it", "Systemv/EST5"],
  ["CLDR's unknown zone", "Etc/Unknown"],
  ["the list's placeholder", "Factory"],
  ["a path", "../UTC"],
  ["a very long text", "x".repeat(100_000)],
])("refused as a zone: %s", (_, name) => {
  expect(problemsOf({ time_zone: name })).toMatchObject([
    { key: "time_zone", problem: expect.stringContaining("not a time zone of the IANA list") },
  ]);
});

test("a mistyped zone gets the nearest name; foreign text is quoted and cut", () => {
  expect(problemsOf({ time_zone: "Europe/Berln" })[0]?.hint).toBe("Did you mean Europe/Berlin?");
  expect(problemsOf({ time_zone: `a"\n${"x".repeat(100)}` })[0]?.problem).toBe(
    `"a\\"\\n${"x".repeat(56)}…" is not a time zone of the IANA list.`,
  );
});

test("all problems are told at once, each at its place", () => {
  const problems = problemsOf({
    time_zone: "Berlin",
    weekend: ["saturday", "sundy", "saturday", "Sunday"],
    holidays: ["2026-12-25", "2026-02-30", "2026-12-25"],
    workdays: ["10.10.2026"],
    valid_through: "2027-12",
  });
  expect(problems.map(({ key, problem }) => `${key}: ${problem}`)).toEqual([
    'time_zone: "Berlin" is not a time zone of the IANA list.',
    'weekend/1: "sundy" is not a weekday.',
    "weekend/2: saturday stands in the weekend twice.",
    'weekend/3: "Sunday" is not a weekday.',
    'holidays/1: "2026-02-30" is not a date.',
    "holidays/2: 2026-12-25 stands in holidays twice.",
    'workdays/0: "10.10.2026" is not a date.',
    'valid_through: "2027-12" is not a date.',
  ]);
  expect(problems[1]?.hint).toBe("Did you mean sunday?");
});

test("an unknown weekday takes no day off the week", () => {
  const sixAndOne = ["blursday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  expect(problemsOf({ weekend: sixAndOne }).map(({ key }) => key)).toEqual(["weekend/0"]);
});

test("a week of seven days off is refused, even with make-up days (rule 11)", () => {
  const weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  expect(problemsOf({ weekend, workdays: ["2026-10-10"] }).map(({ key }) => key)).toEqual(["weekend"]);
  expect(problemsOf({ weekend: weekend.slice(1) })).toEqual([]);
  expect(problemsOf({ weekend: [] })).toEqual([]);
});

test("a date may be holiday and make-up day, and a holiday may fall on a weekend: rule 2 says which wins", () => {
  expect(problemsOf({ holidays: ["2026-10-10"], workdays: ["2026-10-10"], valid_through: "2027-12-31" })).toEqual([]);
});
