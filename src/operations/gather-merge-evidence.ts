import { takeTurn } from "../core/override/plan-sweep.ts";
import type {
  BranchRules,
  DatedResult,
  MergedPull,
  MergeEvidence,
  Readable,
} from "../core/reconcile/merge-evidence.ts";
import { commitsToRead } from "../core/reconcile/reconcile-merges.ts";
import type { RegistrationOf } from "../core/reconcile/registered-merges.ts";
import type { Instant } from "../core/time/instant.ts";
import type { MergeRecord } from "../ports.ts";

export interface GatherOptions {
  readonly start: Instant;
  readonly end: Instant;
  /** Looked at whether anything was merged into them or not. */
  readonly branches: readonly string[];
  /** Its appends are not merges; verify judges them. */
  readonly ledgerBranch: string;
  readonly registrationOf: RegistrationOf;
}

export interface GatheredEvidence {
  readonly evidence: MergeEvidence;
  readonly notChecked: readonly string[];
  /** Whether everything of the window was looked at, as far as it can be. */
  readonly whole: boolean;
}

/** Branches whose rules are read in one run. */
const mostBranches = 20;
/** Commits of which every result is read in one run: each costs two requests. */
const mostCommits = 200;
/** A push or rule suite can be some seconds older than the merge that it belongs to. */
const margin = 5 * 60_000;

/**
 * Asks GitHub for everything that a window is judged by: for a hundred merges two pages of pull requests and, as a rule, one of pushes;
 * two requests for each branch, one for all rule suites that say bypass and one more for each of them, two for each commit whose latest
 * results settle nothing.
 */
export async function gatherMergeEvidence(record: MergeRecord, options: GatherOptions): Promise<GatheredEvidence> {
  const { start, end, ledgerBranch, registrationOf } = options;
  const merged = await record.mergedSince(start);
  const all = merged.pulls.filter(({ base }) => base !== ledgerBranch);
  const pulls = all.filter(({ mergedAt }) => mergedAt <= end);
  const later = all.filter(({ mergedAt }) => mergedAt > end);
  const notChecked = merged.unreadable === null ? [] : [`results of checks (${merged.unreadable})`];
  const branches = new Map<string, BranchRules | null>();
  for (const branch of busiest(pulls, options.branches)) {
    const rules = await record.branchRules(branch);
    // Without results nothing can be said of the checks; the other rules are still there.
    branches.set(branch, rules === null || merged.unreadable === null ? rules : { ...rules, required: [] });
    if (rules !== null && !isGuarded(rules)) {
      notChecked.push(`${branch}: no rule of it can be read that asks for checks or pull requests`);
    }
  }
  const suites = await record.bypassSuites(start + margin);
  const inWindow = <Item extends { readonly at: Instant }>(
    list: Readable<readonly Item[]>,
  ): Readable<readonly Item[]> => ("read" in list ? { read: list.read.filter(({ at }) => at <= end) } : list);
  const pushes = new Map<string, MergeEvidence["pushes"] extends ReadonlyMap<string, infer List> ? List : never>();
  for (const [branch, rules] of branches) {
    if (rules !== null && isGuarded(rules)) pushes.set(branch, inWindow(await record.pushes(branch, start + margin)));
  }
  const read = inWindow(suites);
  const known = "read" in read ? { read: read.read.filter(({ branch }) => branch !== ledgerBranch) } : read;
  const first = { window: { start, end }, pulls, later, branches, suites: known, pushes };
  const turn = takeTurn(commitsToRead(first, registrationOf), mostCommits, end);
  const histories = new Map<string, Readable<readonly DatedResult[]>>();
  for (const sha of turn.chosen) histories.set(sha, await record.results(sha));
  for (const sha of turn.left) histories.set(sha, { unreadable: `one run looks at ${mostCommits} commits; run again` });
  return { evidence: { ...first, histories }, notChecked, whole: turn.left.length === 0 };
}

function isGuarded({ required, pullRequest }: BranchRules): boolean {
  return required.length > 0 || pullRequest !== null;
}

/** The given branches, and of the others those into which most was merged. */
function busiest(pulls: readonly MergedPull[], always: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const { base } of pulls) counts.set(base, (counts.get(base) ?? 0) + 1);
  const others = [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  return [...new Set([...always, ...others.map(([base]) => base)])].slice(0, mostBranches);
}
