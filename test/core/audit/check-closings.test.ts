import { describe, expect, test } from "vitest";
import { checkClosings } from "../../../src/core/audit/check-closings.ts";
import { extendFold, startFold } from "../../../src/core/ledger/fold-bypass.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, lifeOf } from "../ledger/fixture.ts";

const answer = (minute: number, key: string, more: { readonly supersedes?: string } = {}) =>
  eventOf("obligation.done", minute, {
    ...more,
    data: { key, comment_id: 9, evidence_kind: "url", evidence: "https://example.com/1" },
  });
const withdrawing = (minute: number, { id }: LedgerEvent) =>
  eventOf("correction", minute, { supersedes: id, data: { reason: "A mistake." } });
const lesson = eventOf("lesson.recorded", 100, { data: { comment_id: 11, text: "Ask earlier." } });
const verified = eventOf("remediation.verified", 300, {
  data: { comment_id: 12, obligations: [{ key: "criterion_1", state: "done", by: "obligation.done" }] },
});

/** What a closing that rests on `criterion_1` does not have on record, with these records before it. */
function missingOf(...records: readonly LedgerEvent[]): string[] {
  const fold = startFold(BYPASS);
  for (const entry of entriesOf([...lifeOf().slice(0, 11), lesson, ...records, verified])) {
    expect(extendFold(fold, entry)).toBeNull();
  }
  return checkClosings([fold]).map(({ code }) => code);
}

const done = answer(200, "criterion_1");
const taken = withdrawing(201, done);
const other = answer(202, "criterion_2", { supersedes: done.id });

describe("an answer that a closing rests on", () => {
  test.each<readonly [string, readonly LedgerEvent[], boolean]>([
    ["is there", [done], true],
    ["was never given", [], false],
    ["was withdrawn", [done, taken], false],
    ["was withdrawn, and the withdrawal with it", [done, taken, withdrawing(203, taken)], true],
    ["was put right to be about something else", [done, other], false],
    ["was put right, and that was withdrawn", [done, other, withdrawing(203, other)], true],
  ])("%s", (_, records, isThere) => expect(missingOf(...records)).toEqual(isThere ? [] : ["MISSING_OBLIGATION"]));
});
