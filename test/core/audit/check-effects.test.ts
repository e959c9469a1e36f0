import { describe, expect, test } from "vitest";
import { checkCorrected } from "../../../src/core/audit/check-corrected.ts";
import { checkEffects } from "../../../src/core/audit/check-effects.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { BYPASS, entriesOf, eventOf, lifeOf, manifest, target } from "../ledger/fixture.ts";

// An activation that was put right twice: what is done of it rests on the version of its day, or is said better by a later one.

const life = lifeOf();
const [first] = life.slice(3);
const version = (name: string, supersedes: string | undefined) =>
  eventOf("bypass.activated", 3, {
    ...{ key: name, manifest, target, ...(supersedes === undefined ? {} : { supersedes }) },
    data: { checks: [{ name, kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null }] },
  });
const second = version("lint", first?.id);
const third = version("docs", second.id);
const takenBack = eventOf("correction", 4, { supersedes: second.id });
const posted = (check: string) => eventOf("override.posted", 5, { key: check, data: { check } });

test.each([
  ["the first before it is put right", [posted("docs/coverage"), second, third], []],
  ["the version of its day", [second, posted("lint"), third], []],
  ["the one that holds now", [posted("docs"), second, third], []],
  ["the first, which held again", [second, takenBack, posted("docs/coverage"), version("sast", first?.id)], []],
  ["none of them", [second, posted("sast"), third], ["EVENT_ACTIVATION_MISMATCH 6"]],
  ["one that came later, and does not hold", [posted("lint"), second, third], ["EVENT_ACTIVATION_MISMATCH 5"]],
])("an act that is for a check of %s", (_, events, expected) => {
  const { fold, findings } = foldBypass(BYPASS, entriesOf([...life.slice(0, 4), ...events]));
  expect(findings).toEqual([]);
  expect(checkEffects([fold]).map(({ code, seq }) => `${code} ${seq}`)).toEqual(expected);
});

describe("an end that was given back after a merge", () => {
  const amendment = eventOf("bypass.amended", 4, {
    manifest: { ...manifest, path: ".qms/y.yml" },
    data: { number: 1, changes: { expires_at: "2026-03-05T12:00:00.000Z" }, approvers: [], policy_sha: "1".repeat(40) },
  });
  const taken = eventOf("correction", 5, { key: "taken", supersedes: amendment.id });
  const used = eventOf("bypass.used", 73 * 60);
  const givenBack = eventOf("correction", 73 * 60 + 1, { key: "given back", supersedes: taken.id });
  test.each([
    ["stood all the time", [amendment, used], [], []],
    ["was taken away before it", [amendment, taken, used], ["EVENT_ACTIVATION_MISMATCH 7"], ["RECORD_CORRECTED 6"]],
    [
      "was taken away before it and is back",
      [amendment, taken, used, givenBack],
      ["EVENT_ACTIVATION_MISMATCH 7"],
      ["RETROACTIVE_CHANGE 8"],
    ],
    ["was taken away and given back before it", [amendment, taken, { ...givenBack, at: taken.at }, used], [], []],
  ] as const)("%s", (_, events, expected, told) => {
    const { fold, findings } = foldBypass(BYPASS, entriesOf([...life.slice(0, 4), ...events]));
    expect(findings).toEqual([]);
    expect(checkEffects([fold]).map(({ code, seq }) => `${code} ${seq}`)).toEqual(expected);
    expect(checkCorrected([fold]).map(({ code, seq }) => `${code} ${seq}`)).toEqual(told);
  });
});

test.each([
  ["every check of it", ["docs/coverage"], ["docs/coverage"], []],
  ["no check", ["docs/coverage"], [], ["EVENT_ACTIVATION_MISMATCH 6"]],
  ["some check of all", ["all"], ["docs/coverage"], []],
  ["no check of all", ["all"], [], ["EVENT_ACTIVATION_MISMATCH 6"]],
])(
  "a completion by %s of what was registered, and is on record as used by nothing else",
  (_, all, checks, expected) => {
    const events = [
      ...[...life.slice(0, 3), eventOf("bypass.registered", 4, { manifest, target, data: { checks: all } })],
      ...[eventOf("remediation.opened", 5), eventOf("remediation.completed", 6, { data: { checks } })],
    ];
    const { fold, findings } = foldBypass(BYPASS, entriesOf(events));
    expect(findings).toEqual([]);
    expect(checkEffects([fold]).map(({ code, seq }) => `${code} ${seq}`)).toEqual(expected);
  },
);

describe("what is said to have expired has run out, by what amendments gave it while it ran", () => {
  const hour = 60;
  const given = 72 * hour;
  const amended = (minute: number, hours: number) =>
    eventOf("bypass.amended", minute, {
      manifest: { ...manifest, path: ".qms/y.yml" },
      data: {
        ...{ number: 1, approvers: [], policy_sha: "1".repeat(40) },
        changes: { expires_at: new Date(Date.UTC(2026, 2, 2, 9 + hours)).toISOString() },
      },
    });
  const ineffective = (minute: number) => eventOf("override.ineffective", minute);
  const expired = (minute: number) => eventOf("bypass.expired", minute);
  test.each([
    ["it ran", [expired(given)], []],
    ["it had time", [expired(given - hour)], ["EVENT_ACTIVATION_MISMATCH 5"]],
    ["it was shortened", [amended(5, 24), expired(24 * hour)], []],
    ["it was prolonged", [amended(5, 80), expired(given)], ["EVENT_ACTIVATION_MISMATCH 6"]],
    ["it was shortened, and had no effect then", [amended(5, 24), ineffective(hour), expired(24 * hour)], []],
    ["it had no effect, and was prolonged then", [ineffective(5), amended(hour, 80), expired(given)], []],
    [
      "it was prolonged, and had no effect then",
      [amended(5, 80), ineffective(hour), expired(given)],
      ["EVENT_ACTIVATION_MISMATCH 7"],
    ],
  ] as const)("%s", (_, events, expected) => {
    const { fold, findings } = foldBypass(BYPASS, entriesOf([...life.slice(0, 4), ...events]));
    expect(findings).toEqual([]);
    expect(checkEffects([fold]).map(({ code, seq }) => `${code} ${seq}`)).toEqual(expected);
  });
});
