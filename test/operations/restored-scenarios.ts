import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  lifeUntil,
  MAIN_MERGE,
  MAIN_ROOT,
  manifestOf,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// Records of one bypass that cannot all be so: put back and changed again, ended and used, registered and never there, answered by nothing.

const target = { pr: 512, ref: "refs/heads/main", commit: "a".repeat(40), tree: "e".repeat(40) };
const check = { name: "docs/coverage", kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null };

type Life = readonly LedgerEvent[];
interface Real {
  readonly mergeSha: string;
  readonly mainHead: string;
  readonly registryHead: string;
  readonly fixed: string;
}

/** A, whose records are those of a whole life (one a minute from nine on), told otherwise. */
const told =
  (otherwise: (life: Life, real: Real) => Life, more = "") =>
  (): World => {
    const text = manifestText(BYPASS_A, more);
    return ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A, text }]),
      events: (real) => [
        otherwise(lifeUntil("remediation.verified", BYPASS_A, { ...real, manifest: manifestOf(BYPASS_A, text) }), real),
      ],
    });
  };

/** A record before the merge, by its key where its type stands twice. */
const before = (type: string, minute: number, data = {}, key = type): LedgerEvent =>
  eventOf(type, minute, { bypass: BYPASS_A, key, main_head: MAIN_ROOT, data });
const after = (type: string, minute: number, data = {}, key = type): LedgerEvent =>
  eventOf(type, minute, { bypass: BYPASS_A, key, main_head: MAIN_MERGE, data });

const posted = { sha: target.commit };
/** Another run had ended it, and put back what it saw. */
const postedBehind = (life: Life): Life => [
  ...[...life.slice(0, 4), ...life.slice(5, 9)],
  after("override.posted", 9, { ...posted, behind_restore: true }),
];
const usedAt = (minute: number, data = {}): Life => [
  after("bypass.used", minute, { merge_sha: MAIN_MERGE, ...data }),
  after("remediation.opened", minute + 2),
];
const calledLate = after("violation.recorded", 91, { kind: "MERGED_AFTER_EXPIRY" });
const endedBy = (type: "bypass.revoked" | "bypass.expired" | "bypass.voided", data = {}): Life => [
  before(type, 30, data),
  before("bypass.deactivated", 30, { reason: type.slice("bypass.".length) }),
  before("override.restored", 31),
];
/** It was suspended, and goes on until an instant. */
const resumed = (life: Life, until: string, restored: number): Life => {
  const second = { activation: 2 };
  const activated = before("bypass.activated", 40, { ...second, expires_at: until }, "2");
  const { manifest } = life[3] ?? {};
  return [
    ...life.slice(0, 6),
    before("bypass.deactivated", 30, { reason: "suspended" }, "1"),
    before("override.restored", 30, {}, "1"),
    { ...activated, target, ...(manifest === undefined ? {} : { manifest }) },
    before("override.posted", 41, { ...second, ...posted }, "2"),
    after("bypass.used", 50, { merge_sha: MAIN_MERGE }),
    after("bypass.deactivated", 51, second, "2"),
    after("override.restored", 52, { activation: restored }, "2"),
    after("remediation.opened", 53),
  ];
};
const itsEnd = "2026-03-05T09:00:00.000Z";

type Answers = readonly { readonly key: string; readonly state: string; readonly by: string }[];
const closedBy =
  (criterion: string, review: string) =>
  (life: Life, { fixed }: Real): Life => {
    const at = { bypass: BYPASS_A, main_head: fixed };
    const confirmed = { key: "criterion_1", comment_id: 9, evidence_kind: "url", evidence: "https://example.com/1" };
    const documented = { ...confirmed, key: "documentation_updated" };
    const obligations: Answers = [
      { key: "criterion_1", state: "done", by: criterion },
      { key: "documentation_updated", state: "done", by: "obligation.done" },
      { key: "lessons_learned_capture", state: "done", by: "lesson.recorded" },
      { key: "5_day_review", state: "done", by: review },
    ];
    return [
      ...life.slice(0, 11),
      eventOf("obligation.done", 12, { ...at, key: "1", data: confirmed }),
      eventOf("obligation.done", 12, { ...at, key: "2", data: documented }),
      eventOf("lesson.recorded", 13, { ...at, data: { comment_id: 11, text: "Ask earlier." } }),
      eventOf("assessment.completed", 14, at),
      eventOf("remediation.verified", 15, { ...at, data: { comment_id: 12, obligations } }),
    ];
  };
const promise = "remediation:\n  success_criteria: [It is green]\n";

