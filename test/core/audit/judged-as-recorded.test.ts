import { expect, test } from "vitest";
import { actsOf, checkActs } from "../../../src/core/audit/check-acts.ts";
import { checkApprovals } from "../../../src/core/audit/check-approvals.ts";
import { checkAsked } from "../../../src/core/audit/check-asked.ts";
import { approvalsOf, checkSlots } from "../../../src/core/audit/check-slots.ts";
import type { BypassFold } from "../../../src/core/ledger/fold-bypass.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { readDefaultPolicy } from "../../../src/core/procedure/read-policy.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, hex, lifeOf, manifest, target } from "../ledger/fixture.ts";

// What somebody did is judged as it was recorded: a record that is put in its place afterwards takes no error away.

const life = lifeOf();
const of = (type: string): LedgerEvent => life.find((event) => event.type === type) ?? eventOf("decision.logged");
const instead = (event: LedgerEvent, changes: Partial<LedgerEvent>): LedgerEvent =>
  eventOf(event.type, 90, {
    ...(event.manifest === undefined ? {} : { manifest: event.manifest }),
    ...(event.target === undefined ? {} : { target: event.target }),
    ...{ actor: event.actor, data: event.data },
    ...{ key: `instead of ${event.id}`, supersedes: event.id },
    ...changes,
  } as never);
const takingBack = (event: LedgerEvent, minute = 91): LedgerEvent =>
  eventOf("correction", minute, { supersedes: event.id, key: `c${event.id}` });
const other = { ...manifest, sha256: hex("6", 64) };
const upTo = (type: string, ...changed: readonly LedgerEvent[]): LedgerEvent[] =>
  life
    .slice(0, life.findIndex((event) => event.type === type) + 1)
    .map((event) => changed.find((one) => one.type === event.type) ?? event);
const foldOf = (events: readonly LedgerEvent[]): BypassFold => {
  const { fold, findings } = foldBypass(BYPASS, entriesOf(events));
  expect(findings).toEqual([]);
  return fold;
};
const told = (findings: readonly { readonly code: string; readonly seq: number | null }[]): string[] =>
  findings.map(({ code, seq }) => `${code} ${seq}`);

const [approved, activated] = [of("bypass.approved"), of("bypass.activated")];
const ofOther = eventOf("bypass.activated", 3, { manifest: other, target });
const refused = eventOf("bypass.refused", 4);
const registered = eventOf("bypass.registered", 5, { manifest, target });
const better = instead(approved, { manifest: other });

test.each<readonly [string, readonly LedgerEvent[], readonly string[]]>([
  ["what was approved", upTo("bypass.used"), []],
  ["another content", upTo("bypass.used", ofOther), ["APPROVAL_NOT_FOR_CONTENT 4"]],
  [
    "another content, and an activation of the approved one put there afterwards",
    [...upTo("bypass.used", ofOther), instead(ofOther, { manifest })],
    ["APPROVAL_NOT_FOR_CONTENT 4"],
  ],
  [
    "another content, and an approval of it put there afterwards",
    [...upTo("bypass.used", ofOther), better],
    ["APPROVAL_NOT_FOR_CONTENT 4"],
  ],
  [
    "what was approved, and an approval of another content put there afterwards",
    [...upTo("bypass.used"), better],
    ["APPROVAL_NOT_FOR_CONTENT 4"],
  ],
  [
    "what was approved, and both put there afterwards",
    [...upTo("bypass.used"), better, instead(activated, { manifest: other })],
    [],
  ],
  [
    "what had been approved before another approval was put there",
    [...upTo("bypass.approved"), better, activated],
    ["APPROVAL_NOT_FOR_CONTENT 5"],
  ],
  [
    "what had been approved while another approval stood in its place",
    [...upTo("bypass.approved"), better, activated, takingBack(better)],
    ["APPROVAL_NOT_FOR_CONTENT 5"],
  ],
  ["a registration", [...upTo("bypass.approved"), registered], []],
  [
    "a registration after a refusal",
    [...upTo("bypass.approved"), refused, registered],
    ["REGISTRATION_NOT_APPROVED 5"],
  ],
  [
    "a registration after a refusal that was taken back before it",
    [...upTo("bypass.approved"), refused, takingBack(refused, 4), registered],
    [],
  ],
  [
    "a registration after a refusal that is taken back afterwards",
    [...upTo("bypass.approved"), refused, registered, takingBack(refused)],
    ["REGISTRATION_NOT_APPROVED 5"],
  ],
])("an act of %s", (_, events, expected) => expect(told(checkApprovals([foldOf(events)]))).toEqual(expected));

