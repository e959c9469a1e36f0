import { expect, test } from "vitest";
import { contentsAbout } from "../../../src/core/audit/about-that-day.ts";
import type { HistoryCommit } from "../../../src/core/audit/history.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

const PATH = ".qms/people.yml";
const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2, 9);
const oid = (digit: number) => String(digit).repeat(40);

/** A line of commits, each with another people.yml; the third one leaves it as it is. */
const commits = [1, 2, 3, 4].map((place): HistoryCommit => {
  const parent = place === 1 ? null : oid(place - 1);
  const change = { path: PATH, parent, kind: "modified", mode: "100644", blob: `v${place}`, previous: null };
  return { oid: oid(place), parents: parent === null ? [] : [parent], changes: place === 3 ? [] : [change] } as never;
});

/** Approvals that saw these heads, so many hours after the start. */
const about = (
  seen: readonly (readonly [hours: number, head: number])[],
  hours: number,
  writtenOn = new Date(START + hours * HOUR).toISOString().slice(0, 10),
) =>
  contentsAbout(
    entriesOf(
      seen.map(([at, head], index) =>
        eventOf("bypass.approved", at * 60, {
          key: `k${index}`,
          data: { policy_sha: oid(head), people_sha: oid(head) },
        }),
      ),
    ),
    commits,
  )(PATH, START + hours * HOUR, writtenOn);

test.each([
  ["everything, where no record tells", [], 0, ["v1", "v2", "v4"]],
  ["nothing that had gone for more than a day", [[0, 2]], 25, ["v2", "v4"]],
  ["what had gone for a day", [[0, 2]], 24, ["v1", "v2", "v4"]],
  ["nothing that came behind the next day", [[40, 2]], 0, ["v1", "v2"]],
  ["what came on the next day", [[39, 2]], 0, ["v1", "v2", "v4"]],
  [
    "what stayed as it was",
    [
      [0, 3],
      [400, 3],
    ],
    100,
    ["v2"],
  ],
  [
    "no commit of a pull request",
    [
      [0, 9],
      [400, 9],
    ],
    100,
    ["v1", "v2", "v4"],
  ],
] as const)("it has %s", (_, seen, hours, expected) => expect(about(seen, hours)).toEqual(expected));

test("records that contradict each other leave what the earlier one saw: what is unknown would accuse nobody", () => {
  const seen = [
    [0, 4],
    [400, 1],
  ] as const;
  expect(about(seen, 100)).toEqual(["v4"]);
});

test("what came by the day on which it was written down counts, too: a comment is looked at when runs go again", () => {
  expect(about([[240, 2]], 0)).toEqual(["v1", "v2"]);
  expect(about([[240, 2]], 0, "2026-03-11")).toEqual(["v1", "v2", "v4"]);
});

test("a file that was not there is told as nothing", () => {
  expect(contentsAbout([], commits)("other.yml", START, "2026-03-02")).toEqual([null]);
});
