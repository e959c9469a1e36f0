import { expect, test } from "vitest";
import { type ClosingRules, checkLeftOut } from "../../../src/core/audit/check-left-out.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, lifeOf } from "../ledger/fixture.ts";

// Whoever may write the ledger can close a remediation any number of times.

const request = { criteriaOfSuccess: 0, input: { checks: [] }, criteria: [], regulations: [], drill: false };
const closing = (index: number) =>
  eventOf("remediation.verified", 20, { key: `v${index}`, data: { obligations: [{ key: "restored", state: "na" }] } });
const again = (index: number): LedgerEvent[] => [
  ...["remediation.reopened", "remediation.completed"].map((type) => eventOf(type, 20, { key: `${type}${index}` })),
  closing(index),
];
const judge = (times: number, { criteria = 0, row = {} }: { criteria?: number; row?: object }) => {
  const cycles = [...new Array(times).keys()].flatMap(again);
  const { fold, findings } = foldBypass(BYPASS, entriesOf([...lifeOf().slice(0, 11), closing(-1), ...cycles]));
  expect(findings).toEqual([]);
  const policy = { policy: { obligations: { restored: row }, anchors: {} } };
  return checkLeftOut([fold], {
    policiesAbout: () => [policy],
    requestOf: () => ({ ...request, criteriaOfSuccess: criteria }),
    namedSince: 0,
  } as unknown as ClosingRules).findings;
};

test.each([
  ["is held against the events of a bypass", "due", { at: "merge" }],
  ["is held against what a request asks for", "when", undefined],
])("a row %s once, however often it was closed", (_, field, value) => {
  const looksOf = (times: number): number => {
    let looks = 0;
    const look = () => {
      looks++;
      return value;
    };
    const row = Object.defineProperty({ gates: "closure", due: { at: "merge" } }, field, { get: look });
    expect(judge(times, { row })).toHaveLength(times + 1);
    return looks;
  };
  expect(looksOf(20)).toBe(looksOf(1));
});

test("of thousands of criteria the first ones are named", () => {
  const [item] = judge(0, { criteria: 16_000, row: { gates: "none" } });
  expect(item?.message).toContain("criterion_10 and 15990 more, and a closing");
});
