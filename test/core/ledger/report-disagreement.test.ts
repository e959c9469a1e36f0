import { expect, test } from "vitest";
import type { Anchor } from "../../../src/core/ledger/verify-walk.ts";
import { appendTo, eventOf, oidOf } from "./fixture.ts";
import { good, verify } from "./tampered.ts";

// Of a ledger that was written anew there may be something for every day of years that saw the old one.

const told = (commits: Parameters<typeof verify>[0], anchors: readonly Anchor[]) =>
  verify(commits, anchors).findings.map(({ code, seq, commits: about, message }) => ({ code, seq, about, message }));
const commitAt = (index: number): string => good.commits[index]?.oid ?? "";

test("anchors whose commits are gone are one finding: the first one, how many more, and the last that agrees", () => {
  const anchors = [
    { source: "day 1", commit: commitAt(1) },
    { source: "day 2", commit: commitAt(2) },
    ...[3, 4, 5].map((day) => ({ source: `day ${day}`, commit: oidOf(4700 + day) })),
  ];
  const [only, ...others] = told(good.commits, anchors);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ code: "LEDGER_REWRITTEN", about: [4703, 4704, 4705].map(oidOf) });
  expect(only?.message).toContain(`day 3`);
  expect(only?.message).toContain("2 later anchors disagree as well; the last one before it that agrees is day 2");
});

test("anchors that saw other records are one finding, and one that agrees behind them is told", () => {
  const recordAt = (seq: number, event_sha256 = good.entries[seq - 1]?.event_sha256 ?? "") => ({
    source: `record ${seq}`,
    record: { seq, event_sha256 },
  });
  const other = "1".repeat(64);
  const anchors = [recordAt(2), recordAt(4, other), recordAt(5, other), recordAt(7)];
  const [only, ...others] = told(good.commits, anchors);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ code: "LEDGER_REWRITTEN", seq: 4 });
  expect(only?.message).toMatch(
    /record 4 is another event; one later anchor disagrees as well; the last one before it that agrees is record 2; one behind it agrees/,
  );
});

test("checkpoints of a history that is gone are one finding, and tags and checkpoints are not mixed", () => {
  const old = Array.from({ length: 4 }, (_, index) => index + 1).reduce((ledger, index) => {
    const head = ledger.head;
    const data = {
      size: head?.seq ?? 0,
      event_sha256: head?.event_sha256 ?? "",
      root: "0".repeat(64),
      ledger_commit: oidOf(4700 + index),
    };
    return appendTo(ledger, [eventOf("checkpoint", 100 + index, { bypass: "PROCEDURE", key: `day ${index}`, data })]);
  }, good);
  const tags = [1, 2].map((day): Anchor => ({ source: `tag ${day}`, isTag: true, commit: oidOf(4800 + day) }));
  const found = told(old.commits, tags);
  expect(found.map(({ code, seq }) => [code, seq])).toEqual([
    ["LEDGER_REWRITTEN", 13],
    ["LEDGER_REWRITTEN", null],
  ]);
  expect(found[0]?.message).toContain("the checkpoint in record 13");
  expect(found[0]?.message).toContain("3 later checkpoints disagree as well; no checkpoint before it agrees");
  expect(found[0]?.about).toEqual([4701, 4702, 4703, 4704].map(oidOf));
  expect(found[1]?.message).toContain("one later tag disagrees as well; no tag before it agrees");
});
