import { expect, test } from "vitest";
import { builtInsOf } from "../../../src/core/audit/built-ins.ts";
import { entriesOf, eventOf, hex, START } from "../ledger/fixture.ts";

// As after two releases with another built-in policy.
const [first, second, third] = [hex("1", 64), hex("2", 64), hex("3", 64)];
const strange = hex("f", 64);
const HOUR = 3_600_000;
const after = (hours: number) => START + hours * HOUR;

/** Approvals so many hours after the start; null: it names no built-in policy. */
const builtIns = (...named: readonly (readonly [hours: number, digest: string | null, type?: string])[]) =>
  builtInsOf(
    entriesOf(
      named.map(([hours, digest, type = "bypass.approved"], index) =>
        eventOf(type, hours * 60, {
          key: `k${index}`,
          data: digest === null ? {} : { default_policy_sha256: digest },
        }),
      ),
    ),
    [first, second, third],
  );

test.each([
  ["the first, where no record names one", [], 0, null, first],
  ["the first, whatever names no digest", [[0, null]], 100, null, first],
  ["the one that it names", [[0, first]], 100, second, second],
  ["one that had gone for a day, and not for more: a run of before may end later", [[0, second]], 24, first, first],
  ["what came after one that had gone for more than a day", [[0, second]], 25, first, second],
  ["the same where it names none", [[0, second]], 25, null, second],
  [
    "the newest, although a record between names none",
    [
      [0, third],
      [10, null],
    ],
    40,
    second,
    third,
  ],
  ["an amendment's word, too", [[0, second, "bypass.amended"]], 25, null, second],
  ["nothing that another record says", [[0, second, "bypass.activated"]], 25, null, first],
  ["one that nobody knows", [[0, strange]], 40, strange, strange],
  ["its own, whoever names one that nobody knows", [[0, strange]], 40, second, second],
] as const)("an approval is counted by %s", (_, named, hours, digest, expected) =>
  expect(builtIns(...named).behind(digest, after(hours))).toBe(expected),
);

test.each([
  ["all, where no record names one", [], 0, [first, second, third]],
  ["all that were not gone for more than a day", [[0, second]], 24, [first, second, third]],
  ["none that had gone for more than a day", [[0, second]], 25, [second, third]],
  [
    "those up to today's before the next that is named, and after it",
    [
      [0, first],
      [300, second],
    ],
    100,
    [first, second, third],
  ],
  [
    "no answer since the last approval before one by another version",
    [
      [0, second],
      [300, strange],
    ],
    100,
    null,
  ],
  [
    "an answer before that",
    [
      [50, second],
      [300, strange],
    ],
    40,
    [first, second, third],
  ],
] as const)("an act rests on %s", (_, named, hours, expected) =>
  expect(builtIns(...named).about(after(hours))).toEqual(expected),
);
