import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { addBusinessDays } from "../../../src/core/time/business-days.ts";
import { formatDay } from "../../../src/core/time/civil.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { calendarOf, instantOf } from "./calendars.ts";

const judge = fileURLToPath(new URL("business_days.py", import.meta.url));
const DAY = 86_400_000;

/** Zones, each with instants near which a wrong rule would show: changes of clocks, midnights that do not exist, a missing day. */
const zones: Readonly<Record<string, readonly string[]>> = {
  UTC: ["2028-02-29T00:00Z"],
  "Europe/Berlin": ["2026-03-29T01:00Z", "2026-10-25T01:00Z"],
  "America/New_York": ["2026-03-08T07:00Z", "2026-11-01T06:00Z"],
  "America/Sao_Paulo": ["2018-11-04T03:00Z", "2018-02-18T02:00Z"],
  "America/Havana": ["2024-03-10T05:00Z", "2024-11-03T05:00Z"],
  "America/St_Johns": ["2010-03-14T03:31Z", "2010-11-07T02:31Z"],
  "Africa/Cairo": ["2024-04-25T22:00Z", "2024-10-31T21:00Z"],
  "Asia/Beirut": ["2024-03-30T22:00Z", "2024-10-26T21:00Z"],
  "Asia/Kathmandu": ["2026-12-31T18:15Z"],
  "Asia/Shanghai": ["2026-10-09T16:00Z"],
  "Australia/Lord_Howe": ["2026-04-04T15:00Z", "2026-10-03T15:30Z"],
  "Pacific/Chatham": ["2026-04-04T14:00Z", "2026-09-26T14:00Z"],
  "Pacific/Apia": ["2011-12-30T10:00Z", "2011-12-31T10:00Z"],
};

interface Case {
  readonly zone: string;
  readonly weekend: readonly string[];
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
  readonly start_ms: number;
  readonly count: number;
}

/** mulberry32: the same numbers in every run, from 0 up to a bound. */
function numbersFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** Around each special instant every start of the five days before it with 0 to 3 days, and ten cases anywhere from 2005 to 2030. */
function makeCases(): Case[] {
  const below = numbersFrom(70);
  const weekends = [["saturday", "sunday"], ["friday", "saturday"], ["sunday"], [], []];
  const cases: Case[] = [];
  const add = (zone: string, start_ms: number, count: number) => {
    const near = () => formatDay(Math.floor(start_ms / DAY) + below(20));
    const dates = () => [...new Set(Array.from({ length: below(5) }, near))];
    const weekend = weekends[below(weekends.length)] ?? [];
    cases.push({ zone, weekend, holidays: dates(), workdays: dates(), start_ms, count });
  };
  for (const [zone, specials] of Object.entries(zones)) {
    for (const special of specials) {
      for (let index = 0; index < 20; index++) {
        add(zone, instantOf(special) - Math.floor(index / 4) * DAY - below(DAY), index % 4);
      }
    }
    for (let index = 0; index < 10; index++) {
      add(zone, instantOf("2005-01-01T00:00Z") + below(26 * 365) * DAY + below(DAY), below(30));
    }
  }
  return cases;
}

function python(...args: string[]): string {
  return execFileSync("python3", [judge, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

function whyNot(): string | null {
  try {
    const answer = python("--probe", ...Object.keys(zones));
    return answer === "ready" ? null : answer;
  } catch {
    return "no python3 with zoneinfo";
  }
}

const missing = whyNot();
const cases = makeCases();

test.skipIf(missing !== null)(
  `Python's zoneinfo gives the same due dates and deadlines in ${cases.length} cases${missing === null ? "" : ` (SKIPPED: ${missing})`}`,
  () => {
    const output = execFileSync("python3", [judge], { input: JSON.stringify(cases), encoding: "utf8" });
    const verdicts = (JSON.parse(output) as { due: string; deadline_ms: number }[]).map((verdict, index) => ({
      ...cases[index],
      due: verdict.due,
      deadline: formatInstant(verdict.deadline_ms),
    }));
    const ours = cases.map((one) => {
      const { zone, weekend, holidays, workdays } = one;
      const result = addBusinessDays(
        one.start_ms,
        one.count,
        calendarOf({ time_zone: zone, weekend, holidays, workdays }),
      );
      return { ...one, due: result?.dueDate, deadline: result && formatInstant(result.deadline) };
    });
    expect(verdicts).toHaveLength(cases.length);
    expect(ours).toEqual(verdicts);
  },
);

test("the cases reach what they are for: midnights that do not exist, the missing day, make-up days and zero days", () => {
  const deadlines = new Set(
    cases.map((one) => {
      const { zone, weekend, holidays, workdays } = one;
      return addBusinessDays(one.start_ms, one.count, calendarOf({ time_zone: zone, weekend, holidays, workdays }))
        ?.deadline;
    }),
  );
  for (const midnight of ["2018-11-04T03:00Z", "2024-03-30T22:00Z", "2024-04-25T22:00Z", "2011-12-30T10:00Z"]) {
    expect([midnight, deadlines.has(instantOf(midnight))]).toEqual([midnight, true]);
  }
  const acrossMissingDay = cases.filter(
    ({ zone, start_ms, count }) =>
      zone === "Pacific/Apia" && count > 0 && Math.abs(start_ms - instantOf("2011-12-28T10:00Z")) < 2 * DAY,
  );
  expect(acrossMissingDay.length).toBeGreaterThan(3);
  expect(cases.some(({ workdays, weekend }) => workdays.length > 0 && weekend.length > 0)).toBe(true);
  expect(cases.some(({ count }) => count === 0)).toBe(true);
});
