import { describe, expect, test } from "vitest";
import { checkClosings } from "../../../src/core/audit/check-closings.ts";
import { checkLeftOut, firstNamedClosing } from "../../../src/core/audit/check-left-out.ts";
import { readManifestRequest } from "../../../src/core/audit/manifest-request.ts";
import { type BypassFold, extendFold, startFold } from "../../../src/core/ledger/fold-bypass.ts";
import { type CompiledPolicy, compilePolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { defaultPolicy } from "../../../src/core/procedure/default-policy.ts";
import { matchesWhen, requestSubject } from "../../../src/core/procedure/when.ts";
import { conditionsOfClosing } from "../../../src/core/remediation/list-obligations.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, EMERGENCY, entriesOf, eventOf, lifeOf } from "../ledger/fixture.ts";

const strict = compilePolicy(defaultPolicy(), null, null);
const { "5_day_review": _, ...others } = strict.policy.obligations;
/** It has no review for S4. */
const loose = compilePolicy({ ...strict.policy, obligations: others }, null, null);
const request = readManifestRequest(
  { severity: "S4", checks: ["docs/a"], remediation: { success_criteria: ["It is green", "It stays so"] } },
  (text) => text,
);

type Closed = readonly { readonly key: string; readonly state: string; readonly by?: string }[];
const done = (...keys: readonly string[]): Closed => keys.map((key) => ({ key, state: "done", by: "obligation.done" }));
const closing = (bypass: string, obligations?: Closed): LedgerEvent =>
  eventOf("remediation.verified", 300, { bypass, ...(obligations === undefined ? {} : { data: { obligations } }) });

function foldOf(bypass: string, events: readonly LedgerEvent[]): BypassFold {
  const fold = startFold(bypass);
  for (const entry of entriesOf(events)) expect(extendFold(fold, entry)).toBeNull();
  return fold;
}
const closedL1 = (obligations?: Closed) => foldOf(BYPASS, [...lifeOf().slice(0, 11), closing(BYPASS, obligations)]);

function leftOutBy(
  fold: BypassFold,
  policies: readonly CompiledPolicy[] | null,
  { manifest = request, namedSince = firstNamedClosing(fold.entries) } = {} as {
    readonly manifest?: typeof request | null;
    readonly namedSince?: number;
  },
) {
  const rules = { policiesAbout: () => policies, requestOf: () => manifest, namedSince };
  const { findings, unknown } = checkLeftOut([fold], rules);
  return [findings.map(({ message }) => /answers ([^A-Z]*?), and a/.exec(message)?.[1]), unknown];
}

const all = ["criterion_1", "criterion_2", "5_day_review", "lessons_learned_capture"];

describe("what a closing leaves out", () => {
  test("is told by manifest and policy", () => {
    expect(leftOutBy(closedL1(done(...all)), [strict])).toEqual([[], 0]);
    expect(leftOutBy(closedL1(done("criterion_1", "5_day_review")), [strict])).toEqual([
      ["criterion_2, lessons_learned_capture"],
      0,
    ]);
  });
  test("is nothing that one of the policies of that day does not ask for", () => {
    const fold = closedL1(done("criterion_1", "criterion_2", "lessons_learned_capture"));
    expect(leftOutBy(fold, [strict])).toEqual([["5_day_review"], 0]);
    expect(leftOutBy(fold, [strict, loose])).toEqual([[], 0]);
    expect(leftOutBy(fold, [loose, strict])).toEqual([[], 0]);
  });
  test("is told by the level alone where the manifest is not known, and by the manifest where the policy is not", () => {
    expect(leftOutBy(closedL1([]), [strict], { manifest: null })).toEqual([["lessons_learned_capture"], 1]);
    expect(leftOutBy(closedL1([]), null)).toEqual([["criterion_1, criterion_2"], 1]);
  });
  test("is not told of a closing that names nothing, unless an earlier one names something", () => {
    expect(leftOutBy(closedL1(), [strict])).toEqual([[], 0]);
    expect(leftOutBy(closedL1(), [loose], { namedSince: 3, manifest: null })).toEqual([["lessons_learned_capture"], 1]);
  });
});

test("what nobody can owe is set aside in nobody's name, where nothing was activated, and only there", () => {
  const registered = ["request.accepted", "bypass.registered", "bypass.used", "remediation.opened"];
  const before = [...registered, "remediation.completed"].map((type, minute) =>
    eventOf(type, minute, { bypass: EMERGENCY }),
  );
  const subject = requestSubject("EMERGENCY", false);
  const keys = conditionsOfClosing(strict).flatMap(([key, { when }]) => (matchesWhen(when, subject) ? [key] : []));
  const without = (...unowed: readonly string[]) =>
    foldOf(EMERGENCY, [
      ...before,
      closing(EMERGENCY, [
        ...done(...keys.filter((key) => !unowed.includes(key))),
        ...unowed.map((key) => ({ key, state: "na" })),
      ]),
    ]);
  expect(leftOutBy(without("emergency_bypass_deactivation"), [strict], { manifest: null })).toEqual([[], 1]);
  const review = "comprehensive_post_incident_review";
  expect(leftOutBy(without(review), [strict], { manifest: null })).toEqual([[review], 1]);
});

test("a line of the checklist that the policy lets another one answer needs no record of its own, and any other does", () => {
  const review = strict.policy.obligations["5_day_review"];
  if (review === undefined) throw new Error("no review in the policy");
  const rowed = (key: string) => ({
    ...strict.policy.obligations,
    "5_day_review": { ...review, satisfied_by: { event: "obligation.done", key } as const },
  });
  const lending = (key: string) => compilePolicy({ ...strict.policy, obligations: rowed(key) }, null, null);
  const answer = (key: string, minute: number) =>
    eventOf("obligation.done", minute, {
      data: { key, comment_id: minute, evidence_kind: "url", evidence: "https://e.example" },
    });
  const fold = foldOf(BYPASS, [
    ...lifeOf().slice(0, 11),
    eventOf("lesson.recorded", 99, { data: { comment_id: 99, text: "Ask." } }),
    ...["criterion_1", "criterion_2", "inform_team", "lessons_learned_capture"].map((key, at) => answer(key, 100 + at)),
    closing(BYPASS, done(...all)),
  ]);
  const toldBy = (policies: readonly CompiledPolicy[]) =>
    [
      ...checkClosings([fold]),
      ...checkLeftOut([fold], { policiesAbout: () => policies, requestOf: () => request, namedSince: 0 }).findings,
    ].map(({ code }) => code);
  expect(toldBy([lending("inform_team")])).toEqual([]);
  expect(toldBy([strict, lending("inform_team")])).toEqual([]);
  expect(toldBy([lending("inform_others")])).toEqual(["MISSING_OBLIGATION"]);
  expect(toldBy([strict])).toEqual(["MISSING_OBLIGATION"]);
});
