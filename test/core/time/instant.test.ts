import fc from "fast-check";
import { expect, test } from "vitest";
import { dayOf, dayOfCivil, formatDay, weekdayOf } from "../../../src/core/time/civil.ts";
import { formatInstant, parseInstant, parseLocalDate } from "../../../src/core/time/instant.ts";

test.each([
  ["2026-11-23T09:15:00Z", Date.UTC(2026, 10, 23, 9, 15)],
  ["2026-11-23T09:15:07.5Z", Date.UTC(2026, 10, 23, 9, 15, 7, 500)],
  ["2026-11-23T09:15:07.123999999Z", Date.UTC(2026, 10, 23, 9, 15, 7, 123)],
  ["2026-11-23T09:15:07.000999Z", Date.UTC(2026, 10, 23, 9, 15, 7)],
  ["2026-11-23T09:15:00+02:00", Date.UTC(2026, 10, 23, 7, 15)],
  ["2026-11-23T23:30:00-05:45", Date.UTC(2026, 10, 24, 5, 15)],
  ["2026-11-23T09:15:00-00:00", Date.UTC(2026, 10, 23, 9, 15)],
  ["2028-02-29T00:00:00+23:59", Date.UTC(2028, 1, 28, 0, 1)],
  ["2000-02-29T00:00:00Z", Date.UTC(2000, 1, 29)],
  ["1969-12-31T23:59:59.999Z", -1],
  ["0001-01-01T00:00:00Z", -62_135_596_800_000],
  ["9999-12-31T23:59:59.999Z", Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
])("%s is read", (text, expected) => {
  expect(parseInstant(text)).toBe(expected);
});

test.each([
  ["no offset", "2026-01-01T10:00:00"],
  ["a space, as in R211", "2026-01-01 10:00"],
  ["a space with an offset", "2026-01-01 10:00:00Z"],
  ["a lower-case t", "2026-01-01t10:00:00Z"],
  ["a lower-case z", "2026-01-01T10:00:00z"],
  ["30 February", "2026-02-30T00:00:00Z"],
  ["29 February in a common year", "2027-02-29T00:00:00Z"],
  ["29 February in 2100", "2100-02-29T00:00:00Z"],
  ["31 April", "2026-04-31T00:00:00Z"],
  ["month 0", "2026-00-10T00:00:00Z"],
  ["month 13", "2026-13-10T00:00:00Z"],
  ["day 0", "2026-01-00T00:00:00Z"],
  ["hour 24", "2026-01-01T24:00:00Z"],
  ["minute 60", "2026-01-01T10:60:00Z"],
  ["a leap second", "2016-12-31T23:59:60Z"],
  ["no seconds", "2026-01-01T10:00Z"],
  ["ten decimals", "2026-01-01T10:00:00.1234567890Z"],
  ["a point without decimals", "2026-01-01T10:00:00.Z"],
  ["a decimal comma", "2026-01-01T10:00:00,5Z"],
  ["an offset without a colon", "2026-01-01T10:00:00+0200"],
  ["an offset of hours only", "2026-01-01T10:00:00+02"],
  ["offset hour 24", "2026-01-01T10:00:00+24:00"],
  ["offset minute 60", "2026-01-01T10:00:00+01:60"],
  ["a zone annotation", "2026-01-01T10:00:00Z[UTC]"],
  ["a line feed behind", "2026-01-01T10:00:00Z\n"],
  ["a blank before", " 2026-01-01T10:00:00Z"],
  ["a year of five digits", "12026-01-01T10:00:00Z"],
  ["a signed year", "+002026-01-01T10:00:00Z"],
  ["other digits", "２０２６-01-01T10:00:00Z"],
  ["a date alone", "2026-01-01"],
  ["an instant before year 0 in UTC", "0000-01-01T00:00:00+00:01"],
  ["an instant after year 9999 in UTC", "9999-12-31T23:59:59-00:01"],
  ["nothing", ""],
])("refused as an instant: %s", (_, text) => {
  expect(parseInstant(text)).toBeNull();
});

test("an instant has one text: decimals only where there are milliseconds", () => {
  expect(formatInstant(0)).toBe("1970-01-01T00:00:00Z");
  expect(formatInstant(Date.UTC(2026, 10, 23, 9, 15, 7))).toBe("2026-11-23T09:15:07Z");
  expect(formatInstant(Date.UTC(2026, 10, 23, 9, 15, 7, 50))).toBe("2026-11-23T09:15:07.050Z");
  expect(formatInstant(Date.UTC(10_000, 0, 3))).toBe("+010000-01-03T00:00:00Z");
  expect(() => formatInstant(Number.NaN)).toThrow(RangeError);
});

const instants = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });

