import { expect, test } from "vitest";
import { stepOrder } from "../../../src/core/override/step-order.ts";
import type { Candidate, ReviewCode } from "../../../src/generated/types/decision.ts";
import type { EventFacts, Review } from "../../../src/generated/types/facts.ts";

const at = (minute: number) => `2026-11-28T03:${String(minute).padStart(2, "0")}:00Z`;
const review = (id: number, minute: number | null): Review => ({
  ...{ id, user: { login: `user-${id}`, id: 100 + id, type: "User" }, state: "APPROVED", commit_id: null, body: "" },
  ...{ submitted_at: minute === null ? null : at(minute), editor: null },
});
const judged = (id: number, code: ReviewCode = "OK"): Candidate => ({
  ...{ person: null, login: `user-${id}`, id: 100 + id, review_id: id, code, text: "", fix: "" },
});
const declared = (minute: number): EventFacts => ({ type: "incident.declared", at: at(minute), actor: null, data: {} });
const drilled = (minute: number): EventFacts => ({ ...declared(minute), data: { drill: true } });
const two = { level: "EMERGENCY" as const, candidates: [judged(1), judged(2)] };

test.each([
  ["declared first, then authorised", two, [declared(1)], [review(1, 2), review(2, 3)], null],
  ["declared and authorised in the same second", two, [declared(2)], [review(1, 2), review(2, 2)], null],
  ["declared twice: the first counts", two, [declared(9), declared(1)], [review(1, 2), review(2, 3)], null],
  ["never declared", two, [], [review(1, 2), review(2, 3)], "No incident commander"],
  ["declared between two approvals", two, [declared(3)], [review(1, 2), review(2, 4)], "user-1 approved before"],
  ["declared after all of them", two, [declared(5)], [review(1, 2), review(2, 4)], "user-1 approved before"],
  [
    "an early approval that does not count",
    { ...two, candidates: [judged(1, "NOT_IN_ROLE"), judged(2)] },
    [declared(3)],
    [review(1, 2), review(2, 4)],
    null,
  ],
  ["a review that was never sent", two, [declared(3)], [review(1, null), review(2, 4)], null],
  ["another level", { ...two, level: "L3" as const }, [], [review(1, 2)], null],
] as const)("%s", (_, decision, events, reviews, says) => {
  const found = stepOrder(decision, { events, reviews }, false);
  if (says === null) expect(found).toBeNull();
  else expect(found?.message).toContain(says);
});

test.each([
  ["a real one on a real declaration", false, [declared(1)], null],
  ["a real one on a drill's", false, [drilled(1)], "a drill, and this is none"],
  ["a drill on a drill's", true, [drilled(1)], null],
  ["a drill on a real declaration", true, [declared(1)], "real, and this is a drill"],
  ["a real one after a drill and its own declaration", false, [drilled(0), declared(1)], null],
  ["a real one approved between a drill's and its own", false, [drilled(0), declared(4)], "approved before"],
  ["a drill that nobody declared", true, [], "No incident commander"],
] as const)("%s", (_, drill, events, says) => {
  const found = stepOrder(two, { events, reviews: [review(1, 2), review(2, 3)] }, drill);
  if (says === null) expect(found).toBeNull();
  else expect(found?.message).toContain(says);
});
