import { expect, test } from "vitest";
import { checkMergeOrder } from "../../../src/core/audit/check-merge-order.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { entriesOf, eventOf, hex, lifeOf, manifest, START, target } from "../ledger/fixture.ts";

// Dates of commits are what their maker wrote, and a record that leaves something out says less: neither makes a merge that of a bypass.

const [merge, head] = [hex("d", 40), hex("9", 40)];
const madeAt = (minute: number) => {
  const committer = `Ada <ada@example.com> ${START / 1000 + minute * 60} +0000`;
  return new Map([[merge, { parents: [], author: committer, committer }]]);
};

test.each([
  ["an hour before it", -60, 1],
  ["a minute before it, by another clock", -1, 0],
  ["a minute after it", 4, 0],
  ["an hour after it: the run hung", 60, 0],
  ["two hours after it", 120, 1],
])("a merge that the branch had when an activation looked, dated %s", (_, minute, count) => {
  const { fold } = foldBypass(lifeOf()[0]?.bypass ?? "", entriesOf(lifeOf()));
  const found = checkMergeOrder([fold], "main", [head, merge], new Set([merge, head]), madeAt(minute));
  expect(found.map(({ code }) => code)).toEqual(new Array(count).fill("MERGE_OF_SOMETHING_ELSE"));
});

const used = (bypass: string, pr: number, isNamed: boolean) => {
  const about = { ...target, pr, commit: hex(String(pr).slice(-1), 40) };
  const life = lifeOf(bypass).slice(0, 7);
  const events = life.map((event, index) =>
    event.type === "bypass.activated"
      ? eventOf(event.type, index, { bypass, manifest, target: about })
      : event.type === "bypass.used" && isNamed
        ? eventOf(event.type, index, { bypass, target: about })
        : event,
  );
  return { bypass, events };
};

test.each([
  ["where both records name it", 513, true, true, 1],
  ["where its own record leaves it out", 513, true, false, 1],
  ["where the first record leaves it out", 513, false, true, 1],
  ["where neither record names it", 513, false, false, 1],
  ["of the same pull request", 512, true, false, 0],
])("a use by the merge of another pull request, %s", (_, pr, first, second, count) => {
  const lives = [used("BYPASS-L1-20260302-090000", 512, first), used("BYPASS-L1-20260302-100000", pr, second)];
  const entries = entriesOf(lives.flatMap(({ events }) => events));
  const folds = lives.map(({ bypass }) => foldBypass(bypass, entries).fold);
  const found = checkMergeOrder(folds, "main", [merge, head], new Set([merge, head]));
  expect(found.map(({ code, bypass }) => `${code} ${bypass}`)).toEqual(
    new Array(count).fill("MERGE_OF_SOMETHING_ELSE BYPASS-L1-20260302-100000"),
  );
});

test("a merge that brought the commits of several pull requests is that of each of them", () => {
  const lives = [used("BYPASS-L1-20260302-090000", 512, false), used("BYPASS-L1-20260302-100000", 513, false)];
  const entries = entriesOf(lives.flatMap(({ events }) => events));
  const folds = lives.map(({ bypass }) => foldBypass(bypass, entries).fold);
  expect(checkMergeOrder(folds, "main", [merge, head], new Set([merge, head, hex("3", 40)]))).toEqual([]);
});
