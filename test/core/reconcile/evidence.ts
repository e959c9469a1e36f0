import type {
  BranchRules,
  DatedResult,
  MergedPull,
  MergeEvidence,
  Producer,
} from "../../../src/core/reconcile/merge-evidence.ts";
import type { Registration } from "../../../src/core/reconcile/registered-merges.ts";

const minute = 60_000;
/** The instant of the merge; times of results are minutes before (negative) or after it. */
export const mergedAt = 1_000 * minute;

export const actions: Producer = { kind: "app", id: 15368, name: "github-actions" };
export const ci: Producer = { kind: "bot", id: 41898282, name: "github-actions" };
export const dev: Producer = { kind: "user", id: 200, name: "dev" };

let ids = 0;

export function run(name: string, state: string, at: number, more: Partial<DatedResult> = {}): DatedResult {
  ids += 1;
  const time = mergedAt + at * minute;
  return {
    ...{ name, kind: "check_run", state, startedAt: time, endedAt: time, producer: actions },
    ...{ description: null, externalId: null, id: ids, ...more },
  };
}

export function status(name: string, state: string, at: number, more: Partial<DatedResult> = {}): DatedResult {
  return run(name, state, at, { kind: "status", producer: ci, ...more });
}

export const sha = (digit: string): string => digit.repeat(40);

export function pullOf(results: readonly DatedResult[], more: Partial<MergedPull> = {}): MergedPull {
  return {
    ...{ number: 7, url: "https://github.com/acme/payments/pull/7", base: "main" },
    ...{ headSha: sha("a"), mergeSha: sha("b"), mergedAt, mergedBy: { id: 5, login: "ann" }, results },
    ...more,
  };
}

export const requires = (...names: readonly string[]): BranchRules => ({
  required: names.map((name) => ({ name, appId: null, since: null })),
  pullRequest: null,
  mergeQueue: false,
});

export function evidenceOf(pulls: readonly MergedPull[], more: Partial<MergeEvidence> = {}): MergeEvidence {
  return {
    window: { start: 0, end: 10 * mergedAt },
    ...{ pulls, later: [] },
    branches: new Map([["main", requires("build")]]),
    suites: { unreadable: "the token needs administration: read" },
    pushes: new Map(),
    // What a run would read: every result of every head.
    histories: new Map(pulls.map(({ headSha, results }) => [headSha, { read: results }])),
    ...more,
  };
}

export const nobody = (): Registration | null => null;
