import { describe, expect, test } from "vitest";
import { checkNamedTimes } from "../../../src/core/audit/check-named-times.ts";
import type { BypassFold } from "../../../src/core/ledger/fold-bypass.ts";
import { startFold } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, manifest } from "../ledger/fixture.ts";

const sha = (digit: number) => String(digit).repeat(64);
const review = (id: number, minute: number) =>
  eventOf("review.completed", minute, { key: `r${id}-${minute}`, data: { kind: "lead", review_id: id } });
const approval = (minute: number, content: number, ...reviews: readonly number[]) =>
  eventOf("bypass.approved", minute, {
    key: `a${minute}`,
    manifest: { ...manifest, sha256: sha(content) },
    data: { approvers: reviews.map((review_id) => ({ slot: "lead", id: 101, login: "lea", review_id })) },
  });
const activation = (minute: number, content: number, number = 1) =>
  eventOf("bypass.activated", minute, {
    key: `n${minute}`,
    manifest: { ...manifest, sha256: sha(content) },
    data: { activation: number },
  });
const posted = (minute: number, number = 1) =>
  eventOf("override.posted", minute, { key: `p${minute}`, data: { activation: number } });

/** What holds of a bypass, whatever the order in which steps are legal. */
function foldOf(events: readonly LedgerEvent[]): BypassFold {
  const entries = entriesOf(events);
  return { ...startFold(BYPASS), entries, places: entries.map(({ event }) => [event]) };
}

/** The record that is too old, and the one that it rests on. */
const found = (...events: readonly LedgerEvent[]): string[] =>
  checkNamedTimes([foldOf(events)]).map(({ seq, message }) => `${seq} ${/record (\d+)/.exec(message)?.[1]}`);

describe("what a record rests on", () => {
  test.each<readonly [string, readonly LedgerEvent[], readonly string[]]>([
    ["an approval and its review", [review(1, 10), approval(11, 1, 1)], []],
    ["an approval older than the newest of its reviews", [review(1, 1), review(2, 20), approval(5, 1, 2, 1)], ["3 2"]],
    ["of one review on record twice, the newer", [review(1, 30), review(1, 20), approval(5, 1, 1)], ["3 1"]],
    [
      "of two reviews of one time, the one recorded later",
      [review(1, 20), review(2, 20), approval(5, 1, 2, 1)],
      ["3 2"],
    ],
    ["a review that it does not name", [review(1, 30), approval(5, 1, 2)], []],
    ["an activation and the oldest approval of its content", [approval(30, 1), approval(20, 1), activation(25, 1)], []],
    ["an activation older than both", [approval(30, 1), approval(20, 1), activation(5, 1)], ["3 2"]],
    ["an activation of other content", [approval(30, 1), activation(5, 2)], []],
    ["what is about an activation", [activation(30, 1), activation(40, 1, 2), posted(5), posted(35, 2)], ["3 1"]],
  ])("%s", (_, events, expected) => expect(found(...events)).toEqual(expected));
});

test("many approvals, reviews and activations of one bypass are read a few times each", () => {
  const many = Array.from({ length: 300 }, (_, index) => index);
  const events = many.flatMap((index) => [
    review(index, index),
    approval(index, index % 10, index),
    activation(index, index % 10, index),
    posted(index, index),
  ]);
  let reads = 0;
  const entries = entriesOf(events).map((entry) => {
    const { type } = entry.event;
    const event = {
      ...entry.event,
      get type() {
        reads++;
        return type;
      },
    };
    return { ...entry, event };
  });
  const fold = { ...startFold(BYPASS), entries, places: entries.map(({ event }) => [event]) };
  expect(checkNamedTimes([fold])).toEqual([]);
  expect(reads).toBeGreaterThan(events.length);
  expect(reads).toBeLessThan(8 * events.length);
});
