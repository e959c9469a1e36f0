import { expect, test } from "vitest";
import { checkAsked } from "../../../src/core/audit/check-asked.ts";
import { checkEffects } from "../../../src/core/audit/check-effects.ts";
import { approvalsOf } from "../../../src/core/audit/check-slots.ts";
import { checkVerifiers } from "../../../src/core/audit/check-verifiers.ts";
import type { LedgerEntry } from "../../../src/core/ledger/build-record.ts";
import { type BypassFold, extendFold, startFold } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, hex, lifeOf, manifest, target } from "../ledger/fixture.ts";

// Whoever may write the ledger can give one bypass any number of records of any kind: twice as many are read twice as often.

const approvals = { approvers: [], policy_sha: hex("1", 40), people_sha: hex("2", 40), decision_sha256: hex("5", 64) };
const more = (type: string, index: number, extra: Partial<LedgerEvent> = {}) =>
  eventOf(type, 9, { key: `${type}-${index}`, ...extra } as never);
const numbers = (count: number) => [...new Array(count).keys()];
const life = lifeOf();
const activated = (index: number, data: object) => more("bypass.activated", index, { manifest, target, data } as never);
const amended = (index: number, changes: object) =>
  more("bypass.amended", index, {
    manifest: { ...manifest, path: `.qms/a${index}.yml` },
    data: { number: index + 1, changes, ...approvals },
  });
const cycle = (index: number) => [
  more("bypass.deactivated", index, { data: { activation: index + 1, reason: "suspended" } }),
  amended(index, { expires_at: "2026-03-05T10:00:00.000Z" }),
  activated(index, { activation: index + 2 }),
];
const text = more("remediation.progress", 0, { data: { text: "Half done." } });
const taken = more("correction", 0, { data: { reason: "It was not." }, supersedes: text.id });
const request = {
  requester: null,
  owner: null,
  pull: null,
  head: null,
  base: null,
  expiresAt: "2026-03-05T09:00:00Z",
  amendment: null,
};
const version = { sha256: manifest.sha256, name: { id: BYPASS, request: { ...request, input: { checks: "all" } } } };
const versions = new Map([[manifest.blob, version]]) as never;

/** How often records are looked at; one of them says nothing by itself, but what it names. */
function readsOf(events: readonly LedgerEvent[], check: (folds: readonly BypassFold[]) => unknown): number {
  let reads = 0;
  const watch = (entry: LedgerEntry): LedgerEntry => {
    const { data, type } = entry.event;
    const seen = (value: unknown) => ({
      enumerable: true,
      get: () => {
        reads++;
        return value;
      },
    });
    return { ...entry, event: Object.defineProperties({ ...entry.event }, { data: seen(data), type: seen(type) }) };
  };
  const fold = startFold(BYPASS);
  for (const entry of entriesOf(events)) extendFold(fold, watch(entry));
  reads = 0;
  check([fold]);
  return reads;
}

test.each<readonly [string, (count: number) => readonly LedgerEvent[], (folds: readonly BypassFold[]) => unknown]>([
  [
    "acts of an activation that stands there many times",
    (count) => [
      ...life.slice(0, 4),
      ...numbers(count).map((index) => activated(index, { activation: 1, checks: [{ name: `c${index}` }] })),
      ...numbers(count).map((index) => more("override.posted", index, { data: { check: `other${index}` } })),
    ],
    checkEffects,
  ],
  [
    "results of one activation that are posted again and again",
    (count) => [...life.slice(0, 4), ...numbers(count).map((index) => more("override.posted", index))],
    checkEffects,
  ],
  [
    "remediations that are opened and verified again and again",
    (count) => [
      ...life,
      ...numbers(count).flatMap((index) =>
        ["remediation.reopened", "remediation.completed", "remediation.verified"].map((type) => more(type, index)),
      ),
    ],
    (folds) => checkVerifiers(folds, () => 1),
  ],
  [
    "activations with an amendment before each",
    (count) => [...life.slice(0, 4), ...numbers(count).flatMap(cycle)],
    (folds) => checkAsked(folds, versions),
  ],
  [
    "amendments behind something that was taken back",
    (count) => [
      ...[...life.slice(0, 10), text, taken],
      ...numbers(count).map((index) => amended(index, { target_date: "2026-03-12" })),
    ],
    approvalsOf,
  ],
])("%s", (_, events, check) => {
  const [some, twice] = [readsOf(events(100), check), readsOf(events(200), check)];
  expect(some).toBeGreaterThan(100);
  expect(twice / some).toBeLessThan(2.2);
});
