import { expect, test } from "vitest";
import { planAmendmentRecords } from "../../../src/core/authorization/plan-amendment-records.ts";
import { View } from "../../../src/core/document/view.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { readDefaultPolicy } from "../../../src/core/procedure/read-policy.ts";
import { BYPASS, entriesOf, HEAD_SHA, lifeOf, manifest } from "../ledger/fixture.ts";

// An amendment that was merged before the activation, and is recorded after it: the decision did not know when the lifetime began.

/** L1 lives for 72 h; the fixture activates in the third minute after nine on 2 March. */
const limit = "2026-03-05T09:03:00.000Z";

function recordedEnd(events: number, expires_at: string): unknown {
  const { fold, findings } = foldBypass(BYPASS, entriesOf(lifeOf().slice(0, events)));
  expect(findings).toEqual([]);
  const [amended] = planAmendmentRecords({
    ...{ fold, manifestRef: manifest, targetRef: null, pullUrl: "https://github.com/acme/payments/pull/9" },
    policy: readDefaultPolicy().compiled,
    amendment: { view: new View({ number: 1, changes: { expires_at } }) },
    facts: { pull_request: { head_sha: HEAD_SHA }, reviews: [] },
    people: { byId: new Map() },
    decision: { bypass: BYPASS, verdict: "approved", tree: [], candidates: [], subject: {} },
  } as never);
  const { changes } = amended?.data ?? {};
  return (changes as { readonly expires_at?: string } | undefined)?.expires_at;
}

test.each([
  [
    "as it was asked for, before the activation: that will be held to the lifetime itself",
    3,
    "2026-03-20T09:00:00Z",
    "2026-03-20T09:00:00.000Z",
  ],
  ["no later than the lifetime, counted from the first activation", 4, "2026-03-20T09:00:00Z", limit],
  ["the same when it is over", 9, "2026-03-20T09:00:00Z", limit],
  ["as it was asked for, within the lifetime", 4, "2026-03-05T08:00:00Z", "2026-03-05T08:00:00.000Z"],
])("the end that is recorded is %s", (_, events, asked, expected) => expect(recordedEnd(events, asked)).toBe(expected));
