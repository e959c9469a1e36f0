import { describe, expect, test } from "vitest";
import { neverShown, put, qms, root, temporaryFolder } from "./process.ts";

const folder = temporaryFolder();
const zone = (name: string, rest = ""): string => `calendar: { time_zone: ${name}${rest} }\n`;

/** 70-reports.md, "Business days": number, start, days, calendar, due date, exclusive deadline. */
const rows = [
  [1, "2026-11-23T09:15:00Z", 5, zone("UTC"), "2026-11-30", "2026-12-01T00:00:00Z"],
  [2, "2026-11-20T17:59:00Z", 1, zone("UTC"), "2026-11-23", "2026-11-24T00:00:00Z"],
  [
    5,
    "2026-11-24T15:00:00Z",
    5,
    zone("America/New_York", ", holidays: [2026-11-26]"),
    "2026-12-02",
    "2026-12-03T05:00:00Z",
  ],
  [8, "2026-03-27T10:00:00Z", 1, zone("Europe/Berlin"), "2026-03-30", "2026-03-30T22:00:00Z"],
  [11, "2028-02-28T08:00:00Z", 2, zone("UTC"), "2028-03-01", "2028-03-02T00:00:00Z"],
  [
    12,
    "2026-10-09T01:00:00Z",
    1,
    zone("Asia/Shanghai", ", workdays: [2026-10-10]"),
    "2026-10-10",
    "2026-10-10T16:00:00Z",
  ],
] as const;

const count = (start: string, days: string | number, calendar: string, ...more: string[]) => {
  const policy = put(folder, "policy.yml", `schema: qms.policy/v1\nextends: default\n${calendar}`);
  return qms(["deadline", "--start", start, "--business-days", String(days), "--policy", policy, ...more], folder);
};

describe("deadline counts as the specification's table does", () => {
  test.each(rows)("row %i: %s + %i", (_, start, days, calendar, date, instant) => {
    const name = /time_zone: ([\w/]+)/.exec(calendar)?.[1];
    const text = count(start, days, calendar);
    expect(text).toEqual({ code: 0, out: `${date} (${name})\nbefore ${instant}\n`, err: "counted by policy.yml\n" });
    const json = count(start, days, calendar, "--format", "json");
    expect(JSON.parse(json.out)).toMatchObject({ start, due_date: date, deadline_exclusive: instant, time_zone: name });
  });

  test("without a policy it counts by the built-in one, and says so", () => {
    const run = qms(["deadline", "--start", "2026-11-20T17:59:00+01:00", "--business-days", "0"], folder);
    expect(run).toMatchObject({ code: 0, out: "2026-11-20 (UTC)\nbefore 2026-11-21T00:00:00Z\n" });
    expect(run.err).toBe("counted by the built-in default policy\n");
  });

  test("a calendar that ends before the deadline warns on stderr, and the result stays", () => {
    const run = count("2026-11-23T09:15:00Z", 5, zone("UTC", ", valid_through: 2026-11-25"));
    expect(run).toMatchObject({ code: 0, out: "2026-11-30 (UTC)\nbefore 2026-12-01T00:00:00Z\n" });
    expect(run.err).toContain("CALENDAR_EXPIRED");
  });
});

describe("deadline refuses what it cannot count", () => {
  test.each([
    ["2026-11-23T09:15:00", "5", /not an instant with an offset/],
    ["2026-02-30T09:15:00Z", "5", /not an instant with an offset/],
    ["23.11.2026", "5", /not an instant with an offset/],
    ["\u001b[31m", "5", /not an instant with an offset/],
    ["2026-11-23T09:15:00Z", "-1", /not a whole number/],
    ["2026-11-23T09:15:00Z", "1.5", /not a whole number/],
    ["2026-11-23T09:15:00Z", "1e3", /not a whole number/],
    ["2026-11-23T09:15:00Z", "9999", /more than 366 days ahead/],
  ])("%j + %s: exit 2", (start, days, sentence) => {
    const run = qms(["deadline", "--start", start, `--business-days=${days}`], root);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(sentence);
    expect(run.err).toContain("→");
    expect(run.err).not.toMatch(neverShown);
  });

  test("an offset for a time zone, and a policy with an error: exit 2", () => {
    const run = count("2026-11-23T09:15:00Z", 5, zone('"+02:00"'));
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain("policy.yml has errors");
  });
});