/** A merge past the checks that is registered, and no record says that it was used. */
const registered = (merge: string): (() => World) => {
  const more = `retroactive:\n  merge_sha: ${merge}\n`;
  return () =>
    ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A, text: manifestText(BYPASS_A, more) }]),
      events: (real) => {
        const manifest = manifestOf(BYPASS_A, manifestText(BYPASS_A, more));
        const at = { bypass: BYPASS_A, main_head: real.mainHead };
        const found = { ...manifest, commit: real.registryHead };
        return [
          [
            ...lifeUntil("bypass.approved", BYPASS_A, { ...real, manifest, mainBefore: real.mainHead }),
            eventOf("bypass.registered", 4, {
              ...{ ...at, manifest: found, target },
              data: { merge_sha: merge, checks: ["docs/coverage"] },
            }),
            eventOf("remediation.opened", 5, at),
            eventOf("remediation.progress", 6, at),
          ],
        ];
      },
    });
};

/** X lies before the fix, and was green; at the fix a check failed again. It is completed once more, so many minutes later. */
const completedAgain = (at: "X" | "F1", minute: number) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    main: [{ name: "X", branch: "main", parents: ["M1"], files: { "x.txt": "x\n" } }],
    events: ({ commit, ...real }) => {
      const seen = { bypass: BYPASS_A, main_head: commit("F1") };
      return [
        lifeUntil("remediation.completed", BYPASS_A, { ...real, fixed: commit("X") }),
        [
          eventOf("remediation.reopened", 20, { ...seen, data: { commit: commit("F1") } }),
          eventOf("remediation.completed", minute, { ...seen, key: "again", data: { commit: commit(at) } }),
        ],
      ];
    },
  });

const nextDays = { options: () => ({ asOf: Date.UTC(2026, 2, 4, 12) }) };
const days = { asOf: Date.UTC(2026, 2, 4, 12) };

export const restoredLife: readonly Ordinary[] = [
  {
    name: "a suspended override that goes on, and is put back",
    make: told((life) => resumed(life, itsEnd, 2)),
    ...days,
  },
  {
    name: "a merge of the minutes in which it was revoked",
    make: told((life) => [...life.slice(0, 6), ...endedBy("bypass.revoked"), ...usedAt(32)]),
  },
  {
    name: "a merge after it was revoked that its record calls late",
    make: told((life) => [
      ...life.slice(0, 6),
      ...endedBy("bypass.revoked"),
      ...usedAt(90, { after_expiry: true }),
      calledLate,
    ]),
  },
  {
    name: "a restore that failed, and was made good hours later",
    make: told((life) => [
      ...life.slice(0, 8),
      after("restore.failed", 8),
      after("override.restored", 170, {}, "later"),
      after("remediation.opened", 171),
    ]),
    ...days,
  },
  {
    name: "a restore that failed hours after it had been done, and is done once more",
    make: told((life) => [
      ...life.slice(0, 10),
      after("restore.failed", 180),
      after("override.restored", 240, {}, "activation-1:docs/coverage:2"),
    ]),
    ...days,
  },
  {
    name: "a result that was posted when another run had ended it, and taken back",
    make: told((life) => [...postedBehind(life), after("override.restored", 10, {}, "again"), ...life.slice(9, 10)]),
    ...days,
  },
  {
    name: "a closing whose criterion and obligations are answered as the policy asks",
    make: told(closedBy("obligation.done", "assessment.completed"), promise),
  },
  { name: "a completion at the commit at which it was opened again, by a new run", make: completedAgain("F1", 90) },
  { name: "a merge that is registered, and is there", make: registered(MAIN_MERGE) },
];

const broken = (name: string, make: () => World, ...codes: readonly string[]): Scenario => ({
  ...{ name, make, ...nextDays },
  ...{ verdict: "fail", codes, severity: "error" },
});

