import { expect, test } from "vitest";
import { type BypassState, initialState } from "../../../src/core/ledger/bypass-state.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { overSince, planSettle, type SettleInput } from "../../../src/core/override/plan-settle.ts";
import { parseInstant } from "../../../src/core/time/instant.ts";
import { BYPASS, entriesOf, eventOf, HEAD_SHA, target as targetRef } from "../ledger/fixture.ts";

const at = (text: string): number => parseInstant(text) ?? 0;
const state: BypassState = {
  ...initialState,
  lifecycle: "active",
  activation: {
    number: 1,
    event: "f".repeat(64),
    at: "2026-03-02T10:00:00.000Z",
    expires_at: "2026-03-05T10:00:00.000Z",
    checks: [{ name: "docs", kind: "status", mode: "check" }],
    manifest: null,
    target: targetRef,
    ended: null,
  },
  unrestored: ["docs"],
};
const merged = { sha: "d".repeat(40), at: "2026-03-03T10:00:00Z", by: { login: "mia", id: 130 } };
const base: SettleInput = {
  bypass: BYPASS,
  state,
  over: null,
  target: {
    number: 512,
    url: "https://github.com/a/b/pull/512",
    state: "open",
    base: "main",
    headSha: HEAD_SHA,
    merged: null,
  },
  sharedWith: [],
  now: at("2026-03-03T12:00:00Z"),
};
const closed = { ...base.target, state: "closed" } as const;
const lapsed = at("2026-03-06T00:00:00Z");

test.each([
  { what: "open and unchanged", input: {}, reason: null, types: [], codes: [] },
  { what: "merged", input: { target: { ...closed, merged } }, reason: "used", types: ["bypass.used"], codes: [] },
  {
    what: "merged after the end",
    input: { target: { ...closed, merged: { ...merged, at: "2026-03-05T10:00:00Z" } }, now: lapsed },
    reason: "used",
    types: ["bypass.used", "violation.recorded"],
    codes: ["MERGED_AFTER_EXPIRY"],
  },
  {
    what: "merged in time, seen after the end",
    input: { target: { ...closed, merged }, now: lapsed },
    reason: "used",
    types: ["bypass.used"],
    codes: [],
  },
  {
    what: "merged before it was active",
    input: { target: { ...closed, merged: { ...merged, at: "2026-03-02T09:54:59Z" } } },
    reason: "used",
    types: ["bypass.used", "violation.recorded"],
    codes: ["MERGED_BEFORE_ACTIVATION"],
  },
  {
    what: "merged as it became active, by a clock that is behind",
    input: { target: { ...closed, merged: { ...merged, at: "2026-03-02T09:55:00Z" } } },
    reason: "used",
    types: ["bypass.used"],
    codes: [],
  },
  {
    what: "merged into another branch",
    input: { target: { ...closed, merged, base: "release" } },
    reason: "used",
    types: ["bypass.used", "violation.recorded"],
    codes: ["MERGED_ELSEWHERE"],
  },
  {
    what: "merged at another head",
    input: { target: { ...closed, merged, headSha: "9".repeat(40) } },
    reason: "voided",
    types: ["bypass.voided"],
    codes: ["HEAD_CHANGED"],
  },
  {
    what: "at another head",
    input: { target: { ...base.target, headSha: "9".repeat(40) } },
    reason: "voided",
    types: ["bypass.voided"],
    codes: ["HEAD_CHANGED"],
  },
  {
    what: "at another base",
    input: { target: { ...base.target, base: "release" } },
    reason: "voided",
    types: ["bypass.voided", "violation.recorded"],
    codes: ["BASE_CHANGED"],
  },
  {
    what: "sharing its head",
    input: { sharedWith: [{ number: 900, base: "release" }] },
    reason: "voided",
    types: ["bypass.voided", "violation.recorded"],
    codes: ["SHA_SHARED"],
  },
  { what: "closed", input: { target: closed }, reason: "suspended", types: [], codes: [] },
  { what: "past its time", input: { now: lapsed }, reason: "expired", types: ["bypass.expired"], codes: [] },
])("a target that is $what: $reason", ({ input, reason, types, codes }) => {
  const plan = planSettle({ ...base, ...input });
  expect(plan.reason).toBe(reason);
  expect(plan.facts.map((fact) => fact.type)).toEqual(types);
  expect(plan.findings.map((item) => [item.code, item.severity])).toEqual(codes.map((code) => [code, "warning"]));
});

test("an expired bypass that is merged all the same was used too late", () => {
  const expired: BypassState = {
    ...state,
    lifecycle: "expired",
    activation: { ...activationOf(state), ended: "expired" },
  };
  const plan = planSettle({
    ...base,
    state: expired,
    target: { ...closed, merged: { ...merged, at: "2026-03-06T00:00:00Z" } },
  });
  expect(plan.facts[0]?.data).toMatchObject({ after_expiry: true, merged_by: merged.by });
});

test.each([
  ["an hour after it was revoked", "2026-03-03T11:00:01Z", ["bypass.used", "violation.recorded"]],
  ["minutes after it was revoked, by another server", "2026-03-03T10:05:00Z", ["bypass.used"]],
  ["before it was revoked", "2026-03-03T09:59:00Z", ["bypass.used"]],
])("a merge %s", (_, time, types) => {
  const revoked: BypassState = {
    ...state,
    lifecycle: "revoked",
    activation: { ...activationOf(state), ended: "revoked" },
  };
  const over = at("2026-03-03T10:00:00Z");
  const input = { ...base, state: revoked, over, target: { ...closed, merged: { ...merged, at: time } } };
  const { facts, findings } = planSettle(input);
  expect(facts.map(({ type }) => type)).toEqual(types);
  expect(facts[0]?.data.after_expiry).toBe(types.length > 1 ? true : undefined);
  expect(findings.map(({ message }) => message)).toEqual(
    types.length > 1 ? [expect.stringContaining("after the bypass had ended at 2026-03-03T10:00:00.000Z")] : [],
  );
});

test("since when a bypass is over, its records say", () => {
  const requested = [eventOf("request.accepted", 0), eventOf("bypass.revoked", 30)];
  const overOf = (events: typeof requested) => overSince(foldBypass(BYPASS, entriesOf(events)).fold);
  expect(overOf(requested)).toBe(at("2026-03-02T09:30:00.000Z"));
  expect(overOf(requested.slice(0, 1))).toBeNull();
});

test("who merged is a human actor at the time of the merge; a deleted account is left out", () => {
  const [fact] = planSettle({ ...base, target: { ...closed, merged } }).facts;
  expect(fact).toMatchObject({ at: at(merged.at), actor: { id: 130, kind: "human" }, key: merged.sha });
  const [ghost] = planSettle({ ...base, target: { ...closed, merged: { ...merged, by: null } } }).facts;
  expect(ghost?.data).not.toHaveProperty("merged_by");
  expect(ghost).not.toHaveProperty("actor");
});

function activationOf({ activation }: BypassState) {
  if (activation === null) throw new Error("the fixture has one");
  return activation;
}

test.each([
  ["User", "human"],
  ["Bot", "automation"],
] as const)("merged by a %s: the event says %s, and names the account alone", (type, kind) => {
  const by = { login: "qms-admin", id: 4242, type };
  const [used] = planSettle({ ...base, target: { ...closed, merged: { ...merged, by } } }).facts;
  expect(used?.actor).toEqual({ id: 4242, login: "qms-admin", role: null, kind });
  expect(used?.data.merged_by).toEqual({ id: 4242, login: "qms-admin" });
});
