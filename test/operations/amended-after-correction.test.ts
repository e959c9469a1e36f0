import { expect, test } from "vitest";
import { approvalsOf, checkSlots } from "../../src/core/audit/check-slots.ts";
import { readManifestRequest } from "../../src/core/audit/manifest-request.ts";
import { foldBypass } from "../../src/core/ledger/fold-bypass.ts";
import { readDefaultPolicy } from "../../src/core/procedure/read-policy.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { decideRequest } from "../../src/operations/decide-request.ts";
import type { RequestReading } from "../../src/ports.ts";
import { BYPASS, entriesOf, eventOf, lifeOf, manifest } from "../core/ledger/fixture.ts";
import { baseWorld, digestOf } from "../support/fixture.ts";

const opened = lifeOf().slice(0, 10);
const later = (day: string) => ({ target_date: day, deadline: `${day}T23:00:00.000Z` });
const amended = (number: number, minute: number, changes: object, slots: readonly string[] = ["lead"]) =>
  eventOf("bypass.amended", minute, {
    manifest,
    data: {
      ...{ number, changes, decision_sha256: "5".repeat(64), policy_sha: "1".repeat(40), people_sha: "1".repeat(40) },
      approvers: slots.map((slot, at) => ({ slot, id: at + 7, login: `q${at}`, review_id: number * 10 + at })),
    },
  });
const correctionOf = ({ id }: LedgerEvent, minute: number) => eventOf("correction", minute, { supersedes: id });
/** The issue has 2026-03-09; by the first amendment 2026-03-20 was on record, by mistake. */
const mistaken = amended(1, 11, later("2026-03-20"));
const corrected = [...opened, mistaken, correctionOf(mistaken, 12)];

/** The level whose people approve the second amendment, by what is on record. */
function levelFor(events: readonly LedgerEvent[]): string | null {
  const world = baseWorld("L1");
  const before = digestOf(world.manifest);
  const path = world.manifestPath.replace(/\.yml$/, ".amend-2.yml");
  const text = `schema: qms.amendment/v1
amends: ${BYPASS}
number: 2
requested_by: req
reason: The reviewers of the reference package are away until Wednesday, so that the work has to wait for them.
changes: { remediation: { target_date: 2026-03-13 } }
`;
  const file = (at: string, content: string) => ({ path: at, bytes: Buffer.from(content), blob: "b".repeat(40) });
  const facts = JSON.parse(JSON.stringify(world.facts).replaceAll(before, digestOf(text)));
  facts.pull_request.files = [{ path, status: "added", mode: "100644" }];
  const reading = {
    facts: { ...facts, existing_manifests: [BYPASS, `${BYPASS}.amend-1`] },
    policy: file(".qms/policy.yml", world.policy),
    people: file(".qms/people.yml", world.people),
    ...{ peopleAtOpening: null, codeowners: null, earlierEmergencies: [] },
    manifest: file(path, text),
    original: file(world.manifestPath, world.manifest),
    ledger: { commit: null, repositoryId: 1, head: null, entries: entriesOf(events), active: new Map() },
  } as unknown as RequestReading;
  const places = { policyPath: ".qms/policy.yml", peoplePath: ".qms/people.yml" };
  return decideRequest(reading, { registryBranch: "qms", version: "1.0.0", ...places }).decision.level;
}

/** What verify says of the second amendment. */
function recounted(events: readonly LedgerEvent[]): string[] {
  const { fold, findings } = foldBypass(BYPASS, entriesOf(events));
  expect(findings).toEqual([]);
  const request = readManifestRequest({ severity: "S4", checks: ["docs/a"] }, (text) => text);
  const second = approvalsOf([fold]).filter(({ held }) => held.event.data.number === 2);
  expect(second).toHaveLength(1);
  const rules = { policy: readDefaultPolicy().compiled, people: null, request };
  return checkSlots(second, () => rules).findings.map(({ code }) => code);
}

test("an amendment is decided by the day that holds, not by one that a correction took back", () => {
  expect(levelFor([...opened, mistaken])).toBe("L1");
  expect(levelFor(corrected)).toBe("L2");
});

test("verify counts it by what held when it was approved, whatever was corrected since", () => {
  const second = (slots: readonly string[]) => amended(2, 14, later("2026-03-13"), slots);
  expect(recounted([...corrected, second(["lead"])])).toEqual(["APPROVAL_INCOMPLETE", "APPROVAL_INCOMPLETE"]);
  expect(recounted([...corrected, second(["architect", "quality"])])).toEqual([]);
  expect(recounted([...opened, mistaken, second(["lead"]), correctionOf(mistaken, 15)])).toEqual([]);
});
