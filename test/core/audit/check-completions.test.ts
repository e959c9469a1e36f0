import { expect, test } from "vitest";
import { checkCompletionOrder, completionsOf } from "../../../src/core/audit/check-completions.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { EMERGENCY, entriesOf, eventOf, manifest, target } from "../ledger/fixture.ts";

const [green, merge] = ["1".repeat(40), "2".repeat(40)];
const about = { bypass: EMERGENCY };
const step = (type: string, minute: number, data: Readonly<Record<string, unknown>> = {}) =>
  eventOf(type, minute, { ...about, data, ...(type === "bypass.activated" ? { manifest, target } : {}) });
const acted = [step("request.accepted", 0), step("bypass.approved", 1), step("bypass.activated", 2)];
const completed = step("remediation.completed", 6, { commit: green, checks: [] });
const used = (minute: number) => step("bypass.used", minute, { merge_sha: merge });

test.each([
  ["came after it", [step("bypass.revoked", 4), step("remediation.opened", 5), completed, used(7)], []],
  ["came before it", [used(4), step("remediation.opened", 5), completed], ["EVENT_ACTIVATION_MISMATCH 6"]],
])("a completion at a commit of before a merge that %s", (_, events, expected) => {
  const { fold, findings } = foldBypass(EMERGENCY, entriesOf([...acted, ...events]));
  expect(findings).toEqual([]);
  const found = checkCompletionOrder(completionsOf([fold]), "main", [merge, green]);
  expect(found.map(({ code, seq }) => `${code} ${seq}`)).toEqual(expected);
});

test("merges that were put right any number of times are looked up once for all completions", () => {
  const { fold } = foldBypass(EMERGENCY, entriesOf([...acted, used(4), step("remediation.opened", 5), completed]));
  const [one] = completionsOf([fold]);
  if (one === undefined) throw new Error("nothing is completed");
  const looksOf = (times: number): number => {
    let looks = 0;
    const count = () => {
      looks++;
      return merge;
    };
    const uses = [...new Array(100).keys()].map((seq) => Object.defineProperty({ seq }, "merge", { get: count }));
    const many = new Array(times).fill({ ...one, uses });
    expect(checkCompletionOrder(many, "main", [merge])).toEqual([]);
    return looks;
  };
  expect(looksOf(50)).toBe(looksOf(1));
});
