import type { Code } from "../../../src/core/findings/catalogue.ts";
import type { TargetFactsForPlan } from "../../../src/core/override/plan-activation.ts";
import type { Power } from "../../../src/core/override/power.ts";

type Result = TargetFactsForPlan["results"][number];

/** One way in which an approved request cannot take effect, or not wholly. */
export interface PlanRow {
  readonly what: string;
  readonly code: Code;
  readonly outcome: "refused" | "nothing" | "activate";
  readonly target?: Partial<TargetFactsForPlan>;
  /** Passages of the manifest to replace. */
  readonly edits?: readonly (readonly [string, string])[];
  /** Passage of the policy to replace, and by what. */
  readonly policy?: readonly [string, string];
  readonly login?: string;
  /** What the token of the App may do. Absent: none was given. */
  readonly power?: Power;
  readonly sharedWith?: readonly { readonly number: number; readonly base: string }[];
  /** What the message holds. */
  readonly says?: string;
}

export const result = (
  name: string,
  state: string,
  kind: Result["kind"] = "status",
  extra: Partial<Result> = {},
): Result => ({
  name,
  kind,
  state,
  url: null,
  appId: kind === "check_run" ? 15368 : null,
  description: null,
  externalId: null,
  creator: null,
  id: null,
  ...extra,
});

const check = "docs/coverage";
const pinned = (appId: number) => [{ name: check, appId }];

/** The check as a job of a run whose last job is the required gate. */
export const behindGate = (job: string, gate: string) => ({
  required: [{ name: "ci-ok", appId: 15368 }],
  results: [
    result(check, job, "check_run", { runId: 7, id: 69 }),
    result("ci-ok", gate, "check_run", { runId: 7, id: 70, appId: 15368 }),
  ],
});

export const planRows: readonly PlanRow[] = [
  { what: "closed", code: "TARGET_NOT_OPEN", outcome: "refused", target: { state: "closed" } },
  { what: "a draft", code: "TARGET_NOT_OPEN", outcome: "refused", target: { draft: true } },
  { what: "of a fork", code: "TARGET_FORK", outcome: "refused", target: { fork: true } },
  { what: "with another base", code: "BASE_CHANGED", outcome: "refused", target: { base: "release" } },
  { what: "with another head", code: "HEAD_CHANGED", outcome: "refused", target: { headSha: "b".repeat(40) } },
  {
    what: "that shares its head with another base",
    code: "SHA_SHARED",
    outcome: "refused",
    sharedWith: [{ number: 900, base: "release" }],
    says: "#900",
  },
  { what: "with auto-merge on", code: "AUTO_MERGE_ON", outcome: "refused", target: { autoMerge: true } },
  {
    what: "with a merge queue",
    code: "MODE_UNSUPPORTED",
    outcome: "refused",
    target: { mergeQueue: true },
    says: "merge queue",
  },
  { what: "in the merge queue", code: "MODE_UNSUPPORTED", outcome: "refused", target: { inMergeQueue: true } },
  {
    what: "that is behind a base that wants it up to date",
    code: "MODE_UNSUPPORTED",
    outcome: "refused",
    target: { mergeState: { status: "BEHIND", reviewDecision: null } },
    says: "behind main",
  },
  {
    what: "that conflicts with its base",
    code: "MODE_UNSUPPORTED",
    outcome: "refused",
    target: { mergeState: { status: "DIRTY", reviewDecision: null } },
    says: "conflicts with main",
  },
  {
    what: "whose check nobody knows",
    code: "CHECK_UNKNOWN",
    outcome: "refused",
    target: { required: [], results: [] },
  },
  { what: "whose check is not required", code: "CHECK_NOT_REQUIRED", outcome: "refused", target: { required: [] } },
  {
    what: "whose check still runs",
    code: "CHECK_IN_PROGRESS",
    outcome: "refused",
    target: { results: [result(check, "pending")] },
  },
  {
    what: "whose check never reported",
    code: "CHECK_IN_PROGRESS",
    outcome: "refused",
    target: { results: [] },
    says: "expected",
  },
  {
    what: "whose check never reported by the pinned app",
    code: "CHECK_IN_PROGRESS",
    outcome: "refused",
    target: { required: pinned(15368), results: [result(check, "failure", "check_run", { appId: 777 })] },
  },
  {
    what: "whose check is pinned to another app",
    code: "MODE_UNSUPPORTED",
    outcome: "refused",
    target: { required: pinned(777), results: [result(check, "failure", "check_run", { appId: 777 })] },
    says: "777",
  },
  {
    what: "whose check is pinned, for a token of a person",
    code: "MODE_UNSUPPORTED",
    outcome: "refused",
    login: "lea",
    target: { required: pinned(15368), results: [result(check, "failure", "check_run")] },
    says: "protection",
  },
  {
    what: "whose check is a gate",
    code: "CHECK_IS_GATE",
    outcome: "refused",
    policy: ['gates: ["ci-ok"]', `gates: ["${check}"]`],
  },
  {
    what: "whose check is a job behind a gate, with a mode that cannot be",
    code: "MODE_UNSUPPORTED",
    outcome: "refused",
    target: behindGate("failure", "failure"),
    edits: [["checks:\n", "override_mode: check\nchecks:\n"]],
    says: "override_mode: auto",
  },
  {
    what: "whose check is a job behind a gate that still runs",
    code: "CHECK_IN_PROGRESS",
    outcome: "refused",
    target: behindGate("failure", "in_progress"),
    says: "ci-ok",
  },
  {
    what: "whose check is a job behind a gate that is open",
    code: "CHECKS_PASS",
    outcome: "nothing",
    target: behindGate("failure", "success"),
  },
  {
    what: "whose check is a job of a run that has no gate",
    code: "CHECK_NOT_REQUIRED",
    outcome: "refused",
    target: {
      required: [{ name: "ci-ok", appId: null }],
      results: [
        result(check, "failure", "check_run", { runId: 8 }),
        result("ci-ok", "failure", "check_run", { runId: 7, id: 70 }),
      ],
    },
  },
  {
    what: "whose check must never be bypassed",
    code: "CHECK_NOT_BYPASSABLE",
    outcome: "refused",
    policy: ["extends: default", 'extends: default\nnever_bypass: ["docs/*"]'],
  },
  {
    what: "whose check passes by now",
    code: "CHECKS_PASS",
    outcome: "nothing",
    target: { results: [result(check, "success")] },
    says: check,
  },
];