const request = {
  ...{
    requester: null,
    owner: null,
    pull: "512",
    head: null,
    base: null,
    merge: null,
    expiresAt: null,
    amendment: null,
  },
  input: { checks: ["docs/coverage"] },
};
const amendment = { amends: BYPASS, number: "1", expiresAt: null, targetDate: null, owner: "mia" };
const version = (sha256: string, more: object) => ({ sha256, name: { id: BYPASS, request: { ...request, ...more } } });
const versions = new Map([
  [manifest.blob, version(manifest.sha256, {})],
  [hex("d", 40), version(hex("d", 64), { amendment })],
]) as never;
const ofPull = (pr: number) => eventOf("bypass.activated", 3, { manifest, target: { ...target, pr } });
const naming = (owner: string) =>
  eventOf("bypass.amended", 5, {
    manifest: { path: ".qms/a.yml", commit: hex("c", 40), blob: hex("d", 40), sha256: hex("d", 64) },
    data: { number: 1, changes: { owner }, approvers: [], policy_sha: hex("1", 40), people_sha: hex("2", 40) },
  });

test.each<readonly [string, readonly LedgerEvent[], readonly string[]]>([
  ["what was asked for", [...upTo("bypass.activated"), naming("mia")], []],
  [
    "another pull request, and the right one put there afterwards",
    [...upTo("bypass.activated", ofPull(9)), instead(ofPull(9), { target })],
    ["EVENT_MANIFEST_MISMATCH 4"],
  ],
  [
    "another owner, and the right one put there afterwards",
    [...upTo("bypass.activated"), naming("eve"), instead(naming("eve"), { data: naming("mia").data })],
    ["EVENT_MANIFEST_MISMATCH 5"],
  ],
])("a record that names %s", (_, events, expected) =>
  expect(told(checkAsked([foldOf(events)], versions))).toEqual(expected),
);

const policy = readDefaultPolicy().compiled;
const people = readPeople(
  Buffer.from(
    "schema: qms.people/v1\npeople:\n  lea: { github: { login: lea, id: 101 }, status: active }\nroles:\n  lead: [lea]\n  lead-devops: [lea]\n",
  ),
  "people.yml",
  null,
  0,
).compiled;
const eve = { id: 666, login: "eve", role: "lead-devops", kind: "human" as const };
const byEve = (type: string) => eventOf(type, 11, { actor: eve });

test.each(["remediation.verified", "bypass.revoked"])("%s, and another person put there afterwards", (type) => {
  if (policy === null || people === null) throw new Error("the fixture has errors");
  const before = type === "bypass.revoked" ? "bypass.activated" : "remediation.completed";
  const fold = foldOf([...upTo(before), byEve(type), instead(byEve(type), { actor: of("bypass.used").actor })]);
  const { findings } = checkActs(actsOf([fold]), () => ({ policies: [policy], people: [people] }));
  expect(told(findings)).toEqual([`ACTOR_NOT_ENTITLED ${upTo(before).length + 1}`]);
});

test("an approval with too few people, and one with enough put there afterwards", () => {
  if (policy === null) throw new Error("the fixture has errors");
  const few = eventOf("bypass.approved", 2, { manifest, target, data: { approvers: [] } });
  const fold = foldOf([...upTo("bypass.used", few), instead(few, { data: approved.data })]);
  const { findings } = checkSlots(approvalsOf([fold]), () => ({ policy, people: null, request: null }));
  expect(told(findings)).toEqual(["APPROVAL_INCOMPLETE 3"]);
});
