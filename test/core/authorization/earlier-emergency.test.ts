import { expect, test } from "vitest";
import {
  earlierEmergency,
  earlierMonths,
  mayBeEarlier,
  standingRequest,
} from "../../../src/core/authorization/earlier-emergency.ts";
import { eventOf } from "../ledger/fixture.ts";

const own = "BYPASS-EM-20260302-090000";
const state = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const path = "ledger/2026/03/02/00000007-request.accepted-0123456789ab.json";

test("looked for among the emergencies of the week before, over the turn of a month; of another level nothing is", () => {
  expect(earlierMonths(own)).toEqual(["2026/02", "2026/03"]);
  expect(earlierMonths("BYPASS-EM-20260312-090000")).toEqual(["2026/03"]);
  expect(earlierMonths("BYPASS-EM-20260331-090000")).toEqual(["2026/03", "2026/04"]);
  expect(earlierMonths("BYPASS-L3-20260302-090000")).toEqual([]);
  expect(earlierMonths("nobody's")).toEqual([]);
  const of = (other: string) => mayBeEarlier(other, own);
  expect(of("BYPASS-EM-20260223-090000")).toBe(true);
  expect(of("BYPASS-EM-20260222-090000")).toBe(true);
  expect(of("BYPASS-EM-20260222-085959")).toBe(false);
  // People choose the second: which was asked for first, the opening of its pull request says.
  expect(of("BYPASS-EM-20260302-090001")).toBe(true);
  expect(of("BYPASS-EM-20260303-090001")).toBe(false);
  expect(of("BYPASS-L3-20260302-080000")).toBe(false);
  expect([of(own), of("README")]).toEqual([false, false]);
});

test("one that was given up or refused before anybody approved it owes nothing", () => {
  const accepted = { type: "request.accepted", path };
  expect(standingRequest(state({ state: "requested", events: [accepted] }))).toBe(path);
  expect(standingRequest(state({ state: "refused", events: [accepted] }))).toBe(null);
  expect(standingRequest(state({ state: "refused", events: [accepted, { type: "bypass.approved", path }] }))).toBe(
    path,
  );
  for (const end of ["refused", "revoked", "voided", "expired"]) {
    expect(standingRequest(state({ state: end, events: [accepted] })), end).toBe(null);
    const approved = [accepted, { type: "bypass.approved", path }];
    expect(standingRequest(state({ state: end, events: approved })), end).toBe(path);
  }
  for (const odd of ["{", "null", "[]", { events: 7 }, { events: [{ type: "request.accepted", path: 7 }] }]) {
    expect(standingRequest(state(odd))).toBe(null);
  }
});

test("it is of the same incident, a drill among drills, and was asked for before: the first of several", () => {
  const wants = (incident: string | null, drill = false) =>
    ({ view: { text: () => incident, flag: () => drill } }) as unknown as Parameters<typeof earlierEmergency>[1];
  const asked = (bypass: string, at: string, data: Readonly<Record<string, unknown>>) =>
    eventOf("request.accepted", 1, { bypass, at, data });
  const requests = [
    asked("BYPASS-EM-20260302-083000", "2026-03-02T08:31:00.000Z", { incident_id: "INC-1" }),
    // Taken down late: what counts is when it was opened.
    asked("BYPASS-EM-20260302-080000", "2026-03-02T10:00:00.000Z", {
      incident_id: "INC-1",
      opened_at: "2026-03-02T08:00:30.000Z",
    }),
    asked("BYPASS-EM-20260302-070000", "2026-03-02T07:01:00.000Z", { incident_id: "INC-2", drill: true }),
    asked("BYPASS-EM-20260302-060000", "2026-03-02T06:01:00.000Z", {}),
  ];
  const of = (at: string, ...wanted: Parameters<typeof wants>) =>
    earlierEmergency(requests, wants(...wanted), Date.parse(at));
  expect(of("2026-03-02T09:00:00Z", "INC-1")).toBe("BYPASS-EM-20260302-080000");
  expect(of("2026-03-02T08:00:30Z", "INC-1")).toBe(null);
  expect(of("2026-03-09T08:00:31Z", "INC-1")).toBe("BYPASS-EM-20260302-083000");
  expect(of("2026-03-09T08:31:01Z", "INC-1")).toBe(null);
  expect(of("2026-03-02T09:00:00Z", "INC-2")).toBe(null);
  expect(of("2026-03-02T09:00:00Z", "INC-2", true)).toBe("BYPASS-EM-20260302-070000");
  expect(of("2026-03-02T09:00:00Z", null)).toBe(null);
});
