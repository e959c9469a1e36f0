import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDuration,
  formatDuration,
  isWithinLimit,
  parseDuration,
  type ResolvedLimit,
  resolveLimit,
} from "../../../src/core/time/duration.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { calendarOf, instantOf } from "./calendars.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ["PT15M", { kind: "elapsed", ms: 15 * MINUTE }],
  ["PT72H", { kind: "elapsed", ms: 72 * HOUR }],
  ["PT1H30M", { kind: "elapsed", ms: 90 * MINUTE }],
  ["PT90S", { kind: "elapsed", ms: 90_000 }],
  ["P30D", { kind: "elapsed", ms: 30 * DAY }],
  ["P90D", { kind: "elapsed", ms: 90 * DAY }],
  ["P1DT2H3M4S", { kind: "elapsed", ms: DAY + 2 * HOUR + 3 * MINUTE + 4000 }],
  ["P1W", { kind: "elapsed", ms: 7 * DAY }],
  ["PT0H5M", { kind: "elapsed", ms: 5 * MINUTE }],
  ["P36525D", { kind: "elapsed", ms: 36_525 * DAY }],
  ["P12M", { kind: "calendar", months: 12 }],
  ["P7Y", { kind: "calendar", months: 84 }],
  ["P1Y6M", { kind: "calendar", months: 18 }],
  ["P100Y", { kind: "calendar", months: 1200 }],
])("%s is a duration", (text, expected) => {
  expect(parseDuration(text)).toEqual(expected);
});

test.each([
  ["nothing", ["", "P", "PT", "P1DT", "P1YT"]],
  ["zero", ["P0D", "PT0S", "P0M", "P0Y0M", "P0W", "PT0H0M"]],
  ["signs", ["-PT15M", "+PT15M", "PT-15M", "P-1D"]],
  ["months and elapsed time mixed", ["P1M1D", "P1MT1H", "P1Y1W", "P1Y2M3DT4H"]],
  ["weeks with anything else", ["P1W1D", "P1WT1H"]],
  ["fractions", ["PT1.5H", "PT0,5S", "P1.5Y"]],
  [
    "more than a hundred years",
    ["P101Y", "P1201M", "P36526D", "P5219W", `PT${"9".repeat(400)}H`, `P${"9".repeat(400)}Y`],
  ],
  ["wrong order or letters", ["PT15", "15M", "P15", "pt15m", "PT15m", "PT5M1H", "P1M1Y", "P1H", "PT1D", "PT1H1H"]],
  ["noise around", [" PT15M", "PT15M ", "PT15M\n", "PT1H 30M"]],
])("refused as a duration: %s", (_, texts) => {
  for (const text of texts) expect([text, parseDuration(text)]).toEqual([text, null]);
});

test("no text makes the reader throw, and what it accepts is positive and bounded", () => {
  const nearly = fc.array(fc.constantFrom("P", "T", "1", "0", "99", "Y", "M", "W", "D", "H", "S", ".", "-"), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        nearly.map((parts) => `P${parts.join("")}`),
      ),
      (text) => {
        const duration = parseDuration(text);
        if (duration === null) return;
        const size = duration.kind === "elapsed" ? duration.ms : duration.months;
        expect(Number.isSafeInteger(size) && size > 0).toBe(true);
      },
    ),
    { numRuns: 5000 },
  );
});

function add(start: string, text: string, zone = "UTC"): string {
  const duration = parseDuration(text);
  if (duration === null) throw new Error(`not a duration: ${text}`);
  return formatInstant(addDuration(instantOf(start), duration, calendarOf({ time_zone: zone })));
}

test("24 hours are 24 hours in a local day of 25 (rule 7)", () => {
  expect(add("2026-10-31T20:00Z", "PT24H", "America/New_York")).toBe("2026-11-01T20:00:00Z");
  expect(add("2026-10-31T20:00Z", "P1D", "America/New_York")).toBe("2026-11-01T20:00:00Z");
});

