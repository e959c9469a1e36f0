import { identifyEvent } from "../../src/core/ledger/event-id.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf, REPOSITORY } from "../core/ledger/fixture.ts";
import {
  approvedBy,
  BYPASS_A,
  BYPASS_B,
  lifeUntil,
  manifestOf,
  manifestPath,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// What one run recorded of one decision, one record against the other.

type Extra = NonNullable<Parameters<typeof lifeUntil>[2]["extra"]>;

const pull = "https://github.com/acme/payments/pull/42";
const target = { pr: 512, ref: "refs/heads/main", commit: "a".repeat(40), tree: "e".repeat(40) };
const lea = { id: 101, login: "lea", role: "lead-devops", kind: "human" as const };
const review = approvedBy(BYPASS_A, manifestOf(BYPASS_A)).approvers[0]?.review_id;
/** The lead reviews at one minute past nine. */
const reviewedAt = "2026-03-02T09:01:00.000Z";
const runOf = (id: number) => ({ ...eventOf("checkpoint").run, id }) as NonNullable<LedgerEvent["run"]>;

/** The review is on record as the first answer, too; and a limit that had passed. */
const answered =
  (answer: Partial<ReturnType<typeof eventOf>> = {}, limit = "2026-03-02T09:20:00.000Z", extra: Extra = {}) =>
  (): World =>
    ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A }]),
      events: (real) => {
        const link = { source: { kind: "review" as const, url: `${pull}#pullrequestreview-${review}` } };
        const [request, ...rest] = lifeUntil("remediation.opened", BYPASS_A, {
          ...real,
          extra: {
            ...extra,
            "request.accepted": {
              ...{ source: { kind: "push" as const, url: pull }, ...extra["request.accepted"] },
              data: { opened_at: "2026-03-02T08:59:00.000Z", ...extra["request.accepted"]?.data },
            },
            "review.completed": { ...link, ...extra["review.completed"] },
          },
        });
        const about = { bypass: BYPASS_A, main_head: rest[0]?.main_head ?? "" };
        const content = { manifest: manifestOf(BYPASS_A), target, actor: lea, at: reviewedAt };
        const acknowledged = eventOf("response.acknowledged", 1, {
          ...{ ...about, ...link, ...content, ...answer },
          data: { review_id: review },
        });
        const late = { kind: "obligation_overdue:x", limit_at: limit };
        const violation = eventOf("violation.recorded", 20, { ...about, main_head: real.mainHead, data: late });
        return [[request, acknowledged, ...rest, violation].filter((event) => event !== undefined)];
      },
    });

/** A lesson, written as a comment on the tracking issue at a time. */
const commented =
  (at: string): (() => World) =>
  () =>
    ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A }]),
      events: (real) => {
        const data = { opened_at: "2026-03-02T08:59:00.000Z" };
        const life = lifeUntil("remediation.opened", BYPASS_A, { ...real, extra: { "request.accepted": { data } } });
        const source = { kind: "comment" as const, url: "https://github.com/acme/payments/issues/900#issuecomment-11" };
        const about = { bypass: BYPASS_A, main_head: real.mainHead, source, at };
        return [
          [...life, eventOf("lesson.recorded", 20, { ...about, data: { comment_id: 11, text: "Ask earlier." } })],
        ];
      },
    });

/** A person merged it when its target had moved on: one run takes all of it down, and nobody approved what is there now. */
const movedOn = (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }, { id: BYPASS_B }]),
    events: (real) => {
      const moved = { manifest: manifestOf(BYPASS_A), target: { ...target, commit: "b".repeat(40) } };
      const extra = { "request.accepted": { ...moved, run: runOf(1) }, "review.completed": moved };
      const [approved, ...others] = lifeUntil("bypass.approved", BYPASS_A, { ...real, extra }).toReversed();
      const { target: _, id: __, ...rest } = approved as LedgerEvent;
      const other = lifeUntil("override.verified", BYPASS_B, { ...real, minute: 60 });
      return [[...others.toReversed(), identifyEvent(rest, REPOSITORY)], other];
    },
  });

export const decidedLife: readonly Ordinary[] = [
  { name: "an approval without a target, of what was merged when the target had moved on", make: movedOn },
  { name: "a first answer that is the review of the approval, and a limit that had passed", make: answered() },
  { name: "a comment that was written soon after the request was opened", make: commented("2026-03-02T08:59:30.000Z") },
  {
    name: "the same by another run, which saw another head of the target",
    make: answered({ run: runOf(3), target: { ...target, commit: "b".repeat(40) } }),
  },
];

const broken = (name: string, make: () => World): Scenario => ({
  name,
  make,
  verdict: "fail",
  codes: ["EVENT_MANIFEST_MISMATCH"],
  severity: "error",
  path: manifestPath(BYPASS_A),
  commits: () => [],
});
const backdated = (name: string, make: () => World, path?: string): Scenario => ({
  name,
  make,
  verdict: "fail",
  codes: ["BACKDATED_RECORD"],
  severity: "error",
  ...(path === undefined ? {} : { path }),
  commits: () => [],
});

export const decidedScenarios: readonly Scenario[] = [
  broken(
    "a request that names no content, and the run that took it down does",
    answered({}, undefined, { "request.accepted": { run: runOf(1) } }),
  ),
  broken("two targets of one decision", answered({ target: { ...target, tree: "f".repeat(40) } })),
  broken("two authors of one review", answered({ actor: { ...lea, id: 102 } })),
  backdated("two times of one review", answered({ at: "2026-03-02T08:59:30.000Z" })),
  backdated(
    "a review of before its pull request was opened",
    answered({ at: "2026-03-02T08:50:00.000Z" }, undefined, { "review.completed": { at: "2026-03-02T08:50:00.000Z" } }),
  ),
  backdated(
    "a request that was taken down before its pull request was opened",
    answered({ source: { kind: "review", url: "https://github.com/acme/payments/pull/7" } }, undefined, {
      "request.accepted": { data: { opened_at: "2026-03-02T09:10:00.000Z" } },
      "review.completed": { source: { kind: "review", url: "https://github.com/acme/payments/pull/7" } },
    }),
  ),
  backdated("a comment of years before the request was opened", commented("1970-01-01T00:00:00.000Z")),
  backdated("a violation that is recorded before its limit", answered({}, "2026-03-02T09:30:00.000Z")),
];
