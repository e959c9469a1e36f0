import { expect, test } from "vitest";
import { checkApprovers } from "../../../src/core/audit/check-approvers.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, lifeOf } from "../ledger/fixture.ts";

// A request that was refused and asked for again: one pull request has one author, whatever its later records say.

const lea = { id: 101, login: "lea", role: null, kind: "human" } as const;
const elsewhere = { kind: "api", url: "https://github.com/acme/payments/pull/77" } as const;
const byLea = eventOf("request.accepted", 0, { actor: lea });
const refused = eventOf("bypass.refused", 1, { key: "refused" });
const again = eventOf("request.accepted", 2, { key: "again" });
const takenBack = eventOf("correction", 3, { supersedes: again.id });
// Reviewed and approved by lea, in the pull request of every record of the fixture.
const approved = lifeOf().slice(1, 3);

test.each<readonly [string, readonly LedgerEvent[], readonly string[]]>([
  ["the approver, and then by somebody else in the same pull request", [byLea, refused, again], ["error 5"]],
  ["the approver, and then by a record that was taken back", [byLea, refused, again, takenBack], ["error 6"]],
  [
    "somebody else, and then by the approver",
    [eventOf("request.accepted"), refused, eventOf("request.accepted", 2, { key: "again", actor: lea })],
    ["error 5"],
  ],
  [
    "the approver in another pull request, and then by somebody else in this one",
    [eventOf("request.accepted", 0, { actor: lea, source: elsewhere }), refused, again],
    [],
  ],
  [
    "somebody else, and then by the approver in another pull request",
    [
      eventOf("request.accepted"),
      refused,
      eventOf("request.accepted", 2, { key: "again", actor: lea, source: elsewhere }),
    ],
    ["warning 5"],
  ],
  ["somebody else twice", [eventOf("request.accepted"), refused, again], []],
])("asked for by %s", (_, requests, expected) => {
  const { fold, findings } = foldBypass(BYPASS, entriesOf([...requests, ...approved]));
  expect(findings).toEqual([]);
  const found = checkApprovers([fold]);
  expect(new Set(found.map(({ code }) => code))).toEqual(new Set(expected.length === 0 ? [] : ["SELF_APPROVAL"]));
  expect(found.map(({ severity, seq }) => `${severity} ${seq}`)).toEqual(expected);
});