test.each([
  ["a year from a leap day is 28 February", "2028-02-29T08:00Z", "P1Y", "UTC", "2029-02-28T08:00:00Z"],
  ["four years from a leap day are a leap day", "2028-02-29T08:00Z", "P4Y", "UTC", "2032-02-29T08:00:00Z"],
  ["a month from 31 January is the last of February", "2027-01-31T08:00Z", "P1M", "UTC", "2027-02-28T08:00:00Z"],
  ["months are counted at once, not one by one", "2027-01-31T08:00Z", "P2M", "UTC", "2027-03-31T08:00:00Z"],
  [
    "the local time of day stays over a change of clocks",
    "2026-01-15T12:00Z",
    "P6M",
    "Europe/Berlin",
    "2026-07-15T11:00:00Z",
  ],
  ["the local date counts, not the UTC one", "2027-01-30T23:30Z", "P1M", "Europe/Berlin", "2027-02-27T23:30:00Z"],
  [
    "a time that does not exist moves behind the gap",
    "2026-02-28T01:30Z",
    "P13M",
    "Europe/Berlin",
    "2027-03-28T01:30:00Z",
  ],
  ["seven years keep a record", "2026-11-23T09:15Z", "P7Y", "UTC", "2033-11-23T09:15:00Z"],
])("%s", (_, start, text, zone, expected) => {
  expect(add(start, text, zone)).toBe(expected);
});

function resolve(start: string, limit: string | { business_days: number }): ResolvedLimit {
  const resolved = resolveLimit(instantOf(start), limit, calendarOf({ valid_through: "2026-11-27" }));
  if (resolved === null) throw new Error("no limit");
  return resolved;
}

test("an elapsed limit includes its last millisecond: 15:00.000 is met, 15:00.001 is not", () => {
  const limit = resolve("2026-11-23T09:00Z", "PT15M");
  expect(limit).toEqual({
    kind: "elapsed",
    deadline: instantOf("2026-11-23T09:15Z"),
    inclusive: true,
    dueDate: null,
    calendarExpired: false,
  });
  expect(isWithinLimit(instantOf("2026-11-23T09:15:00.000Z"), limit)).toBe(true);
  expect(isWithinLimit(instantOf("2026-11-23T09:15:00.001Z"), limit)).toBe(false);
});

test("a limit of business days ends before its midnight (rule 5) and says when the calendar is too old", () => {
  const limit = resolve("2026-11-23T09:15Z", { business_days: 5 });
  expect(limit).toEqual({
    kind: "business_days",
    deadline: instantOf("2026-12-01T00:00Z"),
    inclusive: false,
    dueDate: "2026-11-30",
    calendarExpired: true,
  });
  expect(isWithinLimit(instantOf("2026-11-30T23:59:59.999Z"), limit)).toBe(true);
  expect(isWithinLimit(instantOf("2026-12-01T00:00Z"), limit)).toBe(false);
});

test("a limit in months is a calendar limit", () => {
  expect(resolve("2026-11-23T09:15Z", "P12M")).toMatchObject({
    kind: "calendar",
    deadline: instantOf("2027-11-23T09:15Z"),
  });
});

test.each([
  ["P"],
  [{ business_days: -1 }],
  [{ business_days: 1.5 }],
  [{ business_days: 1000 }],
  [{ business_days: Number.NaN }],
])("the limit %j cannot be applied", (limit) => {
  expect(resolveLimit(0, limit, calendarOf())).toBeNull();
});

test.each([
  [0, "0 s"],
  [999, "0 s"],
  [-999, "0 s"],
  [1000, "1 s"],
  [90_000, "1 min 30 s"],
  [15 * MINUTE, "15 min"],
  [HOUR - 1, "59 min 59 s"],
  [4 * HOUR, "4 h"],
  [4 * HOUR + 59_999, "4 h"],
  [4 * HOUR + 5 * MINUTE, "4 h 5 min"],
  [24 * HOUR, "1 d"],
  [2 * DAY + 3 * HOUR, "2 d 3 h"],
  [2 * DAY + 59 * MINUTE, "2 d"],
  [400 * DAY + 23 * HOUR, "400 d 23 h"],
  [-(2 * DAY + 3 * HOUR), "-2 d 3 h"],
])("%d ms read %j", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
