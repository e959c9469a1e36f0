import { expect, test } from "vitest";
import { checkDefaultBranch } from "../../../src/core/audit/check-default-branch.ts";
import { entriesOf, eventOf, hex } from "../ledger/fixture.ts";

/** What is said of records that saw these heads, one after the other, in a clone that has `here`; `4 …` is about record 4. */
function said(heads: string, here: string, anchors: Parameters<typeof checkDefaultBranch>[1] = []) {
  const entries = entriesOf(
    [...heads].map((head, at) => eventOf("checkpoint", at, { bypass: "PROCEDURE", main_head: hex(head, 40) })),
  );
  const commits = new Set([...here].map((h) => hex(h, 40)));
  const { findings, knowsAny } = checkDefaultBranch(entries, anchors, { name: "main", commits, former: new Map() });
  return { said: findings.map(({ code, seq }) => `${seq} ${code}`), knowsAny };
}

test.each([
  ["every head is there", "aabbc", "abc", []],
  ["the clone is older than the last records", "abc", "ab", ["3 CLONE_BEHIND"]],
  ["a head is gone, and a later one is there", "abc", "ac", ["2 HISTORY_REWRITTEN"]],
  ["a late record names an older head again, all there", "aba", "ab", []],
  ["the clone is older, and a run that began earlier recorded last", "aba", "a", ["2 CLONE_BEHIND"]],
  ["taken back to an old head, and gone on from there", "abad", "ad", ["2 HISTORY_REWRITTEN"]],
  ["rewritten, and the clone is behind besides", "abcd", "ac", ["2 HISTORY_REWRITTEN", "4 CLONE_BEHIND"]],
  ["nothing of it is here", "abc", "d", ["1 CLONE_BEHIND"]],
])("%s", (_, heads, here, codes) => expect(said(heads, here).said).toEqual(codes));

test("whether anything of it is here", () => {
  expect(said("ab", "a").knowsAny).toBe(true);
  expect(said("ab", "c").knowsAny).toBe(false);
  expect(said("", "c").knowsAny).toBe(true);
});

test("an anchor is older than the clone where a record since then saw a head that is here", () => {
  const anchor = (seq: number) =>
    [{ source: "anchor", mainHead: hex("e", 40), record: { seq, event_sha256: hex("5", 64) } }] as never;
  expect(said("aba", "ab", anchor(3)).said).toEqual(["3 HISTORY_REWRITTEN"]);
  expect(said("aba", "ab", anchor(4)).said).toEqual(["4 CLONE_BEHIND"]);
});