export const restoredScenarios: readonly Scenario[] = [
  broken(
    "a result that is posted again hours after its end and its restore",
    told((life) => [...life.slice(0, 10), after("override.posted", 128, posted, "again")]),
    ...["EVENT_ACTIVATION_MISMATCH", "MISSING_RESTORE"],
  ),
  broken(
    "the same, and put back once more: it was posted when nothing permitted it",
    told((life) => [
      ...life.slice(0, 10),
      after("override.posted", 128, posted, "again"),
      after("override.restored", 130, {}, "again"),
    ]),
    "EVENT_ACTIVATION_MISMATCH",
  ),
  broken(
    "a check that is put back while its override runs, and overridden once more",
    told((life) => [
      ...life.slice(0, 5),
      before("override.restored", 6, {}, "early"),
      before("override.posted", 95, posted, "again"),
      ...usedAt(96),
      after("bypass.deactivated", 97),
    ]),
    "MISSING_RESTORE",
  ),
  {
    ...broken(
      "a result whose record comes within the hour of the restore: a run may have written it late",
      told((life) => [
        ...life.slice(0, 4),
        ...life.slice(5, 9),
        after("override.posted", 9, posted),
        ...life.slice(9, 10),
      ]),
      "MISSING_RESTORE",
    ),
    ...{ verdict: "pass", severity: "warning" },
  },
  broken(
    "a result that is posted under an activation that merges, and posts none",
    told((life) => {
      const merges = { ...check, mode: "merge" };
      const data = { ...life[3]?.data, checks: [merges] };
      return life.slice(0, 10).flatMap((event, index) => {
        const { id: _, ...draft } = event;
        if (index === 3) return [eventOf("bypass.activated", 3, { ...draft, data })];
        return event.type === "override.restored" ? [] : [event];
      });
    }),
    ...["EVENT_ACTIVATION_MISMATCH", "MISSING_RESTORE"],
  ),
  broken(
    "an override that goes on after a suspension, of which only the one before is put back",
    told((life) => resumed(life, itsEnd, 1)),
    "MISSING_RESTORE",
  ),
  broken(
    "a result that was posted when another run had ended it, and that nobody took back",
    told((life) => [...postedBehind(life), after("restore.failed", 10), ...life.slice(9, 10)]),
    "MISSING_RESTORE",
  ),
  {
    ...broken(
      "a restore that failed hours after another record had called it done: earlier versions could not say that it was made good",
      told((life) => [...life.slice(0, 10), after("restore.failed", 180)]),
      "MISSING_RESTORE",
    ),
    ...{ verdict: "pass", severity: "warning" },
  },
  {
    name: "the same by a run that was slow, within a day of the end: the sweep ends it, and puts it back",
    make: told((life) => {
      const going = resumed(life, itsEnd, 2);
      return [...going.slice(0, 7), ...going.slice(8, 10), before("override.restored", 42, {}, "1")];
    }),
    options: () => ({ asOf: Date.UTC(2026, 2, 5, 10) }),
    ...{ verdict: "pass", codes: ["MISSING_RESTORE", "MISSING_END"], severity: "warning" },
  },
  broken(
    "an override that goes on after a suspension with a lifetime of its own",
    told((life) => resumed(life, "2026-03-05T09:30:00.000Z", 2)),
    "DEADLINE_TOO_LATE",
  ),
  ...(["bypass.revoked", "bypass.voided"] as const).map(
    (type): Scenario => ({
      name: `a merge an hour after it was ${type.slice(7)}, which no record calls late`,
      make: told((life) => [
        ...life.slice(0, 6),
        ...endedBy(type, type === "bypass.voided" ? { reason: "sha_shared" } : {}),
        ...usedAt(90),
      ]),
      ...{ verdict: "pass", codes: ["EVENT_ACTIVATION_MISMATCH"], severity: "warning" },
      commits: () => [MAIN_MERGE],
    }),
  ),
  {
    name: "a merge an hour after it had expired early, which no record calls late",
    make: told((life) => [
      ...life.slice(0, 6),
      ...endedBy("bypass.expired", { expires_at: "2026-03-02T09:30:00.000Z" }),
      ...usedAt(90),
    ]),
    ...{ verdict: "fail", codes: ["EVENT_ACTIVATION_MISMATCH"], severity: "error" },
    commits: () => [],
  },
  {
    name: "a registration of a merge that is nowhere",
    make: registered("d".repeat(40)),
    ...{ verdict: "fail", codes: ["EVENT_TARGET_UNREACHABLE"], severity: "error" },
    commits: () => ["d".repeat(40)],
  },
  {
    name: "a completion at a commit of before the one at which it was opened again",
    make: completedAgain("X", 90),
    ...{ verdict: "fail", codes: ["EVENT_ACTIVATION_MISMATCH"], severity: "error" },
    commits: (world) => [world.commit("X"), world.commit("F1")],
  },
  {
    name: "the same within the hour: a run may have looked at the branch before",
    make: completedAgain("X", 50),
    ...{ verdict: "pass", codes: ["EVENT_ACTIVATION_MISMATCH"], severity: "warning" },
  },
  {
    name: "a closing whose criterion the request itself confirms",
    make: told(closedBy("request.accepted", "assessment.completed"), promise),
    ...{ verdict: "fail", codes: ["MISSING_OBLIGATION"], severity: "error" },
  },
  {
    name: "a closing whose review the request itself answers",
    make: told(closedBy("obligation.done", "request.accepted"), promise),
    ...{ verdict: "fail", codes: ["MISSING_OBLIGATION"], severity: "error" },
  },
];
