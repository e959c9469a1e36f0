import { describe, expect, test } from "vitest";
import { checkCorrected } from "../../../src/core/audit/check-corrected.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS_A, lifeUntil, MAIN_ROOT } from "../../operations/audit-world.ts";
import { eventOf } from "../ledger/fixture.ts";

// The window of the life is open until the third day, 09:00.
const life = lifeUntil("override.verified", BYPASS_A, { mergeSha: MAIN_ROOT, mainHead: MAIN_ROOT });
const review = life.find(({ type }) => type === "review.completed") as LedgerEvent;
const DAY = 24 * 60;
const amended = (minute: number, day: number): LedgerEvent =>
  eventOf("bypass.amended", minute, {
    bypass: BYPASS_A,
    key: `amended ${day}`,
    data: { number: 1, changes: { expires_at: `2026-03-0${day}T09:00:00.000Z` } },
  });
const back = (minute: number, { id }: LedgerEvent): LedgerEvent =>
  eventOf("correction", minute, {
    bypass: BYPASS_A,
    key: `${minute}`,
    supersedes: id,
    data: { reason: "It was none." },
  });
const told = (...events: readonly LedgerEvent[]) => {
  const entries = [...life, ...events].map((event, index) => ({ path: "", seq: index + 1, event, event_sha256: "" }));
  const { fold, findings } = foldBypass(BYPASS_A, entries);
  expect(findings).toEqual([]);
  return checkCorrected([fold]).map(({ code, seq }) => `${code} ${(seq ?? 0) - life.length}`);
};

describe("an extension that was taken back", () => {
  const longer = amended(60, 6);
  const taken = back(70, longer);

  test("and is given back in time: a correction that was none", () => {
    expect(told(longer, taken, back(80, taken))).toEqual([]);
  });

  test("and is given back when the window was over without it", () => {
    const given = [longer, taken, back(3 * DAY + 60, taken)];
    expect(told(...given)).toEqual(["RETROACTIVE_CHANGE 3"]);
    // By it the window is not open again for others.
    expect(told(...given, back(3 * DAY + 120, review))).toEqual(["RETROACTIVE_CHANGE 3", "RETROACTIVE_CHANGE 4"]);
  });
});

test("a shorter window that was taken back ends nothing", () => {
  const shorter = amended(60, 4);
  const taken = back(70, shorter);
  expect(told(shorter, taken, back(2 * DAY + 60, review))).toEqual(["RECORD_CORRECTED 3", "RECORD_CORRECTED 2"]);
});

test("an extension after the end, and what follows it: neither makes the other one early", () => {
  const late = amended(3 * DAY + 60, 9);
  expect(told(late, back(3 * DAY + 120, review))).toEqual(["RETROACTIVE_CHANGE 1", "RETROACTIVE_CHANGE 2"]);
});
