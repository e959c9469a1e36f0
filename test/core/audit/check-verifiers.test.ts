import { describe, expect, test } from "vitest";
import { checkVerifiers, type LoginLookup } from "../../../src/core/audit/check-verifiers.ts";
import { extendFold, startFold } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, lifeOf } from "../ledger/fixture.ts";

// `remediation.opened` of the fixture names dev as the owner.

const actor = (id: number, login: string) => ({ id, login, role: "lead-devops", kind: "human" as const });
const progressBy = (id: number, login: string) =>
  eventOf("remediation.progress", 9, { key: `p${id}`, actor: actor(id, login) });
const verifiedBy = (id: number, login: string) => eventOf("remediation.verified", 11, { actor: actor(id, login) });
const amendedTo = (owner: string, minute = 10) =>
  eventOf("bypass.amended", minute, {
    ...{
      manifest: { path: ".qms/bypasses/y.yml", commit: "c".repeat(40), blob: "b".repeat(40), sha256: "5".repeat(64) },
    },
    data: {
      ...{ number: 1, changes: { owner }, decision_sha256: "5".repeat(64), approvers: [] },
      ...{ policy_sha: "1".repeat(40), people_sha: "1".repeat(40) },
    },
  });

/** Codes and record numbers, of a life with something more before its completion, and this verification. */
function findingsOf(verified: LedgerEvent, ...more: readonly LedgerEvent[]): string[] {
  return findingsBy(undefined, verified, ...more);
}

function findingsBy(idOf: LoginLookup | undefined, verified: LedgerEvent, ...more: readonly LedgerEvent[]): string[] {
  const life = lifeOf();
  const fold = startFold(BYPASS);
  for (const entry of entriesOf([...life.slice(0, 10), ...more, ...life.slice(10, 11), verified])) {
    expect(extendFold(fold, entry)).toBeNull();
  }
  return checkVerifiers([fold], idOf).map(({ code, seq }) => `${code} ${seq}`);
}

describe("who verifies is not the owner", () => {
  test.each<readonly [string, LedgerEvent, readonly LedgerEvent[], readonly string[]]>([
    ["somebody else", verifiedBy(101, "lea"), [], []],
    ["who asked for the bypass", verifiedBy(120, "req"), [], []],
    ["the owner", verifiedBy(200, "dev"), [], ["SELF_VERIFICATION 12"]],
    ["the owner, written in another way", verifiedBy(200, "DEV"), [], ["SELF_VERIFICATION 12"]],
    ["the owner under a new login", verifiedBy(200, "devin"), [progressBy(200, "dev")], ["SELF_VERIFICATION 13"]],
    ["another account that got the login", verifiedBy(300, "dev"), [progressBy(200, "dev")], []],
    ["a login of two accounts, the one", verifiedBy(200, "devin"), [progressBy(200, "dev"), progressBy(9, "dev")], []],
    ["the first owner after an amendment", verifiedBy(200, "dev"), [amendedTo("mia")], []],
    ["the owner of an amendment", verifiedBy(201, "mia"), [amendedTo("mia")], ["SELF_VERIFICATION 13"]],
    ["who became the owner after the comment that verifies", verifiedBy(201, "mia"), [amendedTo("mia", 12)], []],
  ])("%s", (_, verified, more, expected) => {
    expect(findingsOf(verified, ...more)).toEqual(expected);
  });
});

describe("the owner's number, by the people.yml that they were approved by", () => {
  // The approval of the fixture names people.yml at 2…, an amendment that at 1….
  const then: LoginLookup = (commit, login) =>
    ({ [`${"2".repeat(40)} dev`]: 200, [`${"1".repeat(40)} mia`]: 201 })[`${commit} ${login}`] ?? null;
  test.each<readonly [string, LedgerEvent, readonly LedgerEvent[], readonly string[]]>([
    ["under a new login", verifiedBy(200, "devin"), [], ["SELF_VERIFICATION 12"]],
    ["somebody else who got the login", verifiedBy(300, "dev"), [], []],
    ["of an amendment", verifiedBy(201, "maria"), [amendedTo("mia")], ["SELF_VERIFICATION 13"]],
    ["of before an amendment", verifiedBy(200, "dev"), [amendedTo("mia")], []],
    ["whom it does not know, by the login", verifiedBy(7, "kim"), [amendedTo("kim")], ["SELF_VERIFICATION 13"]],
  ])("%s", (_, verified, more, expected) => {
    expect(findingsBy(then, verified, ...more)).toEqual(expected);
  });
});