test("reading what was written gives the same instant, and it is the Date of the same numbers", () => {
  fc.assert(
    fc.property(instants, (instant) => {
      const text = formatInstant(instant);
      expect(parseInstant(text)).toBe(instant);
      expect(Date.parse(text)).toBe(instant);
    }),
    { numRuns: 2000 },
  );
});

test("the ledger's spelling reads as every other one, whatever is wrong in it", () => {
  const places = fc.tuple(instants, fc.nat(23), fc.constantFrom(..."0123456789-:.TZ+ ٣"));
  fc.assert(
    fc.property(places, (picked) => {
      const [instant, at, noise] = picked;
      const text = new Date(instant).toISOString();
      const odd = text.slice(0, at) + noise + text.slice(at + 1);
      // The same time with microseconds is never the ledger's spelling, so it goes the long way.
      const long = /\.\d{3}Z$/.test(odd) ? odd.replace("Z", "000Z") : odd;
      expect(parseInstant(odd)).toBe(parseInstant(long));
    }),
    { numRuns: 5000 },
  );
});

test("an offset moves the clock, not the instant", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -1439, max: 1439 }), (instant, minutes) => {
      const local = new Date(instant + minutes * 60_000).toISOString().slice(0, -1);
      const [hh, mm] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) => `${n}`.padStart(2, "0"));
      expect(parseInstant(`${local}${minutes < 0 ? "-" : "+"}${hh}:${mm}`)).toBe(instant);
    }),
  );
});

const nearlyInstants = fc
  .tuple(
    fc.constantFrom("2026-11-23T09:15:00.123Z", "2026-11-23T09:15:00+02:00"),
    fc.nat(24),
    fc.string({ maxLength: 3 }),
  )
  .map(([text, at, noise]) => text.slice(0, at) + noise + text.slice(at + noise.length));

test("no text makes the readers throw, and what they accept is a whole number or the text itself", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), nearlyInstants), (text) => {
      const instant = parseInstant(text);
      expect(instant === null || Number.isSafeInteger(instant)).toBe(true);
      const date = parseLocalDate(text);
      expect(date === null || date === text).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test.each(["1970-01-01", "2028-02-29", "2000-02-29", "9999-12-31"])("%s is a local date", (text) => {
  expect(parseLocalDate(text)).toBe(text);
});

test.each([
  "1969-12-31",
  "2026-02-29",
  "2100-02-29",
  "2026-06-31",
  "2026-13-01",
  "2026-1-1",
  "20260101",
  "2026-01-01T00:00:00Z",
  "",
])("%j is no local date", (text) => {
  expect(parseLocalDate(text)).toBeNull();
});

test("day numbers, dates and weekdays agree with Date over all years, in both directions", () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (day) => {
      const date = new Date(day * 86_400_000);
      expect(formatDay(day)).toBe(date.toISOString().slice(0, 10));
      expect(dayOf(formatDay(day))).toBe(day);
      expect(dayOfCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day);
      expect(weekdayOf(day)).toBe((date.getUTCDay() + 6) % 7);
    }),
    { numRuns: 2000 },
  );
});

test("a day beyond year 9999 keeps its number through its text; a date that does not exist is a bug and throws", () => {
  expect(dayOf(formatDay(dayOfCivil(10_000, 1, 3)))).toBe(dayOfCivil(10_000, 1, 3));
  expect(() => dayOf("2026-02-30")).toThrow(RangeError);
  expect(() => dayOf("tomorrow")).toThrow(RangeError);
});

test("weekdays are numbered from Monday", () => {
  expect(["2026-11-23", "2026-11-29", "1969-12-31"].map((date) => weekdayOf(dayOf(date)))).toEqual([0, 6, 2]);
});
