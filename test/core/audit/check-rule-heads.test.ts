import { expect, test } from "vitest";
import { checkRuleHeads } from "../../../src/core/audit/check-rule-heads.ts";
import { entriesOf, eventOf, hex, manifest } from "../ledger/fixture.ts";

const DAY = 24 * 60;
const head = (place: number): string => hex(String(place), 40);
const line = [1, 2, 3].map(head);
const placeOf = (oid: string): number | undefined => (line.includes(oid) ? line.indexOf(oid) : undefined);
const approval = (minute: number, place: number, type: "bypass.approved" | "bypass.amended" = "bypass.approved") => {
  const rules = { policy_sha: head(place), people_sha: head(place) };
  const more = type === "bypass.amended" ? { number: 1, changes: { owner: "mia" } } : {};
  return eventOf(type, minute, { data: { decision_sha256: hex("d", 64), approvers: [], ...rules, ...more } });
};
const activation = (minute: number, place: number) =>
  eventOf("bypass.activated", minute, { manifest: { ...manifest, commit: head(place) } });
const said = (...events: Parameters<typeof entriesOf>[0]) =>
  checkRuleHeads(entriesOf(events), placeOf).map(({ code, seq, commits }) => [code, seq, ...commits]);

test("an approval by rules that had gone for more than a day is told, of requests and of amendments", () => {
  expect(said(approval(0, 3), approval(DAY + 1, 1))).toEqual([["APPROVAL_BY_FORMER_RULES", 2, head(1)]]);
  expect(said(activation(0, 2), approval(DAY + 1, 1, "bypass.amended"))).toEqual([
    ["APPROVAL_BY_FORMER_RULES", 2, head(1)],
  ]);
});

test.each([
  ["the rules of the day", [approval(0, 1), approval(DAY + 1, 1)]],
  ["rules that have come since", [approval(0, 1), approval(3 * DAY, 3), approval(5 * DAY, 3)]],
  ["a run that took its time", [approval(0, 3), approval(DAY, 1)]],
  ["commits that the branch was never at", [approval(0, 9), approval(5 * DAY, 1), approval(9 * DAY, 9)]],
])("nothing is said of %s", (_, events) => expect(said(...events)).toEqual([]));
