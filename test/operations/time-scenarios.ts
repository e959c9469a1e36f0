import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import { BYPASS_A, BYPASS_B, lifeUntil, ordinaryWorld, registryCommitsOf, type World } from "./audit-world.ts";
import { commitFiles, filesOf, nextRecords } from "./forge-ledger.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// Times of records against the times of what they name.

type Real = { readonly mergeSha: string; readonly mainHead: string };
const onlyA = registryCommitsOf([{ id: BYPASS_A }]);

/** The life of A from 11:00 on, with one record of another time. */
const withTime = (type: string, at: string) => () =>
  ordinaryWorld({
    registry: onlyA,
    events: (real: Real) => [
      lifeUntil("remediation.verified", BYPASS_A, { ...real, minute: 120, extra: { [type]: { at } } }),
    ],
  });
/** The violation is recorded behind the remediation. */
const violationAt = (at: string) => () =>
  ordinaryWorld({
    registry: onlyA,
    events: (real: Real) => [
      [
        ...lifeUntil("remediation.opened", BYPASS_A, { ...real, minute: 120 }),
        eventOf("violation.recorded", 0, { bypass: BYPASS_A, at, main_head: real.mainHead }),
      ],
    ],
  });
const usedAt = (at: string, base: string, { mergeSha }: Real) => ({ at, data: { merge_sha: mergeSha, base } });
const targetOn = (base: string) => ({
  target: { pr: 512, ref: `refs/heads/${base}`, commit: "a".repeat(40), tree: "e".repeat(40) },
});
/** A is activated at 9:03, B at 10:03, and both see main where A was merged; that is recorded behind them, with the time given. */
const mergedLater =
  (at: string, base = "main") =>
  () =>
    ordinaryWorld({
      events: (real: Real): readonly (readonly LedgerEvent[])[] => [
        lifeUntil("override.verified", BYPASS_A, { ...real, extra: { "bypass.activated": targetOn(base) } }),
        lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 }),
        lifeUntil("remediation.opened", BYPASS_A, { ...real, extra: { "bypass.used": usedAt(at, base, real) } }).slice(
          6,
        ),
      ],
    });

/** A is activated at three minutes past nine, and that is written on a later day. */
const writtenOn = (day: string) => () =>
  ordinaryWorld({
    registry: onlyA,
    events: (real: Real) => [lifeUntil("bypass.approved", BYPASS_A, real)],
    late: ({ mainHead, registryHead }) => {
      const real = { mergeSha: mainHead, mainHead, registryHead };
      return { events: lifeUntil("remediation.opened", BYPASS_A, real).slice(3), day };
    },
  });
/** The last record is well chained, and lies in the folder of a day. */
export const forgedOn = (day: string) => (world: World) => {
  const about = { bypass: "PROCEDURE", main_head: world.commit("M1") };
  commitFiles(world, filesOf(world, nextRecords(world, [eventOf("improvement.proposed", 200, about)], day)));
};

export const timeLife: readonly Ordinary[] = [
  { name: "an activation that is written behind midnight", make: writtenOn("2026-03-03") },
  { name: "an approval some seconds before its review", make: withTime("bypass.approved", "2026-03-02T11:00:10.000Z") },
  {
    name: "an activation a minute before its approval",
    make: withTime("bypass.activated", "2026-03-02T11:01:00.000Z"),
  },
  {
    name: "a verification that was written before its completion was recorded",
    make: withTime("remediation.verified", "2026-03-02T11:04:00.000Z"),
  },
  { name: "a violation by a run of some minutes ago", make: violationAt("2026-03-02T11:00:00.000Z") },
  { name: "a merge within the hour of an activation that saw it", make: mergedLater("2026-03-02T09:59:00.000Z") },
  {
    name: "what main had long been is merged elsewhere two hours later",
    make: mergedLater("2026-03-02T12:04:00.000Z", "production"),
  },
];

export const timeScenarios: readonly Scenario[] = [
  ...(
    [
      ["an approval of ten minutes before the review that it counts", "bypass.approved", "2026-03-02T10:51:00.000Z"],
      ["an activation of ten minutes before its approval", "bypass.activated", "2026-03-02T10:52:00.000Z"],
      ["a check of an override that is older than its activation", "override.verified", "2026-03-02T10:50:00.000Z"],
      ["an end that is older than its activation", "bypass.deactivated", "2026-03-02T10:50:00.000Z"],
      ["a completion of a day before the use", "remediation.completed", "2026-03-01T10:50:00.000Z"],
      ["a verification of a year before the activation", "remediation.verified", "2025-03-02T10:50:00.000Z"],
      ["a remediation that was opened a day before the use", "remediation.opened", "2026-03-01T11:09:00.000Z"],
      ["a restore that is older than its activation", "override.restored", "2026-03-02T10:50:00.000Z"],
    ] as const
  ).map(
    ([name, type, at]): Scenario => ({
      ...{ name, make: withTime(type, at), verdict: "fail", commits: () => [] },
      // The commit of a completion has a date of its own.
      codes: ["BACKDATED_RECORD", ...(type === "remediation.completed" ? ["CLOCK_SKEW"] : [])],
    }),
  ),
  {
    name: "a request of six years before the records before it",
    make: () =>
      ordinaryWorld({
        events: (real: Real) => [
          lifeUntil("remediation.opened", BYPASS_A, real),
          lifeUntil("bypass.approved", BYPASS_B, {
            ...{ ...real, minute: 60 },
            extra: { "request.accepted": { at: "2020-03-02T10:00:00.000Z" } },
          }),
        ],
      }),
    verdict: "fail",
    codes: ["BACKDATED_RECORD", "DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "a first request of six years before the day of its folder",
    make: () =>
      ordinaryWorld({
        registry: onlyA,
        events: (real: Real) => [
          lifeUntil("bypass.approved", BYPASS_A, {
            ...real,
            extra: { "request.accepted": { at: "2020-03-02T10:00:00.000Z" } },
          }),
        ],
      }),
    verdict: "fail",
    codes: ["DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "a violation of six years before the request",
    make: violationAt("2020-01-01T00:00:00.000Z"),
    verdict: "fail",
    codes: ["BACKDATED_RECORD", "DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "a last record in the folder of a day that has not come",
    make: () => ordinaryWorld(),
    damage: forgedOn("9999-12-31"),
    options: () => ({ now: Date.UTC(2026, 2, 2, 12, 30) }),
    verdict: "fail",
    codes: ["DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "a last record in the folder of tomorrow",
    make: () => ordinaryWorld(),
    damage: forgedOn("2026-03-03"),
    options: () => ({ now: Date.UTC(2026, 2, 2, 22, 59) }),
    verdict: "fail",
    codes: ["DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "an activation in the folder of a day two days after it",
    make: writtenOn("2026-03-04"),
    verdict: "fail",
    codes: ["DATE_IN_FUTURE"],
    commits: () => [],
  },
  {
    name: "an activation that saw main at a merge of two hours later, which was recorded behind it",
    make: mergedLater("2026-03-02T12:04:00.000Z"),
    verdict: "fail",
    // Both are for one commit of one pull request.
    codes: ["BACKDATED_RECORD", "MERGE_WITHOUT_EVENT"],
    commits: () => [],
  },
];
