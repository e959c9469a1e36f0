import { expect, test } from "vitest";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { isFinished } from "../../../src/core/ledger/is-finished.ts";
import { BYPASS, EMERGENCY, entriesOf, eventOf, lifeOf } from "./fixture.ts";

const until = (type: string, bypass = BYPASS) => {
  const life = lifeOf(bypass);
  return life.slice(0, life.findIndex((event) => event.type === type) + 1);
};
const then = (bypass: string, ...types: readonly string[]) =>
  types.map((type, index) => eventOf(type, 500 + index, { bypass }));

const rows: readonly (readonly [what: string, bypass: string, events: ReturnType<typeof lifeOf>, expected: boolean])[] =
  [
    ["asked for", BYPASS, until("request.accepted"), false],
    ["approved", BYPASS, until("bypass.approved"), false],
    ["in force", BYPASS, until("override.verified"), false],
    ["used, with its remediation open", BYPASS, until("remediation.opened"), false],
    ["completed, not verified", BYPASS, until("remediation.completed"), false],
    ["verified", BYPASS, until("remediation.verified"), true],
    ["reopened after that", BYPASS, [...until("remediation.verified"), ...then(BYPASS, "remediation.reopened")], false],
    ["used and not restored", BYPASS, until("bypass.deactivated"), false],
    [
      "refused: it can be asked for again",
      BYPASS,
      [...until("request.accepted"), ...then(BYPASS, "bypass.refused")],
      false,
    ],
    ["expired before it was in force", BYPASS, [...until("bypass.approved"), ...then(BYPASS, "bypass.expired")], true],
    ["voided before it was in force", BYPASS, [...until("bypass.approved"), ...then(BYPASS, "bypass.voided")], true],
    ["revoked before it was in force", BYPASS, [...until("bypass.approved"), ...then(BYPASS, "bypass.revoked")], true],
    [
      "expired after it was in force: its commit may still be merged",
      BYPASS,
      [...until("bypass.activated"), ...then(BYPASS, "bypass.expired")],
      false,
    ],
    [
      "an emergency that expired after it was in force: it owes a tracking issue",
      EMERGENCY,
      [...until("bypass.activated", EMERGENCY), ...then(EMERGENCY, "bypass.expired")],
      false,
    ],
  ];

test.each(rows)("%s", (_, bypass, events, expected) => {
  const { fold, findings } = foldBypass(bypass, entriesOf(events));
  expect(findings).toEqual([]);
  expect(isFinished(fold)).toBe(expected);
});