describe("a record in the place of an earlier one makes nobody another person", () => {
  const instead = (event: LedgerEvent, minute: number, changes: Partial<LedgerEvent>): LedgerEvent =>
    eventOf(event.type, minute, { key: `b${minute}`, supersedes: event.id, data: event.data, ...changes });
  const opened = lifeOf()[9] as LedgerEvent;
  const ofMia = (minute: number) => instead(opened, minute, { at: opened.at, data: { ...opened.data, owner: "mia" } });
  const byDev = verifiedBy(200, "dev");
  const byLea = instead(byDev, 12, { actor: actor(101, "lea") });
  test.each<readonly [string, readonly LedgerEvent[], readonly string[]]>([
    ["of the verification, afterwards", [byDev, byLea], ["SELF_VERIFICATION 12"]],
    [
      "of the verification, by the owner",
      [verifiedBy(101, "lea"), instead(verifiedBy(101, "lea"), 12, { actor: actor(200, "dev") })],
      ["SELF_VERIFICATION 13"],
    ],
    ["of the opening, afterwards", [byDev, ofMia(12)], ["SELF_VERIFICATION 12"]],
    ["of the opening, before anybody verified", [ofMia(10), byDev], []],
    ["of the opening, whose new owner verifies", [ofMia(10), verifiedBy(201, "mia")], ["SELF_VERIFICATION 13"]],
    ["of an opening that an amendment followed", [amendedTo("kim"), byDev, ofMia(12)], []],
  ])("%s", (_, more, expected) => {
    const fold = startFold(BYPASS);
    for (const entry of entriesOf([...lifeOf().slice(0, 11), ...more])) expect(extendFold(fold, entry)).toBeNull();
    expect(checkVerifiers([fold]).map(({ code, seq }) => `${code} ${seq}`)).toEqual(expected);
  });
});

describe("who was the owner before is no new one by another record that says so", () => {
  const byDev = (minute: number) => eventOf("remediation.verified", minute, { actor: actor(200, "dev") });
  const byMia = (minute: number) => eventOf("remediation.verified", minute, { actor: actor(201, "mia") });
  const opened = lifeOf()[9] as LedgerEvent;
  const again = (minute: number, owner = "dev") =>
    eventOf("remediation.opened", minute, { key: `o${minute}`, data: { reason: "replaced", owner } });
  const instead = eventOf("remediation.opened", 20, { key: "instead", supersedes: opened.id });
  const own = ["SELF_VERIFICATION"];
  test.each<readonly [string, readonly LedgerEvent[], readonly string[]]>([
    ["of another issue", [again(20), byDev(15)], own],
    ["in the place of the first one", [instead, byDev(15)], own],
    ["of an amendment", [amendedTo("dev", 20), byDev(15)], own],
    ["of an issue that is opened after the comment", [byDev(5)], own],
    ["of an issue after an amendment", [amendedTo("mia"), again(20, "mia"), byMia(15)], own],
    ["of an issue after the comment and an amendment", [amendedTo("mia", 14), again(20, "mia"), byMia(12)], []],
    ["that names him again after another one", [amendedTo("mia", 12), byMia(13)], own],
  ])("%s", (_, more, expected) => {
    const fold = startFold(BYPASS);
    for (const entry of entriesOf([...lifeOf().slice(0, 11), ...more])) expect(extendFold(fold, entry)).toBeNull();
    expect(checkVerifiers([fold]).map(({ code }) => code)).toEqual(expected);
  });

  test("a login that another account has since is another owner", () => {
    const then: LoginLookup = (commit, login) => (login === "dev" ? Number(commit[0]) : null);
    const by = (id: number) => eventOf("remediation.verified", 15, { actor: actor(id, "dev") });
    const codesOf = (verified: LedgerEvent) => {
      const fold = startFold(BYPASS);
      for (const entry of entriesOf([...lifeOf().slice(0, 11), amendedTo("dev", 20), verified]))
        extendFold(fold, entry);
      return checkVerifiers([fold], then).map(({ code }) => code);
    };
    expect([codesOf(by(1)), codesOf(by(2))]).toEqual([[], []]);
  });
});
